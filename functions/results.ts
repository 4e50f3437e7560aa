import { createResults } from './http/queued.ts'
import { setting } from './live/config.ts'
import { batchHandler } from './live/lambda.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** Counts what the mail provider tells of mails, many at a time. */
const here = world('results')
export const handler = batchHandler(createResults({ ...here, ...stores(here), site: setting('SITE_URL') }), '/results')
