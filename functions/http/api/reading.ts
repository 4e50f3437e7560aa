import type { ProblemCode } from '../problem-codes.ts'
import type { Document, Operation, Parameter, Schema } from './document.ts'

/** How the document's schemas are told to people. */

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

/** The shape that a schema points to, itself or as a list of them. */
export function namedIn(schema: Schema): string | undefined {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)
  const items = isSchema(schema.items) ? schema.items : itemsOf(schema)
  if (items) return namedIn(items)
  return listOf(schema.anyOf).map(namedIn).find(Boolean)
}

/** Of a list as it is answered, `{items, cursor?}`: what its things are. */
function itemsOf({ properties }: Schema): Schema | undefined {
  const list = isSchema(properties) && properties.items
  return isSchema(list) && isSchema(list.items) ? list.items : undefined
}

const resolved = (schema: Schema, { components }: Document): Schema => {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1)! : undefined
  return name === undefined ? schema : { ...components.schemas[name], ...schema, $ref: undefined }
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
}

/** `text`, `list of Topic`, `"auto" or "person"`. */
export function typeOf(schema: Schema): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)!
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one)).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const either = listOf(schema.anyOf)
  if (either.length > 0) return either.map(typeOf).join(' or ')
  if (schema.type === 'array') return `list of ${isSchema(schema.items) ? plural(typeOf(schema.items)) : 'anything'}`
  const items = itemsOf(schema)
  if (items) return `page of ${plural(typeOf(items))}`
  if (schema.format === 'date-time') return 'moment'
  if (schema.format === 'date') return 'day'
  return words[String(schema.type)] ?? 'anything'
}

const plural = (type: string): string =>
  type === 'text' ? 'texts' : type === 'object' ? 'objects' : type === 'day' ? 'days' : type

export type Field = { readonly name: string; readonly isNeeded: boolean; readonly schema: Schema }

/** The fields of an object, and of the objects in it that have no name: `late.sendWithinMinutes`, `items[].reason`. */
export function fieldsOf(schema: Schema, document: Document, before = ''): Field[] {
  const { properties, required } = resolved(schema, document)
  if (!isSchema(properties)) return []
  const needed = Array.isArray(required) ? required : []
  return Object.entries(properties).flatMap(([key, field]) => {
    if (!isSchema(field)) return []
    const name = `${before}${key}`
    const inner = [field, ...listOf(field.anyOf)].flatMap((one) => [
      ...(one.$ref ? [] : fieldsOf(one, document, `${name}.`)),
      ...(isSchema(one.items) && !one.items.$ref ? fieldsOf(one.items, document, `${name}[].`) : []),
    ])
    return [{ name, isNeeded: needed.includes(key), schema: field }, ...inner]
  })
}

const samples: Readonly<Record<string, unknown>> = {
  string: '…',
  integer: 1,
  number: 1,
  boolean: true,
  null: null,
}

/** Something of this shape. */
export function sampleOf(schema: Schema, document: Document): unknown {
  const { examples, enum: oneOf, anyOf, properties, items, ...rest } = resolved(schema, document)
  if (Array.isArray(examples) && examples.length > 0) return examples[0]
  if (rest.const !== undefined) return rest.const
  if (Array.isArray(oneOf)) return oneOf[0]
  const [first] = listOf(anyOf)
  if (first) return sampleOf(first, document)
  if (isSchema(properties))
    return Object.fromEntries(
      Object.entries(properties).flatMap(([key, field]) => (isSchema(field) ? [[key, sampleOf(field, document)]] : [])),
    )
  if (rest.type === 'array') return isSchema(items) ? [sampleOf(items, document)] : []
  if (rest.format === 'date-time') return '2026-11-24T07:00:00.000Z'
  if (rest.format === 'date') return '2026-11-24'
  if (rest.type === 'object') return {}
  return samples[String(rest.type)] ?? '…'
}

/** A call to copy into a shell. `$API` and `$KEY` are set at the head of the page. */
export function curlOf(method: string, path: string, operation: Operation, document: Document): string {
  const address = `"$API${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}${queryOf(operation)}"`
  const key = operation.security?.length === 0 ? '' : ' -H "authorization: Bearer $KEY"'
  const verb = method === 'get' ? '' : ` -X ${method.toUpperCase()}`
  const [[type, body] = []] = Object.entries(operation.requestBody?.content ?? {})
  if (!body) return `curl${verb}${key} ${address}`
  if (type !== 'application/json')
    return `curl${verb}${key} -H "content-type: ${type}" \\\n  --data-binary @file ${address}`
  const json = JSON.stringify(sampleOf(body.schema, document)).replaceAll("'", '’')
  return `curl${verb}${key} -H "content-type: application/json" \\\n  ${address} \\\n  -d '${json}'`
}

/** The codes of the problems that a call may be refused with. */
export const refusalCodes = ({ responses }: Operation, document: Document): readonly ProblemCode[] =>
  Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, answer]) => {
      const known = '$ref' in answer ? document.components.responses[answer.$ref.split('/').at(-1)!] : answer
      const schema = known?.content?.['application/problem+json']?.schema
      return listOf(schema?.allOf).flatMap(({ properties }) => {
        const code = isSchema(properties) && properties.code
        return isSchema(code) && Array.isArray(code.enum) ? (code.enum as ProblemCode[]) : []
      })
    })

/** The parts of the query that have to be there. */
function queryOf({ parameters = [] }: Operation): string {
  const needed = parameters.filter((one): one is Parameter => !('$ref' in one) && one.in === 'query' && one.required)
  return needed.length > 0 ? `?${needed.map(({ name }) => `${name}=…`).join('&')}` : ''
}
