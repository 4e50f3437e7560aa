import { createAccount } from './http/scheduled.ts'
import { account } from './live/account.ts'
import { setting } from './live/config.ts'
import { scheduleHandler } from './live/lambda.ts'
import { queues } from './live/queues.ts'
import { stores } from './live/stores.ts'
import { world } from './live/world.ts'
import { zoned } from './live/zones.ts'

/** Every five minutes: how we stand with the mail provider, and what it is to be told. */
const here = world('account')
export const handler = scheduleHandler(
  createAccount({ ...here, ...zoned(here), ...queues(), ...account(), ...stores(here), site: setting('SITE_URL') }),
  '/account',
)
