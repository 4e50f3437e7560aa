import { Resend } from 'resend'
import type { Ports } from '../../core/ports.ts'
import { resendAccount } from '../adapters/resend-account.ts'
import { secret } from './config.ts'

/** What stands in for a key where none is set: nothing is asked. */
const NONE = 'none'

/** The account at the provider: a key that may do everything there, which only this function holds. */
export function account(): Pick<Ports, 'account'> {
  const key = secret('ResendAccountKey')
  return { account: resendAccount(key === NONE ? undefined : new Resend(key)) }
}
