/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { Digest } from '../../../core/model/digest.ts'
import { preferencesPayload } from '../../../core/model/link.ts'
import { localeFor } from '../../../core/model/locale.ts'
import { type Networks, networksOf } from '../../../core/model/network.ts'
import { MOST_SUBSCRIPTIONS, type Subscriber } from '../../../core/model/subscriber.ts'
import type { Choice } from '../../../core/model/variant.ts'
import type { Ports } from '../../../core/ports.ts'
import { type Frame, NotFoundPage, UnreadablePage } from '../pages/notices.tsx'
import { type Learnt, learn } from '../pages/words/words.ts'

export type SitePorts = Pick<
  Ports,
  | 'subscribers'
  | 'digests'
  | 'topics'
  | 'articles'
  | 'issues'
  | 'outcomes'
  | 'letters'
  | 'comments'
  | 'limits'
  | 'proofs'
  | 'settings'
  | 'hooks'
  | 'queue'
  | 'links'
  | 'site'
  | 'ids'
  | 'zones'
  | 'now'
  | 'log'
>

/** The language that a page is asked for in: the reader's own, else `?lang=`, else what the browser says it reads. */
export const localeOf = (c: Context, subscriber?: Pick<Subscriber, 'locale'>): Promise<Learnt> =>
  learn(subscriber?.locale || c.req.query('lang') || (c.req.header('accept-language') ?? 'en'))

/** The language that a page was asked for in by its address: what its forms lead to is answered in it, too. */
export const askedIn = (c: Context): string => (c.req.query('lang') ? localeFor(c.req.query('lang')!) : '')

export const gone = async (c: Context) => c.html(<NotFoundPage locale={await localeOf(c)} />, 404)

/** A form that cannot be taken apart: nothing is done, and its sender is told so. */
export const unreadable = async (c: Context) => c.html(<UnreadablePage locale={await localeOf(c)} />, 400)

export const publisherOf = async (ports: Pick<Ports, 'settings'>) => (await ports.settings.get()).publisher

export const frameOf = async (
  ports: Pick<Ports, 'settings'>,
  c: Context,
  subscriber?: Pick<Subscriber, 'locale'>,
): Promise<Frame> => ({ publisher: await publisherOf(ports), locale: await localeOf(c, subscriber) })

/** Pages that a token opens are nobody else's: no cache keeps them (T15), and no search engine. */
export async function noStore(c: Context, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('Cache-Control', 'no-store')
  c.header('X-Robots-Tag', 'noindex')
}

export const preferencesPath = (ports: SitePorts, subscriber: string) =>
  `/preferences/${ports.links.sign('preferences', preferencesPayload(subscriber), ports.links.currentKey)}`

export const digestsOf = async (ports: Pick<Ports, 'digests'>, ids: readonly string[]): Promise<Digest[]> =>
  (await Promise.all([...new Set(ids)].slice(0, MOST_SUBSCRIPTIONS).map((id) => ports.digests.get(id)))).filter(
    (digest) => digest !== undefined,
  )

/** As many as a page offers at once; what is beyond is on the next. */
const SHOWN = 100

/**
 * What the front page offers, in the order it was planned: the oldest is the one the house is known for. `more`: where it
 * goes on. Price: a read unit some fifty, one a digest and one an edition.
 */
export async function offeredBy(
  ports: Pick<Ports, 'digests'>,
  after?: string,
): Promise<{ readonly digests: Digest[]; readonly more?: string | undefined }> {
  const { items, cursor } = await ports.digests.list({ limit: SHOWN, oldestFirst: true, cursor: after })
  return { digests: items.filter(({ status }) => status === 'active'), more: cursor }
}

/** `?after=…`: where a list of digests goes on. */
export const afterIn = (c: Context): string | undefined => c.req.query('after')?.slice(0, 200) || undefined

/** The same page, from there on. */
export function pathAfter(path: string, asked: string, more: string | undefined): string | undefined {
  const query = new URLSearchParams({ ...(asked ? { lang: asked } : {}), ...(more ? { after: more } : {}) })
  return more === undefined ? undefined : `${path}?${query}`
}

/** All ticked is `all`: topics that come later are meant too. */
export function choiceOf(digest: Digest, ticked: readonly string[]): Choice {
  const chosen = digest.topics.filter((slug) => ticked.includes(`${digest.id}/${slug}`))
  return chosen.length === digest.topics.length ? 'all' : chosen
}

/** Every value of a field, however often it is there. */
export const textsOf = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string')

/** `digest/edition`, as `edition` (JSON, a form of one's own) or as the radio buttons of a digest. */
export const editionsOf = (fields: Record<string, unknown>): string[] =>
  Object.entries(fields).flatMap(([name, value]) => (/^edition(?:-|$)/.test(name) ? textsOf(value) : []))

/** Where a request came from: the word of the hop in front of us, and never a header's, which anybody writes (T12). */
export function networksIn(c: Context): Networks | undefined {
  const event = (c.env as { event?: { requestContext?: { http?: { sourceIp?: string } } } } | undefined)?.event
  return networksOf(event?.requestContext?.http?.sourceIp)
}

/** What is kept of where a request came from: its network alone (STD-60). */
export function seenOf(c: Context): { network?: string; agent?: string } {
  const agent = c.req.header('user-agent')?.slice(0, 200)
  const network = networksIn(c)?.wide
  return { ...(network ? { network } : {}), ...(agent ? { agent } : {}) }
}
