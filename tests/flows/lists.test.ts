import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeImport } from '../../core/flows/change-import.ts'
import { putDownList, putDownMore } from '../../core/flows/put-down-list.ts'
import { type Shift, takeInList, takeInLists } from '../../core/flows/take-in-list.ts'
import { Busy } from '../../core/model/busy.ts'
import { readColumns } from '../../core/model/list-columns.ts'
import { slowed, startPace } from '../../core/model/list-pace.ts'
import { askedValue, MEANINGS } from '../../core/model/list-questions.ts'
import { rowsOfList } from '../../core/model/list-rows.ts'
import { VOCABULARY } from '../../core/model/list-words.ts'
import {
  decideStart,
  type ImportId,
  inParts,
  newImport,
  type ReaderImport,
  stopped,
} from '../../core/model/reader-import.ts'
import { type Line, plain } from '../../core/model/reader-list.ts'
import { DAY, HOUR, MINUTE, plus } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { memoryTable } from '../../local/engines/memory-table.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { quiet } from '../support/logs.ts'
import { aWorld, granted, type World } from '../support/world.ts'

let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

async function* linesOf(rows: readonly (readonly string[])[]): AsyncGenerator<Line> {
  for (const [n, cells] of rows.entries()) yield { row: n + 1, cells }
}

const HEAD = ['email', 'digest', 'status', 'zone', 'topics']
/** One of everything that a row can do, and some of whom nothing is known. */
const LIST = [
  HEAD,
  ['new@mail.example.net', 'brief', 'active', 'Asia/Tokyo', 'trade'],
  ['off@mail.example.net', 'brief', 'unsubscribed', '', ''],
  ['takes@mail.example.net', 'brief', 'active', '', ''],
  ['leaves@mail.example.net', 'brief', 'unsubscribed', '', ''],
  ['bounces@mail.example.net', 'brief', 'bounced', '', ''],
  ['nobody', 'brief', 'active', '', ''],
  ['new@mail.example.net', 'dawn', 'active', 'Asia/Tokyo', ''],
  ['listed@mail.example.net', 'brief', 'active', '', 'city'],
  ['new@mail.example.net', 'brief', 'active', '', 'city'],
  ['early@mail.example.net', 'dawn', 'active', 'Europe/Berlin', ''],
  ['erased@mail.example.net', 'brief', 'active', '', ''],
  ['pending@mail.example.net', 'brief', 'pending', '', ''],
]
const ADDRESSES = [...new Set(LIST.slice(1).map(([address]) => address!))].filter((one) => one.includes('@'))

async function aTown(stores?: Parameters<typeof aWorld>[0]): Promise<World> {
  const world = await aWorld(stores)
  await world.topics('trade', 'city')
  await world.digest()
  const { editions } = await world.digest({ id: 'dawn', schedule: { every: 'day', at: ['08:00'], zone: 'reader' } })
  // It sleeps on, unless somebody comes.
  await world.ports.digests.wake('dawn', 'main', editions[0]!.wakeAt!, '2026-12-24T00:00:00.000Z')
  for (const name of ['takes', 'leaves', 'bounces', 'erased']) await world.reader(name)
  const { subscriber } = await world.ports.subscribers.byAddress('erased@mail.example.net')
  await world.ports.subscribers.erase(subscriber!, { why: 'erased', at: world.ports.now() })
  await put(world, [HEAD, ['listed@mail.example.net', 'brief', 'active', '', 'trade']], 'imp_before')
  await takeInLists(world.ports)
  return world
}

/** A list in small parts, so that a few rows are several of them. */
async function put({ ports }: World, rows: readonly (readonly string[])[], id: ImportId, size = 4): Promise<ImportId> {
  const lines = linesOf(rows)
  const head = (await lines.next()).value as Line & { cells: string[] }
  const read = granted(
    await rowsOfList(zones, granted(readColumns(head.cells)), lines, { digest: undefined, after: 0 }),
  )
  const parts = inParts(read.people, size)
  const list = { id, dryRun: false, attestation: 'May', same: id, rows: read.people.flat().length, parts: parts.length }
  expect(await ports.imports.open(newImport({ ...list, lastRow: read.lastRow }, true, ports.now()), parts)).toBe(
    'saved',
  )
  return id
}

/** All that a list has done, however often it was begun. */
async function whatItDid({ ports }: World, id: ImportId) {
  const one = (await ports.imports.get(id))!
  const people = await Promise.all(
    ADDRESSES.map(async (address) => {
      const { subscriber, suppression } = await ports.subscribers.byAddress(address)
      const history = subscriber ? await ports.subscribers.consent(subscriber.id) : []
      return {
        address,
        status: subscriber?.status,
        takes: subscriber?.subscriptions.map(({ since: _, ...rest }) => rest),
        why: suppression?.why,
        rows: history.flatMap(({ listed }) => (listed?.import === id ? [listed] : [])),
      }
    }),
  )
  const audience = await Promise.all(
    (
      [
        ['brief', '-'],
        ['dawn', 'Asia/Tokyo'],
        ['dawn', 'Europe/Berlin'],
      ] as const
    ).map(async ([digest, zone]) => (await ports.audience.page(digest, 'main', zone, undefined, 99)).rows),
  )
  const growth = await Promise.all(['brief', 'dawn'].map((digest) => ports.digests.growth(digest)))
  return {
    status: one.status,
    done: one.done,
    counts: one.counts,
    results: await ports.imports.results(one, 0, 99),
    people,
    audience: audience.map((rows) => rows.map(({ address, topics }) => `${address} ${topics}`).sort()),
    growth: growth.map((days) => days.map(({ joined, left }) => [joined, left])),
    wakes: (await ports.digests.get('dawn'))!.editions[0]!.wakeAt,
    rowsLeft: (await Promise.all([0, 1, 2, 3, 4].map((n) => ports.imports.rows(id, n)))).filter(Boolean).length,
  }
}

