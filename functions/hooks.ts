import { createHooks } from './http/queued.ts'
import { posting } from './live/fetch.ts'
import { queueHandler } from './live/lambda.ts'
import { queues } from './live/queues.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** Tells other people's programs what they have asked to hear of. */
const here = world('hooks')
export const handler = queueHandler(
  createHooks({ ...here, ...queues(), ...posting(here.now), ...stores(here) }),
  '/hooks',
  { inOrder: false },
)
