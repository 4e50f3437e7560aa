import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export type HttpRequest = {
  readonly method: string
  /** As it was sent: path and query, nothing decoded. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly remoteAddress: string
  readonly now: Date
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer | Readable
}

/** The request as a Lambda function URL hands it over (payload format 2.0). */
export function httpEvent(request: HttpRequest): APIGatewayProxyEventV2 {
  const [path = '/', query = ''] = cut(request.target, '?')
  const { cookie, ...headers } = request.headers
  const host = headers.host ?? 'localhost'
  const sourceIp = request.remoteAddress.replace(/^::ffff:/, '')
  const isText = isTextual(headers['content-type']) && isUtf8(request.body)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
      ),
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      'x-forwarded-proto': 'http',
      'x-forwarded-port': host.split(':').at(-1) ?? '',
    },
    ...(query === '' ? {} : { queryStringParameters: parameters(query) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: host,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: request.now.toISOString(),
      timeEpoch: request.now.getTime(),
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  }
}

/** What the function answered, as Lambda reads it: an object with a `statusCode`, or anything else as the JSON body of a 200. */
export function httpAnswer(result: unknown): HttpAnswer {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result))
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const { statusCode, headers, cookies, body, isBase64Encoded, stream } = result as {
    statusCode: number
    headers?: Record<string, string | number | boolean>
    cookies?: string[]
    body?: string
    isBase64Encoded?: boolean
    stream?: Readable
  }
  const kept = Object.entries(headers ?? {})
    .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
    .filter(([name]) => !ours.has(name))
  return {
    status: statusCode,
    headers: { ...Object.fromEntries(kept), ...(cookies?.length ? { 'set-cookie': cookies } : {}) },
    body: stream ?? Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** Headers of the connection, not of the answer: the gateway writes its own. */
const ours = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade'])

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** Repeated names are joined with commas, as AWS does. */
function parameters(query: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query))
    found[name] = found[name] === undefined ? value : `${found[name]},${value}`
  return found
}

/** The types that Lambda hands over as text; all others come in Base64, forms among them. */
const isTextual = (type = ''): boolean =>
  /^(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))\b)/i.test(type)

const isUtf8 = (body: Buffer): boolean => Buffer.from(body.toString('utf8'), 'utf8').equals(body)
