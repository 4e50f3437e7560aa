import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  inWords,
  type Kind,
  misspelt,
  readConfiguration,
  type Schema,
  type Setting,
  wanted,
} from '../../core/model/configuration.ts'
import * as all from '../../functions/live/configuration.ts'

const schemas: readonly Schema[] = Object.values(all)
const settings = schemas.flatMap((schema) => Object.entries(schema) as [name: string, setting: Setting][])

const read = (is: Kind, text: string) => {
  const schema = { IT: { is, about: '', readBy: [] } } as const satisfies Schema
  return readConfiguration(schema, () => text)
}
const isTaken = (is: Kind, text: string) => read(is, text).wrong.length === 0

describe('a setting', () => {
  const rate: Kind = { kind: 'number', from: 0, to: 1_000 }
  const whole: Kind = { kind: 'number', from: 1, to: 900, whole: true }
  const key = Buffer.alloc(32, 7).toString('base64url')

  it.each<[Kind, right: string[], wrong: string[]]>([
    [
      rate,
      ['0', '5', '2.5', '1000'],
      [
        '10/s',
        '1e3',
        ' 5',
        '5 ',
        '-1',
        '+5',
        'NaN',
        'Infinity',
        '0x10',
        '1,000',
        '05',
        '.5',
        '5.',
        '1001',
        '５',
        '5\n',
      ],
    ],
    [whole, ['1', '900'], ['0', '1.5', '901', '1e2', '99999999999999999999']],
    [{ kind: 'switch' }, ['1', '0', 'true', 'No', 'OFF', 'yes'], ['2', 'maybe', 'tru', ' yes', 'on.', 'undefined']],
    [
      { kind: 'url', origin: true },
      ['https://news.example.org', 'https://news.example.org/', 'http://localhost:3000'],
      [
        ...['news.example.org', 'ftp://news.example.org', 'https://', 'https://a b', 'https://u:p@news.example.org'],
        ...['https://news.example.org/path', 'https://news.example.org?q', 'https://news.example.org/#x'],
      ],
    ],
    [{ kind: 'url' }, ['https://sqs.eu-central-1.amazonaws.com/1/Q'], ['sqs', 'javascript:alert(1)', ' https://x.org']],
    [
      { kind: 'domain' },
      ['news.example.org', 'xn--bcher-kva.example'],
      [
        'news',
        'https://news.example.org',
        'News.example.org',
        'bücher.example',
        'a..b',
        '-a.org',
        '127.0.0.1',
        'a.org.',
      ],
    ],
    [
      { kind: 'address' },
      ['ada@mail.example.net'],
      ['ada', 'ada@mail', '@x.org', 'Ada <ada@x.org>', ' ada@x.org', 'a@x.org,b@x.org'],
    ],
    [
      { kind: 'addresses' },
      ['ada@x.org', 'ada@x.org,bob@x.org', 'ada@x.org, bob@x.org'],
      ['ada@x.org;bob@x.org', 'ada@x.org,', 'ada@x.org,bob', 'nobody'],
    ],
    [
      { kind: 'keys' },
      [JSON.stringify({ current: 'k1', keys: { k1: key, old: key } })],
      [
        ...['{}', 'null', '[]', '"k1"', 'k1', JSON.stringify({ current: 'k2', keys: { k1: key } })],
        JSON.stringify({ current: 'k1', keys: { k1: 'short' } }),
        JSON.stringify({ current: 'k1', keys: { k1: key, 'k.2': key } }),
        JSON.stringify({ current: 'toString', keys: { k1: key } }),
      ],
    ],
  ])('of the kind %j takes what it is, in its one spelling', (is, right, wrong) => {
    expect(right.filter((text) => !isTaken(is, text))).toEqual([])
    expect(wrong.filter((text) => isTaken(is, text))).toEqual([])
  })

  it('that is a number is never anything else than what it says, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (text) => {
        const { values, wrong } = read(rate, text)
        if (text === '' || wrong.length > 0) return
        expect(values.IT).toBe(Number(text))
        expect(text).toMatch(/^\d+(?:\.\d+)?$/)
      }),
    )
  })

  it('that is empty is not given: it is what holds otherwise, or it is missing', () => {
    const schema = {
      RATE: { is: rate, about: '', otherwise: '7', readBy: [] },
      TABLE: { is: { kind: 'text', like: /^\w+$/, as: 'a name' }, about: '', readBy: [] },
      ALARM: { is: { kind: 'address' }, about: '', optional: 'but in production', readBy: [] },
    } as const satisfies Schema
    const { values, wrong } = readConfiguration(schema, () => '')
    expect(values).toEqual({ RATE: 7 })
    expect(wrong.map(({ name }) => name)).toEqual(['TABLE'])
    expect(readConfiguration(schema, () => undefined, true).wrong.map(({ name }) => name)).toEqual(['TABLE', 'ALARM'])
  })

  it('that is wrong is said with its name, what came and what is wanted, all at once', () => {
    const given: Record<string, string> = { SEND_RATE: '10/s', MONTHLY_BUDGET: '0', DOMAIN: 'news' }
    const { wrong } = readConfiguration(all.deploySettings, (name) => given[name], true)
    expect(inWords(wrong).split('\n')).toEqual([
      'DOMAIN is "news". Wanted: a domain as DNS has it, such as news.example.org: what readers see.',
      'OWNERS is not set. Wanted: email addresses with commas between: who own the console, and let others in.',
      'ALARM_ADDRESS is not set. Wanted: an email address: who is woken.',
      'MONTHLY_BUDGET is "0". Wanted: a number from 1 to 1000000: dollars a month, of the whole account.',
      'SEND_RATE is "10/s". Wanted: a number from 0 to 1000: requests a second to the mail provider, at most; 0 for as many as it says it takes.',
    ])
  })

  const secrets = settings.filter(([, { secret }]) => secret)
  it.each(secrets)('%s is a secret: whatever came, the same is said', (name, setting) => {
    const said = (text: string) => inWords(readConfiguration({ [name]: setting }, () => text).wrong)
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => said(text) !== ''),
        (text) => {
          expect(said(text)).toBe(said(' '))
        },
      ),
    )
  })
})

