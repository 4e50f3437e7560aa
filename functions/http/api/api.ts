import { Hono } from 'hono'
import type { Ports } from '../../../core/ports.ts'
import { articles } from './articles.ts'
import { digests } from './digests.ts'
import { feeds } from './feeds.ts'
import { fence } from './fence.ts'
import { issues } from './issues.ts'
import { readerLists } from './reader-lists.ts'
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
  | 'audience'
  | 'subscribers'
  | 'letters'
  | 'settings'
  | 'editors'
  | 'limits'
  | 'fence'
  | 'queue'
  | 'links'
  | 'fetch'
  | 'pages'
  | 'readFeed'
  | 'site'
  | 'ids'
  | 'now'
  | 'log'
>

/** The JSON API: one file per noun, the same actions as the console's. */
export const createApi = (ports: ApiPorts): Hono =>
  new Hono()
    .route('/topics', topics(ports))
    .route('/tags', tags(ports))
    .route('/articles', articles(ports))
    .route('/feeds', feeds(ports))
    .route('/digests', digests(ports))
    .route('/issues', issues(ports))
    .route('/subscribers', readerLists(ports))
    .route('/subscribers', subscribers(ports))
    .route('/settings', settings(ports))
    .route('/fence', fence(ports))
