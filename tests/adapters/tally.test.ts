import { expect, it } from 'vitest'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { memoryTable } from '../../local/engines/memory-table.ts'
import { quiet } from '../support/logs.ts'

const now = () => '2026-11-24T08:00:00.000Z'

it('what the provider tells of a large issue is counted in sixteen places, so that none is written to all the time (design §7)', async () => {
  const memory = memoryTable()
  const { outcomes } = storesOn({
    client: memory.client,
    name: 'memory',
    now,
    log: quiet,
    wait: async () => {},
    random: Math.random,
    addressKey: addressKey('pepper'),
    nonce: ids().nonce,
  })
  for (let digit = 0; digit < 16; digit++)
    for (const n of [1, 2])
      await outcomes.tell('iss_1', [
        { subscriber: `sub_${digit.toString(16)}000${n}`, outcome: { delivered: { at: now() } } },
      ])
  const counters = memory.partition('ISSUE#iss_1').filter(({ sk }) => sk.startsWith('TALLY#'))
  expect(counters.map(({ delivered }) => delivered)).toEqual(Array.from({ length: 16 }, () => 2))
  expect((await outcomes.tally('iss_1')).delivered).toBe(32)
})