class Died extends Error {}

/** A worker that dies at its nth effect, before it or after it with the answer lost: from then on it does nothing more. */
function mortal(ports: Ports, dies: { readonly at: number; readonly after: boolean } | undefined) {
  let effects = 0
  let isDead = false
  const watched = <S extends object>(store: S): S =>
    Object.fromEntries(
      Object.entries(store).map(([name, method]: [string, (...given: unknown[]) => Promise<unknown>]) => [
        name,
        async (...given: unknown[]) => {
          if (isDead) throw new Died()
          const isLast = ++effects === dies?.at
          if (isLast) isDead = true
          if (isLast && !dies?.after) throw new Died()
          const answer = await method(...given)
          if (isLast) throw new Died()
          return answer
        },
      ]),
    ) as S
  const own: Ports = {
    ...ports,
    imports: watched(ports.imports),
    subscribers: watched(ports.subscribers),
    digests: watched(ports.digests),
    log: quiet,
  }
  return { own, effects: () => effects, hasDied: () => isDead }
}

const long = (ports: Ports): Shift => ({ beginBefore: plus(ports.now(), HOUR), endBefore: plus(ports.now(), HOUR) })

/** Workers one after the other, the first of which die, until the list is over. */
async function workedOff(
  world: World,
  id: ImportId,
  deaths: readonly { readonly at: number; readonly after: boolean }[],
): Promise<void> {
  for (const dies of deaths) {
    const { own, hasDied } = mortal(world.ports, dies)
    const ended = await takeInList(own, id, long(own)).catch((error) => {
      if (!hasDied()) throw error
      return undefined
    })
    if (ended?.status === 'done' || ended?.status === 'cancelled') return
    world.clock.now += 2 * MINUTE
  }
  await takeInLists(world.ports)
}

/** Who was taken off has signed up again. */
async function comesBack({ ports }: World, address: string): Promise<void> {
  const before = (await ports.subscribers.byAddress(address)).subscriber!
  expect(before.subscriptions[0]!.status).toBe('left')
  const subscriptions = before.subscriptions.map((one) => ({ ...one, status: 'active' as const }))
  await ports.subscribers.save({ before, after: { ...before, status: 'active', subscriptions } })
}

