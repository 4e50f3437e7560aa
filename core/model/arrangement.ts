import type { ArticleId } from './article.ts'
import type { FrozenArticle } from './issue.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import { cleanText } from './text.ts'

/**
 * What editors have decided about an edition's issues to come: it holds until the articles it names have gone out, and is
 * small. What it says of an article that is not in the issue says nothing.
 */
export type Arrangement = {
  readonly version: number
  /** Articles in the order an editor gave them; those not named come after them, newest first. */
  readonly order: readonly ArticleId[]
  /** Left out: not in the issue that covers them, and in no later one. */
  readonly out: readonly ArticleId[]
  /** The one that opens the mail, with its section. */
  readonly lead?: ArticleId
  /** In place of the digest's own words, in the issue of this slot (its wall time) alone, or the one sent by hand before it. */
  readonly intro?: { readonly slot: string; readonly text: string }
  /** Slots that do not go out, by their wall time: their articles go into the next. */
  readonly skips: readonly string[]
}

/** Nothing has been decided. */
export const asItComes: Arrangement = { version: 0, order: [], out: [], skips: [] }

/** Longer lists of ids than any issue holds are somebody's mistake. */
const MOST_NAMED = 500
const MOST_INTRO = 600

/** The articles of an issue as editors want them: the lead, those that were put in order, the rest as it comes. */
export function arranged(articles: readonly FrozenArticle[], arrangement: Arrangement): FrozenArticle[] {
  const { order, out, lead } = arrangement
  if (order.length === 0 && out.length === 0 && lead === undefined) return [...articles]
  const place = new Map(order.map((id, index) => [id, index]))
  const left = new Set(out)
  const placeOf = ({ id }: FrozenArticle) => (id === lead ? -1 : (place.get(id) ?? order.length))
  return articles
    .map((article): FrozenArticle => {
      if (left.has(article.id)) return { ...article, out: 'editor' }
      return article.id === lead ? { ...article, lead: true } : article
    })
    .toSorted((a, b) => placeOf(a) - placeOf(b))
}

/** The topic that an article stands under in a mail with all of the digest's topics: the first that holds it. */
export const sectionOf = (topics: readonly string[], article: FrozenArticle): string | undefined =>
  topics.find((slug) => article.topics.includes(slug))

/** As the mail has them: section by section, the lead's first. */
export function inMailOrder(topics: readonly string[], articles: readonly FrozenArticle[]): FrozenArticle[] {
  const lead = articles.find((article) => article.lead)
  const first = lead && sectionOf(topics, lead)
  const rank = (article: FrozenArticle) => {
    const section = sectionOf(topics, article)
    return section === first ? -1 : topics.indexOf(section ?? '')
  }
  return articles.toSorted((a, b) => rank(a) - rank(b))
}

/** One thing that an editor does to what is coming. */
export type Change =
  | { readonly kind: 'move'; readonly article: string; readonly to: 'up' | 'down' }
  /** All of a section, or of the issue, in this order. */
  | { readonly kind: 'order'; readonly articles: readonly string[] }
  | { readonly kind: 'leave-out' | 'take-in' | 'lead' | 'no-lead'; readonly article: string }
  | { readonly kind: 'intro'; readonly slot: string; readonly text: string }
  | { readonly kind: 'skip' | 'unskip'; readonly slot: string }

/**
 * The arrangement after a change. `coming`: the articles as they are arranged now, in the mail's order; ids that are no
 * longer among them are forgotten. Refused: an article that is not coming.
 */
