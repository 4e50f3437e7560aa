import { createImports } from './http/scheduled.ts'
import { setting } from './live/config.ts'
import { scheduleHandler } from './live/lambda.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'
import { zoned } from './live/zones.ts'

/** Every minute: lists of readers that were put down are taken in, for nearly as long. */
const here = world('imports')
export const handler = scheduleHandler(
  createImports({ ...here, ...zoned(here), ...stores(here), importRate: setting('IMPORT_RATE') }),
  '/imports',
)
