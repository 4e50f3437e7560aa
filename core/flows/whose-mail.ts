import { INSTALLATION_TAG, originOf } from '../model/origin.ts'
import type { ProviderEvent } from '../model/setback.ts'
import { between, type Instant, MINUTE, SECOND } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'fence' | 'issues' | 'letters' | 'subscribers' | 'now'>

export type WhoseMail = (event: Pick<ProviderEvent, 'tags'>) => Promise<'ours' | 'foreign'>

/** So many ids of mails from before the tag are remembered, found or not: they come in crowds. */
const MOST_REMEMBERED = 500

/**
 * Tells mails of ours from those of others who send on the same team, with a memory of its own. Who we are is read anew
 * after a minute, and once a second at most for an id that is not ours, which may be one that was armed since. Price: none
 * mostly; a read for a mail from before it was tagged.
 */
export function whoseMail(ports: Needs): WhoseMail {
  let known: { readonly installations: readonly string[]; readonly at: Instant } | undefined
  const remembered = new Map<string, boolean>()

  async function installations(staleAfter: number): Promise<readonly string[]> {
    const now = ports.now()
    if (known && between(known.at, now) < staleAfter) return known.installations
    known = { installations: await ports.fence.installations(), at: now }
    return known.installations
  }

  async function isOurs(about: 'issue' | 'letter' | 'subscriber', id: string): Promise<boolean> {
    const standing = remembered.get(id)
    if (standing !== undefined) return standing
    const found =
      about === 'issue'
        ? await ports.issues.get(id as `iss_${string}`)
        : about === 'letter'
          ? await ports.letters.get(id as `let_${string}`)
          : await ports.subscribers.get(id)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(id, found !== undefined)
    return found !== undefined
  }

  return async ({ tags }) => {
    const origin = originOf(tags, await installations(MINUTE))
    if (origin.kind === 'ask') return (await isOurs(origin.about, origin.id)) ? 'ours' : 'foreign'
    if (origin.kind === 'ours' || tags[INSTALLATION_TAG] === undefined) return origin.kind
    return originOf(tags, await installations(SECOND)).kind === 'ours' ? 'ours' : 'foreign'
  }
}
