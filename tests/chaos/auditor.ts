import type { Subscriber } from '../../core/model/subscriber.ts'
import { between, HOUR, MINUTE } from '../../core/model/time.ts'
import type { Message } from '../../local/mailbox/mailbox.ts'
import { type Asked, isSender, type PostedRequest, type Town } from './town.ts'

export type Rule = `I${number}`
export type Violation = { readonly rule: Rule; readonly what: string }

/** An issue as the API tells it to anybody with a key. */
type IssueView = {
  readonly id: string
  readonly digest: string
  readonly slot: string
  readonly openedAt: string
  readonly status: string
  readonly reason?: string
  readonly resumeAt?: string
  readonly counts: {
    sent: number
    skipped: number
    failed: number
    unknown: number
    bounced: number
    complained: number
  }
  readonly articles: readonly { id: string; in: boolean }[]
}

export type Expected = {
  /** So many scheduled slots have come, by digest. */
  readonly slots: Readonly<Record<string, number>>
  /** How far workers' clocks may be apart, ms. */
  readonly skew?: number
  readonly pacePerSecond?: number
  /** Whoever moves gets each of the digest's wall times once, wherever they are. */
  readonly everySlot?: boolean
  /** The zone rules change: each slot goes out at its wall time by those that hold then, or at once where that is over already. */
  readonly byRules?: boolean
  /** Nothing stood in the way: every slot is opened in its minute. */
  readonly punctual?: boolean
  /** The table refuses calls, and loses answers: a function may fail by it. */
  readonly isHard?: boolean
  /** No issue of these digests takes longer than `ms` from its opening to its last mail. */
  readonly prompt?: { readonly digests: readonly string[]; readonly ms: number } | undefined
  /** The provider has answered whoever lived to hear it, and some of each batch stayed: of nobody it is unknown whether they got it. */
  readonly known?: boolean
}

/**
 * Counts what came of it all from outside: from what the provider got and took, and from what people asked over HTTP
 * and were answered (docs/rules.md, I1 to I19). It looks into nothing of ours; only for the moment of a claim, which nobody
 * outside can see, it stands at the door of the store.
 */
export async function audit(town: Town, expected: Expected): Promise<Violation[]> {
  const found: Violation[] = []
  const say = (rule: Rule, what: string) => void found.push({ rule, what })
  const digests = await digestsOf(town)
  const issues = await issuesOf(town, digests)
  const accepted = town.provider
    .accepted()
    .map((one) => ({ ...one, recipient: sameReader(one.recipient), about: (one.key ?? '').split('/')[1] ?? '' }))
  const digestMails = accepted.filter(({ about }) => about.startsWith('iss_'))
  const byIssue = Map.groupBy(digestMails, ({ about }) => about)

  endsWell(say, town, expected)
  nobodyTwice(say, accepted)
  noSlotTwice(say, issues, accepted)
  oneIssueASlot(say, town, issues, expected)
  for (const issue of issues) {
    const mails = byIssue.get(issue.id) ?? []
    restsWell(say, town, issue)
    nobodyMissing(say, town, issue, issues, new Set(mails.map(({ recipient }) => recipient)))
    countsAddUp(say, town, issue, mails.length)
  }
  if (expected.known)
    for (const { id, counts } of issues)
      if (counts.unknown > 0) say('I11', `${id} says ${counts.unknown} unknown, and the provider has answered`)
  if (expected.punctual && !expected.byRules)
    for (const issue of issues) onTime(say, issue, holdOf(digests, issue), expected.isHard ? PUT_OFF : 0)
  for (const issue of issues) heldUpByNobody(say, issue, byIssue.get(issue.id) ?? [], expected)
  if (expected.byRules) for (const issue of issues) byTheRules(say, town, issue)
  else for (const issue of issues) neverEarly(say, issue, byIssue.get(issue.id) ?? [])
  const known = new Set(issues.map(({ id }) => id))
  for (const { about } of digestMails)
    if (!known.has(about)) say('I13', `a mail was sent for ${about}, which no digest knows of`)
  goneIsGone(say, town, digestMails, expected.skew ?? 0)
  stoppedIsStopped(say, town)
  for (const issue of issues) onlyReleased(say, town, issue, digests)
  onlyWhoSaidYes(say, town, accepted)
  everyArticleOnce(say, town, issues, digests)
  sameKeySameBytes(say, town, expected.skew ?? 0)
  if (expected.pacePerSecond) {
    for (const { times } of town.turns) notTooFast(say, times, expected.pacePerSecond)
    // All that send together, as far as their clocks agree: where they do not, each keeps its own pace.
    const together = town.turns.filter(({ process }) => isSender(process)).flatMap(({ times }) => times)
    if (!expected.skew) notTooFast(say, together, expected.pacePerSecond)
  }
  for (const what of town.untold) say('I19', what)
  copiesAlike(say, town)
  await everybodyAsked(say, town, accepted)
  await linksDoWhatTheySay(say, town)
  return found
}

