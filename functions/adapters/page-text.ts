import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import type { Told } from '../../core/model/page.ts'

/** Paragraphs that could be the summary, where nobody has written one. */
const MOST_PARAGRAPHS = 5

/** Paragraphs in these are not the article's own words. */
const noProse = 'figure, figcaption, pre, nav, aside, form, footer'

/** Notes above the text, as wikis have them: "For other uses, see …". */
const notes = '[role=note], .hatnote, .dablink, #siteSub'

/** The numbers beside a listing's lines, which Readability takes for words. */
const lineNumbers =
  '.lineno, .linenos, .linenumber, .linenumbers, .line-number, .line-numbers, .line-numbers-rows, .gutter, .hljs-ln-numbers, .blob-num'

/** What the article's own text says, by Mozilla's Readability over a tree without scripts, styles or network. */
export function readText(html: string): Told[] {
  try {
    const article = new Readability<Element>(treeOf(html) as never, {
      disableJSONLD: true,
      serializer: (node) => node as Element,
    }).parse()
    if (!article) return []
    const paragraphs = [...(article.content?.querySelectorAll('p') ?? [])]
      .filter((one) => !one.closest(noProse) && one.textContent?.trim())
      .slice(0, MOST_PARAGRAPHS)
    return [
      {
        from: 'readability',
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

/** What may stand in a head; anything else begins the body, whether its tag is there or not (HTML, "in head" insertion mode). */
const ofHeads = new Set('TITLE META LINK BASE BASEFONT BGSOUND STYLE SCRIPT NOSCRIPT NOFRAMES TEMPLATE'.split(' '))

/**
 * The page as a tree. HTML lets the tags of `html`, `head` and `body` be left out, and minifiers do; linkedom builds of a
 * page only what is written in it, and Readability finds nothing outside a body that comes right after a head. So they
 * are made here.
 */
function treeOf(html: string): Document {
  const hasRoot = /<html[\s>]/i.test(html)
  const { document } = parseHTML(hasRoot ? html : `<html>${html.replace(/<!doctype[^>]*>/i, '')}</html>`)
  const root = document.documentElement
  const head = root.querySelector('head') ?? document.createElement('head')
  const body = root.querySelector('body') ?? document.createElement('body')
  const loose = [...root.childNodes].filter((node) => node !== head && node !== body)
  const inHead = [...head.childNodes]
  const first = inHead.findIndex((node) => node.nodeType === 1 && !ofHeads.has(node.nodeName) && node !== body)
  const astray = [...(first === -1 ? [] : inHead.slice(first)), ...loose].filter((node) => node !== body)
  for (const node of astray) {
    if (ofHeads.has(node.nodeName)) head.append(node)
    else body.append(node)
  }
  root.prepend(head)
  head.after(body)
  for (const aside of root.querySelectorAll(`${lineNumbers}, ${notes}`)) aside.remove()
  return document
}
