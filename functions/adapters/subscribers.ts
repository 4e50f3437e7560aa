import type { ConsentEvent, Subscriber, Suppression } from '../../core/model/subscriber.ts'
import type { Page, PageOf, Subscribers } from '../../core/ports.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { list, maybe, number, oneOf, read, record, shape, text } from './dynamo/shape.ts'
import { afterLast, END, type Key, keys, shards, type Table } from './table.ts'
import { savesIn } from './subscribers/save.ts'

const isSubscriber = shape({
  id: text,
  address: text,
  status: oneOf('pending', 'active', 'unsubscribed', 'bounced', 'complained'),
  locale: text,
  zone: text,
  subscriptions: list(
    shape({
      digest: text,
      edition: text,
      zone: text,
      topics: (topics) => topics === 'all' || list(text)(topics),
      status: oneOf('pending', 'active', 'left'),
      since: text,
      pausedUntil: maybe(text),
    }),
  ),
  askedAt: list(text),
  softBounces: list(shape({ issue: text, at: text })),
  createdAt: text,
  version: number,
})
const isSuppression = shape({ why: oneOf('bounced', 'complained', 'suppressed', 'blocked'), at: text })
const isConsent = shape({ at: text, kind: text, digests: list(record(() => true)) })
