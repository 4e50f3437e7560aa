import { usualPace } from '../core/flows/send-issue.ts'
import { createSend } from './http/queued.ts'
import { setting } from './live/config.ts'
import { queueHandler } from './live/lambda.ts'
import { links } from './live/links.ts'
import { mail } from './live/mail.ts'
import { queues } from './live/queues.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'
import { zoned } from './live/zones.ts'

/** Sends issues: at any time one worker an issue, and all of them together no faster than the provider takes it. */
const here = world('send')
const kept = stores(here)
export const handler = queueHandler(
  createSend(
    { ...here, ...zoned(here), ...links(), ...queues(), ...mail(here.wait, kept.turns), ...kept },
    { ...usualPace, leaseMs: (setting('SEND_LEASE_SECONDS') ?? usualPace.leaseMs / 1000) * 1000 },
  ),
  '/send',
  { inOrder: true },
)
