import { collectFeed } from '../../core/flows/collect.ts'
import { feedReader } from '../../functions/adapters/feed-thread.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { clientTo } from '../support/dynoxide.ts'
import { quiet } from '../support/logs.ts'

/** Looks for the first time at a feed that is followed already, as `collect` does: `TABLE_NAME` at `DYNAMODB_ENDPOINT`, the feed's id as argument. */
const made = ids()
const now = () => new Date().toISOString()
const stores = storesOn({
  client: clientTo(process.env.DYNAMODB_ENDPOINT!),
  name: process.env.TABLE_NAME!,
  now,
  log: quiet,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  addressKey: (address) => address,
  nonce: made.nonce,
})
const ports = {
  ...stores,
  ids: made,
  now,
  log: quiet,
  readFeed: feedReader(),
  fetch: safeFetch({ allowPrivate: true }),
}
const look = await collectFeed(ports, process.argv[2]! as Parameters<typeof collectFeed>[1])
const said =
  look?.kind === 'read' ? `${look.found.entries} entries, ${look.found.earlier} of them earlier` : look?.reason
process.send?.({ said, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }, () => process.exit(0))
