import { calendarReader } from '../adapters/calendar-thread.ts'
import { feedReader } from '../adapters/feed-thread.ts'
import { createCollect } from '../http/scheduled.ts'
import { fetching } from './fetch.ts'
import { scheduleHandler } from './lambda.ts'
import { stores } from './stores.ts'
import { world } from './world.ts'
import { zoned } from './zones.ts'

const here = world('collect')
export const handler = scheduleHandler(
  createCollect({
    ...here,
    ...zoned(here),
    ...fetching(here.now),
    ...stores(here),
    readFeed: feedReader(),
    readCalendar: calendarReader(),
  }),
  '/collect',
)
