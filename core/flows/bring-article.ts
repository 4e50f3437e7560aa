import { type Article, type ArticleInput, afterRevision, parseArticle, refusedPlaces } from '../model/article.ts'
import { identityOf } from '../model/identity.ts'
import type { Found } from '../model/page.ts'
import { parsePastedText } from '../model/pasted-text.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { type Filed, fileArticle } from './file-article.ts'
import { readPage } from './read-page.ts'
import { whereItLies } from './where-it-lies.ts'

type Needs = Pick<Ports, 'articles' | 'topics' | 'digests' | 'fetch' | 'pages' | 'ids' | 'now' | 'log'>

/** What an editor, a CMS or a script has of an article: all of it, its link alone, or its text as it was pasted. */
export type Brought = Partial<ArticleInput> & { readonly text?: string | undefined }

/**
 * Files an article from whatever there is of it: text is taken apart, and the page behind a link without a title is read;
 * what is said beside it wins. Without a tag it is a draft. Refusals name the field. Price: of `readPage`, where only a
 * link is given, and of `fileArticle`.
 */
export async function bringArticle(
  ports: Needs,
  brought: Brought,
): Promise<Parsed<Filed & { readonly found?: Found }>> {
  const told = await toldBy(ports, brought)
  if (!told.ok) return told
  const read: Parsed<Article> = parseArticle(told.value.input, ports.ids.article, ports.now())
  if (!read.ok) return read
  const here = await whereItLies(ports, identityOf(read.value), told.value.input.url)
  const arrived: Article = here ? { ...read.value, id: here.id } : read.value
  const topics = await ports.topics.all()
  let refusals: readonly Refusal[] = []
  const settle = (known: Article | undefined): Article | undefined => {
    const next = known ? afterRevision(known, arrived) : arrived
    refusals = refusedPlaces(next, topics)
    return refusals.length > 0 ? undefined : next
  }
  const filed = await fileArticle(ports, arrived, topics, { settle, read: { known: here } })
  if (refusals.length > 0) return refused(...refusals)
  return parsed({ ...filed, ...(told.value.found ? { found: told.value.found } : {}) })
}

async function toldBy(
  ports: Needs,
  { text, ...given }: Brought,
): Promise<Parsed<{ readonly input: ArticleInput; readonly found?: Found }>> {
  if (text !== undefined) {
    const taken = parsePastedText(text)
    return taken.ok ? parsed({ input: { ...taken.value, ...given } }) : taken
  }
  const { url, title } = given
  if (title !== undefined) return parsed({ input: { ...given, title } })
  if (url !== undefined) return readPage(ports, { ...given, url })
  return refused(
    refusal('title', 'An article needs a title.', 'required'),
    refusal('url', 'An article needs its address (https://…).', 'required'),
  )
}