/** Who moves to another address stays one reader, and gets one mail. */
const sameReader = (address: string) => address.replace('.moved@', '@')

type Say = (rule: Rule, what: string) => void
type Mail = {
  readonly about: string
  readonly recipient: string
  readonly time: number
  readonly key: string | null
}

type DigestView = {
  readonly id: string
  readonly topics: readonly string[]
  readonly schedule: { readonly zone: string }
  readonly holdMinutes: number
  readonly release: 'auto' | 'person'
}

const get = async <T>(town: Town, path: string) => (await (await town.look(path)).json()) as T

const digestsOf = async (town: Town) => (await get<{ items: DigestView[] }>(town, '/api/digests?limit=100')).items

async function issuesOf(town: Town, digests: readonly DigestView[]): Promise<IssueView[]> {
  const issues: IssueView[] = []
  for (const { id } of digests) {
    const { items } = await get<{ items: { id: string }[] }>(town, `/api/digests/${id}/issues?limit=100`)
    for (const line of items) issues.push(await get<IssueView>(town, `/api/issues/${line.id}`))
  }
  return issues.toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
}

/**
 * No function lives longer than it may, for every request and every wait can be bounded; none that works says that it is done
 * while a call of its own is under way, for then it stands still (of a page, what it only reads may be); and what a provider may
 * answer is never a failure of ours (I17).
 */
/** What a table says that has refused us to the end, and what a call is that had no answer. */
const OF_THE_TABLE = /Busy|Throttling|Transaction|TimeoutError|socket hang up|ECONNRESET/

function endsWell(say: Say, town: Town, { isHard = false }: Expected): void {
  for (const name of town.killed) say('I17', `${name} was ended by its time limit`)
  for (const { process, calls } of town.loom.adrift)
    if (/^(?:send|letters|results|tick)-/.test(process))
      say('I17', `${process} was done, and ${calls.join(', ')} was under way`)
  for (const { event, fields } of town.events)
    if (event === 'work.failed' && !/^(?:AnswerLost|FallsIll)/.test(String(fields.error)))
      if (!isHard || !OF_THE_TABLE.test(String(fields.error))) say('I17', `${fields.path} failed: ${fields.error}`)
}

function nobodyTwice(say: Say, accepted: readonly Mail[]): void {
  const seen = new Set<string>()
  for (const { about, recipient } of accepted) {
    const pair = `${about} to ${recipient}`
    if (seen.has(pair)) say('I1', `twice: ${pair}`)
    seen.add(pair)
  }
}

/** The same wall time in two zones is one slot: who moves between them gets it once (I1, design §6). */
function noSlotTwice(say: Say, issues: readonly IssueView[], accepted: readonly Mail[]): void {
  const localOf = new Map(issues.map(({ id, digest, slot }) => [id, `${digest} of ${slot.split('@')[0]}`]))
  const seen = new Map<string, string>()
  for (const { about, recipient } of accepted) {
    const local = localOf.get(about)
    if (local === undefined) continue
    const pair = `${local} to ${recipient}`
    if (seen.has(pair) && seen.get(pair) !== about) say('I1', `twice, in two zones: ${pair}`)
    seen.set(pair, about)
  }
}

