import { usualPace } from '../core/flows/send-issue.ts'
import { createSend } from './http/queued.ts'
import { setting } from './live/config.ts'
import { queueHandler } from './live/lambda.ts'
import { links } from './live/links.ts'
import { mail } from './live/mail.ts'
import { queues } from './live/queues.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** Sends issues, one lane at a time. */
const here = world('send')
export const handler = queueHandler(
  createSend(
    { ...here, ...links(), ...queues(), ...mail(here.wait), ...stores(here) },
    { ...usualPace, leaseMs: (setting('SEND_LEASE_SECONDS') ?? usualPace.leaseMs / 1000) * 1000 },
  ),
  '/send',
  { inOrder: true },
)
