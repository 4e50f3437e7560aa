import type { Digest } from '../model/digest.ts'
import { NO_ZONE } from '../model/issue.ts'
import { decideListed, wouldOverrule } from '../model/listed-reader.ts'
import { isEmpty, type Line, type ListedReader, readColumns, readRow } from '../model/reader-list.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import { growthOf, rowsOf, type Subscriber, type Suppression } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'digests' | 'ids' | 'now' | 'log'>

export type ImportOrder = {
  /** The digest that everybody in the list takes; without one, each row names its own. */
  readonly digest?: Digest
  readonly attestation: string
  readonly dryRun: boolean
}

export type Imported = {
  readonly dryRun: boolean
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** By row, the first thousand. */
  readonly refused: readonly { readonly row: number; readonly reason: string }[]
  readonly refusedCount: number
}

/** So many rows are under way at once: a transaction mostly waits. */
const AT_ONCE = 16
const MOST_REFUSED = 1_000

type Outcome = 'added' | 'changed' | 'unchanged' | { readonly reason: string }

/**
 * Takes in a list of readers, row by row, each in a transaction of its own: done again, it goes on where it stopped, and
 * finds the rest unchanged. No mail goes out by it. A dry run is the same story about a store that forgets. Refused as a
 * whole if it has no column of addresses, or nothing says which digest. Price: two reads and a transaction a row; two reads
 * where nothing changes; one read and one write a digest; for zones of readers' own a read and a write each.
 */
export async function importReaders(
  real: Needs,
  order: ImportOrder,
  lines: AsyncIterable<Line>,
): Promise<Parsed<Imported>> {
  const ports = order.dryRun ? rehearsal(real) : real
  const iterator = lines[Symbol.asyncIterator]()
  const head = await nextOf(iterator)
  if (!head) return refused(refusal('body', 'The file is empty.'))
  const columns = 'cells' in head ? readColumns(head.cells) : refused(refusal('body', head.broken))
  if (!columns.ok) return columns
  if (!order.digest && !columns.value.includes('digest'))
    return refused(refusal('digest', 'Say which digest they take: "?digest=ID", or a column "digest".'))

  const digests = new Map<string, Promise<Digest | undefined>>()
  const digestOf = (id: string) => {
    if (!digests.has(id)) digests.set(id, ports.digests.get(id))
    return digests.get(id)!
  }
  const crowd = crowdOf(ports)
  const take = rowTaker(ports, order, crowd)
  const seen = new Set<string>()
  const tally = { added: 0, changed: 0, unchanged: 0 }
  const refusals: { row: number; reason: string }[] = []
  let refusedCount = 0

  const work = async (line: Line) => {
    const outcome = await outcomeOf(line)
    if (typeof outcome === 'string') tally[outcome] += 1
    if (typeof outcome !== 'object') return
    refusedCount += 1
    refusals.push({ row: line.row, reason: outcome.reason })
    if (refusals.length >= 2 * MOST_REFUSED) shorten(refusals)
  }
  const outcomeOf = async (line: Line): Promise<Outcome | undefined> => {
    if ('broken' in line) return { reason: line.broken }
    if (isEmpty(line.cells)) return undefined
    const read = readRow(columns.value, line.cells)
    if (!read.ok) return { reason: read.refusals[0]!.sentence }
    const row = read.value
    const id = row.digest ?? order.digest?.id
    if (id === undefined) return { reason: 'It does not say which digest.' }
    if (order.digest && id !== order.digest.id)
      return { reason: `It is of the digest "${id}", and the call of "${order.digest.id}".` }
    // Twice is once. But somebody whom a later row takes off is off.
    const key = `${row.address} ${id}`
    const isRepeat = seen.has(key)
    seen.add(key)
    if (isRepeat && row.standing.kind !== 'off' && row.standing.kind !== 'suppressed')
      return { reason: 'Twice in this file: the row before counts.' }
    const digest = order.digest ?? (await digestOf(id))
    return digest ? take(row, digest) : { reason: `There is no digest "${id}".` }
  }

  try {
    await severalAtOnce(iterator, work)
  } finally {
    await crowd.count()
  }
  shorten(refusals)
  const { dryRun, digest } = order
  real.log('readers.imported', { dryRun, digest: digest?.id, ...tally, refused: refusedCount })
  return parsed({ dryRun, ...tally, refused: refusals, refusedCount })
}

