import { Busy } from '../model/busy.ts'
import { SETTLING } from '../model/deadline.ts'
import { eased, heldBack, type ListPace, slowed, startPace, turnOf } from '../model/list-pace.ts'
import {
  afterPart,
  brokenOff,
  decideTurn,
  ended,
  givenBack,
  growthBy,
  type ImportId,
  isUnderWay,
  MOST_FAILURES,
  type ReaderImport,
  type Row,
  refusedRow,
  saysOff,
} from '../model/reader-import.ts'
import { between, earlier, epochMs, type Instant, plus, SECOND } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { rehearsal, rowDone, rowTaker, type Taken } from './take-in-row.ts'

export type TakesInLists = Pick<
  Ports,
  'imports' | 'subscribers' | 'digests' | 'ids' | 'zones' | 'now' | 'wait' | 'random' | 'log' | 'importRate'
>

/** How long a worker goes on: parts are begun before the first moment, and no row after the second. */
export type Shift = { readonly beginBefore: Instant; readonly endBefore: Instant }

/** So many rows are under way at once: a transaction mostly waits. */
const AT_ONCE = 16
/** Milliseconds after which a row asks again that the table was too busy for. */
const AGAIN = SECOND
/** A shift knows of no more of them at a time. */
const MOST_LISTS = 20
/** Milliseconds between two looks for a list: others are at those there are, or have left them. */
const PAUSE = SECOND / 2

/** Of a worker that a clock starts every minute: the next one comes when its last part is done, or soon after. */
export const minuteShift = (now: Instant): Shift => ({
  beginBefore: plus(now, 58 * SECOND),
  endBefore: plus(now, 75 * SECOND),
})
/** Of a request whose caller waits: a short list is in when it is answered. */
export const shortShift = (now: Instant): Shift => ({
  beginBefore: plus(now, 2 * SECOND),
  endBefore: plus(now, 20 * SECOND),
})

/**
 * Works at the lists that are under way, whoever waits longest first; at those, too, that somebody else is at and has left
 * before this shift is over. Price while there is none: half a read unit.
 */
export async function takeInLists(
  ports: TakesInLists,
  shift = minuteShift(ports.now()),
): Promise<{ lists: number; failed: number }> {
  const lists = new Set<ImportId>()
  const failures = new Set<ImportId>()
  for (;;) {
    const coming = await ports.imports.due(shift.beginBefore, MOST_LISTS)
    let goesOn = false
    for (const id of coming) {
      if (ports.now() >= shift.beginBefore) break
      lists.add(id)
      try {
        const one = await takeInList(ports, id, shift)
        if (one && isUnderWay(one)) goesOn = true
      } catch (error) {
        goesOn = true
        failures.add(id)
        failed(ports, id, error)
      }
    }
    if (!goesOn || plus(ports.now(), PAUSE) >= shift.beginBefore) return { lists: lists.size, failed: failures.size }
    await ports.wait(PAUSE)
  }
}

/**
 * Works at one list for as long as its caller waits: a short one is done then. Whatever becomes of that, the list is down, and
 * the clock goes on with it.
 */
export async function lendAHand(ports: TakesInLists, one: ReaderImport): Promise<ReaderImport> {
  try {
    return (await takeInList(ports, one.id, shortShift(ports.now()))) ?? one
  } catch (error) {
    failed(ports, one.id, error)
    return (await ports.imports.get(one.id)) ?? one
  }
}

/** What was in hand is done once more when its lease is over. */
function failed({ log }: Pick<TakesInLists, 'log'>, id: ImportId, error: unknown): void {
  if (error instanceof Busy) log('import.slowed', { level: 'warn', import: id })
  else log.error('import.failed', error, { import: id })
}

/**
 * Takes a list in, part by part, at a pace that leaves the table room, and slower where it asks for that. One worker at a time
 * is at it, by its lease. What a part has come to is written down in one step with how far the list is, and the rows go with
 * it: a worker may die at any moment, and the next one does the part in hand once more, in which whatever had its turn says
 * so. Answers the import as it is then. Price: a read and two writes; for a part of 80 rows a read and a transaction of three
 * or four items; and the rows (`take-in-row.ts`).
 */