/** A slot that comes while the issue before it still waits for the provider may go into the next, and says so. */
function oneIssueASlot(say: Say, town: Town, issues: readonly IssueView[], { slots, everySlot }: Expected): void {
  const hadToWait = town.events.some(({ event }) => event === 'slot.waits')
  for (const [digest, count] of Object.entries(slots)) {
    const names = issues.filter((one) => one.digest === digest).map(({ slot }) => slot)
    if (new Set(names).size < names.length) say('I6', `two issues of one slot: ${names.join(', ')}`)
    // In readers' own zones there are issues where there are readers, who may leave or move: only the share without them is known.
    const people = town.asked.some(({ what }) => leavings.includes(what))
    if (!(everySlot && people) && (names.length > count || (names.length < count && !hadToWait)))
      say('I6', `${names.length} issues of ${digest} in ${count} slots`)
  }
}

/**
 * By another calendar than ours: what the wall clock shows there when the issue opens, or as long after as it is held, is what
 * its slot is called; `lateMs`: or was, so long ago.
 */
function onTime(say: Say, { id, slot, openedAt }: IssueView, holdMinutes: number, lateMs: number): void {
  const [local = '', zone = 'UTC'] = slot.split('@')
  const at = Date.parse(openedAt) + holdMinutes * MINUTE
  const shown = onTheWall(zone, at)
  const minutes = Array.from({ length: 1 + lateMs / MINUTE }, (_, n) => onTheWall(zone, at - n * MINUTE))
  if (!minutes.includes(local)) say('I6', `${id} of ${slot} was opened at ${shown}`)
}

const holdOf = (digests: readonly DigestView[], issue: IssueView) =>
  digests.find(({ id }) => id === issue.digest)?.holdMinutes ?? 0

/** Whatever was opened early waits for its slot. */
function neverEarly(say: Say, { id, slot }: IssueView, mails: readonly Mail[]): void {
  const [local = '', zone = 'UTC'] = slot.split('@')
  const early = mails.map(({ time }) => onTheWall(zone, time)).filter((shown) => shown < local.slice(0, 16))
  if (early.length > 0) say('I6', `${early.length} mails of ${id} of ${slot} went out at ${early[0]}`)
}

/** So long may deaths and lost messages put off what is due; an hour off is by other rules. */
const PUT_OFF = 30 * MINUTE

/** At its wall time by the rules that held when the provider was first asked, or those of a function that had begun before they came; where that was past when they came, at once. */
function byTheRules(say: Say, town: Town, { id, slot }: IssueView): void {
  const [local = '', zone = 'UTC'] = slot.split('@')
  const first = Math.min(...town.requests.filter(({ key }) => key.split('/')[1] === id).map(({ at }) => at))
  if (!Number.isFinite(first)) return
  const held = town.rules.filter(({ from }) => from <= first)
  // Who had begun by the rules of before has a minute to end.
  const inForce = held.filter((_, index) => index === held.length - 1 || held[index + 1]!.from > first - PUT_OFF)
  const isRight = inForce.some(({ from, zones }) => {
    const due = Date.parse(`${local}Z`) - zones.offsetAt(zone, first)
    const from0 = Math.max(due, from)
    return first >= due && first - from0 < PUT_OFF
  })
  if (!isRight)
    say('I6', `${id} of ${slot} went out at ${new Date(first).toISOString()}, by ${held.at(-1)?.zones.release}`)
}

/** A worker that dies costs its issue two minutes, and what befalls another issue costs it nothing (I18). */
function heldUpByNobody(say: Say, issue: IssueView, mails: readonly Mail[], { prompt }: Expected): void {
  if (!prompt?.digests.includes(issue.digest) || issue.status === 'skipped') return
  const took = Math.max(0, ...mails.map(({ time }) => time)) - Date.parse(issue.openedAt)
  if (took > prompt.ms) say('I18', `${issue.id} of ${issue.digest} took ${Math.round(took / 1000)} s`)
}

const walls = new Map<string, Intl.DateTimeFormat>()
function onTheWall(timeZone: string, at: number): string {
  const wall =
    walls.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  walls.set(timeZone, wall)
  return wall.format(at).replace(' ', 'T')
}

const stoppedByPerson = (town: Town, issue: IssueView) =>
  town.asked.some(({ what, who }) => (what === 'pause' || what === 'cancel') && who === issue.id)

