import { between, DAY, type Instant } from './time.ts'

/** A mail that could not be delivered for now. `openedAt`: of its issue; without it (issues that nobody here has any more) the moment of the bounce is all there is. */
export type SoftBounce = { readonly issue: string; readonly at: Instant; readonly openedAt?: Instant }

/** Three soft bounces in a row on different issues, spread over two weeks, are a hard one (STD-51). */
const IN_A_ROW = 3
const SPREAD = 14 * DAY
/** What a reader's profile has room for. */
const MOST = 20

/** Where an issue stands in the row: by when it was opened, not by when anybody told of it. */
export const placeOf = ({ at, openedAt }: SoftBounce): Instant => openedAt ?? at

const inOrder = (a: SoftBounce, b: SoftBounce): number =>
  placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : a.issue < b.issue ? -1 : 1

/** With one more, in the order of their issues; an issue is there once, with the first of its bounces. */
export function withBounce(known: readonly SoftBounce[], one: SoftBounce): readonly SoftBounce[] {
  const same = known.find(({ issue }) => issue === one.issue)
  const kept = same && same.at <= one.at ? same : one
  return thinned([...known.filter((other) => other !== same), kept].toSorted(inOrder))
}

/** Many digests a day bounce many times a day: of each day two are kept, then one, so that two weeks always have room. */
function thinned(all: readonly SoftBounce[]): readonly SoftBounce[] {
  if (all.length <= MOST) return all
  const ofADay = (most: number) => {
    const counts = new Map<string, number>()
    return all.filter((one) => {
      const day = placeOf(one).slice(0, 10)
      const count = (counts.get(day) ?? 0) + 1
      counts.set(day, count)
      return count <= most
    })
  }
  const two = ofADay(2)
  return two.length <= MOST ? two : ofADay(1).slice(-MOST)
}

/** The first of a row that makes it too long; undefined where it is not, or not yet. */
const endOf = (row: readonly SoftBounce[]): SoftBounce | undefined =>
  row.find((one, index) => index + 1 >= IN_A_ROW && between(placeOf(row[0]!), placeOf(one)) >= SPREAD)

/** Whether it matters what lies between them: most readers have too few, or too close together. */
export const mayEndIt = (bounces: readonly SoftBounce[]): boolean => endOf(bounces) !== undefined

/** The row that a bounce of this issue stands in. `breaks`: issues before which, after the bounce before them, somebody had their mail. */
export function rowOf(
  bounces: readonly SoftBounce[],
  issue: string,
  breaks: ReadonlySet<string>,
): readonly SoftBounce[] {
  const index = bounces.findIndex((one) => one.issue === issue)
  const from = bounces.findLastIndex((one, n) => n <= index && breaks.has(one.issue))
  const to = bounces.findIndex((one, n) => n > index && breaks.has(one.issue))
  return bounces.slice(Math.max(from, 0), to < 0 ? undefined : to)
}

/** The bounce by which a reader cannot be reached any more; undefined while they may be. The same in any order of arrival. */
export const endingBounce = (
  bounces: readonly SoftBounce[],
  issue: string,
  breaks: ReadonlySet<string>,
): SoftBounce | undefined => endOf(rowOf(bounces, issue, breaks))
