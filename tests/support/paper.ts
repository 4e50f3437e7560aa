import type { Fetched, FetchRequest, SafeFetch } from '../../core/model/fetched.ts'
import { parseSource, type Source, type SourceInput } from '../../core/model/source.ts'
import { granted, type World } from './world.ts'

export type Item = {
  readonly guid?: string
  readonly title?: string
  readonly link?: string
  readonly categories?: readonly string[]
  readonly published?: string
  readonly summary?: string
}

/** An item numbered `n`, as a feed has it. */
export const anItem = (n: number, change: Item = {}): Item => ({
  guid: `g${n}`,
  title: `Story ${n}`,
  link: `https://paper.example/${n}`,
  ...change,
})

const tag = (name: string, text: string | undefined) =>
  text === undefined ? '' : `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`

export const rssOf = (items: readonly Item[], title = 'The Paper', more = '') =>
  `<rss version="2.0"><channel>${tag('title', title)}${more}${items
    .map(
      ({ guid, title: headline, link, categories = [], published, summary }) =>
        `<item>${guid === undefined ? '' : `<guid isPermaLink="false">${guid}</guid>`}${tag('title', headline)}${tag('link', link)}${tag(
          'pubDate',
          published,
        )}${tag('description', summary)}${categories.map((one) => tag('category', one)).join('')}</item>`,
    )
    .join('')}</channel></rss>`

/** Other people's servers: what each address answers, and what it was asked. Honours `If-None-Match`. */
export function aWeb() {
  const pages = new Map<
    string,
    Fetched | { readonly body: string; readonly contentType?: string; readonly etag?: string }
  >()
  const asked: FetchRequest[] = []
  const fetch: SafeFetch = async (request) => {
    asked.push(request)
    const page = pages.get(request.url)
    if (!page)
      return { kind: 'failed', why: 'answered', status: 404, reason: 'There is nothing at this address (404).' }
    if ('kind' in page) return page
    const { body, contentType = 'application/rss+xml', etag } = page
    if (etag !== undefined && etag === request.etag) return { kind: 'unchanged' }
    const bytes = new TextEncoder().encode(body)
    return { kind: 'ok', url: request.url, bytes, contentType, ...(etag ? { etag } : {}) }
  }
  return {
    fetch,
    asked,
    pages,
    put: (url: string, items: readonly Item[], more = '') =>
      void pages.set(url, { body: rssOf(items, 'The Paper', more) }),
  }
}

export const FEED = 'https://paper.example/feed'

/** Follows a feed without asking whether it is one. */
export async function follows(world: Pick<World, 'ports'>, input: Partial<SourceInput> = {}): Promise<Source> {
  const { feeds, ids, now } = world.ports
  const source = granted(parseSource({ url: FEED, title: 'The Paper', trusted: true, ...input }, ids.feed, now()))
  if ((await feeds.save(undefined, source)) === 'lost') throw new Error('the feed exists')
  return source
}