describe('a list whose worker dies', () => {
  const undisturbed = async () => {
    const world = await aTown()
    const id = await put(world, LIST, 'imp_1')
    const { own, effects } = mortal(world.ports, undefined)
    await takeInList(own, id, long(own))
    return { did: await whatItDid(world, id), effects: effects() }
  }

  it('does once what each of its rows does, wherever it was, and says so row by row', async () => {
    const { did, effects } = await undisturbed()
    expect(did.counts).toEqual({ added: 2, changed: 2, off: 3, unchanged: 1, refused: 4 })
    expect([did.status, did.done, did.rowsLeft]).toEqual(['done', 12, 0])
    expect(effects).toBeGreaterThan(30)
    for (let at = 1; at <= effects; at++)
      for (const after of [false, true]) {
        const world = await aTown()
        const id = await put(world, LIST, 'imp_1')
        await workedOff(world, id, [{ at, after }])
        expect({ at, after, ...(await whatItDid(world, id)) }).toEqual({ at, after, ...did })
      }
  })

  it('does so however often they die', async () => {
    const { did, effects } = await undisturbed()
    const death = fc.record({ at: fc.integer({ min: 1, max: effects }), after: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(death, { minLength: 2, maxLength: 6 }), async (deaths) => {
        const world = await aTown()
        const id = await put(world, LIST, 'imp_1')
        await workedOff(world, id, deaths)
        expect(await whatItDid(world, id)).toEqual(did)
      }),
      { numRuns: 40 },
    )
  })

  it('does so on the table', async () => {
    const { did, effects } = await undisturbed()
    const onTheTable = { stores: async ({ now }: { now: () => string }) => engine.stores({ now }) }
    for (const share of [0.1, 0.35, 0.6, 0.85]) {
      const world = await aTown(onTheTable)
      const id = await put(world, LIST, 'imp_1')
      await workedOff(world, id, [
        { at: Math.round(share * effects), after: true },
        { at: Math.round(0.3 * effects), after: false },
      ])
      expect(await whatItDid(world, id)).toEqual(did)
    }
  })

  it('is nobody else’s while its lease lasts; one who wakes up after that changes nothing any more', async () => {
    const world = await aTown()
    const { did } = await undisturbed()
    const id = await put(world, LIST, 'imp_1')
    let wakeUp = () => {}
    const asleep = new Promise<void>((done) => {
      wakeUp = done
    })
    let saves = 0
    const subscribers: Ports['subscribers'] = {
      ...world.ports.subscribers,
      async save(change) {
        if (++saves === 3) await asleep
        return world.ports.subscribers.save(change)
      },
    }
    const sleeper = takeInList({ ...world.ports, subscribers }, id, long(world.ports))
    const untilAsleep = async () => {
      while (saves < 3) await Promise.resolve()
    }
    await untilAsleep()
    expect((await takeInList(world.ports, id, long(world.ports)))?.cursor).toBe(0)
    world.clock.now += 2 * MINUTE
    await takeInList(world.ports, id, long(world.ports))
    wakeUp()
    expect((await sleeper)?.status).toBe('done')
    expect(await whatItDid(world, id)).toEqual(did)
  })

  it.each(['in his turn', 'on his way'])(
    'is not touched any more by one who slept before he saw somebody: %s',
    async (where) => {
      const world = await aTown()
      const id = await put(world, LIST, 'imp_1')
      let wakeUp = () => {}
      const asleep = new Promise<void>((done) => {
        wakeUp = done
      })
      let parts = 0
      let sleeps = 0
      const ports: Ports = {
        ...world.ports,
        importRate: 10,
        imports: {
          ...world.ports.imports,
          rows: async (of, part) => {
            parts += 1
            return world.ports.imports.rows(of, part)
          },
        },
        async wait(ms) {
          if (parts < 2 || where !== 'in his turn') return world.ports.wait(ms)
          sleeps += 1
          return asleep
        },
        subscribers: {
          ...world.ports.subscribers,
          async byAddress(address) {
            if (parts === 2 && where === 'on his way') {
              sleeps += 1
              await asleep
            }
            return world.ports.subscribers.byAddress(address)
          },
        },
      }
      const sleeper = takeInList(ports, id, long(world.ports))
      while (sleeps === 0) await Promise.resolve()
      world.clock.now += 2 * MINUTE
      await takeInList(world.ports, id, long(world.ports))
      await comesBack(world, 'leaves@mail.example.net')
      wakeUp()
      await sleeper
      const { subscriber } = await world.ports.subscribers.byAddress('leaves@mail.example.net')
      expect(subscriber!.subscriptions[0]!.status).toBe('active')
    },
  )

  it('does not bring back whom it saw before they were erased, if it slept between its look and its save', async () => {
    const world = await aTown()
    const id = await put(world, LIST, 'imp_1')
    const address = 'off@mail.example.net'
    let wakeUp = () => {}
    const asleep = new Promise<void>((done) => {
      wakeUp = done
    })
    let hasSeen = false
    let sleeps = 0
    const ports: Ports = {
      ...world.ports,
      importRate: 1,
      async wait(ms) {
        if (!hasSeen) return world.ports.wait(ms)
        sleeps += 1
        return asleep
      },
      subscribers: {
        ...world.ports.subscribers,
        async byAddress(of) {
          const known = await world.ports.subscribers.byAddress(of)
          hasSeen ||= of === address
          return known
        },
      },
    }
    const sleeper = takeInList(ports, id, long(world.ports))
    while (sleeps === 0) await Promise.resolve()
    world.clock.now += 2 * MINUTE
    await takeInLists(world.ports)
    const { subscriber } = await world.ports.subscribers.byAddress(address)
    await world.ports.subscribers.erase(subscriber!, { why: 'erased', at: world.ports.now() })
    wakeUp()
    await sleeper
    expect((await world.ports.subscribers.byAddress(address)).subscriber).toBeUndefined()
  })

  it('counts a part once whose writing down was answered by its repeat: somebody was faster, and it was itself', async () => {
    const world = await aTown()
    const { did } = await undisturbed()
    const id = await put(world, LIST, 'imp_1')
    const save: Ports['imports']['save'] = async (before, after, done) => {
      const answer = await world.ports.imports.save(before, after, done)
      return done ? 'lost' : answer
    }
    await takeInList({ ...world.ports, imports: { ...world.ports.imports, save } }, id, long(world.ports))
    expect(await whatItDid(world, id)).toEqual(did)
  })

  it('finds a row taken in whose save was answered by its repeat', async () => {
    const world = await aTown()
    const { did } = await undisturbed()
    const id = await put(world, LIST, 'imp_1')
    const save: Ports['subscribers']['save'] = async (change) => {
      await world.ports.subscribers.save(change)
      return 'lost'
    }
    await takeInList({ ...world.ports, subscribers: { ...world.ports.subscribers, save } }, id, long(world.ports))
    expect(await whatItDid(world, id)).toEqual(did)
  })

  it('takes nobody off once more who has come back since', async () => {
    const world = await aTown()
    const id = await put(world, LIST, 'imp_1')
    const { own } = mortal(world.ports, undefined)
    // Dies before it has written down that the part is done in which somebody is taken off.
    const save: Ports['imports']['save'] = async (before, after, done) => {
      if (done?.results.some(({ row }) => row === 5)) throw new Died()
      return own.imports.save(before, after, done)
    }
    await expect(takeInList({ ...own, imports: { ...own.imports, save } }, id, long(own))).rejects.toThrow(Died)
    const address = 'leaves@mail.example.net'
    await comesBack(world, address)
    world.clock.now += 2 * MINUTE
    await takeInLists(world.ports)
    const { subscriber } = await world.ports.subscribers.byAddress(address)
    expect(subscriber!.subscriptions[0]!.status).toBe('active')
    expect((await whatItDid(world, id)).counts).toEqual({ added: 2, changed: 2, off: 3, unchanged: 1, refused: 4 })
  })
})

