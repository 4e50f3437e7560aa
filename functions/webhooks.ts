import { handle } from 'hono/aws-lambda'
import { createWebhooks } from './http/webhooks.ts'
import { secret, setting } from './live/config.ts'
import { queues } from './live/queues.ts'
import { onlyRouted } from './live/router.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** What the mail provider reports. While its secret is rotated, the new one and the old one stand side by side, separated by a space. */
const here = world('webhooks')
export const handler = onlyRouted(
  handle(
    createWebhooks(
      { ...here, ...queues(), ...stores(here), site: setting('SITE_URL') },
      secret('WebhookSecret').split(' '),
    ),
  ),
)
