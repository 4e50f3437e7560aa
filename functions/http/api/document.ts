import type { Hono } from 'hono'
import * as z from 'zod'
import { fieldCodes } from '../../../core/model/refusal.ts'
import { allProblemCodes, type ProblemCode, problemCodes, typeOfProblem } from '../problem-codes.ts'
import { type Answer, type Spec, specOf } from './route.ts'

/** OpenAPI 3.1, as far as we say anything. */
export type Document = {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly object[]
  readonly tags: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly securitySchemes: object
    readonly parameters: object
    readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>
    readonly schemas: Readonly<Record<string, Schema>>
  }
}
export type Schema = { readonly [keyword: string]: unknown }
export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}
export type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required: true; readonly description?: string; readonly content: Content }
  readonly responses: Readonly<
    Record<string, { readonly $ref: string } | { readonly description: string; readonly content?: Content }>
  >
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>

/** What each noun is, for whoever reads the document. A noun that is not here is shown by its name. */
const nouns: Readonly<Record<string, string>> = {
  topics: 'What articles are filed under. A topic’s slug is its id; its tags are what files an article under it.',
  tags: 'What articles carry. They are written alike however they are spelled: `Donald Trump` is `donald-trump`.',
  articles: 'Links with what a mail says of them, or texts with a page of their own.',
  feeds: 'RSS, Atom and JSON feeds that are followed, and become articles.',
  digests: 'Recurring newsletters: topics, in a rhythm.',
  issues: 'What a digest says at one time, frozen, and how far its sending is.',
  subscribers: 'Readers, what they take, and how they agreed to it.',
  settings: 'What holds for every digest.',
  provider:
    'How we stand with the mail provider: what is left of its quotas, what it reports, whom it delivers nothing to.',
  fence: 'What keeps a copy of the table from mailing.',
  editors: 'Who may come into the console, beside the owners.',
  keys: 'What programs open this API with, each with what it may do.',
  hooks: 'Addresses that are told what has happened, signed as Standard Webhooks has it.',
  audit: 'Who has done what, newest first.',
}

const problemSchema: Schema = {
  type: 'object',
  description:
    'RFC 9457. `code` is for programs, `detail` a sentence for people; `errors` names every field that is wrong, each with a code of its own.',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Where the code is explained.' },
    title: { type: 'string', description: 'The same for every problem of a code.' },
    status: { type: 'integer' },
    code: { type: 'string', enum: allProblemCodes, description: 'Why, for programs. Later versions may add codes.' },
    detail: { type: 'string' },
    field: { type: 'string', description: 'The first field that is wrong.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string' },
          code: { type: 'string', enum: Object.keys(fieldCodes) },
          detail: { type: 'string' },
        },
        required: ['field', 'code', 'detail'],
      },
    },
    questions: {
      type: 'array',
      description:
        'Of a list of readers: columns that may say that somebody wants no mail, and nobody knows how. Say what their values mean with `columns`. `value`: an empty one is empty, `(a date)` any date; `others`: rows with values that are not named, for which `*` stands.',
      items: {
        type: 'object',
        properties: {
          column: { type: 'string' },
          values: {
            type: 'array',
            items: {
              type: 'object',
              properties: { value: { type: 'string' }, rows: { type: 'integer' } },
              required: ['value', 'rows'],
            },
          },
          others: { type: 'integer' },
        },
        required: ['column', 'values', 'others'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
  examples: [
    {
      type: typeOfProblem('invalid'),
      title: problemCodes.invalid.title,
      status: 422,
      code: 'invalid',
      detail: 'A digest needs at least one topic.',
      field: 'topics',
      errors: [{ field: 'topics', code: 'too_few', detail: 'A digest needs at least one topic.' }],
    },
  ],
}

const about = `Everything that the console does, for programs. Every call carries the key: \`Authorization: Bearer KEY\`.

A list answers \`{"items": […], "cursor"?: "…"}\`; while there is a \`cursor\`, there is more. What goes wrong is
\`application/problem+json\`, with a \`code\` for programs. Answers may gain fields: pass over what you do not know.

A \`POST\` with an \`Idempotency-Key\` is carried out once: sent again with the same key within 24 hours, it is answered as
the first time, with the header \`idempotent-replayed: true\`. What was refused is not remembered.`

/** The document of these apps' routes, which are all below `base`. Every route has to have been made by `route`. */
export function documentOf(base: string, ...apps: readonly Pick<Hono, 'routes'>[]): Document {
  const schemas: Record<string, Schema> = { Problem: problemSchema }
  const paths: Record<string, Record<string, Operation>> = {}
  const tags = new Map<string, string | undefined>()
  for (const { method, path, handler } of apps.flatMap((app) => app.routes)) {
    const spec = specOf(handler)
    if (!spec) continue
    const written = path.replaceAll(/:(\w+)/g, '{$1}')
    const noun = path.split('/')[1]!
    tags.set(tagOf(noun), nouns[noun])
    paths[written] = { ...paths[written], [method.toLowerCase()]: operationOf(method, path, noun, spec, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tidings', version: '1', description: about },
    servers: [{ url: base }],
    security: [{ key: [] }],
    tags: [...tags].map(([name, description]) => (description ? { name, description } : { name })),
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'A name that you give this request, and no other: with it, it is carried out once.',
          schema: { type: 'string', minLength: 1, maxLength: 255, examples: ['5c1f0b1e-6f0e-4a4f-9f39-0d2f7b0f7a11'] },
        },
      },
      responses: Object.fromEntries(
        [...statusesOf(commonCodes)].map(([status, codes]) => [`Problem${status}`, problemOf(codes)]),
      ),
      schemas,
    },
  }
}

const tagOf = (noun: string): string =>
  noun === 'openapi.json' || noun === 'docs' ? 'This document' : noun.charAt(0).toUpperCase() + noun.slice(1)

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

function operationOf(
  method: string,
  path: string,
  noun: string,
  spec: Spec,
  schemas: Record<string, Schema>,
): Operation {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(
      ([, name]): Parameter => ({ name: name!, in: 'path', required: true, schema: { type: 'string' } }),
    ),
    ...(spec.query ? parametersOf(spec.query, schemas) : []),
    ...(method === 'POST' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ]
  const body = spec.body
    ? { required: true as const, content: { 'application/json': { schema: schemaOf(spec.body, 'input', schemas) } } }
    : spec.file
      ? { required: true as const, description: spec.file.holds, content: fileOf(spec.file.type) }
      : undefined
  return {
    operationId: [method.toLowerCase(), ...path.split(/[^a-z]+/i).filter(Boolean)].reduce(camel),
    summary: spec.summary,
    ...(spec.says ? { description: spec.says } : {}),
    tags: [tagOf(noun)],
    ...(spec.open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(spec.answers).map(([status, answer]) => [status, responseOf(answer, schemas)]),
      ),
      ...Object.fromEntries(
        [...statusesOf(refusalsOf(method, path, spec))].map(([status, codes]) => [
          status,
          codes.every((code) => commonCodes.includes(code))
            ? { $ref: `#/components/responses/Problem${status}` }
            : problemOf(codes),
        ]),
      ),
    },
  }
}

