import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress } from '../../core/model/address.ts'
import { untilPayload } from '../../core/model/link.ts'
import { logEvents } from '../../core/model/log-event.ts'
import { codeOf, proofIn } from '../../core/model/sign-in.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { jsonLog } from '../../functions/adapters/log.ts'
import { strike } from '../../functions/adapters/strike.ts'
import { routerKey } from '../../functions/adapters/through-router.ts'
import { ownPlace } from '../../functions/adapters/trace.ts'
import { newApiSecret, newHookSecret, newSecret } from '../../functions/http/secrets.ts'

/** A log, and the lines that it has written. */
function aLog(about?: () => Record<string, unknown>) {
  const lines: string[] = []
  const log = jsonLog({
    name: 'send',
    now: () => '2026-11-24T06:00:00.000Z',
    write: (line) => void lines.push(line),
    ...(about ? { about } : {}),
  })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') }
}

/** Addresses as we take them, whatever is legal in them. */
const address = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,10})?$/),
    fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?\.(?:mail\.)?(?:example|org|xn--p1ai)$/),
  )
  .map(([local, domain]) => `${local}@${domain}`)
  .filter((one) => readAddress(one).address === one)

/** As even as chance is: what fast-check makes of bytes likes some more than others. */
const bytes = (length: number) =>
  fc.nat().map((seed) => createHash('sha512').update(String(seed)).digest().subarray(0, length))
const signer = (key: Buffer) => linkSigner({ current: 'k1', keys: { k1: key.toString('base64url') } })

/** Everything that opens something, as it is made here or kept. */
const token = fc.oneof(
  fc.tuple(bytes(32), bytes(10)).map(([key, id]) => signer(key).sign('leave', `sub_${id.toString('hex')}~brief`, 'k1')),
  fc
    .tuple(bytes(32), bytes(10))
    .map(([key, id]) => signer(key).sign('press', untilPayload(id.toString('hex'), 1), 'k1')),
  // The link beside a code, and the code.
  fc
    .tuple(bytes(32), bytes(24))
    .map(([key, name]) => proofIn(signer(key).sign('enter', name.toString('base64url'), 'k1'))),
  fc
    .tuple(bytes(32), bytes(24))
    .map(([key, name]) => codeOf(signer(key).sign('sign-in', name.toString('base64url'), 'k1'))),
  // The name of a session or an attempt; keys as docs/operations.md has them made; the word of the router.
  bytes(24).map((one) => one.toString('base64url')),
  bytes(32).map((one) => one.toString('base64url')),
  bytes(32).map((one) => routerKey(one.toString('base64url'))),
  bytes(32).map((one) => `tid_${one.toString('base64url')}`),
  bytes(24).map((one) => `tidings_${one.toString('base64url')}`),
  bytes(32).map((one) => `whsec_${one.toString('base64')}`),
  fc.stringMatching(/^re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}$/),
  bytes(32).map((one) => `v1,${one.toString('base64')}`),
  fc.tuple(bytes(8), address).map(([pepper, one]) => addressKey(pepper.toString('hex'))(one)),
)

/** `2026-11-24T08:00@Europe/Berlin` */
const slot = fc
  .constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/GMT+5', 'EST5EDT')
  .map((zone) => `2026-11-24T08:00@${zone}`)

/** What an error may have around it. */
const around: readonly ((hidden: string) => string)[] = [
  (hidden) => hidden,
  (hidden) => `The mail to ${hidden} was refused.`,
  (hidden) => `<${hidden}>`,
  (hidden) => `Ada Lovelace <${hidden}>, and others`,
  (hidden) => `to="${hidden}"`,
  (hidden) => JSON.stringify({ was: hidden, list: [hidden] }),
  (hidden) => `GET https://news.example.org/confirm/${hidden}?next=1`,
  (hidden) => `https://news.example.org/?q=${encodeURIComponent(hidden)}&page=2`,
  (hidden) => `https://news.example.org/?u=${encodeURIComponent(encodeURIComponent(hidden))}`,
  (hidden) => `cookie: __Host-tidings-session=${hidden}; other=1`,
  (hidden) => `Error: ${hidden}\n    at ${hidden}`,
]
/** As it may stand in a text, and as a URL has it. */
const spellings = (hidden: string) => [
  hidden,
  encodeURIComponent(hidden),
  encodeURIComponent(encodeURIComponent(hidden)),
]
const shows = (text: string, hidden: string) => spellings(hidden).some((one) => text.includes(one))

