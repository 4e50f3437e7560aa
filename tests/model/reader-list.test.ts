import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Columns, type Part, readColumns, SERVICES } from '../../core/model/list-columns.ts'
import { keyOf } from '../../core/model/list-names.ts'
import { type Answer, askedValue, MEANINGS, withAnswers } from '../../core/model/list-questions.ts'
import { readRow } from '../../core/model/list-row.ts'
import { isCalledOff } from '../../core/model/list-title.ts'
import { VOCABULARY } from '../../core/model/list-words.ts'
import { instantOf } from '../../core/model/listed-date.ts'
import { decideListed, type Known, wouldOverrule } from '../../core/model/listed-reader.ts'
import { formulaSafe, type ListedReader, plain, rowsFor, withMeanings } from '../../core/model/reader-list.ts'
import { rowsOf, type Subscriber, type Suppression } from '../../core/model/subscriber.ts'
import { DAY, plus } from '../../core/model/time.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { readCsv } from '../../functions/http/api/reader-csv.ts'
import { aDigest, aSubscriber, at } from '../support/examples.ts'
import { granted } from '../support/world.ts'

const now = at('09:00')
const order = { zones, attestation: 'the list of May', fresh: 'sub_ffffffffffffffffffff', now } as const
const digest = aDigest()

const rowOf = (header: string, cells: string) =>
  readRow(zones, granted(readColumns(header.split(','))), cells.split(','))
const row = (change: Partial<ListedReader> = {}): ListedReader => ({
  address: 'ada@mail.example.net',
  standing: { kind: 'active' },
  said: '',
  ...change,
})
const off = row({ standing: { kind: 'off' }, said: 'unsubscribed' })
const stopped = (why: 'bounced' | 'complained' | 'blocked' | 'suppressed') =>
  row({ standing: { kind: 'suppressed', why } })
const decide = (known: Known, one: ListedReader, of = digest) => decideListed(known, one, of, order)
const reason = (known: Known, one: ListedReader, of = digest) => {
  const decision = decide(known, one, of)
  return decision.kind === 'refused' ? decision.reason : decision.kind
}
const saved = (known: Known, one: ListedReader, of = digest) => {
  const decision = decide(known, one, of)
  if (decision.kind === 'refused' || decision.kind === 'unchanged') throw new Error(decision.kind)
  return decision
}

