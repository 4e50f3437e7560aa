import { type Answers, openQuestions, type Question, withAnswers } from './list-questions.ts'
import type { ListedReader } from './reader-list.ts'
import { cleanText } from './text.ts'
import { between, DAY, type Instant, later, MINUTE, plus, SECOND } from './time.ts'

export type ImportId = `imp_${string}`

/** What became of a row; in a look, what would become of it. `added`: comes in active. `off`: gets no mail, and is remembered so. */
export type Became = 'added' | 'changed' | 'off' | 'unchanged' | 'refused'
export type Counts = Readonly<Record<Became, number>>

/** A row as it waits for its turn: read already, or not to be read. `text`: what stands in it, without addresses that mail would reach. */
export type Row =
  /** `unlessOff`: it counts only if it takes somebody off, which may depend on an answer; else it is refused for this. */
  | { readonly row: number; readonly reader: ListedReader; readonly unlessOff?: string; readonly text?: string }
  | { readonly row: number; readonly reason: string; readonly text?: string }

export type RowResult = {
  readonly row: number
  readonly became: Became
  readonly reason?: string
  readonly text?: string
}

/** What a row has done to the numbers of digests. */
export type Moved = { readonly joined: readonly string[]; readonly left: readonly string[] }

/** Stands in the consent that a row has given somebody: whoever meets the row again knows that it has had its turn. */
export type ListedBy = { readonly import: ImportId; readonly row: number; readonly became: Became } & Partial<Moved>

/**
 * `coming`: more of the list is on its way. `asking`: somebody has to say what its columns mean. `looking`: what would become of it is worked out, `looked`: it is, and waits for
 * somebody's word. `taking`: it is taken in. `stopping`: it is over as soon as what was begun is written down.
 */
export type ImportStatus = 'coming' | 'asking' | 'looking' | 'looked' | 'taking' | 'stopping' | 'done' | 'cancelled'

/** A list of readers that was put down, and how far it is. Its rows lie beside it, in parts that are done one after the other. */
export type ReaderImport = {
  readonly id: ImportId
  /** The digest that everybody in it takes; without one, each row names its own. */
  readonly digest?: string
  /** Nothing is written but what would become of it. */
  readonly dryRun: boolean
  /** The editor's word that these people have agreed: kept with each of them. */
  readonly attestation: string
  /** Fingerprint of what was put down, and how: while it is under way, the same once more is this one. */
  readonly same: string
  readonly status: ImportStatus
  readonly createdAt: Instant
  /** When it came to be `looking` or `taking`, and to an end. */
  readonly startedAt: Instant
  readonly finishedAt?: Instant
  /** How many pieces have come, and up to which row of the file. */
  readonly pieces: number
  readonly lastRow: number
  readonly rows: number
  readonly parts: number
  /** How many parts are done, and the rows in them. */
  readonly cursor: number
  readonly done: number
  readonly counts: Counts
  /** How its columns were read, as its first piece has them. */
  readonly read?: ListRead
  /** What somebody has to say of its columns, and has said. */
  readonly questions?: readonly Question[]
  /** Some of its rows, to answer by: an address that nobody can read, and what stands in the columns that are asked about. */
  readonly sample?: readonly SampleRow[]
  /** Rows a second, as they went lately. */
  readonly speed?: number
  /** Rows a second that may be written, since the table was too busy for more. */
  readonly rate?: number
  /** Whoever works at it has it until then. What stands after that moment was left in the middle of a part. */
  readonly lease?: { readonly worker: string; readonly until: Instant }
  /** How often in a row this part has failed for a fault of ours. */
  readonly failures: number
  /** When somebody is to look after it; none: nothing is to be done. */
  readonly lookAt?: Instant
  readonly version: number
}

/** `service`: whose export it is. `isBare`: it has no header, and was taken for one column of addresses. `ignored`: columns that say nothing to us. */
export type ListRead = { readonly service?: string; readonly isBare?: true; readonly ignored: readonly string[] }

export type SampleRow = { readonly row: number; readonly cells: readonly string[] }

/** Columns that are passed over are named, but for those beyond this. */
export const MOST_IGNORED = 60

/** So many rows are a part: what is written down at once, and done again where a worker has died. A transaction takes a hundred items, and these may be of as many digests. */
export const PART = 80
/** A list that nobody takes in waits so long after it was looked at; a day more, and all of it is gone. */
export const LOOKED_FOR = 3 * DAY
/** A worker has an import to itself for so long; each part says so anew. In its last seconds (`SETTLING`) no row is begun any more: whoever comes next meets none on its way. */
export const IMPORT_LEASE = MINUTE
/** After so many failures in a row a part goes on without the rows that fail. */
export const MOST_FAILURES = 5
const MOST_REASON = 400