describe('a list that somebody else is at', () => {
  it('is gone on with as soon as they have left it, in the same minute', async () => {
    const world = await aTown()
    const { id } = await putDown(world, many(200))
    const died = mortal(world.ports, { at: 150, after: true })
    await takeInList(died.own, id, long(died.own)).catch(() => {})
    expect((await world.ports.imports.get(id))?.lease).toBeDefined()
    world.clock.now += 30_000
    expect(await takeInLists(world.ports)).toEqual({ lists: 1, failed: 0 })
    expect(await world.ports.imports.get(id)).toMatchObject({ status: 'done', counts: { added: 200 } })
  })
})

describe('the rows of somebody', () => {
  it('are in the order of the list, also where the table was too busy for the first of them', async () => {
    const world = await aTown()
    const { save } = world.ports.subscribers
    let saves = 0
    Object.assign(world.ports.subscribers, {
      save: async (change: Parameters<typeof save>[0]) => {
        if (++saves === 1) throw new Busy('The table takes no more right now.')
        return save(change)
      },
    })
    const rows = [
      HEAD,
      ['ada@mail.example.net', 'brief', 'active', '', ''],
      ['ada@mail.example.net', 'brief', 'left', '', ''],
    ]
    const { id } = await putDown(world, rows)
    const { one } = await untilOver(world, world.ports, id)
    expect((await world.ports.imports.results(one, 0, 9)).map(({ became }) => became)).toEqual(['added', 'off'])
    const { subscriber } = await world.ports.subscribers.byAddress('ada@mail.example.net')
    expect(subscriber?.subscriptions[0]?.status).toBe('left')
  })

  it('take them off, however much else is said of them', async () => {
    const world = await aTown()
    const topics = Array.from({ length: 900 }, (_, n) => `topic-${n}`).join(' ')
    const rows = ['unsubscribed', 'bounced', 'active'].map((status, n) => [
      `${['takes', 'bounces', 'new'][n]}@mail.example.net`,
      'brief',
      status,
      '',
      topics,
    ])
    const { id } = await putDown(world, [HEAD, ...rows])
    const { one } = await untilOver(world, world.ports, id)
    expect(await world.ports.imports.results(one, 0, 9)).toEqual([
      { row: 2, became: 'off' },
      { row: 3, became: 'off' },
      { row: 4, became: 'refused', reason: 'It is too long: more than 4,000 bytes.' },
    ])
    for (const name of ['takes', 'bounces'])
      expect(
        (await world.ports.subscribers.byAddress(`${name}@mail.example.net`)).subscriber?.subscriptions[0]?.status,
      ).toBe('left')
  })
})

const many = (count: number) => [
  ['email', 'digest'],
  ...Array.from({ length: count }, (_, n) => [`reader${n}@mail.example.net`, 'brief']),
]
const putDown = async ({ ports }: World, rows: readonly (readonly string[])[], dryRun = false): Promise<ReaderImport> =>
  granted(await putDownList(ports, { attestation: 'May', dryRun, same: ports.ids.nonce() }, linesOf(rows)))

/** Minute by minute, as the clock does it. */
async function untilOver(
  world: World,
  ports: Ports,
  id: ImportId,
  most = 60,
): Promise<{ minutes: number; one: ReaderImport }> {
  const start = world.clock.now
  for (let minutes = 1; minutes <= most; minutes++) {
    await takeInLists(ports)
    const one = (await ports.imports.get(id))!
    if (one.finishedAt !== undefined) return { minutes, one }
    world.clock.now = Math.max(world.clock.now, start + minutes * MINUTE)
  }
  throw new Error('it is not over')
}

describe('a list that is looked at', () => {
  it('is told what taking it in will do, however far apart the rows of somebody are', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `reader${n}@mail.example.net`)
    const row = fc.tuple(
      fc.constantFrom(...names),
      fc.constantFrom('brief', 'dawn'),
      fc.constantFrom('active', 'left', 'bounced'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 150, maxLength: 250 }), async (rows) => {
        const world = await aTown()
        const list = [['email', 'digest', 'status'], ...rows]
        const look = (await untilOver(world, world.ports, (await putDown(world, list, true)).id)).one
        expect(look.status).toBe('looked')
        const started = await changeImport(world.ports, look.id, (one) => {
          const decision = decideStart(one, 'May', world.ports.now())
          return decision.kind === 'start' ? decision.one : undefined
        })
        expect(started).toMatchObject({ status: 'taking', done: 0 })
        const { one } = await untilOver(world, world.ports, look.id)
        expect([one.status, one.counts]).toEqual(['done', look.counts])
        const of = (dryRun: boolean) => world.ports.imports.results({ id: one.id, dryRun }, 0, 99)
        expect(await of(false)).toEqual(await of(true))
      }),
      { numRuns: 10 },
    )
  })

  it('waits three days for somebody’s word, is started once, and not before it is looked at', async () => {
    const world = await aTown()
    const coming = await putDown(world, many(3), true)
    const start = (one: ReaderImport) => decideStart(one, 'May', world.ports.now()).kind
    expect(start(coming)).toBe('not-looked')
    const { one } = await untilOver(world, world.ports, coming.id)
    expect([start(one), start({ ...one, dryRun: false })]).toEqual(['start', 'started'])
    world.clock.now = Date.parse(one.createdAt) + 3 * DAY
    expect(start(one)).toBe('too-late')
  })
})

