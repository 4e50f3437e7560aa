import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Article } from '../../core/model/article.ts'
import {
  decideFinish,
  decideRetry,
  decideSlot,
  decideWork,
  freeze,
  frozenFrom,
  isNewTo,
  noCounts,
  type Progress,
  silenceOf,
  windowOf,
} from '../../core/model/issue.ts'
import { composeDigest, shareOut, topicsIn, variantsOf } from '../../core/model/variant.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aDigest, anArticle, anIssue, at } from '../support/examples.ts'

const digest = aDigest({ topics: ['trade', 'city'] })
const filing = (topic: string, id: string, filedAt: string) => ({ topic, article: id as `art_${string}`, filedAt })
const progress = (change: Partial<Progress> = {}): Progress => ({
  status: 'sending',
  cursor: 0,
  ended: false,
  open: {},
  counts: noCounts,
  unknown: [],
  lookAt: at('08:02'),
  ...change,
})

describe('collecting', () => {
  const both = anArticle({ id: 'art_1', topics: ['trade', 'city'], filed: { trade: at('06:00'), city: at('07:00') } })

  it('covers by filing time: an article filed late is new, whenever it was published', () => {
    const late = anArticle({ id: 'art_2', publishedAt: '2019-01-01', topics: ['city'], filed: { city: at('07:59') } })
    const frozen = freeze(digest, [filing('city', 'art_2', at('07:59'))], [late], [])
    expect(frozen.map((one) => [one.id, one.fresh])).toEqual([['art_2', ['city']]])
  })

  it('reads ten minutes back over the previous cut, and leaves out what that issue holds', () => {
    const held = freeze(
      digest,
      [filing('trade', 'art_1', at('06:00'))],
      [{ ...both, topics: ['trade'], filed: { trade: at('06:00') } }],
      [],
    )
    const again = freeze(
      digest,
      [filing('trade', 'art_1', at('06:00')), filing('city', 'art_1', at('07:00'))],
      [both],
      held,
    )
    expect(again[0]?.fresh).toEqual(['city'])
    expect(windowOf(zones, digest, digest.editions[0]!, { sentCut: at('06:00') }).readFrom).toBe(at('05:50'))
  })

  it('is no news to a reader who had it under another topic, and news to one who had not (I5)', () => {
    const [frozen] = freeze(digest, [filing('city', 'art_1', at('07:00'))], [both], [])
    expect([
      isNewTo(frozen!, new Set(['trade', 'city'])),
      isNewTo(frozen!, new Set(['city'])),
      isNewTo(frozen!, new Set(['trade'])),
    ]).toEqual([false, true, false])
  })

  it('opens with what is newest by the earlier of publication and first filing: no date in the future leads', () => {
    const one = (id: `art_${string}`, publishedAt: string | undefined, filedAt: string) =>
      anArticle({ id, topics: ['city'], filed: { city: at(filedAt) }, ...(publishedAt ? { publishedAt } : {}) })
    const articles = [
      one('art_1', '2031-01-01', '05:00'),
      one('art_2', at('05:30'), '06:30'),
      one('art_3', undefined, '05:40'),
      one('art_4', at('04:00'), '07:00'),
    ].map((article) => (article.id === 'art_3' ? { ...article, publishedAt: undefined } : article)) as Article[]
    const filings = articles.map(({ id, filed }) => filing('city', id, filed.city!))
    expect(freeze(digest, filings, articles, []).map(({ id }) => id)).toEqual(['art_3', 'art_2', 'art_1', 'art_4'])
  })

  it('leaves drafts, quarantined articles and those of other topics out', () => {
    const filings = ['art_1', 'art_2', 'art_3'].map((id) => filing('city', id, at('07:00')))
    const articles = [
      anArticle({ id: 'art_1', status: 'draft' }),
      anArticle({ id: 'art_2', status: 'quarantined' }),
      anArticle({ id: 'art_3', topics: ['sport'] }),
    ]
    expect(freeze(digest, filings, articles, [])).toEqual([])
  })

  it('reaches back, until a first issue was sent, to the slot before the digest was planned, and a day at least', () => {
    const planned = aDigest({ createdAt: at('09:00') })
    expect(windowOf(zones, planned, planned.editions[0]!, {}).coversFrom).toBe('2026-11-23T09:00:00.000Z')
    const schedule = { every: 'week', on: ['sat'], at: ['08:00'], zone: 'UTC' } as const
    expect(windowOf(zones, planned, { name: 'main', schedule }, {}).coversFrom).toBe('2026-11-21T08:00:00.000Z')
  })
})

