/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { aFewAtATime } from '../../../core/flows/a-few-at-a-time.ts'
import { latestIssues } from '../../../core/flows/read-archive.ts'
import type { ListedIssue } from '../../../core/model/archive.ts'
import { articleUrl, issueUrl } from '../../../core/model/link.ts'
import { later } from '../../../core/model/time.ts'
import { composeDigest, variantsOf } from '../../../core/model/variant.ts'
import { atomFeed, type Entry, jsonFeed } from '../pages/feeds.ts'
import { type Place, sitemap } from '../pages/sitemap.ts'
import { learn } from '../pages/words/words.ts'
import { gone, publisherOf, type SitePorts } from './common.tsx'

/** Issues of a feed, and stories of one issue in it. */
const ENTRIES = 20
const MOST_STORIES = 50
/** Issues in the sitemap: of one digest, and of all; and how many of the newest are looked through for texts of our own. */
const MAPPED = 100
const MAPPED_IN_ALL = 400
const LOOKED_THROUGH = 30
/** Digests whose issues are in it, those planned first; of the others their pages are, from which all their issues are found. */
const MAPPED_DIGESTS = 20
const AT_ONCE = 8
/** What an entry is made of has changed: whoever kept a copy gets the new one. */
const FORM = 1

/** What programs read: feeds, the sitemap, and what robots may open. */
export function feeding(ports: SitePorts): Hono {
  const app = new Hono()

  /**
   * The last issues of a digest. Price: two reads, one an edition and one an issue; three reads an issue where the asker
   * has not seen them yet.
   */
  for (const { name, type, write } of [
    { name: 'feed.atom', type: 'application/atom+xml', write: atomFeed },
    { name: 'feed.json', type: 'application/feed+json', write: jsonFeed },
  ])
    app.get(`/d/:digest/${name}`, async (c) => {
      const digest = await ports.digests.get(c.req.param('digest'))
      if (!digest) return gone(c)
      const locale = await learn(c.req.query('lang') ?? 'en')
      const [issues, { name: publisher }] = await Promise.all([
        latestIssues(ports, digest, ENTRIES),
        publisherOf(ports),
      ])
      const state = [FORM, name, ports.site, digest.name, publisher, locale, issues.map(({ id }) => id)]
      const updated = issues.map(openedAt).reduce(later, digest.createdAt)
      return answer(c, { type, etag: `"${ports.ids.fingerprint(JSON.stringify(state))}"`, updated }, async () => {
        const entries = await Promise.all(issues.map((line) => entryOf(ports, line, locale)))
        const feed = { site: ports.site, path: `/d/${digest.id}`, name: digest.name, publisher, locale, updated }
        return write({ ...feed, entries: entries.filter((entry) => entry !== undefined) })
      })
    })

  /**
   * It has one address: with a query it would be made anew for each, past every cache. Price: a read unit some fifteen
   * digests; of the first twenty three reads, one an edition and one an issue in it; and one for each of thirty that are
   * looked through.
   */
  app.get('/sitemap.xml', async (c) => {
    if (c.req.url.includes('?')) return c.redirect('/sitemap.xml', 308)
    const [outlines, { items: first }] = await Promise.all([
      ports.digests.outlines(),
      ports.digests.list({ limit: MAPPED_DIGESTS, oldestFirst: true }),
    ])
    const digests = outlines.reverse()
    const latest = new Map<string, readonly ListedIssue[]>()
    await aFewAtATime(first, AT_ONCE, async (digest) => {
      const inAll = [...latest.values()].reduce((sum, lines) => sum + lines.length, 0)
      const room = Math.min(MAPPED, MAPPED_IN_ALL - inAll)
      if (room > 0) latest.set(digest.id, await latestIssues(ports, digest, room))
    })
    const places: Place[] = [{ path: '/' }]
    for (const { id } of digests) {
      const [line] = latest.get(id) ?? []
      places.push({ path: `/d/${id}`, ...(line ? { changed: openedAt(line) } : {}) })
    }
    const found = digests
      .flatMap((digest) => (latest.get(digest.id) ?? []).map((line) => ({ digest, line })))
      .slice(0, MAPPED_IN_ALL)
    const newest = found.toSorted((a, b) => (openedAt(a.line) < openedAt(b.line) ? 1 : -1))
    places.push(
      ...newest.map(({ digest, line }) => ({ path: issueUrl('', digest.id, line.id), changed: openedAt(line) })),
      ...(await ownTexts(
        ports,
        newest.slice(0, LOOKED_THROUGH).map(({ line }) => line),
      )),
    )
    c.header('Cache-Control', 'public, max-age=3600')
    return c.body(sitemap(ports.site, places), 200, { 'content-type': 'application/xml; charset=utf-8' })
  })

  app.get('/robots.txt', (c) => c.text(robots(ports.site)))
  return app
}

/** What only a link of a mail, or an editor, opens. */
const closed = [
  ...['confirm', 'preferences', 'unsubscribe', 'export', 'erase', 'address', 'block'],
  ...['challenge', 'console', 'api', 'webhooks'],
]
const robots = (site: string): string =>
  `User-agent: *\n${closed.map((path) => `Disallow: /${path}/\n`).join('')}\nSitemap: ${site}/sitemap.xml\n`

const openedAt = ({ openedAt: at }: ListedIssue) => at

/** Texts that came out in these issues and have their page with us. */
async function ownTexts(ports: Pick<SitePorts, 'issues'>, lines: readonly ListedIssue[]): Promise<Place[]> {
  const issues = await Promise.all(
    lines.map(async (line) => ({ line, articles: await ports.issues.articles(line.id) })),
  )
  const texts = new Map<string, Place>()
  for (const { line, articles } of issues)
    for (const { id, url, out } of articles)
      if (url === undefined && !out) texts.set(id, { path: articleUrl('', id), changed: openedAt(line) })
  return [...texts.values()]
}

/** An issue as one who follows every topic has it, as it was frozen: it never changes. */
async function entryOf(
  ports: Pick<SitePorts, 'issues' | 'site' | 'zones'>,
  { id }: ListedIssue,
  locale: string,
): Promise<Entry | undefined> {
  const [issue, articles] = await Promise.all([ports.issues.get(id), ports.issues.articles(id)])
  if (!issue) return undefined
  const whole = { ...issue, articles }
  const variant = variantsOf(whole).of('all', locale)
  if (!variant) return undefined
  return {
    // Where it was when it came out: a site that moves brings nothing twice.
    id: issueUrl(issue.frozen.site, issue.digest, id),
    path: issueUrl('', issue.digest, id),
    at: later(issue.openedAt, issue.slot.at),
    props: composeDigest(ports.zones, whole, variant, MOST_STORIES),
  }
}

/** A feed is asked for again and again: whoever has it already is told so (RFC 9110 §13). */
async function answer(
  c: Context,
  known: { readonly type: string; readonly etag: string; readonly updated: string },
  make: () => Promise<string>,
): Promise<Response> {
  const headers = {
    etag: known.etag,
    'last-modified': new Date(known.updated).toUTCString(),
    'cache-control': 'public, max-age=300',
  }
  if (isKnown(c, known)) return c.body(null, 304, headers)
  return c.body(await make(), 200, { ...headers, 'content-type': `${known.type}; charset=utf-8` })
}

function isKnown(c: Context, { etag, updated }: { readonly etag: string; readonly updated: string }): boolean {
  const tags = c.req.header('if-none-match')
  if (tags !== undefined)
    return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  const since = Date.parse(c.req.header('if-modified-since') ?? '')
  return !Number.isNaN(since) && Math.floor(Date.parse(updated) / 1000) * 1000 <= since
}
