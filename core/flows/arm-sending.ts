import { nextWake } from '../model/digest.ts'
import type { FenceState } from '../model/fence.ts'
import type { IssueId } from '../model/issue.ts'
import { NO_ZONE } from '../model/issue.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import { isInReadersZones } from '../model/schedule.ts'
import { type Instant, MINUTE, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { allDigests } from './all-digests.ts'
import { setAside } from './set-aside.ts'

type Needs = Pick<Ports, 'fence' | 'issues' | 'digests' | 'audience' | 'letters' | 'zones' | 'now' | 'log'>

/** Later than anything is due. */
const EVER: Instant = '9999-12-31T00:00:00.000Z'
/** More than a table ever has under way. */
const MOST = 10_000

/**
 * Lets a copy send, if whoever asks says its name. First all that the original may have sent or be sending is laid by:
 * unfinished issues wait for a person, mails already composed are dropped, slots that have come due do not come again. Only
 * then the fence opens, under a new installation: a crash before leaves it closed, and arming again finishes what was left.
 * Price: a few reads and writes per digest, issue under way and letter.
 */
export async function armSending(ports: Needs, name: string): Promise<Parsed<FenceState>> {
  if (name !== ports.fence.table)
    return refused(
      refusal('table', 'This is not the name of the table that would send: GET /api/fence says which it is.'),
    )
  const found = await ports.fence.check()
  if (found.kind === 'armed') return parsed(found)

  const counts = { issues: await layIssuesBy(ports), slots: await passSlotsOver(ports), letters: await drop(ports) }
  const state = await ports.fence.arm()
  ports.log('fence.armed', { level: 'warn', table: name, ...counts })
  return parsed(state)
}

async function layIssuesBy(ports: Needs): Promise<number> {
  let count = 0
  for (const id of new Set([...(await ports.issues.due(EVER, MOST)), ...(await lastIssues(ports))])) {
    const issue = await ports.issues.get(id)
    if (issue && (await setAside(ports, issue))) count += 1
  }
  return count
}

/** An issue that a person has paused is on no list; but only the last one of an edition (in a zone) can be unfinished. */
async function lastIssues(ports: Needs): Promise<IssueId[]> {
  const ids: IssueId[] = []
  for (const { id, editions } of await allDigests(ports)) {
    for (const { name } of editions) {
      for (const zone of [NO_ZONE, ...(await ports.audience.zones(id, name))]) {
        const { lastIssue } = await ports.digests.cut(id, name, zone)
        if (lastIssue) ids.push(lastIssue)
      }
    }
  }
  return ids
}

/** What came due since the table was copied, the original has sent: opened here as well, everybody would get it twice. */
async function passSlotsOver(ports: Needs): Promise<number> {
  let count = 0
  const now = ports.now()
  for (const { digest: id, edition: name } of await ports.digests.due(now, MOST)) {
    const digest = await ports.digests.get(id)
    const edition = digest?.editions.find((one) => one.name === name)
    if (!digest || !edition?.wakeAt || edition.wakeAt > now) continue
    const own = isInReadersZones(edition.schedule)
    // What is held opens before its slot: the original has it open.
    const next = nextWake(
      ports.zones,
      digest,
      edition,
      plus(now, digest.holdMinutes * MINUTE),
      own ? await ports.audience.zones(id, name) : [],
    )
    // From now on, whatever they were planned by.
    const seen = { rules: { was: edition.rules, is: ports.zones.release }, ...(own ? { wokenAt: now } : {}) }
    if (!(await ports.digests.wake(id, name, edition.wakeAt, next, seen))) continue
    ports.log('slot.passed-over', { level: 'warn', digest: id, edition: name, due: edition.wakeAt })
    count += 1
  }
  return count
}

/** A letter that is composed may have been posted by the original, under a key of its own. Those that only wait are written. */
async function drop(ports: Needs): Promise<number> {
  let count = 0
  for (const id of await ports.letters.due(EVER, MOST)) {
    const letter = await ports.letters.get(id)
    if (letter?.state !== 'composed') continue
    if (await ports.letters.close(letter, 'dropped', 'found-in-a-copy', ports.now())) count += 1
  }
  return count
}
