import { handle } from 'hono/aws-lambda'
import { createWebhooks } from './http/webhooks.ts'
import { secret } from './live/config.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** What the mail provider reports. While its secret is rotated, the new one and the old one stand side by side, separated by a space. */
const here = world()
export const handler = handle(createWebhooks({ ...here, ...stores(here) }, secret('WebhookSecret').split(' ')))