export const noCounts: Counts = { added: 0, changed: 0, off: 0, unchanged: 0, refused: 0 }

export const isUnderWay = ({ status }: Pick<ReaderImport, 'status'>): boolean =>
  status === 'looking' || status === 'taking' || status === 'stopping'

/** Whoever meets such a row has to take it in earnest: somebody does not want our mail. */
export const saysOff = ({ standing }: ListedReader): boolean =>
  standing.kind === 'off' || standing.kind === 'suppressed'

/** Somebody as a reader of a digest: what the rows of a list are told apart by. */
export const personIn = (reader: ListedReader, digest: string | undefined): string =>
  `${reader.address} ${digestOf(reader, digest)}`

export const TWICE = 'Twice in this file: the row before counts.'

/** Whoever is not surely on by one row of a list does not come in by another. */
export const isUnsure = ({ standing }: ListedReader): boolean =>
  standing.kind === 'unknown' || standing.kind === 'pending'

export const UNSURE = 'Not surely on: another row of this file is no yes for the same address.'

export const digestOf = (reader: ListedReader, digest: string | undefined): string => reader.digest ?? digest ?? ''

/** Nobody is in two parts, but for who has more rows than a part. */
export function inParts(people: readonly (readonly Row[])[], size = PART): (readonly Row[])[] {
  const parts: Row[][] = []
  let room = 0
  for (const rows of people) {
    if (rows.length > room && room < size) room = 0
    for (const row of rows) {
      if (room === 0) {
        parts.push([])
        room = size
      }
      parts.at(-1)!.push(row)
      room -= 1
    }
  }
  return parts
}

/** As it is put down. `isWhole`: nothing more of it comes, so that it may begin. */
export function newImport(
  list: Pick<
    ReaderImport,
    'id' | 'digest' | 'dryRun' | 'attestation' | 'same' | 'rows' | 'parts' | 'lastRow' | 'read' | 'questions' | 'sample'
  >,
  isWhole: boolean,
  now: Instant,
): ReaderImport {
  const waiting: ReaderImport = {
    ...list,
    status: 'coming',
    createdAt: now,
    startedAt: now,
    pieces: 1,
    cursor: 0,
    done: 0,
    counts: noCounts,
    failures: 0,
    version: 0,
  }
  return isWhole ? begun(waiting, now) : waiting
}

/** Nothing more of it comes: its first part has its turn, unless there is something to ask first. */
export function begun(one: ReaderImport, now: Instant): ReaderImport {
  if (openQuestions(one.questions).length > 0) return { ...one, status: 'asking', startedAt: now }
  const { sample: _, ...rest } = one
  return { ...rest, status: one.dryRun ? 'looking' : 'taking', startedAt: now, lookAt: now }
}

/** Somebody has said what its columns mean. Undefined: nobody asks, since it is under way, or over. */
export const answered = (one: ReaderImport, answers: Answers, now: Instant): ReaderImport | undefined =>
  one.status === 'asking' ? begun({ ...one, questions: withAnswers(one.questions ?? [], answers) }, now) : undefined

/** The next piece of a list that is coming. */
export const withPiece = (
  one: ReaderImport,
  { rows, parts, lastRow, questions }: Pick<ReaderImport, 'rows' | 'parts' | 'lastRow' | 'questions'>,
): ReaderImport => ({
  ...one,
  pieces: one.pieces + 1,
  rows: one.rows + rows,
  parts: one.parts + parts,
  lastRow,
  ...(questions ? { questions } : {}),
})

export type StartDecision =
  | { readonly kind: 'start'; readonly one: ReaderImport }
  /** It has been started before, and by this word or another: it is under way, or over. */
  | { readonly kind: 'started' }
  | { readonly kind: 'not-looked' | 'too-late' | 'stopped' }

/** Takes in for good what was looked at, on somebody's word. */
export function decideStart(one: ReaderImport, attestation: string, now: Instant): StartDecision {
  if (one.status === 'stopping' || one.status === 'cancelled') return { kind: 'stopped' }
  if (!one.dryRun) return { kind: 'started' }
  if (one.status !== 'looked') return { kind: 'not-looked' }
  if (plus(one.createdAt, LOOKED_FOR) <= now) return { kind: 'too-late' }
  const { finishedAt: _, speed: __, ...rest } = one
  const anew = { ...rest, dryRun: false, attestation, cursor: 0, done: 0, counts: noCounts, failures: 0 }
  return { kind: 'start', one: begun(anew, now) }
}

/** Whether nobody may have come to it yet: the clock comes every minute. */
export const isFresh = ({ startedAt }: Pick<ReaderImport, 'startedAt'>, now: Instant): boolean =>
  between(startedAt, now) < MINUTE

