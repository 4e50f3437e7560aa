/**
 * The child process of one function: imports its bundle and serves invocations over IPC, several at once where the
 * host sends several. What the function prints is its log. On Lambda each concurrent invocation has a process of its
 * own; here they share one, so that a laptop runs six processes and not sixty.
 */
import { pathToFileURL } from 'node:url'

type Handler = (event: unknown, context: unknown) => unknown

export type Invocation = {
  readonly id: number
  readonly event: unknown
  readonly context: { readonly functionName: string; readonly awsRequestId: string; readonly deadline: number }
}

export type Outcome =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }

// Ctrl-C reaches the whole process group: the host lets running work finish, then says when to go.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))

const tell = (word: object) => process.send?.(word, () => {})

try {
  const { handler } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { handler?: Handler }
  if (typeof handler !== 'function') throw new Error('it exports no handler')
  process.on('message', (invocation: Invocation) => void serve(handler, invocation))
  tell({ ready: true })
} catch (error) {
  const failed = `${process.env.TIDINGS_FUNCTION} cannot be loaded: ${words(error)}.`
  process.send?.({ failed }, () => process.exit(1))
}

async function serve(handler: Handler, { id, event, context }: Invocation): Promise<void> {
  try {
    const result: unknown = await handler(event, lambdaContext(context))
    tell({ id, result: result ?? null } satisfies Outcome)
  } catch (error) {
    tell({ id, error: words(error) } satisfies Outcome)
  }
}

const lambdaContext = ({ deadline, ...rest }: Invocation['context']) => ({
  ...rest,
  functionVersion: '$LATEST',
  memoryLimitInMB: '1024',
  invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${rest.functionName}`,
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
