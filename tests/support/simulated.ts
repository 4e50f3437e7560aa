import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { memoryTable } from '../../local/engines/memory-table.ts'
import { quiet } from './logs.ts'

/** The real stores on the table that the simulator has in its own process. */
export const simulatedStores = (now: () => string) =>
  storesOn({
    client: memoryTable().client,
    name: 'simulated',
    now,
    log: quiet,
    wait: async () => {},
    random: Math.random,
    addressKey: addressKey('pepper'),
    nonce: ids().nonce,
  })
