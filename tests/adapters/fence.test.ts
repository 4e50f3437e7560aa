import { type GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../core/model/fence.ts'
import { keys } from '../../functions/adapters/table.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { at } from '../support/examples.ts'
import { copyOf, emptyShelf } from '../support/memory/shelf.ts'
import { createMemory, type Stores } from '../support/memory.ts'

/** The exam of the fence, sat by the table on the real protocol and by the store in memory. */
let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

const clock = { now: at('09:00') }
const now = () => clock.now

type Kept = {
  /** As a process sees it that starts where this lies, or where it says. */
  open(folder?: string): Promise<Stores>
  /** Restored as another table. */
  restored(): Promise<Stores>
  /** Something has written over what the fence remembers. */
  spoil(): Promise<void>
}
const both: [string, () => Promise<Kept>][] = [
  [
    'memory',
    async () => {
      const shelf = emptyShelf()
      const from = (place: Place, kept = shelf) => createMemory({ now, place, shelf: kept })
      return {
        open: async (folder) => from({ table: 'one', ...(folder ? { folder } : {}) }),
        restored: async () => from({ table: 'two' }, copyOf(shelf)),
        spoil: async () => void shelf.fence.set('fence', 'unreadable'),
      }
    },
  ],
  [
    'the table',
    async () => {
      const { table } = await engine.stores({ now })
      const spoiled = { ...keys.fence, id: 'inst1', table: 7 }
      return {
        open: async (folder) => engine.over(table, folder),
        restored: () => engine.stores({ now, of: table }),
        spoil: async () => void (await table.client.send(new PutCommand({ TableName: table.name, Item: spoiled }))),
      }
    },
  ],
]
const installationIn = async (stores: Stores) => {
  const state = await stores.fence.check()
  return state.kind === 'armed' ? state.installation : undefined
}

describe.each(both)('%s', (_, keep) => {
  it('records where it stands at the first start, and two who start at once agree', async () => {
    const kept = await keep()
    const [one, other] = await Promise.all([kept.open(), kept.open()])
    const [first, second] = await Promise.all([one.fence.check(), other.fence.check()])
    expect(first).toEqual({ kind: 'armed', installation: expect.any(String) })
    expect(second).toEqual(first)
    expect(await (await kept.open()).fence.check()).toEqual(first)
  })

  it('is closed where it was restored as another table, and stays open where it was', async () => {
    const kept = await keep()
    const original = await kept.open()
    await original.fence.check()
    const copy = await kept.restored()
    expect(await copy.fence.check()).toEqual({ kind: 'closed', reason: expect.stringContaining('restored or cloned') })
    expect(await copy.fence.check()).toMatchObject({ kind: 'closed' })
    expect(await original.fence.check()).toMatchObject({ kind: 'armed' })
  })

  it('is closed where the engine is the same and the folder another', async () => {
    const kept = await keep()
    expect(await (await kept.open('disk-1')).fence.check()).toMatchObject({ kind: 'armed' })
    expect(await (await kept.open('disk-2')).fence.check()).toMatchObject({ kind: 'closed' })
    expect(await (await kept.open()).fence.check()).toMatchObject({ kind: 'closed' })
  })

  it('is armed as another installation, once, by however many', async () => {
    const kept = await keep()
    const original = await installationIn(await kept.open('disk-1'))
    const [one, other] = [await kept.open('disk-2'), await kept.open('disk-2')]
    const [first, second] = await Promise.all([one.fence.arm(), other.fence.arm()])
    expect(first).toEqual(second)
    expect(await one.fence.arm()).toEqual(first)
    expect(await installationIn(other)).not.toBe(original)
    expect(await (await kept.open('disk-1')).fence.check()).toMatchObject({ kind: 'closed' })
  })

  it('remembers who has sent from it before, the present installation first, and in a copy that is closed', async () => {
    const kept = await keep()
    const first = await kept.open('disk-1')
    expect(await first.fence.installations()).toEqual([])
    const original = await installationIn(first)
    expect(await first.fence.installations()).toEqual([original])
    const copy = await kept.open('disk-2')
    expect(await copy.fence.installations()).toEqual([original])
    await copy.fence.arm()
    const second = await installationIn(copy)
    expect(await copy.fence.installations()).toEqual([second, original])
    const other = await kept.open('disk-3')
    await other.fence.arm()
    expect(await other.fence.installations()).toEqual([await installationIn(other), second, original])
  })

  it('is closed while what it remembers cannot be read, and can be armed', async () => {
    const kept = await keep()
    const stores = await kept.open()
    const before = await installationIn(stores)
    await kept.spoil()
    expect(await stores.fence.check()).toEqual({ kind: 'closed', reason: expect.stringContaining('cannot be read') })
    expect(await stores.fence.arm()).toMatchObject({ kind: 'armed' })
    expect(await installationIn(stores)).not.toBe(before)
  })
})

describe('the table alone', () => {
  it('goes on as the installation that it was before there was a fence', async () => {
    const { table, fence } = await engine.stores({ now })
    await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keys.fence, id: 'inst1' } }))
    expect(await fence.check()).toEqual({ kind: 'armed', installation: 'inst1' })
    expect(await (await engine.stores({ now, of: table })).fence.check()).toMatchObject({ kind: 'closed' })
  })

  it.each([{ id: 7 }, { id: 7, table: 'x' }, { table: 'x' }, { id: 'inst1', folder: 'disk-1' }, {}])(
    'is closed for %j in its place, and armed over it',
    async (item) => {
      const { table, fence } = await engine.stores({ now })
      await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keys.fence, ...item } }))
      expect(await fence.check()).toMatchObject({ kind: 'closed' })
      expect(await fence.arm()).toMatchObject({ kind: 'armed' })
    },
  )

  it.each(['check', 'arm'] as const)('lets one win of two that read the same before either wrote: %s', async (call) => {
    const original = await engine.stores({ now })
    if (call === 'arm') await original.fence.check()
    const { table, fence } = await engine.stores({ now, of: original.table })
    let first: Promise<unknown> | undefined
    /** Writes only after the other has read, written, and been answered. */
    const send = async (command: GetCommand | PutCommand) => {
      if (command instanceof PutCommand) {
        first = fence[call]()
        await first
      }
      return table.client.send(command as GetCommand)
    }
    const slow = engine.over({ ...table, client: { send } as unknown as typeof table.client })
    const second = await slow.fence[call]()
    expect(second).toMatchObject({ kind: 'armed' })
    expect(await first).toEqual(second)
    expect(await fence.check()).toEqual(second)
  })

  it('asks for its id once a minute and process', async () => {
    const asked: string[] = []
    const { table } = await engine.stores({ now })
    const send = (command: { constructor: { name: string } }) => {
      asked.push(command.constructor.name)
      return table.client.send(command as unknown as GetCommand)
    }
    const { fence } = engine.over({ ...table, client: { send } as unknown as typeof table.client })
    const describes = () => asked.filter((name) => name === 'DescribeTableCommand').length
    for (let n = 0; n < 5; n++) await fence.check()
    expect(describes()).toBe(1)
    clock.now = at('09:01')
    await fence.check()
    expect(describes()).toBe(2)
  })
})