describe('the list of everything that can be configured', () => {
  it.each(settings.filter(([, { otherwise }]) => otherwise !== undefined))(
    '%s: what holds otherwise is right',
    (_, one) => {
      expect(isTaken(one.is, one.otherwise ?? '')).toBe(true)
    },
  )

  it('takes none with blanks around it, a line break least of all', () => {
    const texts = settings.flatMap(([name, { is }]) =>
      is.kind === 'text' && is.as !== 'a text' ? [[name, is] as const] : [],
    )
    for (const [name, is] of texts)
      fc.assert(
        fc.property(name === 'STAGE' ? fc.constant('staging') : fc.stringMatching(is.like), (text) => {
          const right = text.trim()
          for (const one of [` ${right}`, `${right} `, `${right}\n`])
            expect(isTaken(is, one), `${name}: ${one}`).toBe(false)
        }),
        { numRuns: 20 },
      )
  })

  it('stands in docs/configuration.md, as it is', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8').replaceAll(/ +/g, ' ')
    const rows = settings.map(([name, one]) => {
      const otherwise = one.otherwise ?? (one.optional ? '' : 'it is needed')
      const readers = one.readBy.filter((reader) => reader !== 'deploy' && reader !== 'start').length
      const who = readers === 11 ? 'every function' : one.readBy.join(', ')
      const needed = one.optional === 'but in production' ? 'needed in production' : otherwise
      return `| \`${name}\` | ${wanted(one)} | ${needed} | ${who} |`.replaceAll(/ +/g, ' ')
    })
    expect(rows.filter((row) => !docs.includes(row))).toEqual([])
    const listed = docs.match(/^\| `[A-Za-z_]+` \| [^|]+ \| [^|]* \| [^|]+ \|$/gm) ?? []
    expect(listed.filter((row) => !rows.includes(row))).toEqual([])
  })
})

describe('a name that nobody reads', () => {
  const known = ['SEND_RATE', 'DOMAIN', 'OWNERS', 'DOMAIN_CERTIFICATE']

  it.each([
    ['SEND_RTAE', 'SEND_RATE'],
    ['SENDRATE', 'SEND_RATE'],
    ['SEND_RATES', 'SEND_RATE'],
    ['SEND_ROTE', 'SEND_RATE'],
    ['DOMAIN_CERTIFCATES', 'DOMAIN_CERTIFICATE'],
  ])('%s is told when it looks like one that is not set', (name, meant) => {
    expect(misspelt([name], known)).toEqual([{ name, meant }])
    // Whoever has set the right one has meant something else by it.
    expect(misspelt([name, meant], known)).toEqual([])
  })

  it.each(['OWNER', 'DOMAINS', 'REGION', 'PATH', 'AWS_PROFILE', 'SENT_DATE', 'npm_config_send_rate', 'CERTIFICATE'])(
    '%s may be anybody else',
    (name) => {
      expect(misspelt([name], known)).toEqual([])
    },
  )

  it('is told by its beginning where that is ours', () => {
    expect(misspelt(['TIDINGS_COLOUR', 'COLOUR'], known, ['TIDINGS_'])).toEqual([{ name: 'TIDINGS_COLOUR' }])
  })
})
