import type { Digest } from '../model/digest.ts'
import type { Ports } from '../ports.ts'

/** Every digest, newest first: there are tens, not thousands. Price: a read for a hundred, and one each. */
export async function allDigests(ports: Pick<Ports, 'digests'>): Promise<Digest[]> {
  const digests: Digest[] = []
  let cursor: string | undefined
  do {
    const page = await ports.digests.list({ limit: 100, cursor })
    digests.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return digests
}
