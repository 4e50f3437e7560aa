import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Article, fileUnder } from '../../core/model/article.ts'
import { type Cut, type Filing, type FrozenArticle, freeze, isNewTo, windowOf } from '../../core/model/issue.ts'
import { instant, MINUTE } from '../../core/model/time.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aDigest, anArticle, aTopic, at } from '../support/examples.ts'

const START = Date.parse(at('06:00'))
const topics = ['trade', 'city', 'sea'] as const
const digest = aDigest({ topics: [...topics], createdAt: instant(START) })
const all = topics.map((slug) => aTopic(slug))

/** An article is tagged (again) at a moment, by a writer whose clock is off, who takes a while to commit. */
const tagging = fc.record({
  article: fc.nat({ max: 5 }),
  topic: fc.constantFrom(...topics),
  minute: fc.integer({ min: 0, max: 600 }),
  skew: fc.integer({ min: -2, max: 2 }),
  takes: fc.integer({ min: 0, max: 3 }),
})
/** An issue is opened, by a worker whose clock is off, and is sent or skipped. */
const opening = fc.record({
  minute: fc.integer({ min: 0, max: 640 }),
  skew: fc.integer({ min: -2, max: 2 }),
  sent: fc.boolean(),
})

type Sent = { readonly at: number; readonly openedAt: string; readonly articles: readonly FrozenArticle[] }

/** What happens, in the order in which it takes effect; every reader of the table reads what was committed before. */
function play(
  taggings: readonly (typeof tagging extends fc.Arbitrary<infer T> ? T : never)[],
  openings: readonly (typeof opening extends fc.Arbitrary<infer T> ? T : never)[],
) {
  const articles = new Map<string, Article>()
  const committed = new Map<string, number>()
  const sent: Sent[] = []
  let cut: Cut = {}
  const events = [
    ...taggings.map((one) => ({ when: one.minute + one.takes, kind: 'tag' as const, one })),
    ...openings.map((one) => ({ when: one.minute, kind: 'open' as const, one })),
  ].toSorted((a, b) => a.when - b.when)
  for (const event of events) {
    if (event.kind === 'tag') {
      const { article, topic, minute, skew } = event.one
      const id = `art_${article}` as const
      const known = articles.get(id) ?? anArticle({ id, topics: [], tags: [], filed: {} })
      const now = instant(START + (minute + skew) * MINUTE)
      articles.set(id, fileUnder({ ...known, tags: [...known.tags, topic], status: 'filed' }, all, now))
      const key = `${id} ${topic}`
      if (!committed.has(key)) committed.set(key, event.when)
    } else {
      const openedAt = instant(START + (event.one.minute + event.one.skew) * MINUTE)
      const { readFrom } = windowOf(zones, digest, digest.editions[0]!, cut)
      const filings = [...articles.values()].flatMap((article): Filing[] =>
        article.topics.flatMap((topic) => {
          const filedAt = article.filed[topic]!
          return filedAt > readFrom && filedAt <= openedAt ? [{ topic, article: article.id, filedAt }] : []
        }),
      )
      // Those within the overlap: there may be several.
      const held = sent
        .filter((one, n) => n === sent.length - 1 || one.openedAt > readFrom)
        .flatMap((one) => one.articles)
      const frozen = freeze(digest, filings, [...articles.values()], held, openedAt)
      // An issue without news, or one whose worker's clock stands before the last cut, is not sent.
      if (!event.one.sent || frozen.length === 0 || (cut.sentCut && openedAt <= cut.sentCut)) continue
      sent.push({ at: event.when, openedAt, articles: frozen })
      cut = { sentCut: openedAt }
    }
  }
  return { articles, committed, sent }
}

describe('what an issue covers', () => {
  const choices = [['trade'], ['city'], ['trade', 'city'], ['trade', 'city', 'sea']] as const

  it('repeats no article to a reader and loses none, whatever the clocks and however late it was tagged (I5, design §5)', () => {
    fc.assert(
      fc.property(fc.array(tagging, { maxLength: 14 }), fc.array(opening, { maxLength: 8 }), (taggings, openings) => {
        const { articles, committed, sent } = play(taggings, openings)
        for (const choice of choices) {
          const follows = new Set<string>(choice)
          for (const article of articles.values()) {
            const times = sent.filter((issue) =>
              issue.articles.some((one) => one.id === article.id && isNewTo(one, follows)),
            ).length
            expect(times).toBeLessThanOrEqual(1)
            const seen = choice.flatMap((topic) => committed.get(`${article.id} ${topic}`) ?? [])
            const last = sent.at(-1)
            // Ten minutes after it was committed, every clock says that it was.
            if (last && seen.length > 0 && Math.min(...seen) + 10 < last.at) expect(times).toBe(1)
          }
        }
      }),
      { numRuns: 3_000, seed: 20_261_124 },
    )
  })
})
