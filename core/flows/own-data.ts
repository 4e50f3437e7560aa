import type { Comment } from '../model/comment.ts'
import { type Purpose, parseUntil } from '../model/link.ts'
import { afterAddress, afterBlock, type ConsentEvent, type Subscriber } from '../model/subscriber.ts'
import { epochMs } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { erase } from './erase.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { writtenBy } from './written-by.ts'

type Needs = Pick<Ports, 'subscribers' | 'comments' | 'links' | 'log'> & Tells

export type Opened =
  /** Forged, of another purpose, or of somebody forgotten. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'open'; readonly subscriber: Subscriber; readonly letter?: string | undefined }

/** Whom a link of such a mail belongs to, while it can be used. Changes nothing. Price: one read. */
export async function readLink(
  ports: Needs,
  purpose: Extract<Purpose, 'export' | 'erase' | 'address'>,
  token: string,
): Promise<Opened> {
  const payload = ports.links.verify(purpose, token)
  const link = payload === undefined ? undefined : parseUntil(payload)
  const subscriber = link && (await ports.subscribers.get(link.subscriber))
  if (!link || !subscriber) return { kind: 'unknown' }
  if (epochMs(ports.now()) > link.expires * 1000) return { kind: 'expired' }
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
export async function eraseByLink(ports: Needs, token: string): Promise<Opened['kind'] | 'erased'> {
  const found = await readLink(ports, 'erase', token)
  if (found.kind !== 'open') return found.kind
  return (await erase(ports, found.subscriber.id)) ? 'erased' : 'unknown'
}

export type Moved =
  | { readonly kind: 'unknown' | 'expired' | 'taken' }
  | { readonly kind: 'moved'; readonly subscriber: Subscriber }

/**
 * Brings a reader to the address that the mail went to, in one transaction with their audience rows and epochs: no issue
 * reaches both. Pressing twice moves once. `taken`: somebody else has signed that address up meanwhile. Price: three
 * reads, one transaction.
 */
export async function moveAddress(ports: Needs, token: string): Promise<Moved> {
  return untilWon(async (): Promise<Moved | 'lost'> => {
    const found = await readLink(ports, 'address', token)
    if (found.kind !== 'open') return { kind: found.kind }
    const { subscriber: before, letter } = found
    const { movingTo } = before
    if (!movingTo) return { kind: 'moved', subscriber: before }
    if (movingTo.by !== letter) return { kind: 'expired' }
    const to = movingTo.address
    const { subscriber: other, suppression } = await ports.subscribers.byAddress(to)
    const isOthers = other !== undefined && other.id !== before.id
    // Who presses the button there is reached there: a bounce, or an erasure, is behind them.
    const isShut = suppression !== undefined && suppression.why !== 'bounced' && suppression.why !== 'erased'
    if (isShut || (isOthers && other.status !== 'pending')) return { kind: 'taken' }
    // Whoever was asked there and never answered makes room: the address has answered now.
    if (isOthers) {
      const gone = { why: 'erased', at: ports.now() } as const
      if ((await ports.subscribers.erase(other, gone)) === 'lost') return 'lost'
    }
    const moved = afterAddress(before, ports.now())
    if (!moved) return { kind: 'unknown' }
    const lift = suppression || isOthers ? { suppression: null } : {}
    const saved = await saveAndTell(ports, { before, after: moved.subscriber, consent: moved.consent, ...lift })
    if (saved === 'lost') return 'lost'
    ports.log('address.moved', { subscriber: before.id })
    return { kind: 'moved', subscriber: moved.subscriber }
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
