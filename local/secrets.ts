import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cannotStart } from './cannot-start.ts'
import type { StartConfiguration } from './configuration.ts'

export type Secrets = {
  /** `whsec_…`, what the mailbox signs its webhooks with. */
  readonly webhook: string
  readonly linkKeys: { readonly current: string; readonly keys: Readonly<Record<string, string>> }
  /** What addresses are hashed with. */
  readonly pepper: string
  readonly apiKey: string
}

/**
 * The secrets of a data folder, made at its first start and kept, so that the links in yesterday's mails still work.
 * `shownKey` is the API key where it is ours to tell; one that came from the environment is known already.
 */
export function readSecrets(
  folder: string,
  given: Partial<Pick<StartConfiguration, 'TIDINGS_WEBHOOK_SECRET' | 'TIDINGS_API_KEY'>>,
): { secrets: Secrets; shownKey?: string } {
  const file = join(folder, 'secrets.json')
  const kept = existsSync(file) ? read(file) : keep(file, make())
  const webhook = given.TIDINGS_WEBHOOK_SECRET ?? kept.webhook
  const apiKey = given.TIDINGS_API_KEY
  return apiKey ? { secrets: { ...kept, webhook, apiKey } } : { secrets: { ...kept, webhook }, shownKey: kept.apiKey }
}

const make = (): Secrets => ({
  webhook: `whsec_${randomBytes(24).toString('base64')}`,
  linkKeys: { current: 'k1', keys: { k1: randomBytes(32).toString('base64url') } },
  pepper: randomBytes(32).toString('base64url'),
  apiKey: `tidings_${randomBytes(24).toString('base64url')}`,
})

/** Written beside and moved into place: a crash leaves either no secrets or all of them. */
function keep(file: string, secrets: Secrets): Secrets {
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}

function read(file: string): Secrets {
  try {
    const { webhook, linkKeys, pepper, apiKey } = JSON.parse(readFileSync(file, 'utf8')) as Secrets
    if (
      [webhook, pepper, apiKey, linkKeys.keys[linkKeys.current]].every((one) => typeof one === 'string' && one !== '')
    )
      return { webhook, linkKeys, pepper, apiKey }
  } catch {
    // Told below, as for a file that lacks something.
  }
  return cannotStart(
    `${file} cannot be read as secrets: restore it from a copy. To delete it is no way out: with it goes the pepper, by which every reader is found by their address. Nobody on the list would be known any more, to a sign-up, an import, a bounce or an erasure, and links in mails already sent would stop working. Where there is no copy: move it aside, start once, take the readers out (GET /api/subscribers/export) and bring them into a new folder (--data NEW). Their status goes with them; who was erased is known no more.`,
  )
}
