import type { Ports } from '../../core/ports.ts'
import { safeFetch } from '../adapters/safe-fetch.ts'
import { optional, site } from './config.ts'

/** From the public internet; on a laptop that says so, from itself, too. */
export const fetching = (now: Ports['now']): Pick<Ports, 'fetch'> => ({
  fetch: safeFetch({
    site: site(),
    allowPrivate: optional('TIDINGS_LOCAL') !== undefined && optional('TIDINGS_ALLOW_PRIVATE_FETCH') !== undefined,
    now,
  }),
})
