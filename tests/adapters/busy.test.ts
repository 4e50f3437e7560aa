import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { SETTLING } from '../../core/model/deadline.ts'
import { put } from '../../functions/adapters/dynamo/steps.ts'
import { transact, write } from '../../functions/adapters/dynamo/write.ts'
import type { Table } from '../../functions/adapters/table.ts'

/** As long as chance may have it. */
function aBusyTable(refuse: () => Error) {
  const went = { calls: 0, waitedMs: 0 }
  const table = {
    name: 'tidings',
    wait: async (ms: number) => {
      went.waitedMs += ms
    },
    random: () => 1,
    nonce: () => 'nonce',
    client: {
      send: async () => {
        went.calls += 1
        throw refuse()
      },
    },
  } as unknown as Table
  return { table, went }
}
const named = (name: string) => () => Object.assign(new Error(name), { name })
const cancelled = (Code: string) => () =>
  new TransactionCanceledException({ message: Code, $metadata: {}, CancellationReasons: [{ Code }] })
const step = put({ pk: 'a', sk: 'b' }, 'attribute_not_exists(#pk)')

/** The most that the SDK waits by itself before it says that a call is throttled, in three tries: 1 s and 2 s. */
const BY_THE_SDK = 3_000

describe('a table that is busy', () => {
  it.each([
    ['others are at the item', named('TransactionConflictException'), 0],
    ['others are at an item of a transaction', cancelled('TransactionConflict'), 0],
    ['a partition has too much to do', cancelled('ThrottlingError'), 0],
    ['there is too much to do', named('ThrottlingException'), BY_THE_SDK],
    ['a request of the same token is under way', named('TransactionInProgressException'), BY_THE_SDK],
  ])('because %s is tried again, and given up while there is time to say so', async (_, refuse, bySdk) => {
    for (const go of [(table: Table) => write(table, step), (table: Table) => transact(table, { step })]) {
      const { table, went } = aBusyTable(refuse)
      await expect(go(table)).rejects.toThrow()
      expect(went.calls).toBeGreaterThan(2)
      expect(went.waitedMs + went.calls * bySdk).toBeLessThan(SETTLING)
    }
  })

  it('is not asked again where a condition does not hold: that is an answer', async () => {
    const { table, went } = aBusyTable(named('ConditionalCheckFailedException'))
    expect(await write(table, step)).toBe(false)
    expect(went).toEqual({ calls: 1, waitedMs: 0 })
  })
})
