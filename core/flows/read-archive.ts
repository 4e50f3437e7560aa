import { asListed, beginOf, endOf, type ListedIssue, type Moment, momentsOf, pageOfMoments } from '../model/archive.ts'
import type { Digest, Edition } from '../model/digest.ts'
import { type Issue, isPublic, NO_ZONE } from '../model/issue.ts'
import { isInReadersZones } from '../model/schedule.ts'
import type { IssueLine, Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues'>

export type ArchivePage = { readonly issues: readonly ListedIssue[]; readonly cursor?: string }

/** Of the issues that one slot has in readers' own zones, so many are looked at for one that may be read. */
const MOST_ZONES = 4
/** A skipped slot leads nowhere: so many are passed over on the way to a neighbour. */
const MOST_PASSED = 5
const ALL_ZONES = 60

/**
 * A digest's issues as readers leaf through them: of all its editions, newest slot first, one for a slot that goes out in
 * readers' own zones. Price: a read an edition and one an issue shown; in readers' zones two an issue shown.
 */
export async function readArchive(
  ports: Needs,
  digest: Pick<Digest, 'id' | 'editions'>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<ArchivePage> {
  const from = cursor === undefined ? '\uffff' : beginOf(cursor)
  const editions = await Promise.all(
    digest.editions.map((edition) => momentsIn(ports, digest.id, edition, from, limit)),
  )
  const { shown, ...more } = pageOfMoments(editions, limit)
  const issues = await Promise.all(shown.map((moment) => listedOf(ports, moment)))
  return { issues: issues.filter((one) => one !== undefined), ...more }
}

/** The newest that anybody may read, up to so many. Price: that of a page of the archive; of several where many slots brought nothing. */
export async function latestIssues(
  ports: Needs,
  digest: Pick<Digest, 'id' | 'editions'>,
  most: number,
): Promise<ListedIssue[]> {
  const found: ListedIssue[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < 3; pages++) {
    const page = await readArchive(ports, digest, { limit: most, cursor })
    found.push(...page.issues.filter(({ skipped }) => !skipped))
    cursor = page.cursor
    if (found.length >= most || cursor === undefined) break
  }
  return found.slice(0, most)
}

export type Neighbours = { readonly previous?: IssueLine; readonly next?: IssueLine }

/** What came out before and after an issue in its edition, and in its zone if it can be. Price: two reads, and one for each slot looked at, at most ten. */
export async function neighboursOf(
  ports: Needs,
  { digest, edition, zone, slot }: Pick<Issue, 'digest' | 'edition' | 'zone' | 'slot'>,
): Promise<Neighbours> {
  const beside = async (which: 'before' | 'after') => {
    const from = which === 'before' ? beginOf(slot.name) : endOf(slot.name)
    const limit = zone === NO_ZONE ? MOST_PASSED : ALL_ZONES
    const lines = await ports.issues.around(digest, edition, from, which, limit)
    const isTheirs = ({ slot: name }: IssueLine) => zone === NO_ZONE || name.endsWith(`@${zone}`)
    const inOrder = [...lines.filter(isTheirs), ...lines.filter((line) => !isTheirs(line))]
    return firstPublic(ports, inOrder.slice(0, MOST_PASSED))
  }
  const [previous, next] = await Promise.all([beside('before'), beside('after')])
  return { ...(previous ? { previous } : {}), ...(next ? { next } : {}) }
}

async function firstPublic(ports: Needs, lines: readonly IssueLine[]): Promise<IssueLine | undefined> {
  for (const line of lines) {
    const progress = await ports.issues.progress(line.id)
    if (progress && isPublic(progress)) return line
  }
  return undefined
}

/** The moments of one edition, up to so many. */
async function momentsIn(ports: Needs, digest: string, edition: Edition, from: string, limit: number) {
  const moments: Moment<IssueLine>[] = []
  const isZoned = isInReadersZones(edition.schedule)
  const most = isZoned ? MOST_ZONES : limit + 1
  for (let place = from; moments.length <= limit; place = moments.at(-1)!.at) {
    const lines = await ports.issues.around(digest, edition.name, place, 'before', most)
    moments.push(...momentsOf(lines))
    if (lines.length < most) return { moments, ended: true }
  }
  return { moments, ended: false }
}

/** The first of a moment's issues that may be read; else what readers are told of the slot. */
async function listedOf(ports: Needs, { lines }: Moment<IssueLine>): Promise<ListedIssue | undefined> {
  let told: ListedIssue | undefined
  for (const line of lines.slice(0, MOST_ZONES)) {
    const progress = await ports.issues.progress(line.id)
    const listed = progress && asListed(line, progress)
    if (listed && !listed.skipped) return listed
    told ??= listed
  }
  return told
}
