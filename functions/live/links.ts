import type { Ports } from '../../core/ports.ts'
import { type KeyRing, linkSigner } from '../adapters/links.ts'
import { secret, site } from './config.ts'

/** Readers' links: where they lead, and what signs them. */
export const links = (): Pick<Ports, 'links' | 'site'> => ({
  links: linkSigner(JSON.parse(secret('LinkKeys')) as KeyRing),
  site: site(),
})
