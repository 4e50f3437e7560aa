import { handle } from 'hono/aws-lambda'
import { createConsole } from './http/console.ts'
import { secret } from './live/config.ts'
import { links } from './live/links.ts'
import { queues } from './live/queues.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'

/** Editors' pages and the JSON API. */
const here = world()
export const handler = handle(createConsole({ ...here, ...links(), ...queues(), ...stores(here) }, secret('ApiKey')))
