import type { Digest } from '../../core/model/digest.ts'
import type { Ports } from '../../core/ports.ts'
import { notFound } from './problem.ts'

/** The digest that an address names; 404 where there is none. */
export async function findDigest(ports: Pick<Ports, 'digests'>, id: string): Promise<Digest> {
  const digest = await ports.digests.get(id)
  if (!digest) throw notFound('digest')
  return digest
}
