import { handle } from 'hono/aws-lambda'
import { createSite } from './http/site.tsx'
import { links } from './live/links.ts'
import { proving } from './live/proofs.ts'
import { queues } from './live/queues.ts'
import { onlyRouted } from './live/router.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'
import { zoned } from './live/zones.ts'

/** Readers' pages. */
const here = world('site')
export const handler = onlyRouted(
  handle(createSite({ ...here, ...zoned(here), ...links(), ...proving(here.now), ...queues(), ...stores(here) })),
)