describe('the lists of other services', () => {
  const read = async (file: string) => {
    const rows: unknown[] = []
    let columns: Columns | undefined
    for await (const line of readCsv(readFileSync(join(import.meta.dirname, '../fixtures/readers', file)))) {
      if (!('cells' in line)) throw new Error(line.broken)
      if (!columns) columns = granted(readColumns(line.cells))
      else {
        const { address, standing, since } = granted(readRow(zones, columns, line.cells))
        const word = standing.kind === 'suppressed' ? standing.why : standing.kind
        rows.push([address.split('@')[0], word, since])
      }
    }
    return rows
  }
  it.each([
    [
      'mailchimp-subscribed.csv',
      [
        ['ada', 'active', '2023-04-21T11:20:03.000Z'],
        ['ben', 'active', '2018-02-12T10:54:27.000Z'],
      ],
    ],
    ['mailchimp-unsubscribed.csv', [['cem', 'off', '2018-07-23T12:19:27.000Z']]],
    ['mailchimp-cleaned.csv', [['dora', 'bounced', '2020-03-23T17:30:05.000Z']]],
    [
      'substack.csv',
      [
        ['ada', 'active', '2025-01-01T09:30:00.000Z'],
        ['ben', 'active', '2024-02-01T10:00:00.000Z'],
        ['cem', 'off', undefined],
      ],
    ],
    [
      'ghost.csv',
      [
        ['ada', 'active', '2024-01-15T10:00:00.000Z'],
        ['ben', 'active', '2023-11-02T08:15:00.000Z'],
        ['cem', 'off', undefined],
        ['dora', 'off', '2024-02-01T00:00:00.000Z'],
      ],
    ],
    [
      'buttondown.csv',
      [
        ['ada', 'active', '2024-11-27T22:12:29.991Z'],
        ['ben', 'active', '2024-11-28T22:12:29.000Z'],
        ['cem', 'off', '2024-05-05T05:05:05.000Z'],
        ['dora', 'bounced', '2024-06-06T06:06:06.000Z'],
        ['emil', 'pending', '2024-12-01T22:12:29.000Z'],
        ['fay', 'complained', undefined],
        ['gus', 'unknown', '2024-12-01T22:12:29.000Z'],
      ],
    ],
    [
      'listmonk.csv',
      [
        ['ada', 'active', '2021-01-02T09:34:05.123Z'],
        ['ben', 'off', undefined],
        ['cem', 'blocked', undefined],
      ],
    ],
    [
      'keila.csv',
      [
        ['ada', 'active', undefined],
        ['ben', 'off', undefined],
        ['cem', 'bounced', undefined],
      ],
    ],
  ])('%s says who may be written to, and since when', async (file, expected) => {
    expect(await read(file)).toEqual(expected)
  })

  it("takes another service's zone where it is one, and refuses a wrong one in our own column", () => {
    expect(rowOf('email,TIMEZONE', 'a@mail.example.net,Europe/Berlin')).toMatchObject({
      value: { zone: 'Europe/Berlin' },
    })
    expect(granted(rowOf('email,TIMEZONE', 'a@mail.example.net,Eastern')).zone).toBeUndefined()
    expect(rowOf('email,zone', 'a@mail.example.net,Eastern').ok).toBe(false)
  })

  it('believes the strictest word where columns disagree', () => {
    const standing = (header: string, cells: string) =>
      granted(rowOf(`email,${header}`, `a@mail.example.net,${cells}`)).standing
    expect(standing('status,unsub_time', 'subscribed,2024-01-01').kind).toBe('off')
    expect(standing('status,subscription_status', 'enabled,unconfirmed').kind).toBe('pending')
    expect(standing('status,clean_time', 'whatever,2024-01-01')).toEqual({ kind: 'suppressed', why: 'bounced' })
    expect(standing('status,subscribed_to_emails', 'active,perhaps').kind).toBe('unknown')
    expect(standing('type', 'customer').kind).toBe('active')
    expect(standing('type,creation_date', 'customer,').kind).toBe('unknown')
    expect(standing('status', '')).toEqual({ kind: 'unknown', word: '' })
    expect(standing('status', 'constructor').kind).toBe('unknown')
  })
})

describe('the name of a file', () => {
  it.each([
    ...['harbour-unsubscribed.csv', 'nonsubscribed_email_audience_export_3a4b.csv', 'cleaned_members_export.csv'],
    ...[
      'suppressions.csv',
      'Harbour non-subscribed.csv',
      'unsubs 2024.csv',
      'DNC.csv',
      'removed.csv',
      'abgemeldet.csv',
    ],
  ])('calls off who is in it: %s', (file) => expect(isCalledOff(file)).toBe(true))

  it.each([
    'subscribed_members_export_3a4b.csv',
    'Harbour-active.csv',
    'mail-out.csv',
    'weekend letters.csv',
    'list.csv',
  ])('calls nobody off: %s', (file) => expect(isCalledOff(file)).toBe(false))
})

