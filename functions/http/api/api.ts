import { Hono } from 'hono'
import type { Address } from '../../../core/model/address.ts'
import type { Ports } from '../../../core/ports.ts'
import { articles } from './articles.ts'
import { audit } from './audit.ts'
import { coming } from './coming.ts'
import { digests } from './digests.ts'
import { editors } from './editors.ts'
import { elsewhere } from './elsewhere.ts'
import { feeds } from './feeds.ts'
import { fence } from './fence.ts'
import { hooks } from './hooks.ts'
import { issues } from './issues.ts'
import { keys } from './keys.ts'
import { provider } from './provider.ts'
import { readerLists } from './reader-lists.ts'
import { onlyOnce } from './repeats.ts'
import { settings } from './settings.ts'
import { subscribers } from './subscribers.ts'
import { tags } from './tags.ts'
import { topics } from './topics.ts'

export type ApiPorts = Pick<
  Ports,
  | 'topics'
  | 'articles'
  | 'feeds'
  | 'digests'
  | 'issues'
  | 'outcomes'
  | 'audience'
  | 'imports'
  | 'subscribers'
  | 'letters'
  | 'comments'
  | 'settings'
  | 'editors'
  | 'keys'
  | 'audit'
  | 'hooks'
  | 'courier'
  | 'limits'
  | 'repeats'
  | 'standing'
  | 'fence'
  | 'strays'
  | 'queue'
  | 'links'
  | 'render'
  | 'fetch'
  | 'pages'
  | 'readFeed'
  | 'readCalendar'
  | 'calendars'
  | 'site'
  | 'importRate'
  | 'ids'
  | 'zones'
  | 'now'
  | 'wait'
  | 'random'
  | 'log'
>

/**
 * The JSON API: one file per noun, the same actions as the console's.
 *
 * Every route says what it takes and answers, by `route({…})` before its handler: the request is checked by it, and the
 * document (`/api/openapi.json`, `/api/docs`) is made of it. A noun's file holds
 *
 *     const thingShape = z.object({…}).meta({ id: 'Thing' })        what is answered; `id` names it in the document
 *     const newThing = z.strictObject({…}).meta({ id: 'NewThing' }) what is taken: unknown fields are refused
 *     const view = (thing: Thing): Shown<typeof thingShape> => …    so that the two cannot part
 *
 *     export function things(ports: ApiPorts) {                     no return type: clients are typed by what is inferred
 *       return new Hono()                                           one chain, for the same reason
 *         .get('/', route({ summary: 'List things', query: z.object(pageQuery),
 *             answers: { 200: [pageShape(thingShape), 'Things, newest first.'] } }),
 *           async (c) => c.json(pageAnswer('things', await ports.things.list(pageAsked('things', c.req.valid('query'))), view)))
 *         .post('/', route({ summary: 'Make a thing', body: newThing,
 *             answers: { 201: [thingShape, 'The thing, made.'] }, refuses: ['thing_exists'] }),
 *           async (c) => c.json(view(await make(c.req.valid('json'))), 201))
 *     }
 *
 * What follows from the rest is not repeated: 401, 403, 404 of a path with a name in it, 422 of a query or a body, 413, and
 * what an `Idempotency-Key` on a `POST` may come to. A `POST` that sends mail is `once: true`. Rules of a field stay with
 * the model that refuses it (`described` in shapes.ts only says what it is).
 */
const routesOf = (ports: ApiPorts, owners: readonly Address[]) =>
  new Hono()
    .use(onlyOnce(ports))
    .route('/topics', topics(ports))
    .route('/tags', tags(ports))
    .route('/articles', articles(ports))
    .route('/feeds', feeds(ports))
    .route('/digests', digests(ports))
    .route('/digests', coming(ports, owners))
    .route('/issues', issues(ports))
    .route('/subscribers', readerLists(ports))
    .route('/subscribers', subscribers(ports))
    .route('/settings', settings(ports))
    .route('/provider', provider(ports))
    .route('/fence', fence(ports))
    .route('/editors', editors(ports, owners))
    .route('/keys', keys(ports))
    .route('/hooks', hooks(ports))
    .route('/audit', audit(ports))

/** Where it is, below the editors' side. */
export const BASE = '/api'

export function createApi(ports: ApiPorts, owners: readonly Address[] = []) {
  const api = routesOf(ports, owners)
  api.all('*', elsewhere(api, BASE))
  return api
}

/** What a typed client knows of it (`client.ts`). */
export type Api = ReturnType<typeof routesOf>
