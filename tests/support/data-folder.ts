import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saveDigest } from '../../core/flows/save-digest.ts'
import { saveTopic } from '../../core/flows/save-topic.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { type DigestInput, parseDigest } from '../../core/model/digest.ts'
import type { Parsed } from '../../core/model/refusal.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { tableDefinition } from '../../functions/adapters/table.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { stockTable } from '../../local/engines/stock.ts'
import { runTable } from '../../local/engines/table.ts'
import { TABLE } from '../../local/host/environment.ts'
import { readSecrets } from '../../local/secrets.ts'
import { aRequest, aTopic, theSettings } from './examples.ts'
import { quiet } from './logs.ts'

const granted = <T>(result: Parsed<T>): T => {
  if (result.ok) return result.value
  throw new Error(JSON.stringify(result.refusals))
}

/** A data folder as a service leaves it that was killed: a digest, planned at `at`, and a reader in each of these zones, of the edition that is named with it. Its last writes are still in the table's log. */
export async function aDataFolder(
  digest: Partial<DigestInput>,
  places: readonly (string | readonly [zone: string, edition: string])[],
  at: string,
) {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-'))
  const { secrets } = readSecrets(folder, {})
  const engine = runTable(join(folder, 'table.db'), 0, () => {})
  const endpoint = `http://127.0.0.1:${(await engine.started).port}`
  await stockTable({ tableUrl: endpoint }, tableDefinition(TABLE))
  const client = documentClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const world = { now: () => at, zones, log: quiet, ids: ids(() => Date.parse(at)) }
  const ports = {
    ...world,
    ...storesOn({
      ...world,
      client,
      name: TABLE,
      wait: async () => {},
      random: Math.random,
      addressKey: addressKey(secrets.pepper),
      nonce: world.ids.nonce,
    }),
  }
  await ports.settings.put(theSettings)
  for (const slug of ['trade', 'city']) await saveTopic(ports, aTopic(slug), 'any')
  const given = { id: 'brief', name: 'Harbour Brief', topics: ['trade', 'city'], ...digest }
  await saveDigest(ports, undefined, granted(parseDigest(zones, given, await ports.topics.all(), at)))
  const planned = (await ports.digests.get('brief'))!
  for (const [index, one] of places.entries()) {
    const [zone, edition] = typeof one === 'string' ? [one] : one
    const wishes = [wishFor(zones, planned, 'all', zone, edition)]
    await takeIn(ports, aRequest({ address: `reader${index}@mail.example.net`, zone, wishes }), 'told us')
  }
  client.destroy()
  engine.kill()
  return folder
}