describe('a row', () => {
  it.each([
    ['email,zone', 'ada@mail.example.net', /fewer columns/],
    ['email,zone', 'ada@mail.example.net,,x', /too many columns/],
    ['email', 'nobody', /looks like name@/],
    ['email,zone', ',UTC', /no address/],
  ])('of %s: "%s" is refused with a reason', (header, cells, expected) => {
    const read = rowOf(header, cells)
    expect(read.ok ? '' : read.refusals[0]!.sentence).toMatch(expected)
  })

  it('may have empty cells beyond the header, as spreadsheets leave them', () => {
    expect(rowOf('email', 'ada@mail.example.net,,').ok).toBe(true)
  })

  it('names topics with spaces, commas or bars between; all is all', () => {
    const topics = (cell: string) =>
      granted(rowOf('email;topics'.replace(';', ','), `a@mail.example.net,${cell}`)).topics
    expect([topics('trade city'), topics('City|TRADE|city'), topics('all'), topics('')]).toEqual([
      ['trade', 'city'],
      ['city', 'trade'],
      'all',
      undefined,
    ])
  })

  it('needs one column of addresses, whatever it is called', () => {
    expect(['E-Mail', 'Email Address', ' "EMAIL" '].map((name) => readColumns([name]).ok)).toEqual([true, true, true])
    expect([readColumns(['name']).ok, readColumns(['email', 'Email Address']).ok]).toEqual([false, false])
  })

  it('has its address in the only column that speaks of mail, unless its name calls people off or holds one itself', () => {
    const held = (...names: string[]) => readColumns(names).ok
    expect([held('name', 'Contact Email'), held('E-posta Adresi', 'Ad')]).toEqual([true, true])
    expect([held('Work Email', 'Home Email'), held('Unsubscribed email'), held('Bounced e-mails')]).toEqual([
      false,
      false,
      false,
    ])
    expect([held('name', 'mail to a@mail.example.net'), held('name', 'Mailing Street')]).toEqual([false, false])
    expect(granted(readColumns(['Email', 'Work Email'])).parts).toEqual(['email', 'touched'])
  })

  it('reads dates as services write them, and no others', () => {
    expect(
      [
        '2018-08-27',
        '2023-04-21 11:16:57',
        '2024-11-27T22:12:29.991163Z',
        '2021-01-02 15:04:05.1 +0530 IST',
        '2021-01-02T15:04+01:00',
      ].map(instantOf),
    ).toEqual([
      '2018-08-27T00:00:00.000Z',
      '2023-04-21T11:16:57.000Z',
      '2024-11-27T22:12:29.991Z',
      '2021-01-02T09:34:05.100Z',
      '2021-01-02T14:04:00.000Z',
    ])
    expect(['4/21/2023', '2023-02-31', '2023-13-01', '', 'soon', '2023-01-01 25:00'].map(instantOf)).toEqual(
      Array(6).fill(undefined),
    )
  })

  it('comes back exactly from a cell that no spreadsheet takes for a formula', () => {
    expect(['=x@a.org', '+x@a.org', '-x@a.org', "'x@a.org", "'=x@a.org", 'x@a.org'].map(formulaSafe)).toEqual([
      "'=x@a.org",
      "'+x@a.org",
      "'-x@a.org",
      "''x@a.org",
      "''=x@a.org",
      'x@a.org',
    ])
    const cell = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a') })
    fc.assert(
      fc.property(cell, (text) => {
        expect(plain(formulaSafe(text))).toBe(text)
        expect(formulaSafe(text)).not.toMatch(/^[=+\-@\t\r]/)
      }),
    )
  })
})

