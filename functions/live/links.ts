import type { Ports } from '../../core/ports.ts'
import { linkSigner } from '../adapters/links.ts'
import { secret, setting } from './config.ts'

/** Readers' links: where they lead, and what signs them. */
export const links = (): Pick<Ports, 'links' | 'site'> => ({
  links: linkSigner(secret('LinkKeys')),
  site: setting('SITE_URL'),
})
