import { Agent, createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One try of a call, as it comes over the wire. */
export type Call = {
  /** `PutItem` */
  readonly operation: string
  readonly input: Input
  /** 1, 2, …: the SDK numbers its tries. */
  readonly attempt: number
}
type Keyed = { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } }
export type Step = {
  readonly TableName?: string
  readonly Item?: Keyed
  readonly Key?: Keyed
  readonly ConditionExpression?: string
}
export type Input = Step & {
  readonly IndexName?: string
  readonly KeyConditionExpression?: string
  readonly Limit?: number
  readonly ClientRequestToken?: string
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>
  readonly TransactItems?: readonly Readonly<Record<string, Step>>[]
  readonly RequestItems?: Readonly<Record<string, { Keys: Keyed[] } | Readonly<Record<string, Step>>[]>>
}

export type Answer = { readonly status: number; readonly body: string }
/** What becomes of a call on its way: the engine's answer, another one, or none, `cut` or in `silence`. `ask`: the engine, about something else. */
export type Rule = (
  call: Call,
  next: () => Promise<Answer>,
  ask: (operation: string, input: Input) => Promise<Answer>,
) => Promise<Answer | 'cut' | 'silence'>

const PREFIX = 'DynamoDB_20120810'

/** A line to the table's engine, over HTTP, on which things happen (`line-rules.ts`): the first rule is the nearest to the client. */
export async function startLine(engine: string, ...rules: readonly Rule[]) {
  const agent = new Agent({ keepAlive: true })
  const server = createServer(async (asked, response) => {
    const body = await text(asked)
    const operation = String(asked.headers['x-amz-target']).split('.').at(-1)!
    const attempt = Number(/attempt=(\d+)/.exec(String(asked.headers['amz-sdk-request']))?.[1] ?? 1)
    const ask = (other: string, input: Input) =>
      passOn({ ...asked.headers, 'x-amz-target': `${PREFIX}.${other}` }, JSON.stringify(input))
    const call: Call = { operation, input: JSON.parse(body) as Input, attempt }
    const answer = await through(rules, call, () => passOn(asked.headers, body), ask)
    if (answer === 'silence') return
    if (answer === 'cut') return void response.socket?.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body)
  })

  const passOn = ({ host: _, 'content-length': __, ...headers }: IncomingHttpHeaders, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(engine, { method: 'POST', agent, headers }, async (answer) =>
        resolve({ status: answer.statusCode!, body: await text(answer) }),
      )
      asked.once('error', reject)
      asked.end(body)
    })

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}

/** Several rules as one, the first the nearest to the client. */
export const inTurn =
  (...rules: readonly Rule[]): Rule =>
  (call, next, ask) =>
    through(rules, call, next, ask)

async function through(
  rules: readonly Rule[],
  call: Call,
  engine: () => Promise<Answer>,
  ask: Parameters<Rule>[2],
): ReturnType<Rule> {
  const [rule, ...rest] = rules
  if (!rule) return engine()
  // What has no answer further on has none for those before it either.
  let broken: 'cut' | 'silence' | undefined
  const next = async (): Promise<Answer> => {
    const answer = await through(rest, call, engine, ask)
    if (typeof answer === 'object') return answer
    broken = answer
    return { status: 0, body: '' }
  }
  const answer = await rule(call, next, ask)
  return broken ?? answer
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'])
export const isWrite = ({ operation }: Call): boolean => WRITES.has(operation)

/** What a call writes or checks, one by one. */
export function stepsOf({ operation, input }: Call): Step[] {
  if (operation === 'TransactWriteItems') return (input.TransactItems ?? []).flatMap((one) => Object.values(one))
  if (operation === 'BatchWriteItem')
    return Object.entries(input.RequestItems ?? {}).flatMap(([TableName, some]) =>
      Array.isArray(some) ? some.flatMap((one) => Object.values(one).map((step) => ({ TableName, ...step }))) : [],
    )
  return WRITES.has(operation) ? [input] : []
}

/** The table that a call is about; of several the first. */
export const tableOf = (call: Call): string =>
  call.input.TableName ?? stepsOf(call)[0]?.TableName ?? Object.keys(call.input.RequestItems ?? {})[0] ?? ''

/** As the table refuses: 400, with the name of it. */
export const refusal = (name: string, message: string, more: object = {}): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...more }),
})