describe('a slot', () => {
  const edition = {
    ...digest.editions[0]!,
    schedule: { every: 'day' as const, at: ['08:00'], zone: 'UTC' },
    wakeAt: at('08:00'),
  }

  it('opens when it is due, and not before', () => {
    expect(decideSlot(zones, digest, edition, {}, at('07:59')).kind).toBe('nothing')
    expect(decideSlot(zones, digest, edition, {}, at('08:00'))).toMatchObject({
      kind: 'open',
      slot: { name: '2026-11-24T08:00@UTC' },
    })
  })

  it('opens once, however often the tick comes (I6)', () => {
    expect(decideSlot(zones, digest, edition, { lastSlotAt: at('08:00') }, at('08:01')).kind).toBe('nothing')
  })

  it('runs only the latest of those missed after an outage', () => {
    const slept = { ...edition, wakeAt: '2026-11-21T08:00:00.000Z' }
    expect(decideSlot(zones, digest, slept, {}, at('08:05'))).toMatchObject({
      kind: 'open',
      slot: { name: '2026-11-24T08:00@UTC' },
    })
  })

  it('merges into the next when it is later than its policy allows', () => {
    expect(decideSlot(zones, { ...digest, late: { sendWithinMinutes: 60 } }, edition, {}, at('09:30'))).toMatchObject({
      kind: 'merge',
      lateMs: 90 * 60_000,
    })
  })

  it('does not open while the digest is paused', () => {
    expect(decideSlot(zones, { ...digest, status: 'paused' }, edition, {}, at('08:00')).kind).toBe('nothing')
  })
})

describe('a worker', () => {
  it('leaves an issue to whoever holds its lease, until that is over', () => {
    const held = progress({ lease: { owner: 'other', until: at('08:01') } })
    expect([decideWork(held, 'me', at('08:00')), decideWork(held, 'me', at('08:01'))]).toEqual([
      { kind: 'leave', reason: 'busy' },
      { kind: 'work', claim: true },
    ])
  })

  it('finishes open batches of a paused or cancelled issue and claims no more (I13)', () => {
    const open = { open: { 3: at('08:00') } }
    expect(decideWork(progress({ status: 'paused', ...open }), 'me', at('08:00'))).toEqual({
      kind: 'work',
      claim: false,
    })
    expect(decideWork(progress({ status: 'cancelled', ...open }), 'me', at('08:00'))).toEqual({
      kind: 'work',
      claim: false,
    })
    expect(decideWork(progress({ status: 'paused' }), 'me', at('08:00'))).toMatchObject({ kind: 'leave' })
  })

  it('repeats a request for five minutes, then leaves out who has left, and gives up after 23 hours of not knowing', () => {
    const tried = '2026-11-24T08:00:00.000Z'
    expect(
      [
        '2026-11-24T08:04:59.000Z',
        '2026-11-24T08:05:00.000Z',
        '2026-11-25T06:59:59.000Z',
        '2026-11-25T07:00:00.000Z',
      ].map((now) => decideRetry(tried, now)),
    ).toEqual(['same-request', 'leave-out-who-left', 'leave-out-who-left', 'give-up'])
    expect(decideRetry(null, '2026-11-30T00:00:00.000Z')).toBe('leave-out-who-left')
  })

  it('ends an issue only when the audience is read and every batch is settled', () => {
    expect(decideFinish(progress({ ended: true }))).toBe('sent')
    expect(decideFinish(progress({ ended: true, open: { 1: null } }))).toBeUndefined()
    expect(decideFinish(progress())).toBeUndefined()
    expect(decideFinish(progress({ ended: true, unknown: [2] }))).toBe('needs-person')
  })
})

describe('a provider that owes an answer', () => {
  const unanswered = { askedAt: at('08:05'), said: 'out of order (500)' }
  it.each([
    ['nothing has gone unanswered', undefined, { 1: at('08:03') }, undefined],
    ['everything has its answer by now', unanswered, {}, undefined],
    ['all that is open was claimed since', unanswered, { 7: at('08:06') }, undefined],
    ['what is open was certainly not taken', unanswered, { 1: null }, undefined],
    ['the oldest counts', unanswered, { 2: at('08:04'), 1: at('08:03'), 7: at('08:06'), 8: null }, at('08:03')],
  ] as const)('%s', (_, said, open, since) => {
    const silence = silenceOf({ open, ...(said ? { unanswered: said } : {}) })
    expect(silence).toEqual(since && { since, ...unanswered })
  })
})

