import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fetched } from '../../core/model/fetched.ts'
import {
  afterEdit,
  afterFailure,
  afterQuiet,
  afterRead,
  BREAKS_AT,
  decideLooks,
  EARLY,
  feedAddress,
  healthOf,
  type Intake,
  isDueBetween,
  LONGEST,
  nextLook,
  parseSource,
  requestFor,
  SHORTEST,
  type Source,
  type SourceInput,
} from '../../core/model/source.ts'
import { parseRules, ruleInWords, type TagRule, tagsByRules } from '../../core/model/tag-rule.ts'
import { between, DAY, HOUR, type Instant, MINUTE, plus } from '../../core/model/time.ts'
import { at } from '../support/examples.ts'
import { granted } from '../support/world.ts'

const now = at('09:00')
const parse = (input: Partial<SourceInput> = {}) =>
  parseSource({ url: 'https://skerry.example.org/feed', ...input }, (address) => `feed_${address}`, now)
const aSource = (change: Partial<Source> = {}): Source => ({ ...granted(parse()), ...change })
const ok: Fetched & { kind: 'ok' } = {
  kind: 'ok',
  url: 'https://skerry.example.org/feed',
  bytes: new Uint8Array(),
  contentType: 'application/rss+xml',
}
const silent: Fetched & { kind: 'failed' } = { kind: 'failed', why: 'silent', reason: 'Nobody answers.' }
const intake: Intake = {
  added: 1,
  changed: 0,
  seen: { a: 'b' },
  quarantined: [],
  renamed: [],
  earlier: [],
  earlierRenamed: [],
  waiting: 0,
  drafts: 0,
  unfinished: false,
}
const read = { ok: true, title: 'Skerry & Coast', entries: [], quarantined: [] } as const
const wait = (source: Source, fetched: Fetched, changed = false, ttl = 0) =>
  between(now, decideLooks(source, fetched, changed, now, ttl).looksFrom!)
const isDue = (source: Source, at: Instant) => isDueBetween(source, plus(at, -15 * MINUTE), at)

/** One that has changed just now. */
const quietSince = (rhythmMs: number): Source => {
  const { owed: _, ...source } = aSource({ rhythmMs, looksFrom: plus(now, rhythmMs), lastLook: now })
  return source
}

/** Every look until then, if nothing comes. */
function looksUntil(source: Source, until: Instant): Instant[] {
  const looks: Instant[] = []
  for (let at = nextLook(source, now).at!; at <= until; at = nextLook(source, at).at!) looks.push(at)
  return looks
}

describe('a feed that is followed', () => {
  it('is known by its address, however it is written', () => {
    expect(
      [
        'feed://skerry.example.org/feed',
        'feed:https://skerry.example.org/feed#top',
        ' https://skerry.example.org/feed ',
      ].map(feedAddress),
    ).toEqual(Array(3).fill('https://skerry.example.org/feed'))
    expect(
      ['ftp://skerry.example.org/', 'https://ada:secret@skerry.example.org/', 'javascript:alert(1)', 'skerry'].map(
        feedAddress,
      ),
    ).toEqual(Array(4).fill(undefined))
  })

  it('is refused with the field that is wrong', () => {
    const wrong = parse({
      url: 'skerry',
      dailyCap: 0,
      rules: [
        { when: { category: 'China' }, tag: 'china' },
        { when: { title: '*' }, tag: 'x' },
        { when: {}, tag: '!' },
      ],
    })
    expect(wrong.ok ? [] : wrong.refusals.map(({ field }) => field)).toEqual([
      'url',
      'rules.1.when.title',
      'rules.2.when',
      'rules.2.tag',
      'dailyCap',
    ])
  })

  it('makes drafts unless it is trusted, and is looked at as soon as may be', () => {
    const source = granted(parse())
    expect(source).toMatchObject({ trusted: false, dailyCap: 20, title: 'skerry.example.org', looksFrom: now })
    expect([isDue(source, now), healthOf(source).health]).toEqual([true, 'new'])
  })
})