describe('somebody we do not know', () => {
  it("comes in on the editor's word, with what the list says of them", () => {
    const listed = row({
      zone: 'Asia/Tokyo',
      locale: 'de',
      topics: ['city'],
      since: '2020-01-01T00:00:00.000Z',
      said: 'active',
    })
    expect(saved({}, listed)).toMatchObject({
      kind: 'added',
      subscriber: {
        status: 'active',
        zone: 'Asia/Tokyo',
        locale: 'de',
        subscriptions: [
          { digest: 'brief', status: 'active', topics: ['city'], since: '2020-01-01T00:00:00.000Z', zone: '-' },
        ],
      },
      consent: {
        kind: 'attested',
        text: 'import',
        at: now,
        note: 'the list of May (the list says: active)',
        digests: [{ digest: 'brief', topics: ['city'] }],
      },
    })
  })

  it('is served by their own clock where the edition goes by it, else by its default', () => {
    const schedule = { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'America/New_York' } as const
    const own = aDigest({ editions: [{ name: 'main', schedule }] })
    const zones = [row({ zone: 'Asia/Tokyo' }), row()].map(
      (one) => saved({}, one, own).subscriber.subscriptions[0]!.zone,
    )
    expect(zones).toEqual(['Asia/Tokyo', 'America/New_York'])
  })

  it('is remembered as off, so that no later list brings them in', () => {
    const { subscriber, consent, suppression } = saved({}, off)
    expect([subscriber.status, subscriber.subscriptions[0]!.status, consent.kind, suppression]).toEqual([
      'unsubscribed',
      'left',
      'left',
      undefined,
    ])
    expect(reason({ subscriber }, row())).toMatch(/^Left this digest before/)
    expect(decide({ subscriber }, off).kind).toBe('unchanged')
  })

  it.each([
    ['bounced', 'bounced'],
    ['complained', 'complained'],
    ['suppressed', 'bounced'],
    ['blocked', 'unsubscribed'],
  ] as const)('gets no mail from us if the list says %s', (why, status) => {
    const { subscriber, suppression } = saved({}, stopped(why))
    expect([subscriber.status, suppression]).toEqual([status, { why, at: now }])
    expect(reason({ subscriber, suppression: suppression! }, row())).toBe(
      `Suppressed (${why}): this address gets no mail from us.`,
    )
    expect(decide({ subscriber, suppression: suppression! }, stopped(why)).kind).toBe('unchanged')
  })

  it('is refused if they never confirmed, or nobody knows what their status means', () => {
    expect(reason({}, row({ standing: { kind: 'pending' } }))).toMatch(/^Never confirmed/)
    expect(reason({}, row({ standing: { kind: 'unknown', word: 'maybe' } }))).toContain('"maybe" is no clear yes')
  })

  it('is refused for a topic or edition that there is not, but taken off whatever it says', () => {
    expect(reason({}, row({ topics: ['trade', 'moon'] }))).toBe('Unknown topic: "The Harbour Brief" has no "moon".')
    expect(reason({}, row({ edition: 'hourly' }))).toBe('Unknown edition: "The Harbour Brief" has no "hourly".')
    expect(saved({}, { ...off, topics: ['moon'], edition: 'hourly' }).subscriber.subscriptions).toMatchObject([
      { topics: 'all', edition: 'main', status: 'left' },
    ])
  })

  it('came at the latest now, whatever the list says', () => {
    expect(saved({}, row({ since: plus(now, DAY) })).subscriber.subscriptions[0]!.since).toBe(now)
  })

  it('stays unknown after an erasure, and off', () => {
    const suppression = { why: 'erased', at: now } as const
    expect([
      reason({ suppression }, row()),
      reason({ suppression }, off),
      reason({ suppression }, stopped('bounced')),
    ]).toEqual(['Suppressed (erased): this address gets no mail from us.', 'unchanged', 'unchanged'])
  })
})

describe('somebody who is here', () => {
  const ada = aSubscriber()

  it('is unchanged by a list that says so', () => {
    expect(
      decide({ subscriber: ada }, row({ topics: 'all', edition: 'main', zone: 'Asia/Tokyo', locale: 'de' })).kind,
    ).toBe('unchanged')
  })

  it('leaves a digest, and no other, that the list says they have left', () => {
    const subscriber = aSubscriber({
      subscriptions: [...ada.subscriptions, { ...ada.subscriptions[0]!, digest: 'weekend' }],
    })
    const decision = saved({ subscriber }, off)
    expect([decision.kind, decision.subscriber.status]).toEqual(['off', 'active'])
    expect(decision.subscriber.subscriptions.map(({ status }) => status)).toEqual(['left', 'active'])
    expect(decide({ subscriber: decision.subscriber }, off).kind).toBe('unchanged')
  })

  it('leaves everything once an address is known to bounce, complain or be blocked', () => {
    const subscriber = aSubscriber({
      subscriptions: [...ada.subscriptions, { ...ada.subscriptions[0]!, digest: 'weekend', status: 'pending' }],
    })
    expect(saved({ subscriber }, stopped('complained')).subscriber).toMatchObject({
      status: 'complained',
      subscriptions: [{ status: 'left' }, { status: 'left' }],
    })
  })

  it('is active at once where they had not confirmed: the attestation stands for it', () => {
    const subscriber = aSubscriber({
      status: 'pending',
      subscriptions: [{ ...ada.subscriptions[0]!, status: 'pending' }],
    })
    expect(saved({ subscriber }, row()).subscriber).toMatchObject({
      status: 'active',
      subscriptions: [{ status: 'active' }],
    })
    expect(saved({ subscriber }, off).subscriber.status).toBe('unsubscribed')
  })

  it('takes one more digest, but not more than fit', () => {
    const weekend = aDigest({ id: 'weekend' })
    expect(saved({ subscriber: ada }, row(), weekend)).toMatchObject({
      kind: 'changed',
      subscriber: { status: 'active' },
    })
    const full = aSubscriber({
      subscriptions: Array.from({ length: 15 }, (_, n) => ({ ...ada.subscriptions[0]!, digest: `d${n}` })),
    })
    expect([reason({ subscriber: full }, row()), reason({ subscriber: full }, off)]).toEqual(
      Array(2).fill('Takes 15 digests already, which is the most.'),
    )
  })

  it('takes other topics from a later list, unless they have spoken here themselves', () => {
    const listed = row({ topics: ['trade'] })
    const line = (kind: 'attested' | 'changed' | 'confirmed') => [
      { at: now, kind, digests: [{ digest: 'brief', topics: 'all' as const }] },
    ]
    expect(wouldOverrule(ada, listed, digest)).toBe(true)
    expect(decide({ subscriber: ada, history: line('attested') }, listed)).toMatchObject({
      kind: 'changed',
      subscriber: { subscriptions: [{ topics: ['trade'] }] },
    })
    expect(reason({ subscriber: ada, history: line('changed') }, listed)).toMatch(/^Has chosen/)
    expect(reason({ subscriber: ada, history: line('confirmed') }, listed)).toMatch(/^Has chosen/)
  })
})

