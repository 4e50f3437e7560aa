import type { Digest } from '../model/digest.ts'
import { type Alert, withAlerts } from '../model/topic.ts'
import type { Ports } from '../ports.ts'

/**
 * Plans or changes a digest. Its topics learn first which editions go out as things are filed under them: a call for an
 * edition that is not there yet does nothing. Price: a transaction, a read, and a write per topic whose alerts change.
 */
export async function saveDigest(
  ports: Pick<Ports, 'digests' | 'topics'>,
  before: Digest | undefined,
  after: Digest,
): Promise<'saved' | 'lost'> {
  const alerts = after.editions.flatMap(({ name, schedule }): Alert[] =>
    schedule.every === 'filing' ? [{ digest: after.id, edition: name, settleMinutes: schedule.settleMinutes }] : [],
  )
  const had = before?.editions.some(({ schedule }) => schedule.every === 'filing') ?? false
  if (alerts.length > 0 || had)
    for (const topic of withAlerts(await ports.topics.all(), after, alerts)) await ports.topics.put(topic, 'any')
  return ports.digests.save(before, after)
}
