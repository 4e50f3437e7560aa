import { afterAttestation, type SignUpRequest, type Subscriber, type Suppression } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

export type TakenIn =
  | { readonly kind: 'taken-in'; readonly subscriber: Subscriber }
  | { readonly kind: 'suppressed'; readonly why: Suppression['why'] }

/** Takes a reader in at once, on an editor's word that consent was given elsewhere; the word is kept as consent. A suppressed address stays suppressed. Price: two reads, one transaction. */
export async function takeIn(
  ports: Pick<Ports, 'subscribers' | 'digests' | 'zones' | 'log'> & Tells,
  request: SignUpRequest,
  attestation: string,
): Promise<TakenIn> {
  return untilWon(async () => {
    const { subscriber: before, suppression } = await ports.subscribers.byAddress(request.address)
    if (suppression) return { kind: 'suppressed', why: suppression.why }
    const { subscriber, consent } = afterAttestation(
      ports.zones,
      before,
      request,
      attestation,
      ports.ids.subscriber(),
      ports.now(),
    )
    const saved = await saveAndTell(ports, { before, after: subscriber, consent })
    if (saved === 'lost') return 'lost'
    await wakeForReader(ports, subscriber)
    ports.log('subscriber.taken-in', { subscriber: subscriber.id, digests: request.wishes.map((wish) => wish.digest) })
    return { kind: 'taken-in', subscriber }
  })
}
