import fc from 'fast-check'
import type { Document, Operation, Parameter, Schema } from '../../functions/http/api/document.ts'

/** Requests made from the API's own document: valid ones, nearly valid ones, and hostile ones. */

export type Asked = {
  readonly method: string
  /** As the document writes it. */
  readonly path: string
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const nasty = [
  '',
  ' ',
  '.',
  '..',
  '%',
  '%00',
  '%2e%2e%2f',
  '#',
  '?',
  '{}',
  '{{name}}',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  '-1',
  '1e309',
  'true',
  '\u0000',
  '\ud800',
  '\u202eabc',
  '\r\nset-cookie: a=b',
  '<script>alert(1)</script>',
  "'; DROP TABLE readers; --",
  '=cmd|1',
  'ＡＢＣ',
  'İstanbul',
  'ß'.repeat(300),
  '🧵'.repeat(100),
  'a'.repeat(1_025),
  'x'.repeat(3_000),
  'a@b',
  'ada@mail.example.net',
  '"a b"@mail.example.net',
  'https://',
  'https://user:pw@a.example/',
  'http://127.0.0.1/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'Europe/Berlin',
  'reader',
  'every weekday at 08:00, Europe/Berlin',
  'every day at 25:00, Mars',
  '2026-02-30',
  '9999-12-31T23:59:59Z',
  'Thursday, June 20, 2024\n\nA headline of some length here\n\nThe first paragraph is long enough to be read as prose, and it ends like one.',
]
const numbers = [0, -0, -1, 0.5, 1, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 1e308, 5e-324, Number.MAX_SAFE_INTEGER]

const wildText = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 40 }))
const anything: fc.Arbitrary<unknown> = fc.oneof(
  wildText,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], ...numbers),
  fc.jsonValue({ maxDepth: 3 }),
)

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Names = { readonly [of: string]: readonly string[] }

/** What values are like: as they should be, or like whatever somebody may send. */
type Tone = 'calm' | 'wild'

/**
 * Requests to every route of the document. `names` are things that exist, by the field that takes them, or by the noun
 * whose addresses hold them: there to be hit.
 */
export function requestsOf(document: Document, names: Names): fc.Arbitrary<Asked> {
  const made = (tone: Tone) =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => requestOf(document, names, tone, path, method, operation)),
    )
  return fc.oneof(fc.oneof(...made('calm')), fc.oneof(...made('wild')))
}

function requestOf(
  document: Document,
  names: Names,
  tone: Tone,
  path: string,
  method: string,
  operation: Operation,
): fc.Arbitrary<Asked> {
  const make = values(document, names, tone)
  const noun = path.split('/')[1]!
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => !('$ref' in one))
  const inPath = parameters.filter((one) => one.in === 'path')
  const nameFor = (name: string) => fc.constantFrom(...(names[`${noun}.${name}`] ?? names[noun] ?? ['x']))
  return fc
    .record({
      named: fc.tuple(
        ...inPath.map(({ name }) =>
          tone === 'calm'
            ? nameFor(name)
            : fc.oneof(nameFor(name), wildText, fc.constantFrom('x'.repeat(1_025), 'y'.repeat(200))),
        ),
      ),
      query: make.query(parameters.filter((one) => one.in === 'query')),
      body: method === 'get' ? fc.constant(undefined) : make.body(operation),
      type: fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', 'text/csv', ''),
      repeat: tone === 'calm' ? fc.constant('') : fc.constantFrom('', '', 'a', 'b', ' ', 'ö', 'c'.repeat(300)),
    })
    .map(({ named, query, body, type, repeat }) => ({
      method: method.toUpperCase(),
      path,
      address: `${inPath.reduce((address, { name }, at) => address.replace(`{${name}}`, () => escaped(named[at]!) || '~'), path)}${query && `?${query}`}`,
      headers: {
        ...(type ? { 'content-type': type } : {}),
        ...(repeat ? { 'idempotency-key': repeat } : {}),
      },
      ...(body === undefined ? {} : { body }),
    }))
}