function shorten(refusals: { row: number }[]): void {
  refusals.sort((a, b) => a.row - b.row).splice(MOST_REFUSED)
}

/** One row of somebody at a time, in the order of the list, and one newcomer to a zone: their count is one item. */
function rowTaker(ports: Needs, { attestation }: ImportOrder, crowd: Crowd) {
  const inTurn = turns()
  const woken = new Set<string>()

  const wake = async (subscriber: Subscriber, digest: Digest) => {
    const one = subscriber.subscriptions.find((taken) => taken.digest === digest.id)
    if (one?.status !== 'active' || one.zone === NO_ZONE) return
    const slots = `${one.digest} ${one.edition} ${one.zone}`
    if (woken.has(slots)) return
    await wakeForReader(ports, { ...subscriber, subscriptions: [one] })
    woken.add(slots)
  }
  const attempt = async (row: ListedReader, digest: Digest): Promise<Outcome | 'lost'> => {
    const known = await ports.subscribers.byAddress(row.address)
    const { subscriber: before } = known
    const history = before && wouldOverrule(before, row, digest) ? await ports.subscribers.consent(before.id) : []
    const fresh = ports.ids.subscriber()
    const decision = decideListed({ ...known, history }, row, digest, { attestation, fresh, now: ports.now() })
    if (decision.kind === 'refused') return decision
    if (decision.kind === 'unchanged') return 'unchanged'

    const { subscriber: after, consent, suppression } = decision
    const save = () =>
      ports.subscribers.save({
        before,
        after,
        consent,
        isCountedApart: true,
        ...(suppression ? { suppression } : {}),
      })
    const zone = rowsOf(after).find((one) => one.digest === digest.id && one.zone !== NO_ZONE)?.zone
    if ((await (zone ? inTurn(`${digest.id} ${zone}`, save) : save())) === 'lost') return 'lost'
    crowd.note(before, after)
    await wake(after, digest)
    return decision.kind
  }
  return (row: ListedReader, digest: Digest): Promise<Outcome> =>
    inTurn(row.address, () => untilWon(() => attempt(row, digest)))
}

type Crowd = ReturnType<typeof crowdOf>

/** Who came and went by this list, counted in one write a digest: one by one they would crowd around the counters of a day. */
function crowdOf(ports: Pick<Needs, 'digests' | 'now'>) {
  const sums = new Map<string, { joined: number; left: number }>()
  const add = (digest: string, kind: 'joined' | 'left') => {
    const sum = sums.get(digest) ?? { joined: 0, left: 0 }
    sums.set(digest, { ...sum, [kind]: sum[kind] + 1 })
  }
  return {
    note(before: Subscriber | undefined, after: Subscriber) {
      const { joined, left } = growthOf(before, after)
      for (const digest of joined) add(digest, 'joined')
      for (const digest of left) add(digest, 'left')
    },
    async count() {
      for (const [digest, sum] of sums) await ports.digests.grew(digest, ports.now(), sum)
    },
  }
}

/** Whoever comes under a name waits for those who came before under the same. */
function turns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work)
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}

async function nextOf(iterator: AsyncIterator<Line>): Promise<Line | undefined> {
  const { done, value } = await iterator.next()
  return done ? undefined : value
}

/** Reads on only as rows are done with. The first failure ends it, once what is under way has ended. */
async function severalAtOnce(iterator: AsyncIterator<Line>, work: (line: Line) => Promise<void>): Promise<void> {
  let failure: { error: unknown } | undefined
  const worker = async () => {
    try {
      for (let line = await nextOf(iterator); line && !failure; line = await nextOf(iterator)) await work(line)
    } catch (error) {
      failure ??= { error }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  await iterator.return?.()
  if (failure) throw failure.error
}

/** Reads what there is, and what this list has changed in it so far; writes nothing. */
function rehearsal(ports: Needs): Needs {
  const changed = new Map<string, { subscriber: Subscriber; suppression?: Suppression }>()
  const subscribers: Needs['subscribers'] = {
    ...ports.subscribers,
    byAddress: async (address) => changed.get(address) ?? ports.subscribers.byAddress(address),
    async save({ after, suppression }) {
      const stays = suppression ?? (await subscribers.byAddress(after.address)).suppression
      changed.set(after.address, { subscriber: after, ...(stays ? { suppression: stays } : {}) })
      return 'saved'
    },
  }
  return { ...ports, subscribers, digests: { ...ports.digests, wakeBy: async () => true, grew: async () => {} } }
}
