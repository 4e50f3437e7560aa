import { type AddressInfo, createServer } from 'node:net'
import fc from 'fast-check'
import { Resend } from 'resend'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../core/model/answer.ts'
import type { Pace } from '../../functions/adapters/pace.ts'
import { resendMail } from '../../functions/adapters/resend.ts'

/** Bytes, as a server may write them, and how it ends. */
type Wire = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
  /** Only so much of the body comes, though the whole was announced. */
  readonly cutAt?: number
}

let wire: Wire = { status: 200, body: '' }
let asked = 0
const server = createServer((socket) => {
  let got = ''
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    got += chunk.toString('latin1')
    const [head = '', ...rest] = got.split('\r\n\r\n')
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (rest.length === 0 || rest.join('\r\n\r\n').length < length) return
    asked += 1
    const { status, headers = {}, body, cutAt } = wire
    const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), connection: 'close', ...headers })
    socket.write(
      `HTTP/1.1 ${status} Whatever\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`,
    )
    socket.write(Buffer.from(body).subarray(0, cutAt))
    if (cutAt === undefined) socket.end()
    else socket.destroySoon()
  })
})
let baseUrl = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const atOnce: Pace = { turn: async () => 0, heed() {}, atOnce: () => 1, makeRoom() {} }
const NOW = Date.parse('2026-11-24T07:00:00Z')
const body = Buffer.from(JSON.stringify([{ to: ['ada@mail.example.net'] }, { to: ['bo@mail.example.net'] }]))
const letter = {
  from: 'The Harbour Post <post@harbourpost.example>',
  to: ['ada@mail.example.net'],
  subject: 's',
  html: 'h',
  text: 't',
  headers: {},
  tags: [],
}

/** What the provider's own client and ours make of these bytes. */
async function answerTo(one: Wire, what: 'batch' | 'letter' = 'batch'): Promise<Answer> {
  wire = one
  const mail = resendMail(new Resend('re_test', { baseUrl }), atOnce, () => NOW)
  return what === 'batch' ? mail.batch(new Uint8Array(body), 'k', 60_000) : mail.letter(letter, 'k', 60_000)
}
const json = (status: number, value: unknown, headers: Wire['headers'] = {}): Wire => ({
  status,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json', ...headers },
})

