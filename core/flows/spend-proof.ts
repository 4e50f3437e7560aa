import type { LetterId } from '../model/letter.ts'
import { isTooFast, type Proof } from '../model/proof.ts'
import type { Ports } from '../ports.ts'

/**
 * Uses a proof of work up, for one letter about one thing. Sent twice, or once more for want of an answer, it is the letter
 * of the first time. Undefined for a form that was filled in faster than anybody types, and for a proof that has served
 * for something else: it proves nothing (T07). Price: one write.
 */
export async function spendProof(
  ports: Pick<Ports, 'limits' | 'now' | 'log'>,
  proof: Proof | undefined,
  on: { readonly what: string; readonly letter: LetterId },
): Promise<LetterId | undefined> {
  if (!proof || isTooFast(proof, ports.now())) return undefined
  const spent = await ports.limits.spend(proof, on)
  if (spent !== 'refused') return spent
  ports.log('proof.replayed', { level: 'warn' })
  return undefined
}