describe('the pace of a list', () => {
  it('is what it is told, row by row, minute by minute: it leaves the table room, and ends', async () => {
    const world = await aTown()
    const ports: Ports = { ...world.ports, importRate: 20 }
    const { id } = await putDown(world, many(1_500))
    const saves: number[] = []
    const { save } = ports.subscribers
    ports.subscribers.save = async (change) => {
      saves.push(world.clock.now)
      return save(change)
    }
    const { minutes, one } = await untilOver(world, ports, id)
    expect([minutes, one.status, one.counts.added]).toEqual([2, 'done', 1_500])
    const within = (ms: number) => saves.map((from) => saves.filter((at) => at >= from && at < from + ms).length)
    // Sixteen are under way at once, and on a clock that is turned by waiting they arrive together.
    expect(Math.max(...within(10_000))).toBeLessThanOrEqual(200 + 16 + 5)
    expect(one.speed).toBeGreaterThan(15)
  })

  it('is kept to within a tenth, with all that is to be done between two parts and between two minutes', async () => {
    const world = await aTown()
    // What goes to the table takes its time, one after the other; and who waits beside others waits no longer for it.
    const { rows, save } = world.ports.imports
    const imports: Ports['imports'] = {
      ...world.ports.imports,
      async rows(...given) {
        world.clock.now += 20
        return rows(...given)
      },
      async save(...given) {
        world.clock.now += 20
        return save(...given)
      },
    }
    const wait: Ports['wait'] = async (ms) => {
      const until = world.clock.now + ms
      await Promise.resolve()
      world.clock.now = Math.max(world.clock.now, until)
    }
    const ports: Ports = { ...world.ports, importRate: 100, imports, wait }
    const { id } = await putDown(world, many(12_000))
    const from = world.clock.now
    await untilOver(world, ports, id)
    const rate = 12_000 / ((world.clock.now - from) / 1_000)
    expect(rate).toBeGreaterThan(0.95 * 100)
    expect(rate).toBeLessThanOrEqual(100.5)
  })

  it('is ten times that where nothing is to be written', async () => {
    const world = await aTown()
    const ports: Ports = { ...world.ports, importRate: 20 }
    await untilOver(world, world.ports, (await putDown(world, many(1_500))).id)
    const from = world.clock.now
    const { one } = await untilOver(world, ports, (await putDown(world, many(1_500))).id)
    expect(one.counts.unchanged).toBe(1_500)
    expect(world.clock.now - from).toBeLessThan(10_000)
  })

  it('is halved by two rows that are refused within a second, once a second, and not by one alone', () => {
    const rateAfter = (...moments: readonly number[]) => moments.reduce(slowed, startPace(100)).rate
    expect([rateAfter(0), rateAfter(0, 1_500, 3_000), rateAfter(0, 900)]).toEqual([100, 100, 50])
    expect([rateAfter(0, 100, 200, 900), rateAfter(0, 100, 1_200, 1_300), rateAfter(0, 100, 1_100)]).toEqual([
      50, 25, 50,
    ])
    expect(rateAfter(...Array.from({ length: 200 }, (_, n) => n * 600))).toBe(2)
  })

  it('goes down while the table is too busy, and up again; nothing is lost by it, and nobody is woken', async () => {
    const world = await aTown()
    const start = world.clock.now
    const { save } = world.ports.subscribers
    let refused = 0
    let taken: number[] = []
    // For ten minutes it takes five a second.
    const subscribers: Ports['subscribers'] = {
      ...world.ports.subscribers,
      async save(change) {
        taken = taken.filter((at) => at > world.clock.now - 1_000)
        if (world.clock.now < start + 10 * MINUTE && taken.length >= 5) {
          refused += 1
          throw new Busy('The table takes no more right now.')
        }
        taken.push(world.clock.now)
        return save(change)
      },
    }
    const { id } = await putDown(world, many(6_000))
    const rates = new Set<number | undefined>()
    const imports: Ports['imports'] = {
      ...world.ports.imports,
      async save(before, after, done) {
        rates.add(after.rate)
        return world.ports.imports.save(before, after, done)
      },
    }
    const ports: Ports = { ...world.ports, importRate: 100, subscribers, imports }
    const { one } = await untilOver(world, ports, id)
    expect(one.counts).toEqual({ added: 6_000, changed: 0, off: 0, unchanged: 0, refused: 0 })
    // It does not run against the wall: about one in ten is refused while it lasts.
    expect(refused).toBeGreaterThan(10)
    expect(refused).toBeLessThan(1_500)
    expect(Math.min(...[...rates].map((rate) => rate ?? 100))).toBeLessThan(10)
    expect([one.rate, one.failures]).toEqual([undefined, 0])
    expect(world.events.filter(({ fields }) => fields.level === 'error')).toEqual([])
  })

  it('heeds what AWS says when it is too much, as its client says it', async () => {
    const memory = memoryTable()
    let throttled = 0
    const send = memory.client.send.bind(memory.client)
    const client = Object.assign(Object.create(memory.client), {
      // From the hundredth on, for some forty transactions.
      async send(command: { constructor: { name: string } }) {
        const isTransaction = command.constructor.name === 'TransactWriteCommand'
        if (isTransaction && isBusy && throttled++ < 40)
          throw Object.assign(new Error('Transaction cancelled'), {
            name: 'TransactionCanceledException',
            CancellationReasons: [{ Code: 'ThrottlingError' }, { Code: 'None' }],
          })
        return send(command as never)
      },
    })
    let isBusy = false
    const world = await aTown({
      stores: ({ now }) =>
        storesOn({
          client,
          name: 'busy',
          now,
          log: quiet,
          wait: async () => {},
          random: () => 0.5,
          addressKey: (address) => address,
          nonce: () => 'n',
        }),
    })
    const { id } = await putDown(world, many(200))
    isBusy = true
    const { one } = await untilOver(world, { ...world.ports, importRate: 100 }, id)
    expect([throttled > 40, one.counts.added, one.status]).toEqual([true, 200, 'done'])
    expect(world.events.filter(({ fields }) => fields.level === 'error')).toEqual([])
  })

  it.each([
    [1, 'is put down whole, however little the table takes at a time'],
    [0, 'is refused for the moment by a table that takes nothing'],
  ])('%i of its parts a call: a list %s', async (takes) => {
    const memory = memoryTable()
    const send = memory.client.send.bind(memory.client)
    let isBusy = false
    type Batch = { input: { RequestItems: Record<string, unknown[]> } }
    const client = Object.assign(Object.create(memory.client), {
      async send(command: { constructor: { name: string } } & Batch) {
        if (!isBusy || command.constructor.name !== 'BatchWriteCommand') return send(command as never)
        const [[name, all]] = Object.entries(command.input.RequestItems) as [[string, unknown[]]]
        if (takes > 0) await send(new BatchWriteCommand({ RequestItems: { [name]: all.slice(0, takes) as never } }))
        return { UnprocessedItems: { [name]: all.slice(takes) } }
      },
    })
    const own = { client, name: 'busy', log: quiet, wait: async () => {}, random: () => 0.5, nonce: () => 'n' }
    const world = await aTown({ stores: ({ now }) => storesOn({ ...own, now, addressKey: (address) => address }) })
    isBusy = true
    const down = putDown(world, many(8_000))
    if (takes === 0) return expect(down).rejects.toThrow(Busy)
    const { id, parts } = await down
    expect(parts).toBe(100)
    for (let part = 0; part < parts; part++) expect(await world.ports.imports.rows(id, part)).toHaveLength(80)
  })

  it('is not held up by a row that fails again and again: it says so, and the others are in', async () => {
    const world = await aTown()
    const { save } = world.ports.subscribers
    Object.assign(world.ports.subscribers, {
      save: async (change: Parameters<typeof save>[0]) => {
        if (change.after.address === 'reader7@mail.example.net') throw new Error('it cannot be read')
        return save(change)
      },
    })
    const { id } = await putDown(world, many(20))
    const { one } = await untilOver(world, world.ports, id)
    expect(one.counts).toMatchObject({ added: 19, refused: 1 })
    expect(await world.ports.imports.refused(one, 9)).toEqual([
      { row: 9, became: 'refused', reason: expect.stringContaining('send it again') },
    ])
    expect(world.events.filter(({ event }) => event === 'import.failed').length).toBeGreaterThan(3)
  })
})

