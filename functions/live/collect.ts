import { feedReader } from '../adapters/feed-thread.ts'
import { createCollect } from '../http/scheduled.ts'
import { fetching } from './fetch.ts'
import { scheduleHandler } from './lambda.ts'
import { stores } from './stores.ts'
import { world } from './world.ts'

const here = world('collect')
export const handler = scheduleHandler(
  createCollect({ ...here, ...fetching(here.now), ...stores(here), readFeed: feedReader() }),
  '/collect',
)
