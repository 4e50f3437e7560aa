import { asksNothing } from '../../core/model/account.ts'
import type { Ports } from '../../core/ports.ts'
import { secret } from './config.ts'
import { whenAsked } from './when-asked.ts'

/** What stands in for a key where none is set: nothing is asked. */
const NONE = 'none'

/** The account at the provider: a key that may do everything there, which only this function holds. Most runs have nothing to ask. */
export function account(): Pick<Ports, 'account'> {
  const key = secret('ResendAccountKey')
  if (key === NONE) return { account: asksNothing }
  const connect = async () => {
    const [{ Resend }, { resendAccount }] = await Promise.all([
      import('resend'),
      import('../adapters/resend-account.ts'),
    ])
    return resendAccount(new Resend(key))
  }
  return { account: whenAsked(connect) }
}
