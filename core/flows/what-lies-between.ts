import { type Issue, NO_ZONE } from '../model/issue.ts'
import { retention } from '../model/retention.ts'
import { mayEndIt, placeOf, type SoftBounce } from '../model/soft-bounces.ts'
import type { Subscriber } from '../model/subscriber.ts'
import { DAY, type Instant, plus } from '../model/time.ts'
import type { IssueLine, Ports } from '../ports.ts'
import { findCopy } from './find-copy.ts'

type Needs = Pick<Ports, 'issues' | 'outcomes' | 'now'>

/** A slot may be opened late, and by another clock: issues are looked for as far beyond. */
const MARGIN = 3 * DAY
const PAGE = 50
/** Who takes parts of digests that come all day: beyond so many issues we do not know, and nobody is stopped for that. */
const MOST_PAGES = 4
const MOST_LOOKED_AT = 60

/**
 * The issues of soft bounces before which a row breaks: between the bounce before it and this one, a mail of another issue
 * was sent to the reader, and nobody has told that it bounced (STD-51). Asked of our own table, so that it needs no `delivered`
 * events, costs nothing when mail is sent, and is the same however late anybody tells of anything: an issue that bounced and was not
 * told of yet only makes a row shorter. What is older than batches are kept counts as arrived. Price: nothing but for readers
 * with three bounces over two weeks; then, to the next break on either side of `issue`, a read or two a digest and pair of bounces,
 * and for each issue in between some five reads and those of `findCopy`.
 */
export async function whatLiesBetween(
  ports: Needs,
  reader: Subscriber,
  bounces: readonly SoftBounce[],
  issue: string,
): Promise<ReadonlySet<string>> {
  const breaks = new Set<string>()
  if (!mayEndIt(bounces)) return breaks
  const index = bounces.findIndex((one) => one.issue === issue)
  const editions = await editionsOf(ports, reader, bounces)
  const isBroken = (n: number) => hasHadMail(ports, reader, editions, bounces, bounces[n - 1]!, bounces[n]!)
  for (const step of [-1, 1]) {
    for (let n = step < 0 ? index : index + 1; n >= 1 && n < bounces.length; n += step) {
      if (!(await isBroken(n))) continue
      breaks.add(bounces[n]!.issue)
      break
    }
  }
  return breaks
}

type EditionOf = Pick<Issue, 'digest' | 'edition' | 'zone'>

/** What they take, and what bounced: they may have taken another edition then, or lived in another zone. */
async function editionsOf(
  ports: Needs,
  reader: Subscriber,
  bounces: readonly SoftBounce[],
): Promise<readonly EditionOf[]> {
  const issues = await Promise.all(bounces.map(({ issue }) => ports.issues.get(issue as Issue['id'])))
  const all: EditionOf[] = [...reader.subscriptions, ...issues.flatMap((one) => one ?? [])]
  return [...new Map(all.map((one) => [`${one.digest}#${one.edition}#${one.zone}`, one])).values()]
}

async function hasHadMail(
  ports: Needs,
  reader: Subscriber,
  editions: readonly EditionOf[],
  bounces: readonly SoftBounce[],
  earlier: SoftBounce,
  later: SoftBounce,
): Promise<boolean> {
  let looked = 0
  for (const edition of editions) {
    const lines = await linesBetween(ports, edition, placeOf(earlier), placeOf(later))
    if (lines === 'too-many') return true
    for (const line of lines) {
      if (bounces.some(({ issue }) => issue === line.id)) continue
      if (plus(line.openedAt, retention.batches) < ports.now() || looked >= MOST_LOOKED_AT) return true
      looked += 1
      if (await hasArrived(ports, line, reader.id)) return true
    }
  }
  return false
}

/** Sent to them, and nothing to the contrary was told. */
async function hasArrived(ports: Needs, { id }: IssueLine, reader: string): Promise<boolean> {
  const progress = await ports.issues.progress(id)
  if (!progress || progress.cursor === 0) return false
  if ((await findCopy(ports, id, progress, reader))?.got !== 'sent') return false
  const told = (await ports.outcomes.of(id, reader)) ?? {}
  return !told.bounced && !told.suppressed && !told.failed
}

/** Issues of an edition, in a zone, that were opened between two moments. */
async function linesBetween(
  ports: Needs,
  { digest, edition, zone }: EditionOf,
  from: Instant,
  to: Instant,
): Promise<readonly IssueLine[] | 'too-many'> {
  const found: IssueLine[] = []
  const isTheirs = ({ slot, openedAt }: IssueLine) =>
    openedAt > from && openedAt < to && (zone === NO_ZONE || slot.endsWith(`@${zone}`))
  let place = plus(to, MARGIN).slice(0, 16)
  for (let page = 0; page < MOST_PAGES; page++) {
    const lines = await ports.issues.around(digest, edition, place, 'before', PAGE)
    found.push(...lines.filter(isTheirs))
    const last = lines.at(-1)
    if (lines.length < PAGE || !last || last.slot.slice(0, 16) < plus(from, -MARGIN).slice(0, 16)) return found
    place = last.slot
  }
  return 'too-many'
}
