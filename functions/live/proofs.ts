import type { Ports } from '../../core/ports.ts'
import { proofs } from '../adapters/proofs.ts'
import { secret } from './config.ts'

/** Proof of work, signed with what addresses are hashed with: no secret of its own to deploy. */
export const proving = (now: Ports['now']): Pick<Ports, 'proofs'> => ({ proofs: proofs(secret('Pepper'), now) })