export function afterChange(
  known: Arrangement,
  change: Change,
  topics: readonly string[],
  coming: readonly FrozenArticle[],
): Parsed<Arrangement> {
  const pruned = withoutGone(known, coming)
  switch (change.kind) {
    case 'move':
      return withOne(coming, change.article, (article) => afterMove(pruned, topics, coming, article, change.to))
    case 'order':
      return parsed({ ...pruned, order: reordered(coming, change.articles) })
    case 'leave-out':
      return withOne(coming, change.article, ({ id }) => {
        const { lead, ...rest } = pruned
        const out = [...pruned.out.filter((one) => one !== id), id]
        return lead === undefined || lead === id ? { ...rest, out } : { ...rest, out, lead }
      })
    case 'take-in':
      return withOne(coming, change.article, ({ id }) => ({ ...pruned, out: pruned.out.filter((one) => one !== id) }))
    case 'lead':
      return withOne(coming, change.article, ({ id }) => ({
        ...pruned,
        out: pruned.out.filter((one) => one !== id),
        lead: id,
      }))
    case 'no-lead': {
      const { lead: _, ...rest } = pruned
      return parsed(rest)
    }
    case 'intro': {
      const { intro: _, ...rest } = pruned
      const text = cleanText(change.text, MOST_INTRO + 1)
      if (text.length > MOST_INTRO)
        return refused(refusal('intro', `At most ${MOST_INTRO} characters: what is longer is an article.`, 'too_long'))
      return parsed(text === '' ? rest : { ...rest, intro: { slot: change.slot, text } })
    }
    case 'skip':
      return parsed({ ...pruned, skips: [...new Set([...pruned.skips, change.slot])].toSorted().slice(-20) })
    case 'unskip':
      return parsed({ ...pruned, skips: pruned.skips.filter((slot) => slot !== change.slot) })
  }
}

/** One place up or down within its section: an article stands where its topic does. */
function afterMove(
  known: Arrangement,
  topics: readonly string[],
  coming: readonly FrozenArticle[],
  article: FrozenArticle,
  to: 'up' | 'down',
): Arrangement {
  const section = sectionOf(topics, article)
  const neighbours = coming.filter((one) => !one.out && sectionOf(topics, one) === section)
  const other = neighbours[neighbours.findIndex(({ id }) => id === article.id) + (to === 'up' ? -1 : 1)]
  const ids = coming.map(({ id }) => id)
  if (!other) return { ...known, order: ids }
  const swapped = ids.map((id) => (id === article.id ? other.id : id === other.id ? article.id : id))
  // Past the lead there is no place: it is the lead no longer.
  const { lead, ...rest } = known
  const keepsLead = lead !== undefined && other.id !== lead && article.id !== lead
  return { ...rest, order: swapped, ...(keepsLead ? { lead } : {}) }
}

/** The named ones take the places that they have among them, in their new order; whatever else is coming stays where it is. */
function reordered(coming: readonly FrozenArticle[], named: readonly string[]): ArticleId[] {
  const known = new Set(coming.map(({ id }) => id as string))
  const wanted = [...new Set(named)].filter((id) => known.has(id)) as ArticleId[]
  const moving = new Set<string>(wanted)
  let next = 0
  return coming.map(({ id }) => (moving.has(id) ? wanted[next++]! : id))
}

function withOne(
  coming: readonly FrozenArticle[],
  id: string,
  make: (article: FrozenArticle) => Arrangement,
): Parsed<Arrangement> {
  const article = coming.find((one) => one.id === id)
  if (article) return parsed(make(article))
  return refused(
    refusal('article', 'This article is not in the coming issue any more: look at the page again.', 'not_there'),
  )
}

/** Without the articles that have gone out, or are gone. */
function withoutGone(known: Arrangement, coming: readonly FrozenArticle[]): Arrangement {
  const here = new Set(coming.map(({ id }) => id))
  const { lead, ...rest } = known
  return {
    ...rest,
    order: known.order.filter((id) => here.has(id)).slice(0, MOST_NAMED),
    out: known.out.filter((id) => here.has(id)).slice(0, MOST_NAMED),
    ...(lead !== undefined && here.has(lead) ? { lead } : {}),
  }
}

/** The digest's words for an issue: those written for it alone, or those it always has. */
export function introFor(
  arrangement: Arrangement,
  slot: { readonly local: string },
  byHand: boolean,
  usual: string | undefined,
): string | undefined {
  const { intro } = arrangement
  return intro && (byHand || intro.slot === slot.local) ? intro.text : usual
}

/** Whether an editor does not want this slot to go out. What is sent by hand has a slot to the second, which is none of these. */
export const isSkipped = ({ skips }: Arrangement, slot: { readonly local: string }): boolean =>
  skips.includes(slot.local)