/** Somebody does not want it after all. Undefined: it is over already, or about to be. */
export function stopped(one: ReaderImport, now: Instant): ReaderImport | undefined {
  if (one.status === 'done' || one.status === 'cancelled' || one.status === 'stopping') return undefined
  // Whoever works at it finds out when the part in hand is done; else the next to look does the rest.
  return { ...one, status: 'stopping', lookAt: later(now, one.lease?.until ?? now) }
}

export type TurnDecision =
  | { readonly kind: 'leave' }
  /** `mayRepeat`: somebody before may have done some rows of the part and died. */
  | { readonly kind: 'work'; readonly one: ReaderImport; readonly mayRepeat: boolean }

/** Whether a worker may work at it now. */
export function decideTurn(one: ReaderImport, worker: string, now: Instant): TurnDecision {
  // Whose lease lasts, that one looks after it.
  if (!isUnderWay(one) || one.lookAt === undefined || one.lookAt > now) return { kind: 'leave' }
  return { kind: 'work', one: leasedTo(one, worker, now), mayRepeat: one.lease !== undefined }
}

const leasedTo = (one: ReaderImport, worker: string, now: Instant): ReaderImport => {
  const until = plus(now, IMPORT_LEASE)
  return { ...one, lease: { worker, until }, lookAt: until }
}

/** A part is done. `from`: when it was begun; `rate`: how fast it may go on. */
export function afterPart(
  one: ReaderImport,
  results: readonly RowResult[],
  { worker, from, rate, now }: { worker: string; from: Instant; rate: number | undefined; now: Instant },
): ReaderImport {
  const counts = { ...one.counts }
  for (const { became } of results) counts[became] += 1
  const latest = (results.length * SECOND) / Math.max(1, between(from, now))
  const { rate: _, ...rest } = one
  return {
    ...leasedTo(rest, worker, now),
    cursor: one.cursor + 1,
    done: one.done + results.length,
    counts,
    speed: Math.round(10 * (one.speed === undefined ? latest : one.speed + (latest - one.speed) / 4)) / 10,
    ...(rate === undefined ? {} : { rate }),
    failures: 0,
  }
}

/** A worker's time is over at the end of a part. */
export function givenBack(one: ReaderImport, now: Instant): ReaderImport {
  const { lease: _, ...rest } = one
  return { ...rest, lookAt: now }
}

/** It ends in the middle of a part, some rows of which are done and not written down. `failed`: for a fault of ours. */
export function brokenOff(
  one: ReaderImport,
  { failed, rate, now }: { failed: boolean; rate: number | undefined; now: Instant },
): ReaderImport {
  const { rate: _, ...rest } = one
  const failures = one.failures + (failed ? 1 : 0)
  return {
    ...rest,
    ...(one.lease ? { lease: { ...one.lease, until: now } } : {}),
    ...(rate === undefined ? {} : { rate }),
    failures,
    // What fails once may have been a line that broke; what fails again may not be over soon.
    lookAt: failed ? plus(now, (failures - 1) * MINUTE) : now,
  }
}

/** Nothing of it is left to be done. */
export function ended(one: ReaderImport, now: Instant): ReaderImport {
  const { lease: _, lookAt: __, rate: ___, ...rest } = one
  const status = one.status === 'stopping' ? 'cancelled' : one.dryRun ? 'looked' : 'done'
  return { ...rest, status, finishedAt: now }
}

/** How many came to each digest, and left, by these. */
export function growthBy(moves: readonly Partial<Moved>[]): ReadonlyMap<string, { joined: number; left: number }> {
  const sums = new Map<string, { joined: number; left: number }>()
  for (const { joined = [], left = [] } of moves)
    for (const [digests, kind] of [
      [joined, 'joined'],
      [left, 'left'],
    ] as const)
      for (const digest of digests) {
        const sum = sums.get(digest) ?? { joined: 0, left: 0 }
        sums.set(digest, { ...sum, [kind]: sum[kind] + 1 })
      }
  return sums
}

/** A sentence of ours may quote a name that is as long as its writer liked. */
export const refusedRow = (row: number, reason: string, text?: string): RowResult => ({
  row,
  became: 'refused',
  reason: cleanText(reason, MOST_REASON),
  ...(text === undefined ? {} : { text }),
})

/** Seconds that are left at the pace of lately; undefined before there is one, and when nothing more is done. */
export function secondsLeft(one: ReaderImport): number | undefined {
  if ((one.status !== 'looking' && one.status !== 'taking') || !one.speed) return undefined
  return Math.ceil((one.rows - one.done) / one.speed)
}

/** Nothing of it is kept beyond this: a worker that is at it still is not hurried. */
export const forgottenAt = (one: ReaderImport, keptFor: number): Instant =>
  plus(later(one.createdAt, one.finishedAt ?? one.startedAt), keptFor)
