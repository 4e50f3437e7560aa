import { bounds } from '../model/bounds.ts'
import type { Digest } from '../model/digest.ts'
import type { Ports } from '../ports.ts'

/** Every digest, newest first: a thousand at most (`bounds.digests`). Price: a read unit some fifty, one each, and one an edition. */
export async function allDigests(ports: Pick<Ports, 'digests'>): Promise<Digest[]> {
  const digests: Digest[] = []
  let cursor: string | undefined
  do {
    const page = await ports.digests.list({ limit: bounds.digests, cursor })
    digests.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return digests
}
