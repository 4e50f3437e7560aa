import { createTick } from './http/scheduled.ts'
import { scheduleHandler } from './live/lambda.ts'
import { links } from './live/links.ts'
import { queues } from './live/queues.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'
import { formerZones, zoned } from './live/zones.ts'

/** Every minute: what is due becomes issues, what stalls is started again. */
const here = world('tick')
export const handler = scheduleHandler(
  createTick({ ...here, ...zoned(here), ...links(), ...queues(), ...stores(here, formerZones) }),
  '/tick',
)
