import { describe, expect, it } from 'vitest'
import { saveDigest } from '../../core/flows/save-digest.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { parseDigest } from '../../core/model/digest.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import type { Ports } from '../../core/ports.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aRequest } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { aWorld, granted, type World } from '../support/world.ts'

/** A digest in three rhythms, a reader of each; the alerts settle for five minutes and come at most every half hour. */
async function aTown(): Promise<World> {
  const world = await aWorld({ at: '2026-11-23T06:00:00Z' })
  await world.topics('trade', 'city')
  const editions = [
    { name: 'daily', schedule: 'every day at 08:00, UTC' },
    { name: 'weekly', schedule: 'every Sunday at 09:00, UTC' },
    { name: 'alerts', schedule: { every: 'filing', settleMinutes: 5, atMostEveryMinutes: 30 } },
  ]
  const input = { id: 'brief', name: 'The Harbour Brief', topics: ['trade'], editions }
  const digest = granted(parseDigest(zones, input, await world.ports.topics.all(), world.ports.now()))
  await saveDigest(world.ports, undefined, digest)
  for (const name of ['daily', 'weekly', 'alerts']) {
    const wishes = [wishFor(zones, digest, 'all', 'UTC', name)]
    await takeIn(world.ports, aRequest({ address: `${name}@mail.example.net`, wishes }), 'told us')
  }
  return world
}

describe('an edition that goes out as things are filed', () => {
  it('waits until it has settled, and takes along what comes meanwhile', async () => {
    const world = await aTown()
    await until(world, '2026-11-23T10:00:00Z')
    world.clock.now += 20_000
    await world.article('One', ['trade'])
    await until(world, '2026-11-23T10:03:00Z')
    await world.article('Two', ['trade'])
    expect(await until(world, '2026-11-23T10:30:00Z')).toEqual(['alerts 23T10:06'])
    for (const title of ['One', 'Two']) expect(world.mails().at(-1)!.text).toContain(`\n${title}\n`)
  })

  it('comes at most once in so many minutes, and loses nothing in between', async () => {
    const world = await aTown()
    world.clock.now += 1_000
    await world.article('One', ['trade'])
    expect(await until(world, '2026-11-23T06:10:00Z')).toEqual(['alerts 23T06:05'])
    await world.article('Two', ['trade'])
    expect(await until(world, '2026-11-23T07:00:00Z')).toEqual(['alerts 23T06:35'])
    expect(world.mails().at(-1)!.text).not.toContain('One')
  })

  it('is not woken by what belongs to other digests, nor by what it has had', async () => {
    const world = await aTown()
    await until(world, '2026-11-23T06:10:00Z')
    await world.article('The tram', ['city'])
    expect(await until(world, '2026-11-23T07:00:00Z')).toEqual([])
    await world.article('One', ['trade'])
    await until(world, '2026-11-23T07:30:00Z')
    await world.article('One', ['trade'], { summary: 'In other words.' })
    expect(await until(world, '2026-11-23T07:59:00Z')).toEqual([])
  })

  it('hears a call that comes while it is being put to sleep', async () => {
    const world = await aTown()
    await until(world, '2026-11-23T06:04:00Z')
    const { wake } = world.ports.digests
    let called = false
    const digests: Ports['digests'] = {
      ...world.ports.digests,
      async wake(...change) {
        if (change[1] === 'alerts' && !called) {
          called = true
          await world.article('In that moment', ['trade'])
        }
        return wake(...change)
      },
    }
    const other = { ...world.ports, digests }
    world.turnTo('2026-11-23T06:05:00Z')
    const { tick } = await import('../../core/flows/tick.ts')
    await tick(other)
    expect(called).toBe(true)
    expect(await until(world, '2026-11-23T07:30:00Z')).toEqual(['alerts 23T06:06'])
  })

  it('brings each article once an edition, whichever rhythm its reader takes (I5)', async () => {
    const world = await aTown()
    const titles: string[] = []
    const bodies = new Map<string, string>()
    for (let day = 23; day <= 29; day++) {
      for (const hour of ['03:10', '11:20', '11:40', '20:00']) {
        await until(world, `2026-11-${day}T${hour}:00Z`)
        titles.push(`At ${hour} on the ${day}th`)
        await world.article(titles.at(-1)!, ['trade'])
      }
    }
    await until(world, '2026-12-06T10:00:00Z')
    for (const mail of world.mails()) bodies.set(mail.to[0]!, `${bodies.get(mail.to[0]!) ?? ''}${mail.text}`)
    const counts = [...bodies].map(([to, text]) => [to, titles.map((title) => text.split(`\n${title}\n`).length - 1)])
    expect(counts).toHaveLength(3)
    for (const [to, times] of counts) expect([to, new Set(times as number[])]).toEqual([to, new Set([1])])
  })

  it('sleeps while its digest is paused, and tells afterwards what came meanwhile', async () => {
    const world = await aTown()
    await until(world, '2026-11-23T06:10:00Z')
    const { afterPause, afterResume } = await import('../../core/model/digest.ts')
    const change = async (next: typeof afterPause) => {
      const known = (await world.ports.digests.get('brief'))!
      await saveDigest(world.ports, known, next(known))
    }
    await change(afterPause)
    await world.article('One', ['trade'])
    expect(await until(world, '2026-11-23T07:00:00Z')).toEqual([])
    await change((known) => afterResume(zones, known, world.ports.now()))
    expect(await until(world, '2026-11-23T07:30:00Z')).toEqual(['alerts 23T07:05'])
  })
})
