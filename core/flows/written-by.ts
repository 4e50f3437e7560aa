import type { Comment } from '../model/comment.ts'
import type { Subscriber } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'

/**
 * What a reader has written to the editors, under every address that they have had. An address that somebody else has by now
 * is the reader's up to the moment when they left it. Newest first. Price: one read and one a comment, for each address; two
 * reads more for each that they have left.
 */
export async function writtenBy(
  ports: Pick<Ports, 'comments' | 'subscribers'>,
  { address, formerly = [] }: Pick<Subscriber, 'address' | 'formerly'>,
): Promise<Comment[]> {
  const found = [...(await ports.comments.of(address))]
  for (const { address: former, until } of formerly) {
    const { subscriber: other } = await ports.subscribers.byAddress(former)
    found.push(...(await ports.comments.of(former)).filter(({ at }) => !other || at <= until))
  }
  return found.toSorted((a, b) => (a.id < b.id ? 1 : -1))
}