const camel = (name: string, word: string): string => name + word.charAt(0).toUpperCase() + word.slice(1)

/** What nearly every route may be refused with: written once. */
const commonCodes: readonly ProblemCode[] = [
  'unreadable',
  'unauthorized',
  'insufficient_scope',
  'not_found',
  'too_large',
  'internal_error',
  'busy',
]

const idempotencyCodes = allProblemCodes.filter((code) => code.startsWith('idempotency_'))

/** What a route may refuse: from what it takes, and what it says. */
function refusalsOf(method: string, path: string, { open, body, file, query, refuses = [] }: Spec): ProblemCode[] {
  if (open) return ['internal_error']
  const isPost = method === 'POST'
  const takes = body !== undefined || file !== undefined
  const may: readonly (ProblemCode | false)[] = [
    body !== undefined && 'unreadable',
    'unauthorized',
    'insufficient_scope',
    path.includes(':') && 'not_found',
    (isPost || takes) && 'too_large',
    (takes || query !== undefined) && 'invalid',
    query?.shape.cursor !== undefined && 'invalid_cursor',
    ...(isPost ? idempotencyCodes : []),
    'internal_error',
    'busy',
    ...refuses,
  ]
  return allProblemCodes.filter((code) => may.includes(code))
}

const statusesOf = (codes: readonly ProblemCode[]): Map<number, ProblemCode[]> =>
  Map.groupBy(codes, (code) => problemCodes[code].status)

/** A problem with one of these codes. */
const problemOf = (codes: readonly ProblemCode[]) => ({
  description: codes.map((code) => `\`${code}\`: ${problemCodes[code].when}`).join('\n\n'),
  content: {
    'application/problem+json': {
      schema: { allOf: [ref('Problem'), { properties: { code: { enum: codes } } }] },
    },
  },
})

const fileOf = (type: string): Content => ({ [type]: { schema: { type: 'string' } } })

function responseOf(answer: Answer, schemas: Record<string, Schema>) {
  if (typeof answer === 'string') return { description: answer }
  if ('type' in answer) return { description: answer.when, content: fileOf(answer.type) }
  const [shape, when] = answer
  return { description: when, content: { 'application/json': { schema: schemaOf(shape, 'output', schemas) } } }
}

function parametersOf(query: z.ZodObject, schemas: Record<string, Schema>): Parameter[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input', schemas) as {
    properties?: Record<string, Schema>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
  }))
}

/** A shape as JSON Schema. Those that have a name go to the others, and are only pointed to here. */
function schemaOf(shape: z.ZodType, io: 'input' | 'output', schemas: Record<string, Schema>): Schema {
  const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: shape }), {
    io,
    unrepresentable: 'any',
    // What we answer may gain fields, and nobody should stumble over them; what we take may not.
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod
      if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties
    },
  })
  for (const [name, schema] of Object.entries($defs)) {
    const { id: _, ...known } = pointed(schema) as Schema
    if (schemas[name] && JSON.stringify(schemas[name]) !== JSON.stringify(known))
      throw new Error(`Two shapes are called "${name}".`)
    schemas[name] = known
  }
  return pointed(properties!.it) as Schema
}

const pointed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'))
