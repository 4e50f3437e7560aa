import type { Address } from '../model/address.ts'
import type { Comment } from '../model/comment.ts'
import { LETTER_DEADLINE, type LetterId } from '../model/letter.ts'
import { type Purpose, parseUntil } from '../model/link.ts'
import type { Networks } from '../model/network.ts'
import {
  afterAddress,
  afterBlock,
  afterTakingBack,
  type ConsentEvent,
  type Subscriber,
  waitsUntil,
} from '../model/subscriber.ts'
import { epochMs, type Instant, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { askForAddress } from './ask-by-mail.ts'
import { erase } from './erase.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { writtenBy } from './written-by.ts'

type Needs = Pick<Ports, 'subscribers' | 'comments' | 'links' | 'log'> & Tells

export type Opened =
  /** Forged, of another purpose, or of somebody forgotten. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  /** They have moved, and the old address can still take that back. */
  | { readonly kind: 'waits'; readonly subscriber: Subscriber; readonly until: Instant }
  | { readonly kind: 'open'; readonly subscriber: Subscriber; readonly letter?: string | undefined }

/** Whom a link of such a mail belongs to, while it can be used. What cannot be taken back waits for as long as a move can be. Changes nothing. Price: one read. */
export async function readLink(
  ports: Needs,
  purpose: Extract<Purpose, 'export' | 'erase' | 'move' | 'address' | 'take-back'>,
  token: string,
): Promise<Opened> {
  const payload = ports.links.verify(purpose, token)
  const link = payload === undefined ? undefined : parseUntil(payload)
  const subscriber = link && (await ports.subscribers.get(link.subscriber))
  if (!link || !subscriber) return { kind: 'unknown' }
  if (epochMs(ports.now()) > link.expires * 1000) return { kind: 'expired' }
  const until = purpose === 'take-back' ? undefined : waitsUntil(subscriber, ports.now())
  // A button pressed twice: the move that one waits for is the one that it made.
  if (until && !(purpose === 'address' && subscriber.movedFrom?.through === link.letter))
    return { kind: 'waits', subscriber, until }
  return { kind: 'open', subscriber, letter: link.letter }
}

/** Everything that is kept of a reader, as they get it (STD-62). */
export type OwnData = {
  readonly at: string
  readonly reader: Omit<Subscriber, 'version' | 'askedBy' | 'told'>
  readonly consent: readonly ConsentEvent[]
  /** What was written to the editors with one of their addresses given for an answer. */
  readonly comments: readonly Omit<Comment, 'readAt'>[]
  readonly note: string
}

/** Price: one read, and that of `writtenBy`. */
export async function ownData(ports: Needs, subscriber: Subscriber): Promise<OwnData> {
  const { version: _, askedBy: __, told: ___, ...reader } = subscriber
  return {
    at: ports.now(),
    reader,
    consent: await ports.subscribers.consent(subscriber.id),
    comments: (await writtenBy(ports, subscriber)).map(({ readAt: _, ...comment }) => comment),
    note: 'This is all that is kept under your address. For 90 days an issue also remembers, by the id above and without your address, that it went to you.',
  }
}

/** The button behind the link. Answers `unknown` the second time: then there is nobody any more. */
export async function eraseByLink(ports: Needs, token: string): Promise<Opened | { readonly kind: 'erased' }> {
  const found = await readLink(ports, 'erase', token)
  if (found.kind !== 'open') return found
  return { kind: (await erase(ports, found.subscriber.id)) ? 'erased' : 'unknown' }
}

/**
 * The button of the mail to the address that is known: the new one is asked. Pressed twice, one letter goes, for the second
 * press finds another letter's turn. Price: one read, and that of a letter that is counted.
 */
export async function beginMove(
  ports: Needs & Pick<Ports, 'letters' | 'limits' | 'queue'>,
  token: string,
  networks: Networks | undefined,
): Promise<Opened> {
  const found = await readLink(ports, 'move', token)
  if (found.kind !== 'open') return found
  const { subscriber, letter } = found
  // Another one was asked for since, or this one has begun already.
  const { movingTo } = subscriber
  if (movingTo && movingTo.by === letter) await askForAddress(ports, subscriber, movingTo.address, networks)
  return found
}

export type Moved =
  | { readonly kind: 'unknown' | 'expired' | 'taken' }
  | Extract<Opened, { kind: 'waits' }>
  | { readonly kind: 'moved'; readonly subscriber: Subscriber }

type Moves = Needs & Pick<Ports, 'letters' | 'queue'>

/**
 * Brings a reader to the address that the mail went to, in one transaction with their audience rows and epochs: no issue
 * reaches both. The old address is told, and can take it back for seven days. Pressing twice moves once. `taken`: somebody
 * else has signed that address up meanwhile. Price: three reads, one write, one transaction, one message.
 */
export async function moveAddress(ports: Moves, token: string): Promise<Moved> {
  return untilWon(async (): Promise<Moved | 'lost'> => {
    const found = await readLink(ports, 'address', token)
    if (found.kind === 'waits') return found
    if (found.kind !== 'open') return { kind: found.kind }
    const { subscriber: before, letter } = found
    const { movingTo } = before
    if (!movingTo) return { kind: 'moved', subscriber: before }
    if (movingTo.by !== letter) return { kind: 'expired' }
    const tells = ports.ids.letter()
    const moved = afterAddress(before, tells, ports.now())
    if (!moved) return { kind: 'unknown' }
    // Put down before it is true, so that it is not forgotten; where nobody has moved after all it is not written.
    await putDown(ports, before, tells)
    const saved = await settleAt(ports, before, movingTo.address, moved)
    if (saved !== 'saved') return saved === 'taken' ? { kind: 'taken' } : 'lost'
    await ports.queue.writeLetter({ letter: tells })
    ports.log('address.moved', { subscriber: before.id })
    return { kind: 'moved', subscriber: moved.subscriber }
  })
}

async function putDown(ports: Moves, { id: subscriber, address: to }: Subscriber, id: LetterId): Promise<void> {
  const now = ports.now()
  const about = { kind: 'moved', subscriber, to } as const
  await ports.letters.put({ id, about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' })
}

/** The reader at an address that has just answered, if nobody else is there. */
async function settleAt(
  ports: Needs,
  before: Subscriber,
  to: Address,
  { subscriber: after, consent }: { readonly subscriber: Subscriber; readonly consent: ConsentEvent },
): Promise<'saved' | 'lost' | 'taken'> {
  const { subscriber: other, suppression } = await ports.subscribers.byAddress(to)
  const isOthers = other !== undefined && other.id !== before.id
  // Who presses the button there is reached there: a bounce, or an erasure, is behind them.
  const isShut = suppression !== undefined && suppression.why !== 'bounced' && suppression.why !== 'erased'
  if (isShut || (isOthers && other.status !== 'pending')) return 'taken'
  // Whoever was asked there and never answered makes room: the address has answered now.
  if (isOthers) {
    const gone = { why: 'erased', at: ports.now() } as const
    if ((await ports.subscribers.erase(other, gone)) === 'lost') return 'lost'
  }
  const lift = suppression || isOthers ? { suppression: null } : {}
  return (await saveAndTell(ports, { before, after, consent, ...lift })) === 'lost' ? 'lost' : 'saved'
}

export type TakenBack =
  | { readonly kind: 'unknown' | 'expired' | 'taken' }
  | { readonly kind: 'back'; readonly subscriber: Subscriber }

/**
 * The button of the mail that told the old address: the reader is there again. Until then nothing was handed out, erased or
 * moved on, for all of that waited. Pressing twice is pressing once. `taken`: the old address has taken up a
 * subscription of its own meanwhile. Price: three reads, one transaction.
 */
export async function takeBack(ports: Needs, token: string): Promise<TakenBack> {
  return untilWon(async (): Promise<TakenBack | 'lost'> => {
    const found = await readLink(ports, 'take-back', token)
    if (found.kind === 'waits') throw new Error('what takes a move back waits for nothing')
    if (found.kind !== 'open') return { kind: found.kind }
    const { subscriber: before, letter } = found
    if (before.movedFrom?.by !== letter) return { kind: 'back', subscriber: before }
    const back = afterTakingBack(before, ports.now())
    if (!back) return { kind: 'expired' }
    const saved = await settleAt(ports, before, back.subscriber.address, back)
    if (saved !== 'saved') return saved === 'taken' ? { kind: 'taken' } : 'lost'
    ports.log('address.taken-back', { subscriber: before.id })
    return { kind: 'back', subscriber: back.subscriber }
  })
}

/** No mail from us at all, to the address that a confirmation went to (T04). Doing it twice is doing it once. Price: two reads, one transaction. */
export async function block(ports: Needs, id: string): Promise<boolean> {
  const done = await untilWon(async () => {
    const before = await ports.subscribers.get(id)
    if (!before) return false
    const { suppression } = await ports.subscribers.byAddress(before.address)
    if (suppression?.why === 'blocked' || suppression?.why === 'complained') return true
    const at = ports.now()
    const { subscriber, consent } = afterBlock(before, at)
    const blocked = { why: 'blocked', at } as const
    const saved = await saveAndTell(ports, { before, after: subscriber, consent, suppression: blocked })
    return saved === 'lost' ? 'lost' : true
  })
  if (done) ports.log('address.blocked', { subscriber: id })
  return done
}

/** Whom a block link belongs to. It works for as long as there is anybody. */
export const readBlock = async (ports: Pick<Ports, 'links' | 'subscribers'>, token: string) => {
  const id = ports.links.verify('block', token)
  return id === undefined ? undefined : ports.subscribers.get(id)
}