describe('an answer of the provider', () => {
  it.each<[string, Wire, Partial<Answer>]>([
    ['the ids of all', json(200, { data: [{ id: 'a' }, { id: 'b' }] }), { kind: 'accepted', refused: [] }],
    [
      'an id and a refusal',
      json(200, { data: [{ id: 'a' }], errors: [{ index: 1, message: 'bo@mail.example.net is no address' }] }),
      { kind: 'accepted', refused: [{ index: 1, message: '(address) is no address' }] },
    ],
    ['too many ids', json(200, { data: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] }), { kind: 'no-answer' }],
    ['one refusal twice', json(200, { data: [], errors: [{ index: 1 }, { index: 1 }] }), { kind: 'no-answer' }],
    ['a refusal of nobody', json(200, { data: [{ id: 'a' }], errors: [{ index: 2 }] }), { kind: 'no-answer' }],
    ['ids that are none', json(200, { data: [{}, {}] }), { kind: 'no-answer' }],
    ['nothing at all', { status: 200, body: '' }, { kind: 'no-answer' }],
    ['no content', { status: 204, body: '' }, { kind: 'no-answer' }],
    ['null', json(200, null), { kind: 'no-answer' }],
    ['a redirection', { status: 307, body: '', headers: { location: '/elsewhere' } }, { kind: 'no-answer' }],
    ['an error of nothing', json(500, {}), { kind: 'no-answer', message: 'it gives no reason (500)' }],
    ['an error of null', json(500, null), { kind: 'no-answer' }],
    ['an error of false', json(503, false), { kind: 'no-answer' }],
    ['an error of zero', json(502, 0), { kind: 'no-answer' }],
    ['an error that is a list', json(500, []), { kind: 'no-answer' }],
    ['an error that is a word', json(500, 'oops'), { kind: 'no-answer' }],
    ['a page of a gateway', { status: 502, body: '<h1>Bad gateway</h1>' }, { kind: 'no-answer' }],
    ['a timeout of a gateway', json(408, {}), { kind: 'no-answer' }],
    ['a conflict of no name', json(409, {}), { kind: 'no-answer' }],
    ['a lock', json(409, { statusCode: 409, name: 'resource_locked', message: 'Locked.' }), { kind: 'no-answer' }],
    ['a refusal that says of itself that it is none', json(403, { statusCode: 500, name: 'x' }), { kind: 'no-answer' }],
    ['another body', json(409, { name: 'invalid_idempotent_request', message: 'm' }), { kind: 'other-body' }],
    ['one under way', json(409, { name: 'concurrent_idempotent_requests', message: 'm' }), { kind: 'concurrent' }],
    [
      'the day’s quota',
      json(429, { name: 'daily_quota_exceeded', message: 'm' }),
      { kind: 'quota', waitMs: 3_600_000 },
    ],
    [
      'the month’s, and when to come again',
      json(429, { name: 'monthly_quota_exceeded' }, { 'retry-after': '7200' }),
      { kind: 'quota', waitMs: 7_200_000 },
    ],
    ['a quota and a second', json(429, { name: 'daily_quota_exceeded' }, { 'retry-after': '1' }), { waitMs: 60_000 }],
    ['above the quota', json(403, { name: 'email_above_quota', message: 'm' }), { kind: 'quota' }],
    [
      'too fast',
      json(429, { name: 'rate_limit_exceeded' }, { 'retry-after': '2' }),
      { kind: 'too-fast', waitMs: 2_000 },
    ],
    ['too fast, as a gateway says it', { status: 429, body: 'slow down' }, { kind: 'too-fast', waitMs: 1_000 }],
    [
      'a gateway’s refusal',
      json(403, { error: 'Forbidden' }),
      {
        kind: 'refused',
        message: 'Forbidden (403). Look whether the sender’s domain is verified, and the account may send.',
      },
    ],
    ['a problem', json(401, { title: 'Unauthorized', detail: 'No such key.' }), { kind: 'refused' }],
    ['a refusal of nothing', json(403, {}), { kind: 'refused' }],
    ['a refusal that is a page', { status: 403, body: '<h1>No</h1>' }, { kind: 'refused' }],
    [
      'a key that is suspended',
      json(403, { statusCode: 403, name: 'suspended_api_key', message: 'This API key is suspended' }),
      {
        kind: 'refused',
        message: 'This API key is suspended (403 suspended_api_key). Ask the provider why it has suspended the key.',
      },
    ],
    ['a refusal cut short', { ...json(401, { name: 'missing_api_key' }), cutAt: 5 }, { kind: 'refused' }],
    ['a success cut short', { ...json(200, { data: [{ id: 'a' }, { id: 'b' }] }), cutAt: 30 }, { kind: 'no-answer' }],
    [
      'a success that lies about its form',
      json(200, { data: [{ id: 'a' }, { id: 'b' }] }, { 'content-encoding': 'gzip' }),
      { kind: 'no-answer' },
    ],
  ])('%s', async (_, given, expected) => {
    expect(await answerTo(given)).toMatchObject(expected)
  })

  it.each<[string, number]>([
    ['-5', 1_000],
    ['', 1_000],
    ['soon', 1_000],
    ['12 monkeys', 1_000],
    ['1e9', 1_000],
    ['0', 100],
    ['2.5', 2_500],
    ['99999999999999999999', 86_400_000],
    ['Tue, 24 Nov 2026 07:01:00 GMT', 60_000],
    ['Mon, 24 Nov 2025 07:01:00 GMT', 100],
    ['2026-11-24', 1_000],
  ])('that comes too fast waits after "%s" for %i ms', async (retryAfter, waitMs) => {
    expect(await answerTo(json(429, {}, { 'retry-after': retryAfter }))).toEqual({ kind: 'too-fast', waitMs })
  })

  it('drops a letter for good only where the provider itself refuses it', async () => {
    const own = json(422, { statusCode: 422, name: 'validation_error', message: 'Invalid `to` field.' })
    expect(await answerTo(own, 'letter')).toMatchObject({ kind: 'accepted', refused: [{ index: 0 }] })
    expect(await answerTo({ status: 422, body: '<h1>No</h1>' }, 'letter')).toMatchObject({ kind: 'refused' })
    expect(await answerTo(json(200, { id: 'a' }), 'letter')).toEqual({ kind: 'accepted', refused: [] })
    expect(await answerTo(json(200, {}), 'letter')).toMatchObject({ kind: 'no-answer' })
  })

  it('that never came is said with what lay behind it', async () => {
    const nobody = createServer()
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
    const { port } = nobody.address() as AddressInfo
    await new Promise((resolve) => nobody.close(resolve))
    const away = resendMail(new Resend('re_test', { baseUrl: `http://127.0.0.1:${port}` }), atOnce, () => NOW)
    expect(await away.batch(new Uint8Array(body), 'k', 60_000)).toEqual({
      kind: 'no-answer',
      message: 'There was no answer: the connection failed (TypeError, ECONNREFUSED).',
    })
  })

  it('is not asked for where it could not be heard in time', async () => {
    const before = asked
    const late: Pace = { ...atOnce, turn: async () => undefined }
    const mail = (pace: Pace) => resendMail(new Resend('re_test', { baseUrl }), pace, () => NOW)
    expect(await mail(atOnce).batch(new Uint8Array(body), 'k', 4_999)).toEqual({ kind: 'no-time' })
    expect(await mail(late).letter(letter, 'k', 60_000)).toEqual({ kind: 'no-time' })
    expect(asked).toBe(before)
  })
})

