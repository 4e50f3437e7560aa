import type { Digest } from '../../../core/model/digest.ts'
import type { Ports } from '../../../core/ports.ts'

/** All of them: there are tens, not thousands. */
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
