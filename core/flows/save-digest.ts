import type { Digest } from '../model/digest.ts'
import { type Alert, overcalled, withAlerts } from '../model/topic.ts'
import type { Ports } from '../ports.ts'

/**
 * Plans or changes a digest. Its topics learn first which editions go out as things are filed under them: a call for an
 * edition that is not there yet does nothing. `too-many-calls`: a topic wakes as many as it may (`bounds.topicAlerts`), and
 * nothing is written. Price: a transaction, a read, and a write per topic whose alerts change.
 */
export async function saveDigest(
  ports: Pick<Ports, 'digests' | 'topics'>,
  before: Digest | undefined,
  after: Digest,
): Promise<'saved' | 'lost' | 'too-many-calls'> {
  const alerts = after.editions.flatMap(({ name, schedule }): Alert[] =>
    schedule.every === 'filing' ? [{ digest: after.id, edition: name, settleMinutes: schedule.settleMinutes }] : [],
  )
  const had = before?.editions.some(({ schedule }) => schedule.every === 'filing') ?? false
  if (alerts.length > 0 || had) {
    const changed = withAlerts(await ports.topics.all(), after, alerts)
    if (overcalled(changed)) return 'too-many-calls'
    for (const topic of changed) await ports.topics.put(topic, 'any')
  }
  return ports.digests.save(before, after)
}
