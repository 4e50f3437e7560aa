import type { Ports } from '../../core/ports.ts'
import { secret } from './config.ts'
import { whenAsked } from './when-asked.ts'

/** Proof of work, signed with what addresses are hashed with: no secret of its own to deploy. */
export function proving(now: Ports['now']): Pick<Ports, 'proofs'> {
  const pepper = secret('Pepper')
  return { proofs: whenAsked(async () => (await import('../adapters/proofs.ts')).proofs(pepper, now)) }
}