function restsWell(say: Say, town: Town, issue: IssueView): void {
  const { status, reason } = issue
  if (status === 'sent') return
  if ((status === 'skipped' || status === 'needs-person') && reason) return
  if ((status === 'paused' || status === 'cancelled') && reason && stoppedByPerson(town, issue)) return
  say('I12', `${issue.id} ends ${status}, for ${reason ?? 'no reason'}`)
}

/** What somebody may have asked for that takes them off a digest, or changes what they get of it. */
const leavings = ['move', 'leave', 'erase', 'bounced', 'complained', 'suppressed', 'choose', 'topic-off']

/** So many in a row. */
const MOST_SOFT = 3
const TWO_WEEKS = 14 * 24 * 60 * MINUTE

/** Whose mails bounced softly three times in a row over two weeks, with none between that came, gets no more (STD-51). */
function isPastReach(town: Town, name: string, { openedAt }: IssueView, issues: readonly IssueView[]): boolean {
  const softly = new Set(
    town.asked
      .filter(({ what, who, at }) => what === 'soft' && who === name && at < Date.parse(openedAt))
      .map(({ about }) => about),
  )
  if (softly.size < MOST_SOFT) return false
  const address = town.addressOf(name)
  const took = new Set(
    town.provider
      .accepted()
      .filter(({ recipient }) => sameReader(recipient) === address)
      .map(({ key }) => key?.split('/')[1]),
  )
  let row: number[] = []
  for (const { id, openedAt } of issues) {
    if (softly.has(id)) row.push(Date.parse(openedAt))
    else if (took.has(id)) row = []
    if (row.length >= MOST_SOFT && row.at(-1)! - row[0]! >= TWO_WEEKS) return true
  }
  return false
}

function nobodyMissing(
  say: Say,
  town: Town,
  issue: IssueView,
  issues: readonly IssueView[],
  got: ReadonlySet<string>,
): void {
  if (issue.status !== 'sent' && issue.status !== 'needs-person') return
  const inIssue = issue.articles.filter((one) => one.in).map(({ id }) => id)
  const missing = [...town.people]
    .filter(([name]) => !town.asked.some(({ what, who }) => leavings.includes(what) && who === name))
    .filter(([name]) => wasOn(town, name, issue) && !isPastReach(town, name, issue, issues))
    .filter(([, person]) => livesThere(person, issue))
    .filter(([, person]) => {
      const topics = person.subscriptions.find(({ digest }) => digest === issue.digest)?.topics
      return (
        topics !== undefined &&
        inIssue.some((id) => topics === 'all' || town.filed.get(id)?.topics.some((topic) => topics.includes(topic)))
      )
    })
    .map(([, person]) => person.address)
    .filter((address) => !got.has(address) && !wasRefused(town, issue.id, address))
  if (missing.length > issue.counts.unknown) say('I2', `${issue.id} misses ${missing.join(', ')}`)
}

/** Where an issue is for one zone alone, whoever lives in it. */
const livesThere = (person: Subscriber, { digest, slot }: IssueView) => {
  const zone = person.subscriptions.find((one) => one.digest === digest)?.zone
  return zone === undefined || zone === '-' || slot.endsWith(`@${zone}`)
}

/** Subscribed before the story began, or confirmed, with an answer, before the issue opened. */
function wasOn(town: Town, name: string, issue: IssueView): boolean {
  const signedUp = town.asked.some(({ what, who }) => what === 'sign-up' && who === name)
  if (!signedUp) return true
  return town.asked.some(
    ({ what, who, status, at }) =>
      what === 'confirm' && who === name && status === 200 && at < Date.parse(issue.openedAt),
  )
}

/** And nobody has had it sent again to those who missed it since then. */
function wasRefused(town: Town, issue: string, address: string): boolean {
  const retried = town.asked.filter(({ what, who, status }) => what === 'retry' && who === issue && status === 200)
  const since = Math.max(-1, ...retried.map(({ from }) => from))
  return town.requests.some(
    ({ key, n, recipients, refused }) =>
      key.split('/')[1] === issue && n > since && refused.some((index) => sameReader(recipients[index]!) === address),
  )
}

