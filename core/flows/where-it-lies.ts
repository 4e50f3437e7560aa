import type { Article } from '../model/article.ts'
import { formerIdentities } from '../model/identity.ts'
import type { Ports } from '../ports.ts'

/**
 * The article of this identity, or the one that has it from before December 2026, when `http` and `https` were two. `given`:
 * the link as it was given. Price: one read; where there is none some seven more, in one call.
 */
export async function whereItLies(
  ports: Pick<Ports, 'articles' | 'ids'>,
  identity: string,
  given: string | undefined,
): Promise<Article | undefined> {
  const known = await ports.articles.get(ports.ids.article(identity))
  if (known) return known
  const former = formerIdentities(identity, given)
  return former.length > 0 ? (await ports.articles.getMany(former.map(ports.ids.article)))[0] : undefined
}
