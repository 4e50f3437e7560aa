import { arranged, asItComes, introFor, isSkipped } from '../model/arrangement.ts'
import { type Digest, type Edition, parseSender } from '../model/digest.ts'
import {
  type Cut,
  frozenFrom,
  type Issue,
  type IssueId,
  isFinished,
  LEASE,
  NO_ZONE,
  noCounts,
  type Progress,
  servedUpTo,
} from '../model/issue.ts'
import { LETTER_DEADLINE } from '../model/letter.ts'
import { inZone, type Slot, slotNamed } from '../model/schedule.ts'
import { missingToSend, type Settings } from '../model/settings.ts'
import { type Instant, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { gather } from './gather.ts'

type Needs = Pick<
  Ports,
  | 'issues'
  | 'articles'
  | 'topics'
  | 'digests'
  | 'settings'
  | 'letters'
  | 'fence'
  | 'queue'
  | 'links'
  | 'site'
  | 'zones'
  | 'ids'
  | 'now'
  | 'log'
>

export type Opened =
  | { readonly kind: 'opened'; readonly issue: Issue; readonly progress: Progress }
  /** The slot has its issue already. */
  | { readonly kind: 'taken' }
  /** The edition's last issue is still under way: two at once would hold the same articles. */
  | { readonly kind: 'busy'; readonly issue: IssueId }
  /** Of alerts: nothing has been filed. */
  | { readonly kind: 'nothing' }
  /** This table may not send: it is a copy. */
  | { readonly kind: 'closed'; readonly reason: string }

export type How = {
  /** By a person, not by the schedule. */
  readonly byHand?: boolean
  /** Where it goes out in readers' own: for those in this one. */
  readonly zone?: string
  /** Why the slot does not go out: its articles wait for the next, and the record says so. */
  readonly merged?: string | undefined
}

/**
 * Makes the issue of a slot: collects what was filed in its window, freezes it, and starts the sending, or holds it and
 * tells the editors. Repeating it is harmless, the slot has one issue. Price: 5 reads, one per topic, one per 100
 * articles, one transaction, one message; held, one letter more.
 */
export async function openIssue(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  slot: Slot,
  { byHand = false, zone = NO_ZONE, merged }: How = {},
): Promise<Opened> {
  const fence = await ports.fence.check()
  if (fence.kind === 'closed') return fence
  const now = ports.now()
  const cut = await ports.digests.cut(digest.id, edition.name, zone)
  const served = servedUpTo(ports.zones, cut, inZone(ports.zones, edition.schedule, zone))
  if (!byHand && served && slot.at <= served) return { kind: 'taken' }
  const running = await stillRunning(ports, cut, byHand, now)
  if (running) return { kind: 'busy', issue: running }

  const settings = await ports.settings.get()
  const isAlert = edition.schedule.every === 'filing' && !byHand
  // What goes out as it is filed is nobody's to arrange.
  const arrangement = isAlert ? asItComes : await ports.digests.arrangement(digest.id, edition.name)
  const { coversFrom, articles } = await gather(ports, digest, edition, { zone, slot, cut }, now)
  const issue = await freezeIssue(ports, {
    id: ports.ids.issue(),
    digest: withIntro(digest, introFor(arrangement, slot, byHand, digest.intro)),
    edition,
    slot,
    byHand,
    zone,
    follows: cut.sentIssue,
    coversFrom,
    articles: arranged(articles, arrangement),
    settings,
    installation: fence.installation,
    now,
  })
  if (isAlert && issue.articles.length < Math.max(1, digest.minArticles)) return { kind: 'nothing' }
  const skipped = isSkipped(arrangement, slot) ? SKIPPED : undefined
  const progress = startOf(issue, digest, settings, merged ?? skipped, now)
  // Before the issue is there: a letter about one that never came is not written, an issue held in silence helps nobody.
  const notice = progress.status === 'held' ? await noticeOf(ports, issue, settings, now) : undefined
  if ((await ports.issues.open({ issue, progress, cut })) === 'taken') return { kind: 'taken' }

  const isOurFault = progress.status === 'skipped' && progress.reason === missingToSend(settings)
  ports.log(progress.status === 'skipped' ? 'issue.skipped' : 'issue.opened', {
    ...(isOurFault ? { level: 'error' } : {}),
    issue: issue.id,
    digest: digest.id,
    slot: slot.name,
    articles: issue.articles.length,
    ...(progress.status === 'held' ? { held: progress.resumeAt ?? 'until released' } : {}),
    ...(progress.reason ? { reason: progress.reason } : {}),
  })
  if (progress.status === 'sending')
    await ports.queue.sendIssue({ issue: issue.id, cursor: 0, nonce: ports.ids.nonce() })
  if (notice) await ports.queue.writeLetter({ letter: notice })
  return { kind: 'opened', issue, progress }
}

/** The last issue, if it is under way. One that waited for a person until the next slot came is given up: its articles go into the next. */
async function stillRunning(ports: Needs, cut: Cut, byHand: boolean, now: Instant): Promise<IssueId | undefined> {
  if (!cut.lastIssue) return undefined
  const progress = await ports.issues.progress(cut.lastIssue)
  if (!progress || isFinished(progress.status)) return undefined
  if (byHand || progress.status !== 'held' || progress.resumeAt) return cut.lastIssue
  const issue = await ports.issues.get(cut.lastIssue)
  const slotAt = issue && (slotNamed(ports.zones, issue.slot.local, issue.slot.zone) ?? issue.slot).at
  if (!issue || slotAt! > now) return cut.lastIssue
  const reason = 'Nobody released it before the next slot: its articles go into the next issue.'
  if (!(await ports.issues.become({ issue, from: ['held'], to: 'skipped', reason, now }))) return cut.lastIssue
  ports.log('issue.skipped', { issue: issue.id, digest: issue.digest, slot: issue.slot.name, reason })
  return undefined
}

/** A letter to the editors: an issue waits, for its slot or for them. In time to do something about it, or not at all. */
async function noticeOf(ports: Needs, { id, slot }: Issue, { replyTo }: Settings, now: Instant) {
  const to = parseSender(replyTo)?.address
  if (!to) return undefined
  const letter = ports.ids.letter()
  await ports.letters.put({
    id: letter,
    about: { kind: 'held', issue: id, to },
    createdAt: now,
    deadline: slot.at > now ? slot.at : plus(now, LETTER_DEADLINE),
    state: 'waiting',
  })
  return letter
}

const NOTHING = 'Nothing new was filed under its topics.'
const ALL_OUT = 'An editor has left out everything that is new.'
const SKIPPED = 'An editor skipped it: its articles go into the next issue.'

export const withIntro = ({ intro: _, ...digest }: Digest, intro: string | undefined): Digest =>
  intro ? { ...digest, intro } : digest

type Gathered = {
  readonly id: IssueId
  readonly digest: Digest
  readonly edition: Edition
  readonly slot: Slot
  readonly byHand: boolean
  readonly zone: string
  readonly follows: IssueId | undefined
  readonly coversFrom: Instant
  readonly articles: Issue['articles']
  readonly settings: Settings
  readonly installation: string
  readonly now: Instant
}

/** An issue with everything that its copies are made of. Price: a read. */
export async function freezeIssue(
  ports: Pick<Ports, 'topics' | 'links' | 'site'>,
  { id, digest, edition, slot, byHand, zone, follows, coversFrom, articles, settings, installation, now }: Gathered,
): Promise<Issue> {
  return {
    id,
    digest: digest.id,
    edition: edition.name,
    zone,
    slot,
    byHand,
    openedAt: now,
    coversFrom,
    ...(follows ? { follows } : {}),
    frozen: frozenFrom({
      digest,
      edition,
      topics: await ports.topics.all(),
      sender: settings,
      site: ports.site,
      keyId: ports.links.currentKey,
      installation,
    }),
    articles,
  }
}

/** How an issue begins: on its way, held, or skipped with the reason. Skipped, its articles wait for the next. */
function startOf(issue: Issue, digest: Digest, settings: Settings, merged: string | undefined, now: Instant): Progress {
  const begin = { cursor: 0, ended: false, open: {}, counts: noCounts, unknown: [] }
  const skipped = (reason: string): Progress => ({ ...begin, status: 'skipped', reason, finishedAt: now })

  if (merged) return skipped(merged)
  const missing = missingToSend(settings)
  if (missing) return skipped(missing)
  const count = issue.articles.filter((article) => !article.out).length
  if (count === 0) return { ...skipped(issue.articles.length > 0 ? ALL_OUT : NOTHING), nothingNew: true }
  if (count < digest.minArticles)
    return skipped(`Only ${count} new of at least ${digest.minArticles} articles: they wait for the next issue.`)
  if (issue.byHand) return { ...begin, status: 'sending', lookAt: plus(now, LEASE) }
  if (digest.release === 'person') return { ...begin, status: 'held', reason: 'It waits for somebody to release it.' }
  const { at } = issue.slot
  if (at > now) return { ...begin, status: 'held', lookAt: at, resumeAt: at }
  return { ...begin, status: 'sending', lookAt: plus(now, LEASE) }
}