function countsAddUp(say: Say, town: Town, issue: IssueView, accepted: number): void {
  const { sent, unknown, failed, bounced, complained } = issue.counts
  if (accepted < sent || accepted > sent + unknown)
    say('I11', `${issue.id} says ${sent} sent and ${unknown} unknown, the provider took ${accepted}`)
  const mails = town.requests.filter(({ key }) => key.split('/')[1] === issue.id)
  const took = new Set(
    town.provider
      .accepted()
      .filter(({ key }) => key?.split('/')[1] === issue.id)
      .map(({ recipient }) => sameReader(recipient)),
  )
  // Who was refused and got it later, when an editor had it sent to them again, has it.
  const refused = new Set(
    mails
      .flatMap(({ recipients, refused }) => refused.map((index) => sameReader(recipients[index]!)))
      .filter((recipient) => !took.has(recipient)),
  )
  // Who has left by then is not taken up again: nobody missed it who does not want it.
  const retried = town.asked.some(({ what, who }) => what === 'retry' && who === issue.id)
  const gone = [...town.people].filter(
    ([name, { address }]) =>
      retried && refused.has(address) && town.asked.some(({ what, who }) => leavings.includes(what) && who === name),
  ).length
  if (unknown === 0 && (failed > refused.size || failed < refused.size - gone))
    say('I11', `${issue.id} says ${failed} failed, the provider refused ${refused.size}`)
  for (const [what, said] of [
    ['bounced', bounced],
    ['complained', complained],
  ] as const) {
    const kinds: readonly string[] = what === 'bounced' ? ['bounced', 'soft'] : [what]
    const events = town.asked.filter((one) => kinds.includes(one.what) && one.about === issue.id)
    const told = new Set(events.filter(({ status }) => status === 200).map(({ event }) => event)).size
    const tried = new Set(events.map(({ event }) => event)).size
    if (said < told || said > tried) say('I11', `${issue.id} says ${said} ${what}, told of ${told}`)
  }
}

const SAME_REQUEST = 5 * MINUTE

/** Who had the answer that they are off is in no later claim (I3, I7), and gets nothing by a retry of more than five minutes. */
function goneIsGone(say: Say, town: Town, mails: readonly Mail[], skew: number): void {
  const gone = town.asked.filter(({ what, status }) => isGone(what) && status !== undefined && status < 300)
  for (const { what, who = '', to, at } of gone) {
    const rule = what === 'leave' || what === 'erase' ? 'I3' : 'I7'
    const address = town.addressOf(who)
    // Who takes back having left is there again.
    const back = town.asked.find((one) => one.what === 'take back' && one.who === who)?.from ?? Number.POSITIVE_INFINITY
    const reached = town.claims.filter(
      ({ n, claim }) =>
        n > to &&
        n < back &&
        concerns(what, claim.digest) &&
        claim.batch?.recipients.some((one) => one.address === address),
    )
    for (const { claim } of reached) say(rule, `${who} (${what}) is in a batch of ${claim.issue} claimed afterwards`)
    // The first request for a batch claimed before may be under way for as long as it takes; it is retries that leave out.
    const late = mails.filter(
      ({ recipient, time, key }) =>
        recipient === address &&
        time > at + SAME_REQUEST + 2 * skew + 2 * MINUTE &&
        town.requests.some((one) => one.key === key && one.at < time),
    )
    if (what !== 'leave' && late.length > 0) say('I7', `${who} (${what}) was mailed long after`)
  }
}
const isGone = (what: string) => ['leave', 'erase', 'bounced', 'complained', 'suppressed'].includes(what)
const concerns = (what: string, digest: string) => what !== 'leave' || digest === 'brief'

/** After the answer that an issue is paused or cancelled nothing of it is claimed, until somebody resumes it. */
function stoppedIsStopped(say: Say, town: Town): void {
  for (const { what, who, to, status } of town.asked) {
    if ((what !== 'pause' && what !== 'cancel') || status !== 200) continue
    const resumed = town.asked.filter((one) => one.what === 'resume' && one.who === who).map(({ from }) => from)
    const later = town.claims.filter(({ n, claim }) => claim.issue === who && n > to && !resumed.some((at) => at <= n))
    if (later.length > 0) say('I13', `${who} was claimed from after the answer to ${what}`)
  }
}