describe('the next look', () => {
  it('comes sooner after a change and later after none, never under a quarter of an hour nor over a day', () => {
    const source = aSource({ rhythmMs: HOUR })
    expect([wait(source, ok, true), wait(source, ok, false)]).toEqual([30 * MINUTE, 75 * MINUTE])
    expect(wait(aSource({ rhythmMs: SHORTEST }), ok, true)).toBe(SHORTEST)
    expect(wait(aSource({ rhythmMs: LONGEST }), ok, false)).toBe(LONGEST)
  })

  it('follows from the last change alone: looks grow further apart while nothing comes, a quarter each, up to a day', () => {
    const source = quietSince(30 * MINUTE)
    const looks = looksUntil(source, plus(now, 20 * DAY))
    const gaps = looks.map((look, n) => between(looks[n - 1] ?? now, look) / MINUTE)
    expect(gaps.slice(0, 4)).toEqual([30, 37.5, 46.875, expect.closeTo(58.6, 1)])
    for (const [n, gap] of gaps.entries()) expect(gap).toBeCloseTo(Math.min(1_440, 30 * 1.25 ** n), 2)
    expect(gaps.slice(-3)).toEqual([1_440, 1_440, 1_440])
    expect(nextLook(source, plus(now, 31 * MINUTE))).toEqual({ at: plus(now, 67.5 * MINUTE), rhythmMs: 37.5 * MINUTE })
    // As if each look had been written down: half of what it had come to.
    expect(decideLooks(source, ok, true, plus(now, 67.5 * MINUTE)).rhythmMs).toBe(18.75 * MINUTE)
    const wished = looksUntil({ ...source, looksFrom: plus(now, HOUR), atLeastMs: HOUR }, plus(now, DAY))
    expect(between(wished[0]!, wished[1]!)).toBe(HOUR)
  })

  it('is in exactly one of the runs, whenever these come, and at most a quarter of an hour late where they come that often', () => {
    const ms = (most: number) => fc.integer({ min: 1, max: most })
    fc.assert(
      fc.property(ms(DAY), ms(3 * DAY), fc.array(ms(2 * DAY), { maxLength: 30 }), (rhythm, first, waits) => {
        const source = quietSince(Math.max(SHORTEST, rhythm))
        const runs = [plus(now, first)]
        for (const one of waits) runs.push(plus(runs.at(-1)!, one))
        const windows = runs.map((run, n) => [runs[n - 1] ?? now, run] as const)
        const moments = looksUntil(source, plus(runs.at(-1)!, EARLY)).map((look) => plus(look, -EARLY))
        for (const moment of moments)
          expect(windows.filter(([after, until]) => moment > after && moment <= until)).toHaveLength(1)
        for (const [after, until] of windows) {
          const has = moments.some((moment) => moment > after && moment <= until)
          expect(isDueBetween(source, after, until)).toBe(has)
        }
      }),
    )
    const source = quietSince(50 * MINUTE)
    const beats = Array.from({ length: 400 }, (_, n) => plus(now, (n + 1) * 15 * MINUTE - 7))
    const asked = beats.filter((beat, n) => isDueBetween(source, beats[n - 1] ?? now, beat))
    const looks = looksUntil(source, plus(beats.at(-1)!, EARLY))
    expect(asked).toHaveLength(looks.length)
    for (const [n, beat] of asked.entries()) {
      expect(between(looks[n]!, beat)).toBeGreaterThanOrEqual(-EARLY)
      expect(between(looks[n]!, beat)).toBeLessThanOrEqual(15 * MINUTE)
    }
  })

  it('waits as long as the feed or its server wishes, within our bounds', () => {
    const source = aSource({ rhythmMs: HOUR })
    expect(wait(source, ok, true, 180)).toBe(3 * HOUR)
    expect(wait(source, ok, true, 1)).toBe(30 * MINUTE)
    expect(wait(source, ok, true, 100_000)).toBe(LONGEST)
    expect(wait(source, { ...ok, freshUntil: plus(now, 5 * HOUR) }, true)).toBe(5 * HOUR)
    expect(wait(source, { kind: 'unchanged', freshUntil: plus(now, 5 * HOUR) })).toBe(5 * HOUR)
  })

  it('comes twice as late with every failure in a row, but within six hours, and once a day when there are many', () => {
    let source = aSource({ rhythmMs: SHORTEST })
    const waits: number[] = []
    const healths: string[] = []
    for (let n = 1; n <= BREAKS_AT; n++) {
      source = afterFailure(source, silent, now)
      waits.push(between(now, source.looksFrom!) / MINUTE)
      healths.push(healthOf(source).health)
    }
    expect(waits).toEqual([30, 60, 120, 240, 360, 360, 360, 1_440])
    expect(healths).toEqual([...Array(BREAKS_AT - 1).fill('failing'), 'once-a-day'])
    expect(healthOf(source).note).toBe('It has failed 8 times in a row: it is looked at once a day until it answers.')
    const well = afterQuiet(source, { kind: 'unchanged' }, now)
    expect([well.failures, well.lastError, healthOf(well).health]).toEqual([0, undefined, 'fine'])
  })

  it('never comes before a server wants to be asked again, though others may come a little early', () => {
    const asked = afterFailure(aSource(), { ...silent, why: 'answered', retryAt: plus(now, 7 * HOUR) }, now)
    expect([asked.looksFrom, asked.notBefore]).toEqual([plus(now, 7 * HOUR), plus(now, 7 * HOUR)])
    const early = plus(now, 7 * HOUR - 2 * MINUTE)
    expect([isDue(asked, early), isDue(asked, plus(now, 7 * HOUR))]).toEqual([false, true])
    expect(isDue(aSource({ looksFrom: plus(now, 2 * MINUTE) }), now)).toBe(true)
    expect(isDue(aSource({ looksFrom: plus(now, 6 * MINUTE) }), now)).toBe(false)
    const never = afterFailure(aSource(), { ...silent, retryAt: plus(now, 400 * DAY) }, now)
    expect(never.notBefore).toBe(plus(now, DAY))
  })
})