export async function takeInList(ports: TakesInLists, id: ImportId, shift: Shift): Promise<ReaderImport | undefined> {
  const known = await ports.imports.get(id)
  const worker = ports.ids.nonce()
  const turn = known && decideTurn(known, worker, ports.now())
  if (!known || turn?.kind !== 'work') return known
  if ((await ports.imports.save(known, turn.one)) === 'lost') return ports.imports.get(id)

  let mine: ReaderImport = { ...turn.one, version: known.version + 1 }
  let { mayRepeat } = turn
  let pace = startPace(ports.importRate, mine.rate)
  for (;;) {
    const isStopping = mine.status === 'stopping'
    const isToSettle = isStopping && mayRepeat && !mine.dryRun && mine.cursor < mine.parts
    if (!isToSettle && (isStopping || mine.cursor >= mine.parts)) return end(ports, mine, worker)
    if (ports.now() >= shift.beginBefore) return handOver(ports, mine, worker, (one) => givenBack(one, ports.now()))

    const from = ports.now()
    const endBefore = earlier(shift.endBefore, plus(mine.lease!.until, -SETTLING))
    const part = isToSettle
      ? { kind: 'done' as const, taken: await doneBefore(ports, mine), pace }
      : await takeInPart(ports, mine, { mayRepeat, pace, endBefore })
    pace = part.pace
    const rate = heldBack(pace)
    if (part.kind === 'cut-off') {
      ports.log('import.slowed', { level: 'warn', import: id, rowsASecond: pace.rate })
      return handOver(ports, mine, worker, (one) => brokenOff(one, { failed: false, rate, now: ports.now() }))
    }
    if (part.kind === 'failed') {
      ports.log.error('import.failed', part.error, { import: id, part: mine.cursor, failures: mine.failures + 1 })
      return handOver(ports, mine, worker, (one) => brokenOff(one, { failed: true, rate, now: ports.now() }))
    }
    const { taken } = part
    const after = (one: ReaderImport) => afterPart(one, taken, { worker, from, rate, now: ports.now() })
    const written = await changed(ports, mine, worker, after, taken)
    // Its lease was over, and somebody else has it.
    if (!written) return ports.imports.get(id)
    mine = written
    mayRepeat = false
  }
}

/** All of it is done, or nobody wants it any more: then what was not done goes first, so that a crash in between forgets it all the same. */
async function end(ports: TakesInLists, mine: ReaderImport, worker: string): Promise<ReaderImport | undefined> {
  // In a look those that had their turn are there still.
  if (mine.status === 'stopping') await ports.imports.forget(mine.id, mine.dryRun ? 0 : mine.cursor, mine.parts)
  const over = await changed(ports, mine, worker, (one) => ended(one, ports.now()))
  if (!over) return ports.imports.get(mine.id)
  const { id, digest, dryRun, status, rows, done, counts } = over
  if (status === 'cancelled') ports.log('import.cancelled', { import: id, digest, rows, done, ...counts })
  else ports.log('readers.imported', { import: id, digest, dryRun, ...counts })
  return over
}

async function handOver(
  ports: TakesInLists,
  mine: ReaderImport,
  worker: string,
  next: (one: ReaderImport) => ReaderImport,
): Promise<ReaderImport | undefined> {
  return (await changed(ports, mine, worker, next)) ?? ports.imports.get(mine.id)
}

/** Does to the import what its worker has decided, beside what an editor may have done to it meanwhile. Undefined: it is somebody else's. */
async function changed(
  { imports, now }: TakesInLists,
  known: ReaderImport,
  worker: string,
  next: (one: ReaderImport) => ReaderImport,
  taken?: readonly Taken[],
): Promise<ReaderImport | undefined> {
  let mine = known
  for (let tries = 0; tries < 5; tries++) {
    const after = next(mine)
    const done = taken && {
      part: mine.cursor,
      results: taken.map(({ joined: _, left: __, ...result }) => result),
      growth: mine.dryRun ? new Map() : growthBy(taken),
      at: now(),
    }
    if ((await imports.save(mine, after, done)) === 'saved') return { ...after, version: mine.version + 1 }
    const fresh = await imports.get(mine.id)
    if (fresh?.lease?.worker !== worker) return undefined
    // An answer was lost, and not what it answered.
    if (fresh.cursor > mine.cursor) return fresh
    mine = fresh
  }
  throw new Error('lost the same race five times')
}