/** What waits for a person is claimed after somebody has asked for it, and not before. */
function onlyReleased(say: Say, town: Town, { id, digest }: IssueView, digests: readonly DigestView[]): void {
  if (digests.find((one) => one.id === digest)?.release !== 'person') return
  const released =
    town.asked.find(({ what, who }) => what === 'release' && who === id)?.from ?? Number.POSITIVE_INFINITY
  const early = town.claims.filter(({ n, claim }) => claim.issue === id && n < released)
  if (early.length > 0) say('I13', `${id} went out, and nobody had released it`)
}

function onlyWhoSaidYes(say: Say, town: Town, accepted: readonly Mail[]): void {
  const yes = new Set(
    [...town.people]
      .filter(([name]) => {
        const signedUp = town.asked.some(({ what, who }) => what === 'sign-up' && who === name)
        return !signedUp || town.asked.some(({ what, who }) => what === 'confirm' && who === name)
      })
      .map(([, person]) => person.address),
  )
  for (const { about, recipient } of accepted)
    if (about.startsWith('iss_') && !yes.has(recipient)) say('I4', `${recipient} never said yes and got ${about}`)
  // Who confirms between two letters is told by the second that they have it already: that asks nothing (T03).
  const messages = town.provider.mailbox?.messages({ limit: 1_000 }) ?? []
  const asksNothing = new Set(
    messages
      .filter(({ text }) => !text?.includes('/confirm/'))
      .flatMap(({ tags }) => tags.filter(({ name }) => name === 'letter').map(({ value }) => value)),
  )
  const letters = Map.groupBy(
    accepted.filter(({ about }) => about.startsWith('let_') && !asksNothing.has(about)),
    ({ recipient }) => recipient,
  )
  for (const [recipient, ones] of letters) {
    const times = ones.map(({ time }) => time).sort((a, b) => a - b)
    for (const [index, time] of times.entries()) {
      if (times[index + 1] !== undefined && times[index + 1]! - time < 23 * HOUR)
        say('I4', `${recipient} was asked twice in a day (STD-75)`)
    }
  }
}

/** Every article in exactly one issue that went out, or still waiting for the next (I5). */
function everyArticleOnce(say: Say, town: Town, issues: readonly IssueView[], digests: readonly DigestView[]): void {
  // Each zone of a digest that goes out in readers' own has its own cut.
  const zoneOf = ({ slot }: IssueView) => slot.split('@')[1]
  for (const [digest, zone] of digests.flatMap((one) => zonesOf(one, issues, zoneOf))) {
    const out = issues.filter(
      (one) =>
        one.digest === digest.id &&
        (zone === undefined || zoneOf(one) === zone) &&
        (one.status === 'sent' || one.status === 'needs-person'),
    )
    const last = Math.max(0, ...out.map(({ openedAt }) => Date.parse(openedAt)))
    for (const [id, { at, topics }] of town.filed) {
      if (!topics.some((topic) => digest.topics.includes(topic))) continue
      // A zone's first window begins at its slot of the day before: whoever comes there later had the rest elsewhere.
      if (zone !== undefined && out[0] && at < Date.parse(out[0].openedAt) - 24 * HOUR) continue
      const holding = out.filter((one) => one.articles.some((article) => article.id === id && article.in))
      if (holding.length > 1) say('I5', `${id} is in ${holding.map((one) => one.id).join(' and ')}`)
      if (holding.length === 0 && at < last && out.length > 0) say('I5', `${id} is in no issue`)
    }
  }
}

const zonesOf = (
  digest: DigestView,
  issues: readonly IssueView[],
  zoneOf: (one: IssueView) => string | undefined,
): [DigestView, string | undefined][] =>
  digest.schedule.zone === 'reader'
    ? [...new Set(issues.filter((one) => one.digest === digest.id).map(zoneOf))].map((zone) => [digest, zone])
    : [[digest, undefined]]

/** What a provider has not refused outright may have been accepted. */
const mayHaveAccepted = ({ status }: PostedRequest) => status === undefined || status === 200 || status >= 500