describe('a list that is stopped', () => {
  it('ends where it is: what is in stays in, the rest has no turn and is forgotten, and both are counted', async () => {
    const world = await aTown()
    const ports: Ports = { ...world.ports, importRate: 20 }
    const { id, parts } = await putDown(world, many(3_000))
    await takeInLists(ports)
    await changeImport(ports, id, (one) => stopped(one, ports.now()))
    const { one } = await untilOver(world, ports, id)
    expect([one.status, one.done > 500 && one.done < 1_500, one.counts.added]).toEqual(['cancelled', true, one.done])
    expect((await ports.audience.page('brief', 'main', '-', undefined, 9_999)).rows.length).toBe(one.done + 4)
    const left = await Promise.all(Array.from({ length: parts }, (_, n) => ports.imports.rows(id, n)))
    expect(left.every((rows) => rows === undefined)).toBe(true)
    world.clock.now += HOUR
    await takeInLists(ports)
    expect(await ports.imports.get(id)).toEqual(one)
  })

  it('is forgotten as a whole, if it was only looked at', async () => {
    const world = await aTown()
    const { one } = await untilOver(world, world.ports, (await putDown(world, many(200), true)).id)
    const parts = [0, 1, 2].map((n) => world.ports.imports.rows(one.id, n))
    expect((await Promise.all(parts)).every((rows) => rows !== undefined)).toBe(true)
    await changeImport(world.ports, one.id, (it) => stopped(it, world.ports.now()))
    const over = await untilOver(world, world.ports, one.id)
    expect([over.one.status, decideStart(over.one, 'May', world.ports.now()).kind]).toEqual(['cancelled', 'stopped'])
    for (const n of [0, 1, 2]) expect(await world.ports.imports.rows(one.id, n)).toBeUndefined()
  })

  it('leaves nothing of a piece that came too late', async () => {
    const world = await aTown()
    const order = { attestation: '', dryRun: true, same: 'same', isPiece: true }
    const first = granted(await putDownList(world.ports, order, linesOf(many(3))))
    const { more } = world.ports.imports
    const imports: Ports['imports'] = {
      ...world.ports.imports,
      async more(...given) {
        await changeImport(world.ports, first.id, (one) => stopped(one, world.ports.now()))
        return more(...given)
      },
    }
    const piece = { n: 1, isLast: false }
    const after = granted(await putDownMore({ ...world.ports, imports }, first.id, piece, linesOf(many(3))))
    expect(after.status).toBe('stopping')
    expect(await world.ports.imports.rows(first.id, 1)).toBeUndefined()
  })

  it('is stopped at the end of the part in hand by whoever works at it', async () => {
    const world = await aTown()
    const id = await put(world, LIST, 'imp_1')
    const { save } = world.ports.imports
    let parts = 0
    const imports: Ports['imports'] = {
      ...world.ports.imports,
      async save(before, after, done) {
        // Between the work and what is written of it.
        if (done && ++parts === 2) await changeImport(world.ports, id, (one) => stopped(one, world.ports.now()))
        return save(before, after, done)
      },
    }
    const one = await takeInList({ ...world.ports, imports }, id, long(world.ports))
    expect([one?.status, one?.cursor, one?.done]).toEqual(['cancelled', 2, 8])
    expect((await whatItDid(world, id)).rowsLeft).toBe(0)
  })

  it('is left to whoever works at it, by whoever stops it', async () => {
    const world = await aTown()
    const id = await put(world, LIST, 'imp_1')
    const { save } = world.ports.imports
    let other: ReaderImport | undefined
    const imports: Ports['imports'] = {
      ...world.ports.imports,
      async save(before, after, done) {
        if (done && !other) {
          await changeImport(world.ports, id, (one) => stopped(one, world.ports.now()))
          other = await takeInList(world.ports, id, long(world.ports))
        }
        return save(before, after, done)
      },
    }
    const one = await takeInList({ ...world.ports, imports }, id, long(world.ports))
    expect([other?.status, other?.cursor, one?.status, one?.cursor]).toEqual(['stopping', 0, 'cancelled', 1])
  })

  it('counts what its dead worker had done, wherever that was, and does no more', async () => {
    const { effects } = await (async () => {
      const world = await aTown()
      const watched = mortal(world.ports, undefined)
      await takeInList(watched.own, await put(world, LIST, 'imp_1'), long(world.ports))
      return { effects: watched.effects() }
    })()
    for (let at = 2; at <= effects; at++) {
      const world = await aTown()
      const id = await put(world, LIST, 'imp_1')
      const { own } = mortal(world.ports, { at, after: true })
      await takeInList(own, id, long(own)).catch(() => {})
      world.clock.now += 2 * MINUTE
      await changeImport(world.ports, id, (one) => stopped(one, world.ports.now()))
      await takeInLists(world.ports)
      const did = await whatItDid(world, id)
      const rows = did.people.flatMap((person) => person.rows)
      const { added, changed, off } = did.counts
      expect([at, rows.length]).toEqual([at, added + changed + off])
      expect(did.rowsLeft).toBe(0)
      expect(['done', 'cancelled']).toContain(did.status)
      const [brief] = did.growth[0] ?? []
      const joined = rows.flatMap((row) => row.joined ?? []).filter((digest) => digest === 'brief').length
      // Three readers of before, and one that came with a list.
      expect(brief![0]).toBe(5 + joined)
    }
  })
})

