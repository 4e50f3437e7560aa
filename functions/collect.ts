import { readFeed } from './adapters/feed-reader.ts'
import { createCollect } from './http/scheduled.ts'
import { fetching } from './live/fetch.ts'
import { scheduleHandler } from './live/lambda.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** Every quarter of an hour: feeds whose time has come are looked at, and what is new in them is filed. */
const here = world('collect')
export const handler = scheduleHandler(
  createCollect({ ...here, ...fetching(here.now), ...stores(here), readFeed }),
  '/collect',
)
