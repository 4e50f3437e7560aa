import { Parser } from 'htmlparser2'
import type { FeedReader } from '../../core/model/feed.ts'
import { feedAddress } from '../../core/model/source.ts'
import { parseFeed } from './feed-parser.ts'

/** A page names its feeds at its head: nobody has more than a few, and what stands far down is not read. */
const MOST_FEEDS = 5
const MOST_HEAD = 300_000

/** A feed, or what a page says of where its feeds are. */
export const readFeed: FeedReader = (bytes, from) => {
  const feed = parseFeed(bytes, from)
  return feed.ok ? feed : { ...feed, feeds: feedsNamedIn(bytes, from.url) }
}

const kinds = /^(?:application\/(?:(?:rss|atom|rdf)\+xml|feed\+json|xml)|text\/xml)\s*(?:;|$)/i

/**
 * The feeds that an HTML page names (`<link rel="alternate" type="application/rss+xml" href>`), absolute, in its order;
 * those of its comments last. Addresses are ASCII, so the bytes are read as if they were letters.
 */
function feedsNamedIn(bytes: Uint8Array, url: string | undefined): string[] {
  const found: { href: string; isOfComments: boolean }[] = []
  let base = url
  const parser = new Parser({
    onopentag(name, { rel = '', type = '', href = '', title = '' }) {
      if (name === 'base' && URL.canParse(href, url)) base = new URL(href, url).href
      if (name !== 'link' || !kinds.test(type.trim())) return
      if (!/(?:^|\s)alternate(?:\s|$)/i.test(rel)) return
      const absolute = URL.canParse(href.trim(), base) ? feedAddress(new URL(href.trim(), base).href) : undefined
      if (absolute) found.push({ href: absolute, isOfComments: /comment|kommentar/i.test(`${title} ${href}`) })
    },
  })
  parser.end(new TextDecoder('latin1').decode(bytes.subarray(0, MOST_HEAD)))
  const inOrder = found.toSorted((a, b) => Number(a.isOfComments) - Number(b.isOfComments))
  return [...new Set(inOrder.map(({ href }) => href))].slice(0, MOST_FEEDS)
}