describe('a variant', () => {
  const issue = anIssue({
    topics: ['trade', 'city', 'culture'],
    articles: [
      anArticle({
        id: 'art_1',
        title: 'In both',
        topics: ['trade', 'city'],
        filed: { trade: at('07:00'), city: at('07:00') },
      }),
      anArticle({ id: 'art_2', title: 'City alone', topics: ['city'], filed: { city: at('07:10') } }),
    ],
  })
  const variants = variantsOf(issue)

  it('shows an article of two topics once, under the first that the reader follows (design §2)', () => {
    const titles = (choice: 'all' | string[]) =>
      composeDigest(zones, issue, variants.of(choice, 'en')!).sections.map((section) => [
        section.slug,
        section.items.map((item) => item.title),
      ])
    expect(titles('all')).toEqual([
      ['trade', ['In both']],
      ['city', ['City alone']],
    ])
    expect(titles(['city'])).toEqual([['city', ['City alone', 'In both']]])
  })

  it('is the same for readers whose choices differ only in topics that nothing was ever filed under', () => {
    expect(variants.of(['city', 'culture'], 'en')).toBe(variants.of(['city'], 'en'))
  })

  it('does not exist for a reader none of whose topics has news', () => {
    expect(variants.of(['culture'], 'en')).toBeUndefined()
  })

  it('says how many more there are when a mail can hold no more, and starves no section', () => {
    const many = anIssue({
      topics: ['trade', 'city'],
      maxArticles: 4,
      articles: Array.from({ length: 12 }, (_, n) =>
        anArticle({
          id: `art_${n}`,
          topics: [n < 10 ? 'trade' : 'city'],
          filed: { [n < 10 ? 'trade' : 'city']: at('07:00') },
        }),
      ),
    })
    const { sections, stories } = composeDigest(zones, many, variantsOf(many).of('all', 'en')!)
    expect([stories, ...sections.map((section) => [section.items.length, section.more])]).toEqual([4, [2, 8], [2, 0]])
  })

  it("says when it comes in the reader's language, or in the words that were frozen before there were languages", () => {
    const { schedule: _, rhythm: __, ...frozen } = issue.frozen
    const before = { ...issue, frozen: { ...frozen, rhythm: 'every day at 08:00, Europe/Berlin' } }
    const rhythm = (of: typeof issue, locale: string) => composeDigest(zones, of, variants.of('all', locale)!).rhythm
    expect(rhythm(issue, 'de-AT')).toBe('täglich um 08:00 Uhr (Europe/Berlin)')
    expect(rhythm(issue, 'en')).toBe('every day at 08:00, Europe/Berlin')
    expect(rhythm(before, 'de-AT')).toBe('every day at 08:00, Europe/Berlin')
  })

  it('freezes its schedule without the days it leaves out, of which there may be hundreds', () => {
    const schedule = { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', except: ['2026-12-25'] } as const
    const { frozen } = anIssue()
    const sender = { from: frozen.from, replyTo: frozen.replyTo, publisher: frozen.publisher }
    const { site, keyId, installation } = frozen
    const edition = { ...digest.editions[0]!, schedule }
    expect(frozenFrom({ digest, edition, topics: [], sender, site, keyId, installation }).schedule).toEqual({
      every: 'day',
      at: ['08:00'],
      zone: 'Europe/Berlin',
    })
  })

  it('shares out no more than there is room for, and no more than there is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 12 }), fc.nat(100), (sizes, most) => {
        const shares = shareOut(sizes, most)
        const total = shares.reduce((sum, share) => sum + share, 0)
        return (
          shares.every((share, index) => share <= sizes[index]!) &&
          total ===
            Math.min(
              most,
              sizes.reduce((sum, size) => sum + size, 0),
            )
        )
      }),
    )
  })

  it('holds exactly the articles that are new under its topics, each once (I8)', () => {
    const slugs = ['a', 'b', 'c', 'd']
    const someArticles = fc.array(
      fc.record({ filed: fc.dictionary(fc.constantFrom(...slugs), fc.integer({ min: 0, max: 1439 }), { minKeys: 1 }) }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(
        someArticles,
        fc.subarray(slugs, { minLength: 1 }),
        fc.integer({ min: 0, max: 1439 }),
        (drawn, choice, since) => {
          const moment = (minute: number) => new Date(Date.UTC(2026, 10, 24, 0, minute)).toISOString()
          const articles = drawn.map(({ filed }, n) =>
            anArticle({
              id: `art_${n}`,
              title: `t${n}`,
              topics: Object.keys(filed),
              filed: Object.fromEntries(Object.entries(filed).map(([slug, minute]) => [slug, moment(minute)])),
            }),
          )
          const filings = articles
            .flatMap((one) => Object.entries(one.filed).map(([topic, when]) => filing(topic, one.id, when)))
            .filter((one) => one.filedAt > moment(since))
          const made = anIssue({ topics: slugs, frozen: freeze(aDigest({ topics: slugs }), filings, articles, []) })
          const key = variantsOf(made).of(choice, 'en')
          const shown = key
            ? composeDigest(zones, made, key, 100).sections.flatMap((section) =>
                section.items.map((item) => item.title),
              )
            : []
          const firstIsNew = (one: (typeof articles)[number]) => {
            const times = Object.entries(one.filed)
              .filter(([slug]) => choice.includes(slug))
              .map(([, when]) => when)
              .sort()
            return times.length > 0 && times[0]! > moment(since)
          }
          expect(shown.toSorted()).toEqual(
            articles
              .filter(firstIsNew)
              .map((one) => one.title)
              .toSorted(),
          )
          if (key) expect([...topicsIn(made, key)].every((slug) => choice.includes(slug))).toBe(true)
        },
      ),
    )
  })
})