describe('what a look leaves', () => {
  it('asks next time only for what has changed, at the address that it has moved to for good', () => {
    const source = afterRead(
      aSource(),
      { ...ok, etag: '"7"', lastModified: 'Tue', movedTo: 'https://new.example.org/feed' },
      read,
      'bytes',
      intake,
      now,
    )
    expect(requestFor(source, now)).toEqual({
      url: 'https://new.example.org/feed',
      as: 'feed',
      etag: '"7"',
      lastModified: 'Tue',
    })
    expect(source).toMatchObject({ title: 'Skerry & Coast', bytes: 'bytes', seen: { a: 'b' }, lastChange: now })
    expect(afterRead(source, ok, read, 'bytes', intake, now)).not.toHaveProperty('etag')
  })

  it('is nothing where nothing has changed: it stays as it was, though its bytes and how its server calls them do not', () => {
    const none = { ...intake, added: 0 }
    const source = afterRead(aSource(), { ...ok, etag: '"7"' }, read, 'bytes', intake, now)
    const after = plus(now, DAY)
    expect(afterQuiet(source, { kind: 'unchanged' }, after)).toBe(source)
    expect(afterRead(source, { ...ok, etag: '"8"' }, read, 'others', none, after)).toBe(source)
    expect(afterRead(source, ok, read, 'others', { ...none, seen: {} }, after)).toMatchObject({
      seen: {},
      bytes: 'others',
      lastLook: after,
    })
    expect(afterRead(source, ok, read, 'bytes', { ...none, unfinished: true }, after)).not.toHaveProperty('bytes')
  })

  it('stops at a feed that is gone for good, and says why; who has only moved there is asked at home again', () => {
    const moved = aSource({ movedTo: 'https://new.example.org/feed' })
    const back = afterFailure(moved, { kind: 'gone' }, now)
    expect([back.movedTo, back.stopped, back.failures]).toEqual([undefined, undefined, 1])
    const gone = afterFailure(back, { kind: 'gone' }, now)
    expect(gone).not.toHaveProperty('looksFrom')
    expect(isDue(gone, plus(now, 30 * DAY))).toBe(false)
    expect(healthOf(gone)).toEqual({
      health: 'stopped',
      note: 'Its server says that it is gone for good (410). It is not looked at any more.',
    })
    expect(healthOf(afterFailure(gone, silent, now))).toEqual(healthOf(gone))
    expect(afterFailure(gone, silent, now)).not.toHaveProperty('looksFrom')
    expect(healthOf(afterQuiet(gone, { kind: 'unchanged' }, now)).health).toBe('fine')
  })

  it('forgets where it has moved to when nobody has answered there for long', () => {
    const moved = aSource({ movedTo: 'https://new.example.org/feed' })
    expect(afterFailure(moved, silent, now).movedTo).toBe('https://new.example.org/feed')
    expect(afterFailure({ ...moved, failures: BREAKS_AT - 1 }, silent, now).movedTo).toBeUndefined()
  })

  it('reads everything again while entries wait and there is room for them', () => {
    const full = { drafts: { day: now.slice(0, 10), n: 20 }, waiting: 5, etag: '"7"' }
    const source = aSource(full)
    expect(requestFor(source, now).etag).toBe('"7"')
    expect(requestFor(source, plus(now, DAY)).etag).toBeUndefined()
    const trusted = afterEdit({ ...source, looksFrom: plus(now, DAY) }, { ...source, trusted: true }, now)
    expect([trusted.looksFrom, requestFor(trusted, now).etag]).toEqual([now, undefined])
  })
})

