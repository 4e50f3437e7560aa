import type { Ports } from '../../core/ports.ts'
import { articlesIn } from '../adapters/articles.ts'
import { audienceIn } from '../adapters/audience.ts'
import { digestsIn } from '../adapters/digests.ts'
import { documentClient } from '../adapters/dynamo/client.ts'
import { fenceIn } from '../adapters/fence.ts'
import { addressKey } from '../adapters/ids.ts'
import { issuesIn } from '../adapters/issues.ts'
import { lettersIn } from '../adapters/letters.ts'
import { settingsIn } from '../adapters/settings.ts'
import { subscribersIn } from '../adapters/subscribers.ts'
import type { Table } from '../adapters/table.ts'
import { topicsIn } from '../adapters/topics.ts'
import { optional, secret, setting } from './config.ts'

type Here = Pick<Ports, 'now' | 'wait' | 'random' | 'ids' | 'log'>

/** Everything that is kept: the one table, as this function is configured to reach it. */
export function stores(here: Here) {
  const endpoint = optional('DYNAMODB_ENDPOINT')
  const table: Table = {
    ...here,
    client: documentClient(endpoint ? { endpoint } : {}),
    name: setting('TABLE_NAME'),
    addressKey: addressKey(secret('Pepper')),
    nonce: here.ids.nonce,
  }
  return {
    topics: topicsIn(table),
    articles: articlesIn(table),
    digests: digestsIn(table),
    issues: issuesIn(table),
    subscribers: subscribersIn(table),
    audience: audienceIn(table),
    letters: lettersIn(table),
    settings: settingsIn(table),
    // On a laptop, what tells a data folder from a copy of it.
    fence: fenceIn(table, optional('TIDINGS_PLACE')),
  }
}
