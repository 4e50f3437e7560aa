import { lookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { isIP, connect as plainConnect, type Socket } from 'node:net'
import { pipeline, type Readable } from 'node:stream'
import { connect as secureConnect, TLSSocket } from 'node:tls'
import { constants, createBrotliDecompress, createUnzip } from 'node:zlib'
import type { Fetched, FetchRequest, SafeFetch } from '../../core/model/fetched.ts'
import type { Posted } from '../../core/model/hook.ts'
import { notAPage } from '../../core/model/page.ts'
import { DAY, type Instant, instant, plus } from '../../core/model/time.ts'
import { isLoopback, isPublic } from './public-address.ts'

/** T43, T45, T46. Bytes are those after decompression; `longestWaitMs` is as far as `Retry-After` and `Cache-Control` can put us off. */
export const LIMITS = {
  connectMs: 5_000,
  totalMs: 10_000,
  hops: 5,
  feedBytes: 5_000_000,
  pageBytes: 3_000_000,
  calendarBytes: 1_000_000,
  longestWaitMs: DAY,
}

/** Where to connect to: a host's name, and its addresses, which have been checked. */
export type Way = {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly addresses: readonly string[]
}

export type SafeFetchOptions = {
  /** Our pages: named in every request, so that whoever is asked can find out who asks. */
  readonly site?: string
  /** Loopback, and any port: on a laptop alone. */
  readonly allowPrivate?: boolean
  readonly now?: () => Instant
  /** Every address of a host; rejects if there is none. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
  readonly connect?: (way: Way) => Socket
  readonly limits?: Partial<typeof LIMITS>
}

type Failed = Extract<Fetched, { kind: 'failed' }>

const failed = (why: Failed['why'], reason: string, more: Partial<Failed> = {}): Failed => ({
  kind: 'failed',
  why,
  reason,
  ...more,
})

/** Fetches as T40-T46 want it. Nothing is built into Node against any of it: each address is checked here, then connected to. */
export function safeFetch(options: SafeFetchOptions = {}): SafeFetch {
  const setting = settingOf(options)
  return (request) =>
    inTime(
      setting,
      (signal) => followed(request, setting, signal),
      () => failed('silent', tooLong(hostOf(request.url), setting.limits)),
    )
}

const settingOf = (options: SafeFetchOptions): Setting => ({
  site: options.site,
  allowPrivate: options.allowPrivate ?? false,
  now: options.now ?? (() => instant(Date.now())),
  resolve: options.resolve ?? everyAddress,
  connect: options.connect ?? connectTo,
  limits: { ...LIMITS, ...options.limits },
})

/**
 * All of it within the time there is; whatever is still open then is closed, and nobody waits until it has closed: on a busy
 * machine that takes as long again.
 */
async function inTime<T>({ limits }: Setting, act: (signal: AbortSignal) => Promise<T>, late: () => T): Promise<T> {
  const stop = new AbortController()
  const { promise: over, resolve } = Promise.withResolvers<T>()
  const timer = setTimeout(() => {
    stop.abort()
    // Whoever hears it at once may say more precisely what was slow.
    setImmediate(() => resolve(late()))
  }, limits.totalMs)
  try {
    return await Promise.race([over, act(stop.signal)])
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

/** What somebody may learn of their own answer: not more than the head of it. */
const MOST_ANSWER = 1_024

/** Posts, as carefully as it fetches: each address is checked, then connected to. Where it leads on to is not followed, and of the answer no more than its head is read. */
export function safePost(options: SafeFetchOptions = {}) {
  const setting = settingOf(options)
  return (address: string, headers: Readonly<Record<string, string>>, body: string): Promise<Posted> => {
    const late = (): Posted => ({ kind: 'silent', reason: tooLong(hostOf(address), setting.limits) })
    return inTime(setting, post, late)

    async function post(signal: AbortSignal): Promise<Posted> {
      const target = await targetOf(address, setting, signal)
      if (target.kind === 'failed') return { kind: 'silent', reason: target.reason }
      const { url } = target
      const bytes = Buffer.from(body)
      const all = {
        host: url.host,
        'user-agent': agentOf(setting.site),
        'content-type': 'application/json',
        'content-length': String(bytes.length),
        connection: 'close',
        ...headers,
      }
      try {
        const response = await ask(target, all, setting, signal, bytes)
        const retryAt = retryAfter(response.headers['retry-after'], setting.now(), setting.limits.longestWaitMs)
        // Whoever has answered has answered, whatever becomes of the rest.
        await upTo(MOST_ANSWER, response).catch(() => undefined)
        response.destroy()
        return { kind: 'answered', status: response.statusCode ?? 0, ...(retryAt ? { retryAt } : {}) }
      } catch (error) {
        return {
          kind: 'silent',
          reason: silence(error as NodeJS.ErrnoException, url.hostname, setting.limits, signal).reason,
        }
      }
    }
  }
}

type Setting = Omit<Required<SafeFetchOptions>, 'limits' | 'site'> & {
  readonly site: string | undefined
  readonly limits: typeof LIMITS
}

async function followed(request: FetchRequest, setting: Setting, signal: AbortSignal): Promise<Fetched> {
  let address = request.url
  let forGood = true
  for (let hop = 0; hop <= setting.limits.hops; hop += 1) {
    const target = await targetOf(address, setting, signal)
    if (target.kind === 'failed')
      return hop === 0
        ? target
        : { ...target, reason: `${hostOf(request.url)} leads on to another address. ${target.reason}` }
    const { url } = target
    try {
      const response = await ask(target, headersFor(request, url, setting.site), setting, signal)
      const next = redirect(response, url)
      if (next === undefined)
        return await answerOf(response, url, request, setting, hop > 0 && forGood ? url.href : undefined)
      response.destroy()
      if (url.protocol === 'https:' && /^http:/i.test(next))
        return failed(
          'refused',
          `${url.hostname} leads from https back to http, which is not followed: give the https address.`,
        )
      forGood &&= response.statusCode === 301 || response.statusCode === 308
      address = next
    } catch (error) {
      return silence(error as NodeJS.ErrnoException, url.hostname, setting.limits, signal)
    }
  }
  return failed(
    'refused',
    `${hostOf(request.url)} leads on more than ${setting.limits.hops} times: give the address at which it ends.`,
  )
}

const hostOf = (url: string): string => URL.parse(url)?.hostname ?? url

// ---- who is asked

type Target = { readonly kind: 'target'; readonly url: URL; readonly addresses: readonly string[] }

/** The address taken apart and looked up once; refused unless every place it could lead to is public (T40-T42). */
async function targetOf(
  address: string,
  { allowPrivate, resolve }: Setting,
  signal: AbortSignal,
): Promise<Target | Failed> {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol))
    return failed('refused', 'This is not an address of the web: it must start with https:// or http://.')
  if (url.username !== '' || url.password !== '')
    return failed('refused', 'This address holds a name or a password, which is never sent: give it without.')
  if (!allowPrivate && !['', '80', '443'].includes(url.port))
    return failed('refused', `Only the usual ports of the web are asked: give an address without ":${url.port}".`)
  url.hash = ''
  const host = plainHost(url)
  const addresses = isIP(host) ? [host] : await found(host, resolve, signal)
  if (!Array.isArray(addresses)) return addresses
  if (!addresses.every((one) => isPublic(one) || (allowPrivate && isLoopback(one))))
    return failed(
      'refused',
      `${host} is not on the public internet, and nothing is fetched from inside a network: give an address that everybody can open.`,
    )
  return { kind: 'target', url, addresses }
}

/** Without the brackets of IPv6. */
const plainHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

async function found(host: string, resolve: Setting['resolve'], signal: AbortSignal): Promise<string[] | Failed> {
  try {
    const addresses = await Promise.race([resolve(host), aborted(signal)])
    if (addresses.length > 0) return [...addresses]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTFOUND')
      return failed('silent', `The name ${host} cannot be looked up just now: try again later.`)
  }
  return failed('silent', `There is no server called ${host}: check how the address is spelled.`)
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

const everyAddress = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

// ---- asking

/** Connects to an address that was checked and to no other: names are not looked up a second time. */
function connectTo({ host, port, secure, addresses }: Way): Socket {
  const known = addresses.map((address) => ({ address, family: isIP(address) }))
  const way = {
    host: known.length === 1 ? (addresses[0] ?? host) : host,
    port,
    autoSelectFamily: true,
    lookup: (_name: string, _options: unknown, done: (error: null, addresses: typeof known) => void) =>
      done(null, known),
  }
  return secure
    ? secureConnect({ ...way, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'] })
    : plainConnect(way)
}

/** A reason with the form of Node's own, so that one place has words for all. */
const trouble = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code })

function ask(
  { url, addresses }: Target,
  headers: Readonly<Record<string, string>>,
  { connect, limits }: Setting,
  signal: AbortSignal,
  /** Posted, where there is any. */
  body?: Uint8Array,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    const port = Number(url.port) || (secure ? 443 : 80)
    const socket = connect({ host: plainHost(url), port, secure, addresses })
    const timer = setTimeout(() => socket.destroy(trouble('TOO_SLOW')), limits.connectMs)
    for (const event of [socket instanceof TLSSocket ? 'secureConnect' : 'connect', 'close'])
      socket.once(event, () => clearTimeout(timer))
    const request = httpRequest({
      createConnection: () => socket,
      method: body ? 'POST' : 'GET',
      path: `${url.pathname}${url.search}`,
      headers,
      maxHeaderSize: 65_536,
      signal,
    })
    request.on('response', resolve)
    request.on('error', reject)
    request.on('close', () => reject(trouble('ECONNRESET')))
    request.end(body)
  })
}

const wanted = {
  feed: 'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1',
  page: 'text/html, application/xhtml+xml, */*;q=0.1',
  calendar: 'text/calendar, text/plain;q=0.5, */*;q=0.1',
  link: 'text/html, */*',
} as const

const agentOf = (site: string | undefined): string => (site ? `Tidings (+${site})` : 'Tidings')

function headersFor(request: FetchRequest, url: URL, site: string | undefined): Record<string, string> {
  const sendable = (value: string | undefined) =>
    value && /^[\x20-\x7E\x80-\xFF]{1,1000}$/.test(value) ? value : undefined
  const etag = sendable(request.etag)
  const lastModified = sendable(request.lastModified)
  return {
    host: url.host,
    'user-agent': agentOf(site),
    accept: wanted[request.as],
    'accept-encoding': 'gzip, br',
    connection: 'close',
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(lastModified ? { 'if-modified-since': lastModified } : {}),
  }
}

// ---- the answer

/** Where a redirect leads; undefined for any other answer. */
function redirect(response: IncomingMessage, url: URL): string | undefined {
  const location = response.headers.location
  if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) return undefined
  // Node reads headers as Latin-1; browsers read this one as UTF-8.
  const utf8 = Buffer.from(location, 'latin1').toString()
  const written = utf8.includes('\uFFFD') ? location : utf8
  return URL.parse(written, url)?.href ?? written
}

