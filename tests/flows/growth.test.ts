import { describe, expect, it } from 'vitest'
import { growthOver } from '../../core/model/growth.ts'
import { readerPages } from '../../functions/http/console/readers.tsx'
import { aVisitor } from '../support/console.ts'
import { importReaders } from '../support/import.ts'
import { aWorld } from '../support/world.ts'

const NOW = '2026-11-24T06:00:00.000Z'
const lines = async function* (rows: readonly string[]) {
  let row = 0
  for (const one of ['email', ...rows]) yield { row: ++row, cells: [one] }
}

describe('how a readership grows', () => {
  it('is told without a gap, from nobody on, with how many there were at the end of each day', () => {
    const days = [
      { day: '2026-11-21', joined: 5, left: 0 },
      { day: '2026-11-23', joined: 1, left: 2 },
    ]
    expect(growthOver(days, 'day', NOW).map(({ at, total }) => [at.slice(0, 10), total])).toEqual([
      ['2026-11-20', 0],
      ['2026-11-21', 5],
      ['2026-11-22', 5],
      ['2026-11-23', 4],
      ['2026-11-24', 4],
    ])
    expect(growthOver([], 'day', NOW)).toEqual([])
  })

  it('is told by day for ninety days, with all who came before in the sum, and by month for ever', () => {
    const days = [
      { day: '2025-12-31', joined: 100, left: 0 },
      { day: '2026-11-24', joined: 1, left: 0 },
    ]
    const byDay = growthOver(days, 'day', NOW)
    expect([byDay.length, byDay[0]!.total, byDay.at(-1)!.total]).toEqual([90, 100, 101])
    const byMonth = growthOver(days, 'month', NOW)
    expect(byMonth.map(({ at }) => at.slice(0, 7))).toEqual([
      ...['2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08'],
      ...['2026-09', '2026-10', '2026-11'],
    ])
    expect(byMonth[1]).toMatchObject({ joined: 100, total: 100 })
  })

  it('counts a list part by part, once, and a dry run not at all', async () => {
    const { ports, digest, topics } = await aWorld()
    await topics('trade', 'city')
    const brief = await digest()
    const counted: unknown[] = []
    const save: typeof ports.imports.save = async (before, after, done) => {
      if (done) counted.push([...done.growth])
      return ports.imports.save(before, after, done)
    }
    const own = { ...ports, imports: { ...ports.imports, save } }
    const rows = Array.from({ length: 100 }, (_, n) => `reader${n}@mail.example.net`)
    const order = { attestation: 'told us', digest: brief }
    await importReaders(own, { ...order, dryRun: true }, lines([...rows, 'nobody']))
    expect([counted, await ports.digests.growth('brief')]).toEqual([[[], []], []])
    await importReaders(own, { ...order, dryRun: false }, lines([...rows, 'nobody']))
    await importReaders(own, { ...order, dryRun: false }, lines(rows))
    expect(counted.slice(2)).toEqual([
      [['brief', { joined: 80, left: 0 }]],
      [['brief', { joined: 20, left: 0 }]],
      [],
      [],
    ])
    expect(await ports.digests.growth('brief')).toMatchObject([{ joined: 100, left: 0 }])
  })

  it('is shown digest by digest, and says what to do where there is none', async () => {
    const { ports, digest, topics, reader } = await aWorld()
    const { open } = aVisitor(ports, [readerPages(ports)], 'viewer')
    expect((await open('/readers/growth')).page).toContain('plan the first one')
    await topics('trade', 'city')
    await digest()
    expect((await open('/readers/growth')).page).toContain('Nobody reads The Harbour Brief yet')
    await reader('ada')
    const { page } = await open('/readers/growth?digest=brief&by=month')
    for (const words of ['1 reader', 'Came and went', 'data-chart=', 'Nov 2026']) expect(page).toContain(words)
  })
})
