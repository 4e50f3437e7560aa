import { Agent, type AgentOptions } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { AWS_CALLS } from '../../core/model/deadline.ts'

/** How long a call waits, ms, and how often it is tried in all. */
export type CallLimits = Readonly<Record<keyof typeof AWS_CALLS, number>>

export type Calling = {
  readonly limits?: CallLimits
  /** The wall's clock, ms: it goes on while the function stands still. */
  readonly now?: () => number
  /** How connections are made. */
  readonly network?: AgentOptions
}

/**
 * How a client of the SDK is to be made and used, so that no call waits for ever.
 *
 * As read in @smithy/node-http-handler 4.14.2, which sets no limit unless it is told to:
 * - `connectionTimeout` ends a call that has no connection by then, nor one of the 50 sockets. The handshake of TLS is beyond it;
 * - `requestTimeout` ends one whose answer has not begun by then, but only with `throwOnRequestTimeout`: without that there
 *   is a line in the log, and the call waits on. The head of the answer stops its clock;
 * - `socketTimeout` ends one on whose socket nothing moves: it alone sees an answer that stops in the middle.
 *
 * Each is a `TimeoutError`, which the SDK tries again. An answer that trickles is ended by none of them.
 *
 * Its `standard` retries, on purpose: `adaptive` holds back all calls of a client when some of them are throttled, and is
 * for "single-resource" work (AWS SDKs and Tools, Retry behavior). One crowded partition, such as a counter of sign-ups,
 * would slow down the pages and the sender, who are elsewhere in the table. What the environment says (`AWS_RETRY_MODE`,
 * `AWS_MAX_ATTEMPTS`) does not count: whoever has to end in time has to know how long a call may take.
 */
export function awsCalls({ limits = AWS_CALLS, now = Date.now, network = {} }: Calling = {}) {
  const options = { keepAlive: true, maxSockets: 50, ...network }
  const agents = { httpAgent: new Agent(options), httpsAgent: new SecureAgent(options) }
  return {
    config: {
      maxAttempts: limits.tries,
      retryMode: 'standard',
      requestHandler: {
        ...agents,
        connectionTimeout: limits.connect,
        requestTimeout: limits.answer,
        throwOnRequestTimeout: true,
        socketTimeout: limits.answer,
      },
    },
    livingSockets: livingSockets(Object.values(agents), limits.idle, now),
  }
}

/**
 * Between two invocations a function stands still, and its sockets may die without its hearing of it: "Lambda purges idle
 * connections over time. Attempting to reuse an idle connection when invoking a function will result in a connection error"
 * (AWS Lambda, Best practices); or in none, if whoever dropped it on the way says nothing. So those that have lain idle for
 * long are not used again; and where a call has had no answer, the others that lie idle are as old as its own was: the next
 * try makes a new one.
 */
function livingSockets(agents: readonly Agent[], idle: number, now: () => number) {
  let usedAt = now()
  const dropIdle = () => {
    for (const agent of agents) for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
  }
  const oneTry =
    <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
    async (args: Args): Promise<Answer> => {
      if (now() - usedAt > idle) dropIdle()
      usedAt = now()
      try {
        return await next(args)
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError') dropIdle()
        throw error
      } finally {
        usedAt = now()
      }
    }
  /** Innermost: what the SDK tries again comes by once more. */
  return {
    applyToStack: (stack: { add(one: typeof oneTry, place: typeof innermost): void }) => stack.add(oneTry, innermost),
  }
}

const innermost = { step: 'finalizeRequest', priority: 'low', name: 'livingSockets' } as const