describe('what a list holds of people', () => {
  it('brings nobody back who has asked to be erased while it was waiting', async () => {
    const world = await aTown()
    const rows = ['active', 'unsubscribed', 'bounced'].map((status, n) => [
      `${['takes', 'leaves', 'bounces'][n]}@mail.example.net`,
      'brief',
      status,
      '',
      '',
    ])
    const { one: look } = await untilOver(world, world.ports, (await putDown(world, [HEAD, ...rows], true)).id)
    expect(look.counts).toEqual({ added: 0, changed: 0, off: 2, unchanged: 1, refused: 0 })
    for (const [address] of rows) {
      const { subscriber } = await world.ports.subscribers.byAddress(address!)
      await world.ports.subscribers.erase(subscriber!, { why: 'erased', at: world.ports.now() })
    }
    await changeImport(world.ports, look.id, (one) => {
      const decision = decideStart(one, 'May', world.ports.now())
      return decision.kind === 'start' ? decision.one : undefined
    })
    const { one } = await untilOver(world, world.ports, look.id)
    expect(await world.ports.imports.results(one, 0, 9)).toEqual([
      { row: 2, became: 'refused', reason: 'Suppressed (erased): this address gets no mail from us.' },
      { row: 3, became: 'unchanged' },
      { row: 4, became: 'unchanged' },
    ])
    for (const [address] of rows) expect((await world.ports.subscribers.byAddress(address!)).subscriber).toBeUndefined()
    expect(await world.ports.imports.rows(one.id, 0)).toBeUndefined()
  })

  it('shows no address of a row that cannot be read, wherever in a cell it stands', async () => {
    const world = await aTown()
    const { id } = await putDown(world, [
      HEAD,
      ['Ada <ada.l@mail.example.net', 'brief', 'active', '', ''],
      ['x', 'brief', 'active', '', "'eve@mail.example.net; bo+x@mail.example.net"],
    ])
    const { one } = await untilOver(world, world.ports, id)
    expect((await world.ports.imports.refused(one, 9)).map(({ text }) => text)).toEqual([
      'Ada <a…@mail.example.net, brief, active, ,',
      expect.stringContaining('e…@mail.example.net; b…@mail.example.net'),
    ])
  })

  it('is what says something to us, of each row until its turn, and is never logged', async () => {
    const world = await aTown({ stores: async ({ now }) => engine.stores({ now }) })
    const rows = [
      ['email', 'digest', 'name', 'phone'],
      ['ada@mail.example.net', 'brief', 'Ada', '555'],
      ['grace@mail.example.net', 'brief', 'Grace', '556', 'and more'],
      ['not an address', 'brief', 'Nobody', '557'],
    ]
    const { id } = await putDown(world, rows)
    const [held] = [await world.ports.imports.rows(id, 0)]
    expect(JSON.stringify(held)).toContain('ada@mail.example.net')
    expect(JSON.stringify(held)).not.toMatch(/Ada|555/)
    await takeInLists(world.ports)
    const one = (await world.ports.imports.get(id))!
    expect(await world.ports.imports.rows(id, 0)).toBeUndefined()
    const results = await world.ports.imports.results(one, 0, 9)
    expect(results).toEqual([
      { row: 2, became: 'added' },
      {
        row: 3,
        became: 'refused',
        reason: expect.stringContaining('too many'),
        text: expect.stringContaining('g…@mail'),
      },
      { row: 4, became: 'refused', reason: expect.any(String), text: 'not an address, brief, Nobody, 557' },
    ])
    expect(JSON.stringify(results)).not.toContain('grace@')
    expect(JSON.stringify(world.events)).not.toContain('@mail.example.net')
  })
})