describe('a line of the log', () => {
  it('shows no address and nothing that opens something, wherever it stands: message, stack, cause or field', () => {
    fc.assert(
      fc.property(fc.oneof(address, token), fc.constantFrom(...around), (hidden, surround) => {
        const { log, lines } = aLog()
        const words = surround(hidden)
        const cause = new Error(words)
        cause.stack = `${cause.stack}\n    at ${words} (file:///var/task/bundle.mjs:1:1)`
        const error = new Error(words, { cause: new AggregateError([cause, words, { message: words }], words) })
        error.name = words
        log.error('work.failed', error, { path: words, more: { [words]: [words] } })
        log('letter.waits', { reason: words, error })
        for (const line of lines) {
          expect(shows(line, hidden), line).toBe(false)
          // Nor in pieces that JSON has changed.
          expect(shows(JSON.stringify(JSON.parse(line)), hidden)).toBe(false)
          // Of an address not the part that is a name either.
          const [name = '', domain] = hidden.split('@')
          if (domain && name.length > 5) expect(line).not.toContain(JSON.stringify(name).slice(1, -1))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('shows nothing of what was made for real just now', () => {
    const made = [
      newSecret().name,
      newSecret().id,
      newApiSecret(),
      newHookSecret(),
      randomBytes(32).toString('base64url'),
    ]
    for (const one of made) expect(strike(`It was ${one}.`), one).toMatch(/^It was \((?:token|code)\)[=.]*$/)
  })

  it('shows no piece of a text that could not be read as JSON', () => {
    for (const text of ['{"email":"zoe@post.invalid",}', 'zoe@post.invalid', '{"email":"zoe@post.invalid"', 'zo "x" y'])
      try {
        JSON.parse(text)
      } catch (error) {
        const { log, lines } = aLog()
        log.error('work.failed', error)
        expect(lines.join()).toMatch(/SyntaxError: .*JSON/)
        expect(lines.join()).not.toMatch(/zo|post|invalid|email/)
      }
  })

  it('has no field by the name of something that is nobody else’s business', () => {
    const { log, last } = aLog()
    log('letter.sent', { to: 'x', email: 'x', token: 'x', letter: 'let_1', inner: { body: 'x', count: 2 } })
    expect(last()).toEqual({
      time: '2026-11-24T06:00:00.000Z',
      level: 'info',
      function: 'send',
      event: 'letter.sent',
      letter: 'let_1',
      inner: { count: 2 },
    })
  })

  it('keeps what one looks for: ids, times, slots, places, names of functions and of errors', () => {
    const made = ids()
    const kept = [
      ...[
        made.issue(),
        made.letter(),
        made.subscriber(),
        made.hook(),
        made.delivery(),
        made.article('x'),
        made.feed('x'),
      ],
      ...['2026-11-24T06:00:00.000Z', '8f5a1c8e-0c2b-4f63-9f0a-1f6a3a2f7c11', 'issue 12, batch 345, 67890 readers'],
      ...['core/flows/tick.ts:63:9', 'node_modules/@aws-sdk/lib-dynamodb/dist-es/DynamoDBDocumentClient.js:12:1234567'],
      ...[
        'file:///var/task/bundle.mjs:3:123456',
        'ProvisionedThroughputExceededException',
        'connect ECONNREFUSED 127.0.0.1:443',
      ],
      ...[
        'getTransactionCanceledReasonFromTable',
        '/aws/lambda/tidings-production-SiteFunction-bcdmnkzx',
        '409 Conflict',
      ],
      ...['https://sqs.eu-central-1.amazonaws.com/123456789012/LettersQueue', 'a-digest-of-the-week-in-the-harbour'],
    ]
    for (const one of kept) expect(strike(one)).toBe(one)
    fc.assert(
      fc.property(slot, (one) => {
        expect(strike(one)).toBe(one)
      }),
    )
  })

  it('names what failed, where, and all that lay behind it', () => {
    const { log, last } = aLog(() => ({ request: 'request-1' }))
    const away = new TypeError('the table is away')
    const late = new RangeError('too late')
    log.error('tick.failed', new Error('no issue', { cause: new AggregateError([away, late], 'two tries') }), {
      about: 'x',
    })
    const line = last()
    expect(line).toMatchObject({
      level: 'error',
      request: 'request-1',
      event: 'tick.failed',
      about: 'x',
      error: 'Error: no issue',
      at: expect.stringMatching(/tests\/adapters\/log\.test\.ts:\d+:\d+$/),
    })
    expect(line.causes.map((one: { error: string }) => one.error)).toEqual([
      ...['AggregateError: two tries', 'TypeError: the table is away', 'RangeError: too late'],
    ])
    for (const one of [line, ...line.causes]) expect(one.stack[0]).toContain('log.test.ts')
  })

  it('leads to what is ours, whatever it went through before', () => {
    const places = [
      'JSON.parse (<anonymous>)',
      'node_modules/zod/src/v4/core.ts:1:2',
      'async f (core/flows/tick.ts:63:9)',
    ]
    expect(ownPlace([...places, 'core/flows/tick.ts:20:1'])).toBe('core/flows/tick.ts:63:9')
    expect(ownPlace(['node:internal/process/task_queues:105:5'])).toBeUndefined()
  })

  it('is written, whatever is thrown', () => {
    const round: { cause?: unknown } = {}
    round.cause = round
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), {})
    const thrown = [
      undefined,
      null,
      'words',
      7,
      7n,
      Symbol('s'),
      {},
      [],
      round,
      hostile,
      Object.create(null),
      deep,
      () => 1,
    ]
    for (const one of thrown) {
      const { log, lines } = aLog()
      log.error('work.failed', one, { what: one })
      log('settings.changed', { what: one, date: new Date(0) })
      expect(lines).toHaveLength(2)
      expect(lines.join().length).toBeLessThan(5_000)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'work.failed', error: expect.any(String) })
    }
  })

  it.each(['x ', 'x', 'a.', '"', 'v1.', '@', 'a@', '1234567 ', 'A', 'a@b.', '%40', 're_'])(
    'is not endless: of a million of %j the beginning is kept, and soon',
    (piece) => {
      const { log, lines } = aLog()
      const text = piece.repeat(1_000_000)
      log.error('work.failed', new Error(text), { page: `${text}zoe@post.invalid` })
      expect(lines[0]?.length).toBeLessThan(20_000)
    },
  )

  it('cuts no address in two: half of one has no shape to know it by', () => {
    for (let letters = 15_950; letters < 16_030; letters++) {
      const text = `${'tid_aaaaaaaaaa '.repeat(1_000)}${'-'.repeat(letters - 15_000)} zoe@post.invalid`
      expect(strike(text)).not.toMatch(/zoe|post/)
    }
  })
})

describe('the names of what is logged', () => {
  const root = join(import.meta.dirname, '../..')
  const names = Object.entries(logEvents).flatMap(([noun, all]) => all.map((what) => `${noun}.${what}`))

  it('are in one list: one that is not in it does not compile', () => {
    const { log } = aLog()
    // @ts-expect-error A letter too many.
    log('letters.sent')
    // @ts-expect-error Another one.
    log.error('work.faild', new Error('x'))
  })

  it('are all said by somebody', () => {
    const sources = ['core/flows', 'functions']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
      )
      .filter((file) => /\.tsx?$/.test(file))
    const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
    expect(names.filter((name) => !text.includes(`'${name}'`))).toEqual([])
  })

  it.each(['stacks/insights.ts', 'docs/operations.md'])('are what %s goes by', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const asked = [...text.matchAll(/event\s*=\s*"([a-z.-]+)"/g)].map(([, name]) => name)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((name) => !names.includes(name ?? ''))).toEqual([])
  })
})
