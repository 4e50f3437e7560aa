import { type Arrival, addressIn, type Kin, type Plan } from './arrival.ts'
import type { Article } from './article.ts'
import type { Source } from './source.ts'

/**
 * What a feed had at its last read and has taken out since, by what it is known by. A feed that begins with its newest drops
 * its oldest by itself: what is missing while something older still stands was taken out. Nothing where dates do not fall
 * from the first to the last (a feed by votes lets go of anything), where most of it has gone (it is another feed by now),
 * nor where only its end has. Without any date, it has to be missing between two that stand as they stood.
 */
export function missingFrom({ seen }: Pick<Source, 'seen'>, arrivals: readonly Arrival[]): string[] {
  const known = new Set(arrivals.flatMap(({ identity, former }) => [identity, ...former]))
  const before = Object.keys(seen)
  const stands = before.map((name) => known.has(name))
  const last = stands.lastIndexOf(true)
  const first = stands.indexOf(true)
  const dates = arrivals.flatMap((one) => ('entry' in one ? (one.entry.publishedAt ?? []) : []))
  const isDated = dates.length > 0
  const missing = before.filter((_, n) => !stands[n] && n < last && (isDated || n > first))
  const isAnother = missing.length * 2 >= before.length
  const isInOrder = dates.every((at, n) => n === 0 || isAtMost(at, dates[n - 1]!))
  return isAnother || !isInOrder || !standAsBefore(before, arrivals) ? [] : missing
}

/** Of a moment and a day, the days are compared. */
const isAtMost = (one: string, other: string): boolean =>
  one.length === other.length ? one <= other : one.slice(0, 10) <= other.slice(0, 10)

/** Whether what was there before has kept its order. */
function standAsBefore(before: readonly string[], arrivals: readonly Arrival[]): boolean {
  const places = new Map(before.map((name, n) => [name, n]))
  const held = arrivals.flatMap(({ identity, former }) => {
    const name = [identity, ...former].find((one) => places.has(one))
    return name === undefined ? [] : places.get(name)!
  })
  return held.every((place, n) => n === 0 || held[n - 1]! < place)
}

/**
 * Of the articles whose entries are missing, those that their source has withdrawn: this feed brought them first, and has
 * them under no other name.
 */
export function decideWithdrawn(
  source: Pick<Source, 'id'>,
  missing: Kin['vanished'],
  arrivals: readonly Arrival[],
  plans: readonly Plan[],
): Article[] {
  const told = new Set(
    plans.flatMap((plan) => (plan.what === 'file' ? plan.article.id : 'kept' in plan ? plan.kept.article : [])),
  )
  const entries = arrivals.flatMap((one) => ('entry' in one ? one.entry : []))
  const titles = new Set(entries.map(({ title }) => title))
  const addresses = new Set(entries.flatMap((entry) => addressIn(entry) ?? []))
  return missing.flatMap(({ article }) => {
    const isHere = told.has(article.id) || titles.has(article.title) || addresses.has(addressIn(article) ?? '')
    return article.feed === source.id && article.status !== 'quarantined' && !article.withdrawnAt && !isHere
      ? article
      : []
  })
}
