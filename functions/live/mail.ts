import { Resend } from 'resend'
import type { Ports } from '../../core/ports.ts'
import { renderer } from '../../emails/render.tsx'
import { pace } from '../adapters/pace.ts'
import { resendMail } from '../adapters/resend.ts'
import { optional, secret } from './config.ts'

/** The provider and the templates: what only `send` and `letters` reach. */
export const mail = (wait: Ports['wait']): Pick<Ports, 'mail' | 'render'> => {
  const perSecond = Number(optional('SEND_RATE') ?? 5)
  return {
    mail: resendMail(new Resend(secret('ResendKey')), pace(perSecond, Date.now, wait), Date.now),
    render: renderer,
  }
}
