import { LETTER_DEADLINE, type LetterId } from '../model/letter.ts'
import { parseConfirm } from '../model/link.ts'
import { afterConfirm, mayAskAgain, rowsOf, type Subscriber, type WayBack, wayBack } from '../model/subscriber.ts'
import { epochMs, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { saveAndTell } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'links' | 'now' | 'log'>
type Confirms = Needs & Pick<Ports, 'digests' | 'letters' | 'hooks' | 'queue' | 'ids' | 'zones'>

export type Confirmation =
  /** Forged, of another purpose, or of somebody forgotten: all the same to whoever asks. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly subscriber: Subscriber }
  | { readonly kind: 'waiting'; readonly subscriber: Subscriber; readonly digests: readonly string[] }
  | { readonly kind: 'confirmed'; readonly subscriber: Subscriber; readonly digests: readonly string[] }
  /** They have left since, and get nothing: what they left, and how they come back to it. */
  | {
      readonly kind: 'left'
      readonly subscriber: Subscriber
      readonly digests: readonly string[]
      readonly way: WayBack
    }

/** What a confirmation link would do: for the page with the button. Changes nothing. Price: one read, two of somebody who has left. */
export async function readConfirmation(ports: Needs, token: string): Promise<Confirmation> {
  const payload = ports.links.verify('confirm', token)
  const link = payload === undefined ? undefined : parseConfirm(payload)
  const subscriber = link && (await ports.subscribers.get(link.subscriber))
  if (!link || !subscriber) return { kind: 'unknown' }
  const waiting = subscriber.subscriptions.filter((one) => one.status === 'pending').map((one) => one.digest)
  if (waiting.length === 0) {
    const taken = rowsOf(subscriber).map((one) => one.digest)
    if (taken.length > 0) return { kind: 'confirmed', subscriber, digests: taken }
    const left = subscriber.subscriptions.map((one) => one.digest)
    const { suppression } = await ports.subscribers.byAddress(subscriber.address)
    return { kind: 'left', subscriber, digests: left, way: wayBack(subscriber, suppression, ports.now()) }
  }
  if (epochMs(ports.now()) > link.expires * 1000) return { kind: 'expired', subscriber }
  return { kind: 'waiting', subscriber, digests: waiting }
}

/** The press of the button: everything that waits becomes active, in one transaction. Pressing twice confirms once (STD-72). Price: two reads, one transaction. */
export async function confirm(
  ports: Confirms,
  token: string,
  seen: { network?: string; agent?: string },
): Promise<Confirmation> {
  return untilWon(async () => {
    const found = await readConfirmation(ports, token)
    if (found.kind !== 'waiting') return found
    const { suppression } = await ports.subscribers.byAddress(found.subscriber.address)
    if (suppression && !mayAskAgain(suppression, ports.now())) return { kind: 'unknown' }
    const { subscriber, consent, confirmed } = afterConfirm(found.subscriber, ports.now(), seen)
    const welcome = await welcomeFor(ports, subscriber, confirmed)
    const lift = suppression ? { suppression: null } : {}
    const saved = await saveAndTell(ports, { before: found.subscriber, after: subscriber, consent, ...lift })
    if (saved === 'lost') return 'lost'
    await wakeForReader(ports, subscriber)
    if (welcome) await ports.queue.writeLetter({ letter: welcome })
    ports.log('subscription.confirmed', { subscriber: subscriber.id, digests: confirmed })
    return { kind: 'confirmed', subscriber, digests: confirmed }
  })
}

/** Where a digest wants it: put down before it is true, so that it is not forgotten; who has not confirmed after all gets none. */
async function welcomeFor(
  ports: Confirms,
  { id: subscriber, address: to }: Subscriber,
  confirmed: readonly string[],
): Promise<LetterId | undefined> {
  const digests = await Promise.all(confirmed.map((id) => ports.digests.get(id)))
  const wanted = digests.flatMap((digest) => (digest?.welcome ? [digest.id] : []))
  if (wanted.length === 0) return undefined
  const now = ports.now()
  const id = ports.ids.letter()
  const about = { kind: 'welcome', subscriber, to, digests: wanted } as const
  await ports.letters.put({ id, about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' })
  return id
}
