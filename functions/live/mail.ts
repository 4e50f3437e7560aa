import { Resend } from 'resend'
import type { Ports, Turns } from '../../core/ports.ts'
import { pace } from '../adapters/pace.ts'
import { resendMail } from '../adapters/resend.ts'
import { secret, setting } from './config.ts'
import { renderer } from './render.ts'

/** What the provider allows everybody. How much it allows us it says with its first answer. */
const GUESS = 2

/** The provider and the templates: what only `send` and `letters` reach. `turns`: of those among whom it is to go no faster than one may. */
export const mail = (wait: Ports['wait'], turns?: Turns): Pick<Ports, 'mail' | 'render'> => {
  const start = { most: setting('SEND_RATE'), guess: GUESS }
  return {
    mail: resendMail(
      new Resend(secret('ResendKey')),
      pace(start, () => performance.now(), wait, turns && { turns, nowMs: Date.now }),
      Date.now,
    ),
    render: renderer,
  }
}
