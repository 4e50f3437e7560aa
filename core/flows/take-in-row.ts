import type { Digest } from '../model/digest.ts'
import { NO_ZONE } from '../model/issue.ts'
import { decideListed, wouldOverrule } from '../model/listed-reader.ts'
import {
  digestOf,
  isUnsure,
  type ListedBy,
  type Moved,
  personIn,
  type ReaderImport,
  type Row,
  type RowResult,
  refusedRow,
  saysOff,
  UNSURE,
} from '../model/reader-import.ts'
import { type ListedReader, withMeanings } from '../model/reader-list.ts'
import { type ConsentEvent, growthOf, rowsOf, type Subscriber, type Suppression } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'digests' | 'ids' | 'zones' | 'now'>

export type Taken = RowResult & Partial<Moved>

type Manner = {
  /** All that are taken in beside it: every row of somebody, unless there are more of them than a part has. */
  readonly rows: readonly Row[]
  /** A row may have had its turn before; then what it did is read in the consent that it gave, and it does nothing more. */
  readonly mayRepeat: boolean
  /** Tries a row again where the table was too busy for it. */
  readonly patiently: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Takes in rows of a list, each in a transaction of its own. One row of somebody at a time, in the order of the list, and one
 * newcomer to a zone: their count is one item. Price: two reads and a transaction a row, two reads where nothing changes, one
 * more where it may repeat; for zones of readers' own a read and a write each.
 */
export function rowTaker(
  ports: Needs,
  { id, digest: only, attestation, questions = [] }: ReaderImport,
  { rows, mayRepeat, patiently }: Manner,
) {
  const inTurn = turns()
  const unsure = new Set(
    rows.flatMap((one) => {
      const reader = 'reader' in one && withMeanings(one.reader, questions)
      return reader && isUnsure(reader) ? [personIn(reader, only)] : []
    }),
  )
  const woken = new Set<string>()
  const tried = new Set<number>()
  const digests = new Map<string, Promise<Digest | undefined>>()
  const digestNamed = (name: string) => {
    const asked = digests.get(name) ?? ports.digests.get(name)
    digests.set(name, asked)
    // Whoever asks again, asks again.
    asked.catch(() => digests.delete(name))
    return asked
  }

  const wake = async (subscriber: Subscriber, digest: Digest) => {
    const one = subscriber.subscriptions.find((taken) => taken.digest === digest.id)
    if (one?.status !== 'active' || one.zone === NO_ZONE) return
    const slots = `${one.digest} ${one.edition} ${one.zone}`
    if (woken.has(slots)) return
    await wakeForReader(ports, { ...subscriber, subscriptions: [one] })
    woken.add(slots)
  }
  const attempt = async (
    row: number,
    reader: ListedReader,
    digest: Digest,
    again: boolean,
  ): Promise<Taken | 'lost'> => {
    const known = await ports.subscribers.byAddress(reader.address)
    const { subscriber: before } = known
    const asks = before && (again || wouldOverrule(before, reader, digest))
    const history = asks ? await ports.subscribers.consent(before.id) : []
    const done = again && doneBy(history, id, row)
    if (done) {
      // Whoever died after that may not have come to it.
      await wake(before!, digest)
      return takenBy(done)
    }
    const fresh = ports.ids.subscriber()
    const decision = decideListed({ ...known, history }, reader, digest, {
      zones: ports.zones,
      attestation,
      fresh,
      now: ports.now(),
    })
    if (decision.kind === 'refused') return refusedRow(row, decision.reason)
    if (decision.kind === 'unchanged') return { row, became: 'unchanged' }

    const { subscriber: after, suppression } = decision
    const moved = growthOf(before, after)
    const listed: ListedBy = { import: id, row, became: decision.kind, ...some(moved) }
    const save = () =>
      ports.subscribers.save({
        before,
        after,
        consent: { ...decision.consent, listed },
        isCountedApart: true,
        ...(suppression ? { suppression } : {}),
      })
    const zone = rowsOf(after).find((one) => one.digest === digest.id && one.zone !== NO_ZONE)?.zone
    if ((await (zone ? inTurn(`${digest.id} ${zone}`, save) : save())) === 'lost') return 'lost'
    await wake(after, digest)
    return takenBy(listed)
  }

  return async (one: Row): Promise<Taken> => {
    const { row } = one
    if (!('reader' in one)) return refusedRow(row, one.reason, one.text)
    const reader = withMeanings(one.reader, questions)
    if (one.unlessOff !== undefined && !saysOff(reader)) return refusedRow(row, one.unlessOff, one.text)
    if (reader.standing.kind === 'active' && unsure.has(personIn(reader, only))) return refusedRow(row, UNSURE)
    const name = digestOf(reader, only)
    const once = async () => {
      const digest = await digestNamed(name)
      if (!digest) return refusedRow(row, `There is no digest "${name}".`)
      // A save whose answer was lost may have happened: from the second try on, that is asked.
      return untilWon(() => {
        const again = mayRepeat || tried.has(row)
        tried.add(row)
        return attempt(row, reader, digest, again)
      })
    }
    // In turn from here on, before anything is waited for: the rows of somebody are in the order of the list.
    return inTurn(reader.address, () => patiently(once))
  }
}

/** What a row had done before its worker died, and nothing new. Price: two reads, three of somebody whom we know. */
export async function rowDone(
  { subscribers }: Pick<Ports, 'subscribers'>,
  { id }: Pick<ReaderImport, 'id'>,
  one: Row,
): Promise<Taken | undefined> {
  if (!('reader' in one)) return undefined
  const { subscriber } = await subscribers.byAddress(one.reader.address)
  const done = subscriber && doneBy(await subscribers.consent(subscriber.id), id, one.row)
  return done && takenBy(done)
}

const doneBy = (history: readonly ConsentEvent[], id: string, row: number): ListedBy | undefined =>
  history.find(({ listed }) => listed?.import === id && listed.row === row)?.listed

const takenBy = ({ import: _, ...taken }: ListedBy): Taken => taken

const some = ({ joined, left }: Moved): Partial<Moved> => ({
  ...(joined.length > 0 ? { joined } : {}),
  ...(left.length > 0 ? { left } : {}),
})

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

/** A dry run is the same story about a store that forgets: reads what there is, and what these rows have changed in it so far; writes nothing. */
export function rehearsal<T extends Needs>(ports: T): T {
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
  return { ...ports, subscribers, digests: { ...ports.digests, wakeBy: async () => true } }
}
