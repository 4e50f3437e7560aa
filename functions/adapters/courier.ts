import { Webhook } from 'standardwebhooks'
import { epochMs } from '../../core/model/time.ts'
import type { Courier } from '../../core/ports.ts'
import { isLoopback } from './public-address.ts'
import { type SafeFetchOptions, safePost } from './safe-fetch.ts'

/** Signs and posts as Standard Webhooks has it: the signature is over id, time of this try, and body; one for each secret. */
export function courier(options: SafeFetchOptions = {}): Courier {
  const post = safePost(options)
  const refuses = (address: string): string | undefined => {
    const url = URL.parse(address)
    if (!url || !/^https?:$/.test(url.protocol)) return 'Give an address of the web: it must start with https://.'
    if (url.username !== '' || url.password !== '')
      return 'This address holds a name or a password: leave them out. Each event is signed, so that you know who sends it.'
    const isHere = url.hostname === 'localhost' || isLoopback(url.hostname.replace(/^\[|\]$/g, ''))
    if (options.allowPrivate && isHere) return undefined
    if (url.protocol !== 'https:') return 'Events hold addresses of readers: give an address that starts with https://.'
    return isHere
      ? 'This address leads back to the machine itself: give one that is on the public internet.'
      : undefined
  }
  return {
    refuses,
    async post({ url, id, secrets, body, now }) {
      // What was refused is not tried, however it came into the table.
      const why = refuses(url)
      if (why) return { kind: 'silent', reason: why }
      const at = new Date(epochMs(now))
      return post(
        url,
        {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
        },
        body,
      )
    },
  }
}
