import type { Digest, Edition } from '../model/digest.ts'
import { type Cut, type FrozenArticle, freeze, NO_ZONE, OVERLAP, windowOf } from '../model/issue.ts'
import type { Slot } from '../model/schedule.ts'
import { type Instant, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { allOf } from './all-of.ts'

type Needs = Pick<Ports, 'issues' | 'articles' | 'zones'>

/** What an issue of a slot covers, if its cut is now: filed in its window, and not in the issue of the previous cut. Changes nothing. */
export async function gather(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  { zone, slot, cut }: { readonly zone: string; readonly slot: Pick<Slot, 'at'>; readonly cut: Cut },
  now: Instant,
): Promise<{ readonly coversFrom: Instant; readonly articles: FrozenArticle[] }> {
  const { coversFrom, readFrom } = windowOf(
    ports.zones,
    digest,
    edition,
    cut,
    zone === NO_ZONE ? undefined : { zone, slotAt: slot.at },
  )
  const filings = (await allOf(digest.topics.map((topic) => ports.articles.filings(topic, readFrom, now)))).flat()
  const articles = await ports.articles.getMany([...new Set(filings.map((filing) => filing.article))])
  const held = await heldBefore(ports, cut)
  return { coversFrom, articles: freeze(digest, filings, articles, held, now) }
}

/**
 * What went out in the stretch that is read again: by the issue of the previous cut, and by those before it, where several
 * came within the overlap. Price: a read, and one per 50 articles, of an issue; mostly of one.
 */
async function heldBefore(ports: Needs, { sentCut, sentIssue }: Cut): Promise<FrozenArticle[]> {
  const held: FrozenArticle[] = []
  const since = sentCut ? plus(sentCut, -OVERLAP) : ''
  for (let id = sentIssue; id !== undefined; ) {
    held.push(...(await ports.issues.articles(id)))
    const issue = await ports.issues.get(id)
    id = issue && issue.coversFrom > since ? issue.follows : undefined
  }
  return held
}
