/**
 * The child process of one function: imports its bundle and serves invocations over IPC, several at once where the
 * host sends several. What the function prints is its log. On Lambda each concurrent invocation has a process of its
 * own; here those that a queue calls have (`inOwnProcesses`), and the others share one, so that a laptop runs few.
 */
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { REGION } from '../engines/addresses.ts'
import { traceToSources } from './stack.ts'

type Handler = ((event: unknown, context: unknown) => unknown) & { readonly streams?: undefined }
type StreamHandler = ((event: unknown, answer: Writable, context: unknown) => Promise<unknown>) & {
  readonly streams: true
}

export type Invocation = {
  readonly id: number
  readonly event: unknown
  readonly context: {
    readonly functionName: string
    readonly awsRequestId: string
    readonly memoryLimitInMB: string
    readonly deadline: number
  }
}

export type Outcome =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  /** Answers in pieces: first this, then a chunk (Base64) each time that one is asked for, then that it ended. */
  | { readonly id: number; readonly head: unknown }
  | { readonly id: number; readonly chunk: string }
  | { readonly id: number; readonly ended: 'well' | 'failed' }

/** The host can take one more chunk, or nobody waits for them any longer. */
export type Demand = { readonly more: number } | { readonly stop: number }

// Ctrl-C reaches the whole process group: the host lets running work finish, then says when to go.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))

const tell = (word: object) => process.send?.(word, () => {})

/** What Lambda puts there for handlers that answer in pieces. */
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: object) => Object.assign(handler, { streams: true }),
    HttpResponseStream: {
      from(answer: Answer, head: unknown) {
        answer.begin(head)
        return answer
      },
    },
  },
})

traceToSources()

const answers = new Map<number, Answer>()

/** An answer in pieces: no further ahead of whoever takes it than one chunk. */
class Answer extends Writable {
  readonly #id: number
  #wanted = 0
  #send: (() => void) | undefined
  constructor(id: number) {
    super()
    this.#id = id
    answers.set(id, this)
    // Whoever writes hears of it.
    this.on('error', () => {})
  }
  begin(head: unknown): void {
    tell({ id: this.#id, head } satisfies Outcome)
  }
  more(): void {
    this.#wanted += 1
    this.#send?.()
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#send = () => {
      this.#send = undefined
      this.#wanted -= 1
      tell({ id: this.#id, chunk: chunk.toString('base64') } satisfies Outcome)
      done()
    }
    if (this.#wanted > 0) this.#send()
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    answers.delete(this.#id)
    tell({ id: this.#id, ended: error ? 'failed' : 'well' } satisfies Outcome)
    done(error)
  }
}

const [, , file = '', name = ''] = process.argv

try {
  const { handler } = (await import(pathToFileURL(file).href)) as { handler?: Handler | StreamHandler }
  if (typeof handler !== 'function') throw new Error('it exports no handler')
  process.on('message', (word: Invocation | Demand) => {
    if ('more' in word) answers.get(word.more)?.more()
    else if ('stop' in word) answers.get(word.stop)?.destroy(new Error('nobody waits for it any longer'))
    else void serve(handler, word)
  })
  tell({ ready: true })
} catch (error) {
  const failed = `${name} cannot be loaded: ${words(error)}.`
  process.send?.({ failed }, () => process.exit(1))
}

async function serve(handler: Handler | StreamHandler, { id, event, context }: Invocation): Promise<void> {
  try {
    if (handler.streams) return void (await handler(event, new Answer(id), lambdaContext(context)))
    const result: unknown = await handler(event, lambdaContext(context))
    tell({ id, result: result ?? null } satisfies Outcome)
  } catch (error) {
    tell({ id, error: words(error) } satisfies Outcome)
  }
}

const lambdaContext = ({ deadline, ...rest }: Invocation['context']) => ({
  ...rest,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:${REGION}:000000000000:function:${rest.functionName}`,
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