async function answerOf(
  response: IncomingMessage,
  url: URL,
  request: FetchRequest,
  { limits, now }: Setting,
  movedTo: string | undefined,
): Promise<Fetched> {
  const status = response.statusCode ?? 0
  const { headers } = response
  const freshUntil = freshness(headers, now(), limits.longestWaitMs)
  const fresh = freshUntil ? { freshUntil } : {}
  if (status === 304 && (request.etag || request.lastModified)) return { kind: 'unchanged', ...fresh }
  if (status === 410) return { kind: 'gone' }
  if (status < 200 || status > 299) {
    const retryAt = retryAfter(headers['retry-after'], now(), limits.longestWaitMs)
    return failed('answered', sentenceFor(status, url.hostname), { status, ...(retryAt ? { retryAt } : {}) })
  }
  const contentType = headers['content-type'] ?? ''
  if (request.as === 'link') {
    response.destroy()
    return { kind: 'ok', url: url.href, bytes: new Uint8Array(), contentType }
  }
  const another = request.as === 'page' ? notAPage(contentType) : undefined
  if (another) return failed('refused', another, { status })
  const stream = unpacked(response)
  if (!stream)
    return failed('refused', `${url.hostname} packs its answer in a way that is not read here (gzip and br are).`)
  const { most, tooMuch } = sizes(limits)[request.as]
  const bytes = await upTo(most, stream)
  if (!bytes)
    return failed('too-much', tooMuch.replace('…', `larger than ${most / 1e6} MB, so it is not read`), { status })
  return {
    kind: 'ok',
    url: url.href,
    ...(movedTo ? { movedTo } : {}),
    bytes,
    contentType,
    ...(headers.etag ? { etag: headers.etag } : {}),
    ...(headers['last-modified'] ? { lastModified: headers['last-modified'] } : {}),
    ...fresh,
  }
}

