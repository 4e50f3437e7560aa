import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'

const fetched = await safeFetch({ allowPrivate: true })({ url: process.argv[2]!, as: 'feed' })
const said =
  fetched.kind === 'failed'
    ? fetched.reason
    : fetched.kind === 'ok' && (await readFeed(fetched.bytes, { url: fetched.url })).ok
      ? 'read'
      : 'not read'
process.send?.({ said, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }, () => process.exit(0))
