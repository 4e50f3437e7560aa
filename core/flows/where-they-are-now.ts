import type { Recipient } from '../model/batch.ts'
import type { Instant } from '../model/time.ts'
import type { Ports } from '../ports.ts'

/** Those of them who still take the digest, where they are reached now: their batch may have forgotten their addresses. Price: two reads a reader. */
export async function whereTheyAreNow(
  ports: Pick<Ports, 'subscribers' | 'zones'>,
  digest: string,
  recipients: readonly Recipient[],
  now: Instant,
): Promise<Recipient[]> {
  const ids = recipients.map(({ id }) => id)
  const still = await ports.subscribers.stillOn(digest, ids, ports.zones, now)
  const addresses = await ports.subscribers.addresses(ids)
  return recipients.flatMap((one) => {
    const address = still.has(one.id) ? addresses.get(one.id) : undefined
    return address === undefined ? [] : [{ ...one, address }]
  })
}
