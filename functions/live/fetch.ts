import type { Ports } from '../../core/ports.ts'
import { courier } from '../adapters/courier.ts'
import { type SafeFetchOptions, safeFetch } from '../adapters/safe-fetch.ts'
import { setting } from './config.ts'

/** From the public internet; on a laptop that says so, from itself, too. */
export const fetching = (now: Ports['now']): Pick<Ports, 'fetch'> => ({
  fetch: safeFetch(strangers(now)),
})

/** To those who have asked to be told. */
export const posting = (now: Ports['now']): Pick<Ports, 'courier'> => ({ courier: courier(strangers(now)) })

const strangers = (now: Ports['now']): SafeFetchOptions => ({
  site: setting('SITE_URL'),
  allowPrivate: setting('TIDINGS_LOCAL') && setting('TIDINGS_ALLOW_PRIVATE_FETCH'),
  now,
})