const sizes = ({ feedBytes, pageBytes, calendarBytes }: typeof LIMITS) => ({
  feed: { most: feedBytes, tooMuch: 'This feed is …: ask for one with fewer entries.' },
  page: { most: pageBytes, tooMuch: 'This page is …: give its title yourself.' },
  calendar: { most: calendarBytes, tooMuch: 'This calendar is …: ask for one with public holidays alone.' },
})

/** `Cache-Control: max-age` less `Age` (RFC 9111 §4.2), never further off than `most` ms. */
function freshness(headers: IncomingHttpHeaders, now: Instant, most: number): Instant | undefined {
  const said = headers['cache-control']?.toLowerCase() ?? ''
  const seconds =
    Number(/(?:^|[\s,])max-age="?(\d{1,10})/.exec(said)?.[1] ?? 0) -
    Number(/^\d{1,10}$/.exec(headers.age ?? '')?.[0] ?? 0)
  return seconds > 0 && !/no-(?:store|cache)/.test(said) ? plus(now, Math.min(seconds * 1_000, most)) : undefined
}

/** Seconds or a date (RFC 9110 §10.2.3), never further off than `most` ms. */
function retryAfter(written: string | undefined, now: Instant, most: number): Instant | undefined {
  if (written === undefined) return undefined
  const ms = /^\s*\d{1,10}\s*$/.test(written) ? Number(written) * 1_000 : Date.parse(written) - Date.parse(now)
  return ms > 0 ? plus(now, Math.min(ms, most)) : undefined
}

function unpacked(response: IncomingMessage): Readable | undefined {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return response
  const unpacker = /^(?:x-)?gzip$|^deflate$/.test(encoding)
    ? createUnzip({ finishFlush: constants.Z_SYNC_FLUSH })
    : encoding === 'br'
      ? createBrotliDecompress()
      : undefined
  // What goes wrong in one ends the other; who reads is told by the one it reads from.
  return unpacker && pipeline(response, unpacker, () => {})
}

/** All of it, or undefined as soon as it is more than `most` bytes: no more is read then, whatever `Content-Length` said. */
async function upTo(most: number, stream: Readable): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

// ---- words

function sentenceFor(status: number, host: string): string {
  if (status === 401 || status === 402 || status === 403)
    return `${host} does not let us read this (${status}): it may want a login, or no programs.`
  if (status === 404) return `There is nothing at this address (404): check it, or look for where it has moved.`
  if (status === 429) return `${host} asks us to come less often (429): try again later.`
  if (status >= 500) return `${host} is in trouble (${status}): try again later.`
  return `${host} answers with ${status} instead of what was asked for: check the address.`
}

const tooLong = (host: string, { totalMs }: Pick<typeof LIMITS, 'totalMs'>): string =>
  `${host} takes longer than ${totalMs / 1000} s: try again later.`

/** Why there is no answer, or no whole one. What is no trouble of the network is ours, and thrown. */
function silence(
  error: NodeJS.ErrnoException,
  host: string,
  { connectMs, totalMs }: typeof LIMITS,
  signal: AbortSignal,
): Failed {
  const code = error.code ?? ''
  if (signal.aborted) return failed('silent', tooLong(host, { totalMs }))
  if (code === 'TOO_SLOW' || code === 'ETIMEDOUT')
    return failed('silent', `${host} does not answer within ${connectMs / 1000} s: try again later.`)
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code))
    return failed('silent', `Nobody answers at ${host}: check the address, or try again later.`)
  if (/CERT|ERR_TLS|ERR_SSL|UNABLE_TO_/.test(code))
    return failed(
      'silent',
      `${host} cannot prove who it is (its certificate is not valid): nothing is read from there.`,
    )
  if (code === 'HPE_HEADER_OVERFLOW')
    return failed('too-much', `${host} says more ahead of its answer than is read here: ask whoever runs it.`)
  if (code.startsWith('HPE_'))
    return failed('answered', `${host} answers something that is not HTTP: check the address.`)
  if (/^Z_|^ERR_(?:_ERROR|BROTLI|PADDING)|^ERR__/.test(code))
    return failed('answered', `${host} packs its answer wrongly, so it cannot be read: ask whoever runs it.`)
  if (code === '') throw error
  return failed('silent', `${host} broke off before all was read: try again later.`)
}
