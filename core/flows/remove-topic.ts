import type { Outline } from '../model/digest.ts'
import type { Ports } from '../ports.ts'
import { fileRecent } from './save-topic.ts'

export type Removed = { readonly kind: 'removed' } | { readonly kind: 'in-use'; readonly by: readonly Outline[] }

/** Removes a topic that no digest has; articles of the last week leave it. Price: the digests, and of `fileRecent`. */
export async function removeTopic(
  ports: Pick<Ports, 'topics' | 'articles' | 'digests' | 'now' | 'log'>,
  slug: string,
): Promise<Removed> {
  const by = (await ports.digests.outlines()).filter((digest) => digest.topics.includes(slug))
  if (by.length > 0) return { kind: 'in-use', by }
  await ports.topics.remove(slug)
  await fileRecent(ports, await ports.topics.all())
  return { kind: 'removed' }
}
