import type { Address } from '../model/address.ts'
import { afterLift, newcomer, SHORTEST_NOTE, type Subscriber, type Suppression } from '../model/subscriber.ts'
import { cleanText } from '../model/text.ts'
import type { Ports } from '../ports.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

export type Lifted =
  | { readonly kind: 'lifted'; readonly subscriber: Subscriber; readonly why: Suppression['why'] }
  | { readonly kind: 'not-suppressed' }
  | { readonly kind: 'no-note' }

/**
 * Lets an address get mail again, on an owner's word, a complaint's too (STD-57). The word is kept in the history of their
 * consent; of somebody we do not know any more a history begins with it. Refused without a note of ten characters. The
 * provider's own list follows within minutes (`carryOutLifts`), and is asked for it first: a lift that the provider never heard
 * of would last until the next mail. Price: three reads, one write, one transaction; for readers' own zones as `wakeForReader`.
 */
export async function liftSuppression(
  ports: Tells & Pick<Ports, 'subscribers' | 'digests' | 'standing' | 'zones' | 'log'>,
  address: Address,
  word: string,
): Promise<Lifted> {
  const note = cleanText(word, 1_000)
  if (note.length < SHORTEST_NOTE) return { kind: 'no-note' }
  return untilWon(async () => {
    const { subscriber: before, suppression } = await ports.subscribers.byAddress(address)
    if (!suppression) return { kind: 'not-suppressed' }
    const now = ports.now()
    const person = before ?? newcomer(ports.ids.subscriber(), { address, locale: 'en', zone: 'UTC' }, now)
    const history = before ? await ports.subscribers.consent(before.id) : []
    // Nobody has asked for anything: it is not for them to confirm.
    const known: Subscriber = before ? person : { ...person, status: 'unsubscribed' }
    const { subscriber, consent } = afterLift(known, suppression.why, history, note, now)
    await ports.standing.wish({
      subscriber: subscriber.id,
      address: ports.ids.fingerprint(address),
      at: now,
      tries: 0,
      nextAt: now,
    })
    const saved = await saveAndTell(ports, { before, after: subscriber, consent, suppression: null })
    if (saved === 'lost') return 'lost'
    await wakeForReader(ports, subscriber)
    const digests = consent.digests.map(({ digest }) => digest)
    ports.log('suppression.lifted', { subscriber: subscriber.id, why: suppression.why, digests })
    return { kind: 'lifted', subscriber, why: suppression.why }
  })
}
