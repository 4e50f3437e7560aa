import { describe, expect, it } from 'vitest'
import { foldResults } from '../../core/flows/fold-results.ts'
import type { Report } from '../../core/model/outcome.ts'
import { aWorld } from '../support/world.ts'

async function sentTo(count: number, tracking = { opens: false, clicks: false }) {
  const world = await aWorld()
  await world.ports.settings.put({ ...(await world.ports.settings.get()), tracking })
  await world.topics('trade', 'city')
  await world.digest()
  await world.readers(count)
  const ships = await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  await world.drain()
  const issue = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!.id
  const batch = (await world.ports.issues.batch(issue, 1))!
  const report = (what: Report['what'], reader = 0, link?: string): Report => ({
    issue,
    subscriber: batch.recipients[reader]!.id,
    what,
    at: world.ports.now(),
    ...(link ? { link } : {}),
  })
  return { ...world, issue, ships, report, tally: () => world.ports.outcomes.tally(issue), people: batch.recipients }
}

describe('what the provider tells of mails', () => {
  it('counts once, folded twice, in halves that overlap, or in any order (T71, T72)', async () => {
    const { ports, report, tally } = await sentTo(3)
    const all = [0, 1, 2].map((reader) => report('delivered', reader))
    for (const some of [all.slice(0, 2), all.slice(1), all, all.toReversed(), [...all, ...all]])
      await foldResults(ports, some)
    expect(await tally()).toEqual({ delivered: 3 })
  })

  it('counts once where others count the same at the same moment', async () => {
    const { ports, report, tally } = await sentTo(4)
    const of = (...readers: number[]) =>
      foldResults(
        ports,
        readers.map((reader) => report('delivered', reader)),
      )
    await Promise.all([of(0, 1, 2), of(1, 2, 3), of(2, 3, 0)])
    expect(await tally()).toEqual({ delivered: 4 })
  })

  it('makes of more mails than a transaction holds several', async () => {
    const { ports, issue, tally } = await sentTo(1)
    const reports = Array.from({ length: 250 }, (_, n) => ({
      issue,
      subscriber: `sub_${n.toString(16).padStart(4, '0')}`,
      what: 'delivered' as const,
      at: ports.now(),
    }))
    expect(await foldResults(ports, reports)).toEqual({ counted: 250 })
    expect(await tally()).toEqual({ delivered: 250 })
  })

  it('keeps nothing of opens and clicks where nobody has turned them on (STD-65)', async () => {
    const { ports, issue, report, tally, people } = await sentTo(2)
    await foldResults(ports, [report('opened'), report('clicked', 1), report('delivered')])
    expect(await tally()).toEqual({ delivered: 1 })
    expect(await ports.outcomes.of(issue, people[1]!.id)).toBeUndefined()
  })

  it('counts the readers who opened, who clicked, and who went to which article, each once', async () => {
    const { ports, report, tally, ships } = await sentTo(2, { opens: true, clicks: true })
    const clicked = (reader: number) => report('clicked', reader, ships.url)
    await foldResults(ports, [report('opened'), clicked(0), clicked(0)])
    await foldResults(ports, [clicked(0), clicked(1), report('opened'), report('clicked', 1, 'https://else.example/')])
    expect(await tally()).toEqual({ opened: 1, clicked: 2, [`on ${ships.id}`]: 2 })
  })

  it('is counted even before the batch is settled', async () => {
    const { ports, issue, report, tally } = await sentTo(1)
    await foldResults(ports, [{ ...report('delivered'), issue: 'iss_early' }])
    expect(await ports.outcomes.tally('iss_early')).toEqual({ delivered: 1 })
    expect([await tally(), (await ports.issues.progress(issue))?.status]).toEqual([{}, 'sent'])
  })
})
