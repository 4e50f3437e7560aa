import { Agent, createServer, type IncomingMessage, request } from 'node:http'
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
export type Step = { readonly Item?: Keyed; readonly Key?: Keyed; readonly ConditionExpression?: string }
export type Input = Step & {
  readonly TableName?: string
  readonly IndexName?: string
  readonly ClientRequestToken?: string
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>
  readonly TransactItems?: readonly Readonly<Record<string, Step>>[]
  readonly RequestItems?: Readonly<Record<string, { Keys: Keyed[] } | Readonly<Record<string, Step>>[]>>
}

export type Answer = { readonly status: number; readonly body: string }
/** What becomes of a call on its way: the engine's answer, another one, or none, `cut` or in `silence`. */
export type Rule = (call: Call, next: () => Promise<Answer>) => Promise<Answer | 'cut' | 'silence'>

/** A line to the table's engine, over HTTP, on which things happen: the first rule is the nearest to the client. */
export async function startLine(engine: string, ...rules: readonly Rule[]) {
  const agent = new Agent({ keepAlive: true })
  const server = createServer(async (asked, response) => {
    const body = await text(asked)
    const call: Call = {
      operation: String(asked.headers['x-amz-target']).split('.').at(-1)!,
      input: JSON.parse(body) as Input,
      attempt: Number(/attempt=(\d+)/.exec(String(asked.headers['amz-sdk-request']))?.[1] ?? 1),
    }
    const answer = await through(rules, call, () => passOn(asked, body))
    if (answer === 'silence') return
    if (answer === 'cut') return void response.socket?.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body)
  })

  const passOn = ({ headers }: IncomingMessage, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { host: _, ...rest } = headers
      const asked = request(engine, { method: 'POST', agent, headers: rest }, async (answer) =>
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

function through(rules: readonly Rule[], call: Call, engine: () => Promise<Answer>): ReturnType<Rule> {
  const [rule, ...rest] = rules
  if (!rule) return engine()
  // A rule in the middle that has no answer leaves those before it without one.
  let broken: 'cut' | 'silence' | undefined
  return rule(call, async () => {
    const answer = await through(rest, call, engine)
    if (typeof answer === 'object') return answer
    broken = answer
    return { status: 0, body: '' }
  }).then((answer) => broken ?? answer)
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'])
export const isWrite = ({ operation }: Call): boolean => WRITES.has(operation)

/** Every write is done, and the answer to its first try is lost. `meanwhile`: what happens before the next one. */
export const losesFirstAnswers =
  (meanwhile: (call: Call) => Promise<void> = async () => {}): Rule =>
  async (call, next) => {
    const answer = await next()
    if (!isWrite(call) || call.attempt > 1) return answer
    await meanwhile(call)
    return 'cut'
  }

/**
 * As the table on AWS, which is stricter than the engine: "The expression has redundant parentheses", of a pair that holds
 * nothing but another (nubo-db/dynoxide leaves them out of what it reads, and then finds values that nobody uses).
 */
export const refusesRedundantParentheses: Rule = async (call, next) => {
  const conditions = stepsOf(call).flatMap(({ ConditionExpression }) => ConditionExpression ?? [])
  const redundant = conditions.some((one) => {
    let rest = one.replaceAll(/\s+/g, '')
    // From the inside outwards: what a pair holds becomes one sign, and a pair that holds a pair's sign alone is redundant.
    for (let before = ''; before !== rest; ) {
      before = rest
      rest = rest.replaceAll(/(?<=attribute_(?:not_)?exists)\([^()]*\)/g, '').replaceAll(/\((?!§\))[^()]*\)/g, '§')
    }
    return rest.includes('(§)')
  })
  return redundant ? refusal('ValidationException', 'The expression has redundant parentheses') : next()
}

export const refusal = (name: string, message: string, more: object = {}): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...more }),
})

/** What a call writes or checks, one by one. */
export const stepsOf = ({ operation, input }: Call): Step[] => {
  if (operation === 'TransactWriteItems') return (input.TransactItems ?? []).flatMap((one) => Object.values(one))
  if (operation === 'BatchWriteItem')
    return Object.values(input.RequestItems ?? {}).flatMap((some) =>
      Array.isArray(some) ? some.flatMap((one) => Object.values(one) as Step[]) : [],
    )
  return WRITES.has(operation) ? [input] : []
}
