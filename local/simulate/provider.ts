import type { MailProvider } from '../../core/ports.ts'
import { pace } from '../../functions/adapters/pace.ts'
import { resendMail } from '../../functions/adapters/resend.ts'
import type { Mailbox } from '../mailbox/mailbox.ts'

/** Requests a second, as deployed. */
const PER_SECOND = 5

/** The provider's adapter with its own client, and behind it the mailbox in this process: going through a socket would take longer than all the rest. */
export function mailInto(mailbox: Mailbox, nowMs: () => number, wait: (ms: number) => Promise<void>): MailProvider {
  const account = { key: 're_simulated', baseUrl: '', userAgent: 'tidings' }
  const send = async (path: string, { signal: _, ...init }: RequestInit) => mailbox.app.request(path, init)
  return resendMail(account, pace({ most: PER_SECOND }, nowMs, wait), nowMs, { send })
}
