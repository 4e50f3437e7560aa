import type { MailProvider } from '../../core/ports.ts'
import { pace } from '../../functions/adapters/pace.ts'
import { resendMail } from '../../functions/adapters/resend.ts'
import type { Mailbox } from '../mailbox/mailbox.ts'

type Client = Parameters<typeof resendMail>[0]

/** Requests a second, as deployed. */
const PER_SECOND = 5

/**
 * The provider's adapter, and behind it the mailbox in this process: its client is played, as going through a socket
 * would take longer than all the rest. What the client makes of an answer is what the real one makes of it.
 */
export function mailInto(mailbox: Mailbox, nowMs: () => number, wait: (ms: number) => Promise<void>): MailProvider {
  const client = {
    async post(path: string, _: unknown, options: RequestInit) {
      const { signal: __, ...init } = options
      const response = await mailbox.app.request(path, { ...init, method: 'POST' })
      const headers = Object.fromEntries(response.headers)
      const text = await response.text()
      return response.ok
        ? { data: JSON.parse(text), error: null, headers }
        : { data: null, error: JSON.parse(text), headers }
    },
  }
  return resendMail(client as unknown as Client, pace({ most: PER_SECOND }, nowMs, wait), nowMs)
}