describe('a list with a column that may call somebody off', () => {
  /** Names that a column may have, in the languages that we speak and some more. */
  const NAMES = [
    ...[
      'Unsubscribed',
      'unsub date',
      'opt-out',
      'optedOut',
      'Opted In?',
      'isSubscribed',
      'Newsletter status',
      'Email State',
      'do not mail',
    ],
    ...[
      'blacklisted',
      'Block',
      'Suppressed',
      'bounce_type',
      'hardBounced',
      'complaints',
      'cleaned',
      'confirmed',
      'GDPR consent',
    ],
    ...[
      'cancelled on',
      'STOP',
      'active',
      'Permission',
      'accepts mail',
      'valid',
      'Spam',
      'DNC',
      'verified_at',
      'allowed',
    ],
    ...[
      'Abgemeldet am',
      'Austrag',
      'Status Newsletter',
      'Einwilligung',
      'Widerruf',
      'Gesperrt',
      'bestätigt',
      'aktiv',
      'Zustimmung',
      'gekündigt',
    ],
    ...['Désabonné', 'Désinscription', 'Statut', 'Consentement', 'bloqué', 'Résilié', 'état', 'Plaintes', 'Inscrit'],
    ...['Baja', 'Suscrito', 'Estado', 'Rebotes', 'Quejas', 'Cancelación', 'Consentimiento', 'bloqueado', 'Confirmado'],
    ...['إلغاء الاشتراك', 'الحالة', 'مشترك', 'محظور', 'موافقة', 'مؤكد', 'شكوى'],
    ...['退订', '订阅状态', '是否同意', '黑名单', '退信', '投诉', '已确认', '取消时间', '退訂', '狀態'],
  ]
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'yes',
      'no',
      '1',
      '0',
      'true',
      'active',
      'subscribed',
      'unsubscribed',
      'ja',
      '2020-01-01',
      'x',
      '*',
    ),
    fc.string({ maxLength: 70 }),
  )
  const standing = (name: string, cell: string, answer?: Answer) => {
    const columns = granted(readColumns(['email', name], answer ? [name] : []))
    const reader = granted(readRow(zones, columns, ['a@mail.example.net', cell]))
    const question = { column: columns.names[1]!, values: [], others: 0 }
    return withMeanings(reader, withAnswers([question], answer ? { [name]: answer } : {})).standing.kind
  }

  it.each(NAMES)('asks about a column "%s"', (name) => {
    expect(granted(readColumns(['email', name])).parts[1]).toBe('asked')
  })

  it.each([
    'name',
    'First name',
    'Vorname',
    'City',
    'Notes',
    'Tags',
    'Ort',
    'Stadt',
    '姓名',
    'الاسم',
    'Prénom',
    'Ciudad',
    'phone',
    'id',
  ])('asks nothing about a column "%s"', (name) => {
    expect(granted(readColumns(['email', name])).parts[1]).toBeUndefined()
  })

  it('takes nobody in for active unless somebody has said that their value says so, whatever stands there', () => {
    const meanings = fc.constantFrom(...MEANINGS)
    const answers = fc.dictionary(
      fc.constantFrom('', 'yes', 'no', '1', '(a date)', '*', 'active', 'toString'),
      meanings,
    )
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), value, answers, (name, cell, answer) => {
        expect(standing(name, cell)).not.toBe('active')
        const kept = askedValue(plain(cell).trim())
        const says = Object.hasOwn(answer, kept) ? answer[kept] : Object.hasOwn(answer, '*') ? answer['*'] : undefined
        expect([cell, standing(name, cell, answer) === 'active']).toEqual([cell, says === 'active'])
      }),
    )
  })

  it('asks about every column whose name has a word of the vocabulary, however it is written', () => {
    const upper = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`
    const within = fc.tuple(fc.constantFrom('', 'x', 'is', 'Date '), fc.constantFrom(...VOCABULARY.anywhere))
    const alone = fc.tuple(fc.constantFrom('', 'is_', 'Date ', 'e-'), fc.constantFrom(...VOCABULARY.alone))
    const name = fc
      .tuple(fc.oneof(within, alone), fc.constantFrom('', ' (2)', ' at', '_date', '?', ' '))
      .chain(([[before, word], after]) =>
        fc.constantFrom(
          `${before}${word}${after}`,
          `${before}${word}${after}`.toUpperCase(),
          `${before}${upper(word)}${after}`,
        ),
      )
    const sure: readonly (Part | undefined)[] = ['asked', ...telling]
    const known = ['subscribed at', 'subscription date'].map(keyOf)
    fc.assert(
      fc.property(name, (one) => {
        fc.pre(!known.includes(keyOf(one)))
        expect([one, sure.includes(granted(readColumns(['email', one])).parts[1])]).toEqual([one, true])
      }),
      { numRuns: 2_000 },
    )
  })

  const telling: readonly (Part | undefined)[] = [
    ...(['status', 'stated', 'mailed', 'unmailed', 'stopped', 'blocked', 'confirmed', 'entered', 'left'] as const),
    ...(['bounced', 'complained', 'held'] as const),
  ]
  const known = SERVICES.flatMap(({ service, marks, columns }) =>
    marks.flatMap((mark) =>
      Object.entries(columns)
        .filter(([, part]) => telling.includes(part))
        .map(([column]) => {
          const own = [...new Set([...mark, column])]
          // Some call the address something else.
          const address = own.find((name) => columns[name] === 'email') ?? 'email'
          return { service, header: [...new Set([...own, address])], column, address }
        }),
    ),
  )

  it('takes nobody in for active whose service says a word that is no yes', () => {
    const noYes = fc.constantFrom(
      'nope',
      'gone',
      'perhaps',
      'unsubscribed',
      'bounced',
      'off',
      '✗',
      'não sei',
      'False alarm',
    )
    fc.assert(
      fc.property(fc.constantFrom(...known), noYes, ({ header, column, address }, cell) => {
        const columns = granted(readColumns(header))
        const cells = header.map((name) => (name === address ? 'a@mail.example.net' : name === column ? cell : ''))
        const { standing: is } = granted(readRow(zones, columns, cells))
        expect([column, cell, is.kind === 'active']).toEqual([column, cell, false])
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ...['2021-05-04', '4/5/21', '04.05.2021 10:30', '2021-05-04T10:30:00.123Z', '2021-05-04 10:30:00+00'],
    ...['2026-03-11 11:39:56.263642+00', '5/4/2021, 10:30 AM', '2021-05-04 10:30 UTC'],
  ])('calls "%s" a date', (text) => {
    expect(askedValue(text)).toBe('(a date)')
  })

  it.each([
    ...['2021-05-04 given', '2022-01-01 withdrawn', '2021-05-04 NO', '2021-05-04 10:30 off', '0000-00-00 00:00:00'],
    ...['2021-05-04 – 2022-01-01', 'no 2021-05-04', '2021-05-04-1'],
  ])('calls "%s" no date, since words stand beside one', (text) => {
    expect(askedValue(text)).toBe(text)
  })

  it('says of every service where its columns were looked up', () => {
    expect(new Set(SERVICES.map(({ service }) => service)).size).toBeGreaterThanOrEqual(20)
    for (const { source } of SERVICES) expect(source.length).toBeGreaterThan(10)
  })
})

describe('any list whatever', () => {
  const standings = fc.constantFrom<ListedReader['standing'][]>(
    { kind: 'active' },
    { kind: 'off' },
    { kind: 'pending' },
    { kind: 'unknown', word: 'x' },
    { kind: 'suppressed', why: 'bounced' },
    { kind: 'suppressed', why: 'complained' },
    { kind: 'suppressed', why: 'blocked' },
    { kind: 'suppressed', why: 'suppressed' },
  )
  const steps = fc.array(fc.tuple(standings, fc.constantFrom('brief', 'weekend')), { maxLength: 8 })
  const digests = { brief: digest, weekend: aDigest({ id: 'weekend' }) }

  it('brings nobody back who is off, loosens no suppression, and changes nothing the second time', () => {
    const strictness = { erased: 0, bounced: 1, suppressed: 2, blocked: 2, complained: 3 }
    fc.assert(
      fc.property(steps, (all) => {
        let known: { subscriber?: Subscriber; suppression?: Suppression } = {}
        for (const [standing, id] of all) {
          const decision = decide(known, row({ standing }), digests[id])
          if (decision.kind === 'refused' || decision.kind === 'unchanged') continue
          const left = new Set(
            known.subscriber?.subscriptions.filter((one) => one.status === 'left').map((one) => one.digest),
          )
          for (const one of rowsOf(decision.subscriber)) expect(left.has(one.digest)).toBe(false)
          if (known.suppression) expect(rowsOf(decision.subscriber)).toEqual([])
          const suppression = decision.suppression ?? known.suppression
          if (suppression && known.suppression)
            expect(strictness[suppression.why]).toBeGreaterThanOrEqual(strictness[known.suppression.why])
          known = { subscriber: decision.subscriber, ...(suppression ? { suppression } : {}) }
          expect(decide(known, row({ standing }), digests[id]).kind).toBe('unchanged')
        }
      }),
    )
  })
})

describe('a row of our own', () => {
  it('says of each digest how a reader stands', () => {
    const [one] = aSubscriber().subscriptions
    const subscriber = aSubscriber({
      subscriptions: [
        { ...one!, topics: ['trade', 'city'] },
        { ...one!, digest: 'weekend', pausedUntil: '2026-12-24T00:00:00.000Z' },
        { ...one!, digest: 'sea', status: 'left' },
        { ...one!, digest: 'pier', pausedUntil: '2026-12-24@Asia/Tokyo' },
      ],
    })
    const start = 'ada@mail.example.net'
    expect(rowsFor(zones, subscriber, undefined)).toEqual([
      [start, 'brief', 'active', 'Europe/Berlin', 'en', 'trade city', 'main', at('00:00')],
      [start, 'weekend', 'paused until 2026-12-24T00:00:00.000Z', 'Europe/Berlin', 'en', 'all', 'main', at('00:00')],
      [start, 'sea', 'unsubscribed', 'Europe/Berlin', 'en', 'all', 'main', at('00:00')],
      [start, 'pier', 'paused until 2026-12-24@Asia/Tokyo', 'Europe/Berlin', 'en', 'all', 'main', at('00:00')],
    ])
    expect(rowsFor(zones, subscriber, undefined, 'sea')).toHaveLength(1)
    expect(rowsFor(zones, subscriber, { why: 'blocked', at: now }, 'sea')[0]).toEqual(
      expect.arrayContaining(['blocked', now]),
    )
  })
})