/** Values of a schema, in a tone. */
function values(document: Document, names: Names, tone: Tone) {
  const isCalm = tone === 'calm'
  const resolved = (schema: Schema): Schema =>
    typeof schema.$ref === 'string' ? (document.components.schemas[schema.$ref.split('/').at(-1)!] ?? {}) : schema

  function madeFrom(given: Schema, key: string): fc.Arbitrary<unknown> {
    const schema = resolved(given)
    const told = names[key] ?? (Array.isArray(schema.examples) && schema.examples.length > 0 ? schema.examples : [])
    const fresh = madeOf(schema, key)
    if (told.length === 0 || (names[key] && schema.type !== 'string')) return fresh
    const known = fc.constantFrom<unknown>(...told)
    return isCalm && !isSchema(schema.properties) ? known : fc.oneof(known, fresh)
  }

  function madeOf(schema: Schema, key: string): fc.Arbitrary<unknown> {
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.filter(isSchema).map((one) => madeFrom(one, key)))
    if (isSchema(schema.properties)) return objectOf(schema.properties, schema.required)
    switch (schema.type) {
      case 'array':
        return fc.array(isSchema(schema.items) ? madeFrom(schema.items, key) : anything, {
          minLength: isCalm ? 1 : 0,
          maxLength: isCalm ? 2 : 4,
        })
      case 'integer':
      case 'number':
        return numberOf(schema)
      case 'boolean':
        return fc.boolean()
      default:
        return isCalm ? fc.constantFrom('a', 'Some words') : wildText
    }
  }

  const numberOf = ({ minimum, maximum }: Schema) => {
    const fit = fc.integer({
      min: Number(minimum ?? 0),
      max: Math.min(Number(maximum ?? 100), Number(minimum ?? 0) + 100),
    })
    return isCalm ? fit : fc.oneof(fit, fc.constantFrom(...numbers))
  }

  /** With what it needs, and some of the rest: little, in calm, for not everything goes with everything. */
  function objectOf(properties: Schema, required: unknown): fc.Arbitrary<object> {
    const needed: readonly string[] = Array.isArray(required) ? required : []
    const rest = Object.keys(properties).filter((key) => !needed.includes(key))
    return fc
      .subarray(rest, { maxLength: isCalm ? Math.min(2, rest.length) : rest.length })
      .chain((chosen) =>
        fc.record(
          Object.fromEntries([...needed, ...chosen].map((key) => [key, madeFrom(properties[key] as Schema, key)])),
        ),
      )
  }

  /** With a field that is wrong, missing, or one too many; as text, because some of it no object can hold. */
  function spoilt(value: unknown): fc.Arbitrary<string> {
    if (!isSchema(value)) return anything.map((other) => JSON.stringify(other) ?? 'null')
    const keys = Object.keys(value)
    const start = `${JSON.stringify(value).replace(/\}$/, '')}${keys.length > 0 ? ',' : ''}`
    const more = fc
      .tuple(fc.constantFrom('__proto__', 'constructor', 'id', 'x', ...keys), anything)
      .map(([key, other]) => `${start}${JSON.stringify(key)}:${JSON.stringify(other) ?? 'null'}}`)
    const less = fc.constantFrom('', ...keys).map((key) => JSON.stringify({ ...value, [key]: undefined }))
    return fc.oneof(more, more, less)
  }

  function body({ requestBody }: Operation): fc.Arbitrary<string | undefined> {
    const [[type, content] = []] = Object.entries(requestBody?.content ?? {})
    const rows = (cell: fc.Arbitrary<string>) =>
      fc
        .array(fc.tuple(isCalm ? fc.constantFrom('ada@mail.example.net', 'eve@mail.example.net') : cell, cell), {
          maxLength: 4,
        })
        .map((lines) => [['email', 'topics'], ...lines].map((line) => line.join(',')).join('\n'))
    const valid: fc.Arbitrary<string | undefined> = !content
      ? fc.constant(undefined)
      : type === 'application/json'
        ? madeFrom(content.schema, '').map((value) => JSON.stringify(value))
        : rows(isCalm ? fc.constantFrom('', 'all') : wildText)
    if (isCalm) return valid
    const wrong = type === 'application/json' ? madeFrom(content!.schema, '').chain(spoilt) : junk
    return fc.oneof({ weight: 3, arbitrary: valid }, { weight: 3, arbitrary: wrong }, junk)
  }

  const query = (parameters: readonly Parameter[]) =>
    objectOf(
      Object.fromEntries(
        parameters.filter(({ name }) => !isCalm || name !== 'cursor').map(({ name, schema }) => [name, schema]),
      ),
      parameters.filter(({ required }) => required).map(({ name }) => name),
    ).map((given) =>
      Object.entries(given)
        .map(([key, value]) => `${key}=${escaped(String(value))}`)
        .join('&'),
    )

  return { body, query }
}

const junk = fc.constantFrom('', '{', 'null', '[]', '""', '{}', '\ufeff{}', `${'['.repeat(5_000)}${']'.repeat(5_000)}`)

/** As an address can hold it; half a character it cannot, and a dot or two are a step, and no name. */
const escaped = (text: string) => encodeURIComponent(text.toWellFormed()).replace(/^\.{1,2}$/, '~')
