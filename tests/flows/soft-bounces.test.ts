import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldResults } from '../../core/flows/fold-results.ts'
import { hearEvents } from '../../core/flows/hear-event.ts'
import type { Report } from '../../core/model/outcome.ts'
import { readEvent } from '../../functions/http/provider-event.ts'
import { copyOf, emptyShelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { aWorld } from '../support/world.ts'

type Told = { readonly day: string; readonly type: 'bounced' | 'delivered' | 'ours' }

/** A reader whom an issue was sent to on each of these days; what is told of it later is told to a copy each time. */
async function aYear(days: readonly string[], choose?: (day: string) => string) {
  const shelf = emptyShelf()
  const world = await aWorld({ at: `${days[0]}T05:00:00Z`, stores: ({ now }) => createMemory({ now, shelf }) })
  await world.topics('trade', 'city')
  await world.digest({ topics: ['trade', 'city'] })
  const reader = await world.reader('ada', ['trade'])
  await world.reader('bo', ['city'])
  const issues = new Map<string, string>()
  for (const day of days) {
    world.turnTo(`${day}T05:00:00Z`)
    await world.article(`Of ${day}`, [choose?.(day) ?? 'trade'])
    world.turnTo(`${day}T08:00:00Z`)
    await world.tick()
    await world.drain()
    issues.set(day, (await world.ports.issues.list('brief', { limit: 1 })).items[0]!.id)
  }
  world.clock.now += 86_400_000

  /** In this order; what came of the reader then. */
  async function hear(order: readonly Told[]) {
    const reports: Report[] = []
    const stores = createMemory({ now: world.ports.now, shelf: copyOf(shelf) })
    const queue = { ...world.ports.queue, report: async (report: Report) => void reports.push(report) }
    const ports = { ...world.ports, ...stores, queue }
    const heard = hearEvents(ports)
    for (const { day, type } of order) {
      const issue = issues.get(day)!
      const tags = { installation: 'memory', issue, subscriber: reader.id }
      const ours = { type: 'Permanent', subType: 'General', diagnosticCode: ['550 5.7.26 unauthenticated'] }
      const bounce = type === 'ours' ? ours : { type: 'Transient', subType: 'MailboxFull' }
      const data = { to: [reader.address], tags, ...(type === 'delivered' ? {} : { bounce }) }
      const told = { type: `email.${type === 'ours' ? 'bounced' : type}`, created_at: `${day}T09:00:00Z`, data }
      await heard({ id: `msg_${type}_${day}`, event: readEvent(told, ports.now())!, shape: '' })
      // At once, or all of it in the end: the numbers come by another way.
      if (reports.length > 1) await foldResults(ports, reports.splice(0))
    }
    await foldResults(ports, reports)
    const { subscriber, suppression } = await ports.subscribers.byAddress(reader.address)
    return { status: subscriber!.status, why: suppression?.why, since: suppression?.at }
  }
  return { hear }
}

const told = (type: Told['type'], ...days: string[]): Told[] => days.map((day) => ({ day, type }))
const active = { status: 'active', why: undefined, since: undefined }

describe('soft bounces', () => {
  it('of 10 January, 1 May and 1 November, with five deliveries between, end nobody (STD-51)', async () => {
    const between = ['2026-02-02', '2026-03-02', '2026-06-01', '2026-07-01', '2026-10-01']
    const soft = ['2026-01-10', '2026-05-01', '2026-11-01']
    const year = await aYear([...between, ...soft].sort())
    for (const type of ['delivered', 'bounced'] as const) {
      const order = [...told('bounced', ...soft), ...(type === 'delivered' ? told(type, ...between) : [])]
      expect(await year.hear(order)).toEqual(active)
      expect(await year.hear(order.toReversed())).toEqual(active)
    }
    // As each is told of in its time.
    const inTime = [...told('bounced', ...soft), ...told('delivered', ...between)]
    expect(await year.hear(inTime.toSorted((a, b) => (a.day < b.day ? -1 : 1)))).toEqual(active)
  })

  it('of three issues in a row over fifteen days end a reader, and over thirteen do not', async () => {
    const year = await aYear(['2026-01-10', '2026-01-17', '2026-01-23', '2026-01-25'])
    const three = told('bounced', '2026-01-10', '2026-01-17', '2026-01-25')
    // The issue of the 23rd was sent and has not bounced.
    expect(await year.hear(three)).toEqual(active)
    expect(await year.hear([...three, ...told('bounced', '2026-01-23')])).toMatchObject({ why: 'bounced' })
    // Refused for a fault of ours, it says nothing of the mailbox: the row goes on.
    expect(await year.hear([...told('ours', '2026-01-23'), ...three])).toMatchObject({ why: 'bounced' })
    expect(await year.hear(told('bounced', '2026-01-10', '2026-01-17', '2026-01-23'))).toEqual(active)
  })

  it('go on in a row over issues that the reader got no copy of', async () => {
    const days = ['2026-01-10', '2026-01-17', '2026-01-20', '2026-01-25']
    const year = await aYear(days, (day) => (day === '2026-01-20' ? 'city' : 'trade'))
    expect(await year.hear(told('bounced', '2026-01-10', '2026-01-17', '2026-01-25'))).toEqual({
      status: 'bounced',
      why: 'bounced',
      since: '2026-01-25T09:00:00.000Z',
    })
  })

  it('end in the same state in any order, however late, with repeats and with deliveries told or not (I9)', async () => {
    const days = Array.from({ length: 9 }, (_, n) => `2026-03-${String(1 + 3 * n).padStart(2, '0')}`)
    const year = await aYear(days)
    /** Nine issues three days apart: six of them in a row are two weeks. */
    const ends = (bounced: ReadonlySet<string>) =>
      days.some(
        (_, from) =>
          days.slice(from, from + 6).length === 6 && days.slice(from, from + 6).every((day) => bounced.has(day)),
      )
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(days, { minLength: 3 }).chain((bounced) => {
          const deliveries = told('delivered', ...days.filter((day) => !bounced.includes(day)))
          const all = [...told('bounced', ...bounced), ...told('bounced', ...bounced), ...deliveries]
          return fc.tuple(fc.constant(bounced), fc.shuffledSubarray(all, { minLength: all.length }), fc.boolean())
        }),
        async ([bounced, order, withDeliveries]) => {
          const heard = order.filter(({ type }) => withDeliveries || type !== 'delivered')
          const end = await year.hear(heard)
          expect(end.status).toBe(ends(new Set(bounced)) ? 'bounced' : 'active')
          expect(end).toEqual(await year.hear(told('bounced', ...bounced)))
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  it('go on for as long as nothing but bounces comes', async () => {
    const days = Array.from({ length: 16 }, (_, n) => `2026-03-${String(1 + n).padStart(2, '0')}`)
    const year = await aYear(days)
    expect(await year.hear(told('bounced', ...days.slice(0, 14)))).toEqual(active)
    expect(await year.hear(told('bounced', ...days))).toMatchObject({ why: 'bounced' })
  })
})