describe('a rule', () => {
  const rules = (...when: TagRule['when'][]) => when.map((one, n) => ({ when: one, tag: `t${n}` }))
  const entry = { title: 'Ferries in the Port of Łódź', author: 'Ada Reed', categories: ['World/China', 'Trade'] }

  it('gives a tag by category, title or author: a part of it, or the whole with stars', () => {
    const fits = (when: TagRule['when']) => tagsByRules(entry, rules(when)).length === 1
    expect(fits({ category: 'china' })).toBe(true)
    expect(fits({ category: 'World/*' })).toBe(true)
    expect(fits({ category: '*China*' })).toBe(true)
    expect(fits({ category: 'Wor*na' })).toBe(true)
    expect(fits({ category: 'China*' })).toBe(false)
    expect(fits({ title: 'ŁÓDŹ' })).toBe(true)
    expect(fits({ title: 'Ferries', author: 'ada *' })).toBe(true)
    expect(fits({ title: 'Ferries', author: 'Bo' })).toBe(false)
    expect(fits({ category: 'Trade*de' })).toBe(false)
    expect(tagsByRules({ title: 'x', categories: [] }, rules({ author: 'ada' }, { category: 'x' }))).toEqual([])
  })

  it('says in words what it does', () => {
    const { rules: given } = parseRules(
      [{ when: { title: 'Ferry*', category: ' World/China ' }, tag: 'Far East' }],
      'rules',
    )
    expect(given.map(ruleInWords)).toEqual([
      'Where a category holds "World/China", and the title is "Ferry*": tag "far-east".',
    ])
  })

  it('cannot hang, whatever pattern a stranger thinks of', () => {
    const long = { title: 'a'.repeat(300), categories: [] }
    // Tried one after the other, the ways to lay ninety-nine stars would outlast any limit of this suite.
    expect(tagsByRules(long, rules({ title: `${'a*'.repeat(99)}b` }))).toEqual([])
  })
})