describe('a list with columns that may call people off', () => {
  const words = [...VOCABULARY.anywhere, ...VOCABULARY.alone].filter((word) => word !== 'status')
  const value = fc.oneof(
    fc.constantFrom('', 'yes', 'no', 'active', 'unsubscribed', '2021-05-04', '*', 'x'),
    fc.string({ maxLength: 12, unit: 'grapheme' }).filter((text) => !text.includes('@')),
  )
  const people = ['ada', 'ben', 'cem', 'dora']
  const list = fc
    .record({
      columns: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
      answers: fc.dictionary(
        fc.constantFrom('', 'yes', 'no', 'active', '(a date)', '*'),
        fc.constantFrom('active', ...MEANINGS),
      ),
      waits: fc.boolean(),
    })
    .chain((list) => {
      const cells = fc.array(value, { minLength: list.columns.length, maxLength: list.columns.length })
      const row = fc.record({
        who: fc.constantFrom(...people),
        cells,
        /** Cells too many or too few. */
        lost: fc.constantFrom(0, 0, 0, 1, -1),
      })
      return fc.record({ ...mapped(list), rows: fc.array(row, { minLength: 1, maxLength: 8 }) })
    })
  const mapped = <T extends object>(of: T) =>
    Object.fromEntries(Object.entries(of).map(([name, one]) => [name, fc.constant(one)])) as {
      [Name in keyof T]: fc.Arbitrary<T[Name]>
    }

  it('brings nobody in active unless somebody has said so of each of their values, in every row of theirs', async () => {
    let came = 0
    await fc.assert(
      fc.asyncProperty(list, async ({ columns, answers, waits, rows }) => {
        const world = await aWorld()
        await world.topics('trade', 'city')
        await world.digest()
        const order = {
          digest: 'brief',
          attestation: 'May',
          dryRun: false,
          same: 'same',
          waits,
          answers: Object.fromEntries(columns.map((name) => [name, answers])),
        }
        const cellsOf = ({ who, cells, lost }: (typeof rows)[number]) => {
          const all = [`${who}@mail.example.net`, 'Ada', ...cells]
          return lost > 0 ? [...all, 'x'] : lost < 0 ? all.slice(0, -1) : all
        }
        const table = [['email', 'name', ...columns], ...rows.map(cellsOf)]
        const down = await putDownList(world.ports, order, linesOf(table))
        await takeInLists(world.ports)
        const { rows: audience } = await world.ports.audience.page('brief', 'main', '-', undefined, 99)
        const active = audience.map(({ address }) => address.split('@')[0]!)
        const isTaken = down.ok && down.value.status !== 'asking'
        const isYes = (cell: string) => {
          const kept = askedValue(plain(cell).trim())
          return (Object.hasOwn(answers, kept) ? answers[kept] : answers['*']) === 'active'
        }
        const sure = people.filter((who) => {
          const own = rows.filter((row) => row.who === who)
          return isTaken && own.length > 0 && own.every(({ cells, lost }) => lost === 0 && cells.every(isYes))
        })
        came += sure.length
        expect(active.toSorted()).toEqual(sure)
      }),
      { numRuns: 300 },
    )
    expect(came).toBeGreaterThan(20)
  })
})
