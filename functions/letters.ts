import { createLetters } from './http/queued.ts'
import { queueHandler } from './live/lambda.ts'
import { links } from './live/links.ts'
import { mail } from './live/mail.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'
import { zoned } from './live/zones.ts'

/** Writes single letters: confirmations first of all. */
const here = world('letters')
export const handler = queueHandler(
  createLetters({ ...here, ...zoned(here), ...links(), ...mail(here.wait), ...stores(here) }),
  '/letters',
  { inOrder: false },
)