const word = fc.oneof(
  fc.constantFrom('validation_error', 'daily_quota_exceeded', 'invalid_idempotent_request', 'rate_limit_exceeded'),
  fc.string(),
  fc.constant(null),
  fc.integer(),
  fc.constant([]),
  fc.record({ message: fc.string() }),
)
const bodies = fc.oneof(
  fc.constantFrom('', '<!DOCTYPE html><h1>Bad gateway</h1>', 'error code: 1010', '{"data":[{"id":"a"},{"id"', '\u0000'),
  fc.string(),
  fc.json(),
  fc.constantFrom('null', '0', 'false', '[]', '{}', '"oops"'),
  fc
    .record({ name: word, message: word, statusCode: word, error: word }, { requiredKeys: [] })
    .map((one) => JSON.stringify(one)),
  fc
    .record(
      {
        data: fc.array(fc.record({ id: word }), { maxLength: 3 }),
        errors: fc.array(fc.record({ index: word }), { maxLength: 2 }),
      },
      { requiredKeys: ['data'] },
    )
    .map((one) => JSON.stringify(one)),
  fc.constantFrom('{"data":[{"id":"a"},{"id":"b"}]}', '{"data":[{"id":"a"},{"id":"b"}],"errors":[]}', '{"id":"a"}'),
)
const visible = fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, ''))
const wires: fc.Arbitrary<Wire> = fc.record(
  {
    status: fc.oneof(
      fc.integer({ min: 100, max: 599 }),
      fc.constantFrom(200, 201, 204, 304, 400, 403, 409, 422, 429, 500),
    ),
    body: bodies,
    headers: fc.dictionary(
      fc.constantFrom(
        'retry-after',
        'ratelimit-reset',
        'ratelimit-limit',
        'content-type',
        'content-encoding',
        'location',
      ),
      fc.oneof(visible, fc.constantFrom('gzip', '-1', '1e99', 'Infinity', 'application/json')),
    ),
    cutAt: fc.integer({ min: 0, max: 60 }),
  },
  { requiredKeys: ['status', 'body', 'headers'] },
)

const isTaken = ({ status, body, cutAt = Number.POSITIVE_INFINITY }: Wire, what: 'batch' | 'letter'): boolean => {
  if (status < 200 || status > 299 || cutAt < Buffer.byteLength(body)) return false
  try {
    const read = JSON.parse(body)
    if (what === 'letter') return typeof read.id === 'string'
    return read.data.length + (Array.isArray(read.errors) ? read.errors.length : 0) === 2
  } catch {
    return false
  }
}

/** Accepted is what the provider says is, refused what four hundred and something says; all else is no answer. */
function holds(one: Wire, what: 'batch' | 'letter', answer: Answer): void {
  if (answer.kind === 'accepted') {
    const isDropped = what === 'letter' && answer.refused.length > 0
    expect([one, isDropped ? one.status === 422 : isTaken(one, what)]).toEqual([one, true])
    return
  }
  expect(answer.kind).not.toBe('no-time')
  if (answer.kind !== 'no-answer') expect([one, one.status >= 400 && one.status < 500]).toEqual([one, true])
  if ('message' in answer) expect(answer.message.length).toBeLessThan(400)
  if (!('waitMs' in answer)) return
  expect(answer.waitMs).toBeGreaterThanOrEqual(100)
  expect(answer.waitMs).toBeLessThanOrEqual(86_400_000)
}

describe('whatever HTTP allows as an answer', () => {
  it.each(['batch', 'letter'] as const)(
    'is an answer to a %s: nothing throws, and nothing counts as more than it says',
    async (what) => {
      await fc.assert(
        fc.asyncProperty(wires, async (one) => {
          holds(one, what, await answerTo(one, what))
        }),
        { numRuns: 400 },
      )
    },
    60_000,
  )
})
