/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { Digest } from '../../../core/model/digest.ts'
import { preferencesPayload } from '../../../core/model/link.ts'
import { MOST_SUBSCRIPTIONS } from '../../../core/model/subscriber.ts'
import type { Choice } from '../../../core/model/variant.ts'
import type { Ports } from '../../../core/ports.ts'
import { NotFoundPage } from '../pages/reader.tsx'

export type SitePorts = Pick<
  Ports,
  | 'subscribers'
  | 'digests'
  | 'topics'
  | 'articles'
  | 'issues'
  | 'letters'
  | 'settings'
  | 'queue'
  | 'links'
  | 'site'
  | 'ids'
  | 'now'
  | 'log'
>

export const gone = (c: Context) => c.html(<NotFoundPage />, 404)

export const publisherOf = async (ports: Pick<Ports, 'settings'>) => (await ports.settings.get()).publisher

/** Pages that a token opens are nobody else's: no cache keeps them (T15). */
export async function noStore(c: Context, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('Cache-Control', 'no-store')
}

export const preferencesPath = (ports: SitePorts, subscriber: string) =>
  `/preferences/${ports.links.sign('preferences', preferencesPayload(subscriber), ports.links.currentKey)}`

export const digestsOf = async (ports: Pick<Ports, 'digests'>, ids: readonly string[]): Promise<Digest[]> =>
  (await Promise.all([...new Set(ids)].slice(0, MOST_SUBSCRIPTIONS).map((id) => ports.digests.get(id)))).filter(
    (digest) => digest !== undefined,
  )

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

/** The trusted hop's word on where a request came from, cut to its network (T12, STD-60). */
export function seenOf(c: Context): { network?: string; agent?: string } {
  const event = (c.env as { event?: { requestContext?: { http?: { sourceIp?: string } } } } | undefined)?.event
  const ip = event?.requestContext?.http?.sourceIp
  const agent = c.req.header('user-agent')?.slice(0, 200)
  const network = ip?.includes(':') ? `${ip.split(':').slice(0, 3).join(':')}::/48` : ip?.replace(/\.\d+$/, '.0/24')
  return { ...(network ? { network } : {}), ...(agent ? { agent } : {}) }
}