/**
 * A batch has two bodies at most: everybody's, and one without those who had left by then, which is at least five minutes
 * younger. Whichever comes first counts; the other is refused. After the shortened one everybody's comes from a worker alone
 * that stood still before its request since before that was written down: whoever asks again after a wait looks first (I10).
 */
function sameKeySameBytes(say: Say, town: Town, skew: number): void {
  for (const [key, ones] of Map.groupBy(town.requests, (one) => one.key)) {
    const first = ones.find(mayHaveAccepted)
    if (!first) continue
    const [, issue, n] = key.split('/')
    // From the claim on, anybody may have posted it: it is as old as that says of itself, however long it was on its way.
    const claimed = town.claims.find(({ claim }) => claim.issue === issue && claim.batch?.n === Number(n))
    const since = claimed ? Math.min(claimed.at, Date.parse(claimed.claim.now)) : first.at
    const others = ones.slice(ones.indexOf(first) + 1).filter(({ hash }) => hash !== first.hash)
    for (const one of others) {
      const [shorter, whole] = one.recipients.length < first.recipients.length ? [one, first] : [first, one]
      const isShortened =
        shorter.recipients.length < whole.recipients.length &&
        shorter.recipients.every((to) => whole.recipients.includes(to))
      const isLate = shorter.at - since >= SAME_REQUEST - 2 * skew - MINUTE
      if (!isShortened || !isLate || (whole === one && !couldNotKnow(town, `${issue}/${n}`, one)))
        say('I10', `${key} was posted with other bytes after ${Math.round((one.at - first.at) / 1000)} s`)
    }
    if (new Set(others.map(({ hash }) => hash)).size > 1) say('I10', `${key} was shortened in two ways`)
  }
}

/** It asked for the first time, or had looked since it last did, when nothing was written yet. */
function couldNotKnow(town: Town, batch: string, { n, key }: PostedRequest): boolean {
  const { process } = town.loom.trace[n - 1]!
  const about = town.shortenings.filter((one) => one.batch === batch)
  const written = about.find(({ what }) => what === 'written')?.n ?? 0
  const before = town.requests.findLast(
    (one) => one.key === key && one.n < n && town.loom.trace[one.n - 1]!.process === process,
  )
  const since = before?.n ?? 0
  return (
    before === undefined ||
    about.some((one) => one.what === 'looked' && one.process === process && one.n > since && one.n < written)
  )
}

/** As requests leave, that is: how they arrive is the network's doing. */
function notTooFast(say: Say, turns: readonly number[], perSecond: number): void {
  const times = turns.toSorted((a, b) => a - b)
  for (const [index, time] of times.entries()) {
    const inSecond = times.slice(index).filter((other) => other < time + 1000).length
    if (inSecond > perSecond) say('I14', `${inSecond} requests in a second where ${perSecond} are allowed`)
  }
}

const token = /v1\.k\d\.([A-Za-z0-9_~-]+)\.[A-Za-z0-9_-]+/g
const linkOf = (mail: Message) => /<([^>]+)>/.exec(mail.headers['List-Unsubscribe'] ?? '')?.[1] ?? ''
const tagOf = (mail: Message, name: string) => mail.tags.find((tag) => tag.name === name)?.value ?? ''

/** Copies of one variant differ in the reader's own links alone, and each link leaves its own digest for its own reader (I8). */
function copiesAlike(say: Say, town: Town): void {
  const bySubscriber = new Map([...town.people.values()].map((person) => [person.id as string, person]))
  const seen = new Map<string, string>()
  for (const mail of town.provider.mailbox?.messages({ limit: 200 }) ?? []) {
    const issue = tagOf(mail, 'issue')
    const person = bySubscriber.get(tagOf(mail, 'subscriber'))
    if (!issue || !person) continue
    const digest = /<([a-z0-9-]+)\.lists\./.exec(mail.headers['List-Id'] ?? '')?.[1] ?? ''
    const payload = /\/unsubscribe\/v1\.k\d\.([^.]+)\./.exec(linkOf(mail))?.[1]
    if (payload !== `${person.id}~${digest}~${issue}` || sameReader(mail.to[0] ?? '') !== person.address)
      say('I8', `the mail to ${mail.to[0]} has the links of another`)
    const own = (text: string | null) => (text ?? '').replaceAll(token, '·').replaceAll(mail.to[0]!, '·')
    const copy = JSON.stringify([
      mail.from,
      mail.subject,
      own(mail.html),
      own(mail.text),
      own(JSON.stringify(mail.headers)),
    ])
    const choice = person.subscriptions.find((one) => one.digest === digest)?.topics
    const variant = `${issue} ${JSON.stringify(choice)}`
    const other = seen.get(variant)
    if (other !== undefined && other !== copy) say('I8', `two copies of ${variant} differ`)
    seen.set(variant, copy)
  }
}

