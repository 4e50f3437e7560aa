import { hostOf } from '../model/article.ts'
import { bounds, tooMuch } from '../model/bounds.ts'
import type { FieldCode } from '../model/refusal.ts'
import { afterFailure, type FeedId, feedAddress, type Source } from '../model/source.ts'
import { between, SECOND } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'feeds' | 'fetch' | 'readFeed' | 'ids' | 'now' | 'log'>

export type Followed =
  /** `from`: the page that named it, or beside which it was found. */
  | { readonly kind: 'followed'; readonly source: Source; readonly from?: string }
  | { readonly kind: 'known'; readonly source: Source }
  /** Nothing is followed; a sentence for the editor. `code`: it is not the feed that is at fault. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly code?: FieldCode }

/** Where a page's feed lies by custom, if the page does not say. */
const customs = ['/feed', '/rss.xml', '/atom.xml']
/** Of the addresses that a page leads to, so many are tried. */
const MOST_TRIES = 5
/** And none begins so long after the first: somebody is waiting. */
const LONGEST_SEARCH = 10 * SECOND

/**
 * Follows a feed from now on, after a look whether it is one; given a page, the feed that the page names. A server that
 * is in trouble just now is believed and asked again later; an address where there is nothing is refused. Nothing is
 * filed: that is `collect-feed`, and its time has come at once. Price: one read, a read unit some forty feeds that are
 * followed, one write, one request and up to five more where a page was given.
 */
export async function followFeed(ports: Needs, wanted: Source): Promise<Followed> {
  const known = await ports.feeds.get(wanted.id)
  if (known) return { kind: 'known', source: known }
  if ((await ports.feeds.looks()).feeds.length >= bounds.feeds)
    return { kind: 'refused', sentence: tooMuch('feeds'), code: 'too_many' }

  const start = ports.now()
  const fetched = await ports.fetch({ url: wanted.url, as: 'feed' })
  if (fetched.kind === 'gone') return { kind: 'refused', sentence: 'Its server says that this is gone for good (410).' }
  if (fetched.kind === 'unchanged') return { kind: 'refused', sentence: 'Its server sends nothing to read.' }
  if (fetched.kind === 'failed') {
    const passes = fetched.status !== undefined && (fetched.status === 429 || fetched.status >= 500)
    if (!passes) return { kind: 'refused', sentence: fetched.reason }
    return follow(ports, afterFailure(wanted, fetched, ports.now()))
  }
  const read = await ports.readFeed(fetched.bytes, { contentType: fetched.contentType, url: fetched.url })
  if (read.ok) return follow(ports, titled(wanted, wanted.url, read.title, ports.ids.feed))

  const isPage = /html/i.test(fetched.contentType)
  const named = read.feeds ?? []
  const nearby = isPage ? customs.flatMap((path) => URL.parse(path, fetched.url)?.href ?? []) : []
  for (const url of [...new Set([...named, ...nearby])].slice(0, MOST_TRIES)) {
    const address = feedAddress(url)
    if (!address || address === wanted.url) continue
    if (between(start, ports.now()) > LONGEST_SEARCH) break
    const title = await titleAt(ports, address)
    if (title !== undefined) return follow(ports, titled(wanted, address, title, ports.ids.feed), wanted.url)
  }
  if (!isPage) return { kind: 'refused', sentence: read.reason }
  const sentence =
    named.length > 0
      ? `This is a page, and the feed that it names (${named[0]}) cannot be read.`
      : `This is a page that names no feed, and there is none at ${customs.join(', ')} beside it. Give the address of the feed itself.`
  return { kind: 'refused', sentence }
}

async function titleAt(ports: Needs, url: string): Promise<string | undefined> {
  const fetched = await ports.fetch({ url, as: 'feed' })
  if (fetched.kind !== 'ok') return undefined
  const read = await ports.readFeed(fetched.bytes, { contentType: fetched.contentType, url: fetched.url })
  return read.ok ? read.title : undefined
}

/** At its own address, and by its own name, if the editor has given none. */
function titled(wanted: Source, url: string, title: string, identify: (address: string) => FeedId): Source {
  const isNamed = wanted.title !== hostOf(wanted.url)
  return { ...wanted, id: identify(url), url, title: isNamed ? wanted.title : title || hostOf(url) }
}

async function follow(ports: Needs, source: Source, from?: string): Promise<Followed> {
  if ((await ports.feeds.save(undefined, source)) === 'lost') {
    const known = await ports.feeds.get(source.id)
    if (known) return { kind: 'known', source: known }
  }
  ports.log('feed.followed', { feed: source.id, trusted: source.trusted, failures: source.failures })
  return { kind: 'followed', source, ...(from ? { from } : {}) }
}
