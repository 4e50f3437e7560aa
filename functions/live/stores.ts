import type { Zones } from '../../core/model/zones.ts'
import type { Ports } from '../../core/ports.ts'
import { documentClient } from '../adapters/dynamo/client.ts'
import { addressKey } from '../adapters/ids.ts'
import { storesOn } from '../adapters/stores.ts'
import type { Table } from '../adapters/table.ts'
import { secret, setting } from './config.ts'

type Here = Pick<Ports, 'now' | 'wait' | 'random' | 'ids' | 'log'>

/** Everything that is kept: the one table, as this function is configured to reach it. */
export function stores(here: Here, former?: () => Zones) {
  const endpoint = setting('DYNAMODB_ENDPOINT')
  const table: Table = {
    ...here,
    client: documentClient(endpoint ? { endpoint } : {}),
    name: setting('TABLE_NAME'),
    // Asked for when it is needed: who never looks for an address is not given the pepper.
    addressKey: (address) => addressKey(secret('Pepper'))(address),
    nonce: here.ids.nonce,
  }
  // On a laptop, the place tells a data folder from a copy of it.
  return storesOn(table, setting('TIDINGS_PLACE'), former)
}