/** Everybody who was mailed has a complete chain of consent, unless they have been erased since (I15). */
async function everybodyAsked(say: Say, town: Town, accepted: readonly Mail[]): Promise<void> {
  const mailed = new Set(accepted.filter(({ about }) => about.startsWith('iss_')).map(({ recipient }) => recipient))
  const some = [...town.people.values()].filter(({ address }) => mailed.has(address)).slice(0, 5)
  for (const { id, address } of some) {
    const response = await town.look(`/api/subscribers/${id}`)
    if (response.status === 404) continue
    const { consent } = (await response.json()) as { consent: { kind: string; at: string }[] }
    const kinds = consent.map(({ kind }) => kind)
    if (!kinds.includes('attested') && !(kinds.includes('asked') && kinds.includes('confirmed')))
      say('I15', `${address} was mailed on ${kinds.join(', ') || 'no consent'}`)
    const times = consent.map(({ at }) => at)
    if (times.some((at, index) => index > 0 && between(times[index - 1]!, at) < 0))
      say('I15', `${address}: out of order`)
  }
}

/** Looking changes nothing, a forged link is nobody's, and the one in the mail takes its reader off (I3, I8, STD-04, STD-05). */
async function linksDoWhatTheySay(say: Say, town: Town): Promise<void> {
  const mails = (town.provider.mailbox?.messages({ limit: 50 }) ?? []).filter((mail) => tagOf(mail, 'issue'))
  const stillOn = async (id: string, digest: string) => {
    const { items } = (await (await town.look(`/api/subscribers?email=${encodeURIComponent(id)}`)).json()) as {
      items: { digests: { digest: string; status: string }[] }[]
    }
    return items[0]?.digests.find((one) => one.digest === digest)?.status === 'active'
  }
  for (const mail of mails) {
    const digest = /<([a-z0-9-]+)\.lists\./.exec(mail.headers['List-Id'] ?? '')?.[1] ?? ''
    const to = mail.to[0]!
    if (!(await stillOn(to, digest))) continue
    const link = linkOf(mail)
    const others = new Set([...(mail.text ?? '').matchAll(OURS)].map(([url]) => url).filter((url) => url !== link))
    // A page is dear. The way out is looked at in every schedule, of the others one: each by the next schedule, and when all have
    // had their turn, with HEAD instead of GET.
    const turn = town.loom.trace.length
    const method = Math.floor(turn / (others.size || 1)) % 2 ? 'GET' : 'HEAD'
    for (const url of [link, ...[...others].slice(turn % (others.size || 1)).slice(0, 1)])
      await town.look(url, { method })
    if (!(await stillOn(to, digest))) say('I8', `looking at the links of a mail took ${to} off`)
    for (const forged of [link.slice(0, -1), `${link.slice(0, -4)}AAAA`]) {
      if ((await town.look(forged, ONE_CLICK)).status !== 404) say('I8', 'a forged link was not refused')
      if (!(await stillOn(to, digest))) say('I8', `a forged link took ${to} off`)
    }
    if ((await town.look(link, ONE_CLICK)).status !== 200) say('I8', `the link in the mail to ${to} does not answer`)
    if (await stillOn(to, digest)) say('I8', `the link in the mail to ${to} does not leave`)
    return
  }
}

/** The addresses in a text that are ours. */
const OURS = /https:\/\/news\.harbourpost\.example\S+/g

export const ONE_CLICK: RequestInit = {
  method: 'POST',
  body: 'List-Unsubscribe=One-Click',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
}

export const answers = (asked: readonly Asked[], what: string) => asked.filter((one) => one.what === what)
