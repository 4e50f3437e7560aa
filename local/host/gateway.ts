import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { portRefused } from '../ports.ts'
import { InvocationFailed } from './functions.ts'
import { type HttpAnswer, httpAnswer, httpEvent } from './http-event.ts'

export type Invoke = (event: unknown) => Promise<unknown>

export type Routes = {
  /** The function for a path. */
  readonly http: (path: string) => Invoke
  /** What `POST /local/NAME` runs now. */
  readonly scheduled: Readonly<Record<string, Invoke>>
}

export type Gateway = {
  readonly port: number
  /** Until then every request is answered 503. */
  open(routes: Routes): void
  stop(): Promise<void>
}

/** What Lambda takes and gives: 6 MB either way, but for an answer in pieces. */
const MOST_BYTES = 6 * 1024 * 1024

/**
 * The door of the service, on loopback. It is opened before anything else is started, so that a port that is taken
 * stops the start at once and nobody can take it meanwhile.
 */
export async function startGateway(wantedPort: number): Promise<Gateway> {
  let routes: Routes | undefined
  const server = createServer((request, response) => {
    answer(request, routes)
      .catch((error: Error) => problem(500, `The local host failed: ${error.message}`))
      .then((found) => write(request, response, found))
      // What cannot be written ends with its own connection, and with nothing else.
      .catch(() => response.destroy())
  })
  await listen(server, wantedPort).catch((error) => portRefused(wantedPort, '--port', error))
  return {
    port: (server.address() as AddressInfo).port,
    open: (given) => {
      routes = given
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, routes: Routes | undefined): Promise<HttpAnswer> {
  const target = request.url ?? '/'
  const method = request.method ?? 'GET'
  if (!isLocal(request.headers.host))
    return problem(403, 'This service answers to localhost alone: open it as http://localhost:PORT.')
  if (!target.startsWith('/')) return problem(400, 'A request names a path, beginning with a slash.')
  if (!routes) return problem(503, 'The service is starting; try again in a moment.', { 'retry-after': '1' })

  const body = await bodyOf(request)
  if (!body) return problem(413, 'A request takes at most 6 MB; send it in parts.', { connection: 'close' })

  const path = target.split('?', 1)[0] ?? '/'
  if (path.startsWith('/local/')) return runNow(path.slice('/local/'.length), method, request.headers.origin, routes)

  const remoteAddress = request.socket.remoteAddress ?? '127.0.0.1'
  const event = httpEvent({ method, target, headers: request.headers, body, remoteAddress, now: new Date() })
  try {
    const found = httpAnswer(await routes.http(path)(event))
    if (Buffer.isBuffer(found.body) && found.body.length > MOST_BYTES)
      return problem(502, 'The answer is larger than 6 MB, which Lambda refuses.')
    return found
  } catch (error) {
    return failure(error)
  }
}

async function runNow(name: string, method: string, origin: string | undefined, routes: Routes): Promise<HttpAnswer> {
  const invoke = Object.hasOwn(routes.scheduled, name) ? routes.scheduled[name] : undefined
  if (!invoke) return problem(404, `There is no scheduled function "${name}" here.`)
  if (method !== 'POST') return problem(405, `Running ${name} takes a POST.`, { allow: 'POST' })
  // A page of another site may post here without asking: the browser then says whose page it is.
  if (origin !== undefined && !(URL.canParse(origin) && isLocal(new URL(origin).host)))
    return problem(403, 'This is not for pages of other sites.')
  try {
    const body = Buffer.from(JSON.stringify((await invoke(scheduledEvent(new Date()))) ?? null))
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  } catch (error) {
    return failure(error)
  }
}

/** What EventBridge Scheduler sends. */
export const scheduledEvent = (now: Date) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: '000000000000',
  time: now.toISOString(),
  region: 'eu-central-1',
  resources: [],
  detail: '{}',
})

function failure(error: unknown): HttpAnswer {
  if (!(error instanceof InvocationFailed)) throw error
  if (error.how === 'timed-out') return problem(504, error.message)
  return problem(502, error.how === 'died' ? error.message : 'The function failed; the log says why.')
}

/** Other names that lead to this machine are a page of another site, rebinding its name to reach us (T87). */
const isLocal = (host: string | undefined): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host ?? '')

/** The whole body, or undefined where it is more than Lambda takes. What comes after that is let pass, so that the caller hears the answer. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) {
    request.resume()
    return undefined
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > MOST_BYTES) {
      request.resume()
      return undefined
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

/** Of the host, and of no code of the API: `about:blank` says no more than its status, and the title is its phrase (RFC 9457 §4.2.1). */
function problem(status: number, detail: string, headers: Record<string, string> = {}): HttpAnswer {
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail }))
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body }
}

/** A caller who goes on sending after the answer is cut off this much later. */
const LINGER = 2_000

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const bodiless = status === 204 || status === 304 || status < 200
  // Whoever asked has hung up: nobody waits for it, and what makes it may stop.
  if (response.destroyed) {
    if (!Buffer.isBuffer(body)) body.destroy()
    return
  }
  if (!Buffer.isBuffer(body)) {
    response.writeHead(status, headers)
    // An answer that breaks off is broken off: nobody shall take it for whole.
    if (bodiless || request.method === 'HEAD') body.resume().once('close', () => response.end())
    else pipeline(body, response, () => {})
    return
  }
  response.writeHead(status, { ...headers, ...(bodiless ? {} : { 'content-length': body.length }) })
  response.end(bodiless || request.method === 'HEAD' ? undefined : body)
  if (headers.connection === 'close') setTimeout(() => request.destroy(), LINGER).unref()
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
