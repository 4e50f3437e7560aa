import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import type { Told } from '../../core/model/page.ts'

/** Paragraphs that could be the summary, where nobody has written one. */
const MOST_PARAGRAPHS = 5

/** What the article's own text says, by Mozilla's Readability over a tree without scripts, styles or network. */
export function readText(html: string): Told[] {
  const whole = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`
  try {
    const article = new Readability<Element>(parseHTML(whole).document as never, {
      disableJSONLD: true,
      serializer: (node) => node as Element,
    }).parse()
    if (!article) return []
    const paragraphs = [...(article.content?.querySelectorAll('p') ?? [])].slice(0, MOST_PARAGRAPHS)
    return [
      {
        from: 'readability',
        title: article.title ?? undefined,
        summary: article.excerpt ?? undefined,
        author: article.byline ?? undefined,
        publishedAt: article.publishedTime ?? undefined,
        source: article.siteName ?? undefined,
      },
      ...paragraphs.map(({ textContent }): Told => ({ from: 'readability', summary: textContent ?? undefined })),
    ]
  } catch {
    // A page that no tree can be made of has said what it says in its tags.
    return []
  }
}