type PartEnd =
  | { readonly kind: 'done'; readonly taken: readonly Taken[]; readonly pace: ListPace }
  /** The table was too busy for all of it in the time there was. */
  | { readonly kind: 'cut-off'; readonly pace: ListPace }
  | { readonly kind: 'failed'; readonly error: unknown; readonly pace: ListPace }

class CutOff extends Error {}

async function takeInPart(
  ports: TakesInLists,
  mine: ReaderImport,
  given: { readonly mayRepeat: boolean; readonly pace: ListPace; readonly endBefore: Instant },
): Promise<PartEnd> {
  const rows = await rowsOf(ports, mine)
  const going = paced(ports, given.pace, given.endBefore)
  const { patiently } = going
  const take = rowTaker(mine.dryRun ? rehearsal(going.ports) : going.ports, mine, { ...given, rows, patiently })
  const isLastTry = mine.failures >= MOST_FAILURES
  const one = async (row: Row): Promise<Taken> => {
    try {
      return await take(row)
    } catch (error) {
      if (!isLastTry || error instanceof CutOff) throw error
      ports.log.error('import.failed', error, { import: mine.id, row: row.row })
      return refusedRow(row.row, lostRow(row))
    }
  }
  try {
    const taken = await severalAtOnce(rows, one)
    const pace = going.pace()
    return { kind: 'done', taken, pace: pace.rate < given.pace.rate ? pace : eased(pace) }
  } catch (error) {
    return error instanceof CutOff
      ? { kind: 'cut-off', pace: going.pace() }
      : { kind: 'failed', error, pace: going.pace() }
  }
}

/** Of a part that nobody goes on with: what was done in it before its worker died. */
async function doneBefore(ports: TakesInLists, mine: ReaderImport): Promise<Taken[]> {
  const found = await severalAtOnce(await rowsOf(ports, mine), (row) => rowDone(ports, mine, row))
  return found.filter((one) => one !== undefined)
}

/** They are there for longer than any list takes: where they are not, all there is to do is to go on with the rest. */
async function rowsOf({ imports, log }: TakesInLists, { id, cursor }: ReaderImport): Promise<readonly Row[]> {
  const rows = await imports.rows(id, cursor)
  if (!rows) log('import.lost', { level: 'error', import: id, part: cursor })
  return rows ?? []
}

const lostRow = (row: Row): string =>
  'reader' in row && saysOff(row.reader)
    ? 'It failed on our side, and they may get our mail still: take them off by hand, or send it again.'
    : 'It failed on our side, and nobody knows whether it was taken in: send it again.'

/**
 * The world as it is for a worker that leaves room for others: every look and every write has its turn, and none after the
 * time is over, however long we slept on the way there. So whoever is saved was read before anybody else can have come to this
 * row, and what others have done since moves the reader's version.
 */
function paced(ports: TakesInLists, start: ListPace, endBefore: Instant) {
  let pace = start
  const turn = async (what: 'look' | 'write') => {
    const now = epochMs(ports.now())
    const next = turnOf(pace, what, now)
    if (next.at >= epochMs(endBefore)) throw new CutOff()
    pace = next.pace
    if (next.at > now) await ports.wait(next.at - now)
    // Who is woken late has no turn.
    if (ports.now() >= endBefore) throw new CutOff()
  }
  const subscribers: TakesInLists['subscribers'] = {
    ...ports.subscribers,
    async byAddress(address) {
      await turn('look')
      return ports.subscribers.byAddress(address)
    },
    async save(change) {
      await turn('write')
      return ports.subscribers.save(change)
    },
  }
  return {
    ports: { ...ports, subscribers },
    pace: () => pace,
    /** Nothing is lost by a table that is too busy: the row asks again, slower, for as long as there is time. */
    async patiently<T>(work: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await work()
        } catch (error) {
          if (!(error instanceof Busy)) throw error
          pace = slowed(pace, epochMs(ports.now()))
          const wait = AGAIN * (0.5 + ports.random())
          if (between(ports.now(), endBefore) <= wait) throw new CutOff()
          await ports.wait(wait)
        }
      }
    },
  }
}

/** In the order of what is given. The first failure ends it, once what is under way has ended. */
async function severalAtOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  let next = 0
  let failure: { error: unknown } | undefined
  const worker = async () => {
    while (next < all.length && !failure) {
      const n = next++
      try {
        done[n] = await work(all[n]!)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  if (failure) throw (failure as { error: unknown }).error
  return done
}
