import { describe, expect, it } from 'vitest'
import { recordSetback } from '../../core/flows/record-setback.ts'
import { retryMissed } from '../../core/flows/retry-missed.ts'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { theSettings } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { aWorld, type World } from '../support/world.ts'

const EDITORS = 'editors@harbourpost.example'

/** Two readers, an article, and a digest at 08:00 UTC. It is 07:00. */
async function aTown({ reports = true } = {}): Promise<World> {
  const world = await aWorld({ at: '2026-11-24T07:00:00Z' })
  await world.ports.settings.put({ ...theSettings, reports })
  await world.topics('trade', 'city')
  await world.digest({ schedule: { every: 'day', at: ['08:00'], zone: 'UTC' } })
  await world.reader('ada')
  await world.reader('bo', ['city'])
  await world.article('Forty ships', ['trade'])
  return world
}

const theIssue = async ({ ports }: World) =>
  (await ports.issues.get((await ports.issues.list('brief', { limit: 1 })).items[0]!.id))!
const reportsIn = (world: World) => world.mails().filter(({ to }) => to.includes(EDITORS))

describe('the report of an issue', () => {
  it('comes to the editors twenty minutes after the last mail, where the settings want it', async () => {
    const world = await aTown()
    expect(await until(world, '2026-11-24T08:10:00Z')).toEqual(['ada 24T08:00'])
    expect(await until(world, '2026-11-24T09:00:00Z')).toEqual(['editors 24T08:20'])
    const [report] = reportsIn(world)
    expect(report!.subject).toBe('The Harbour Brief went out: 1 reader')
    for (const said of ['of Tuesday, 24 November 2026 at 08:00 (UTC) went out to 1 reader.', '1 reader left out:'])
      expect(report!.text!.replaceAll('\n', ' ')).toContain(said)
    expect(report!.text).toContain(`/console/issues/${(await theIssue(world)).id}`)
  })

  it('does not come where nobody wants it', async () => {
    const world = await aTown({ reports: false })
    expect(await until(world, '2026-11-24T10:00:00Z')).toEqual(['ada 24T08:00'])
  })

  it('tells of what came back until it is written', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T08:10:00Z')
    const { id } = await theIssue(world)
    const [ada] = (await world.ports.issues.batch(id, 1))!.recipients
    const bounce = { kind: 'hard', issue: id, subscriber: ada!.id, note: 'Permanent/General' } as const
    await recordSetback(world.ports, 'evt_1', {
      ...bounce,
      address: 'ada@mail.example.net',
      at: world.ports.now(),
    })
    await until(world, '2026-11-24T09:00:00Z')
    expect(reportsIn(world)[0]!.text).toContain('1 mail has come back so far.')
  })

  it('comes once, however often the end of the issue is noticed and whoever dies meanwhile', async () => {
    const world = await aTown()
    const { issues } = world.ports
    // The worker dies after it has put the letter down and before the issue is off the list: five times.
    let deaths = 0
    const dying = {
      ...world.ports,
      issues: {
        ...issues,
        tidied: async (...args: Parameters<typeof issues.tidied>) => {
          deaths += 1
          if (deaths <= 5) throw new Error('the worker is gone')
          return issues.tidied(...args)
        },
      },
    }
    await until(world, '2026-11-24T07:59:00Z')
    world.turnTo('2026-11-24T08:00:30Z')
    await world.tick()
    world.messages.length = 0
    const { id } = await theIssue(world)
    for (let n = 0; n < 6; n++) {
      await sendIssue(dying, id).catch(() => undefined)
      world.clock.now += 3 * 60_000
    }
    expect(deaths).toBe(6)
    await until(world, '2026-11-24T12:00:00Z')
    expect(reportsIn(world)).toHaveLength(1)
  })

  it('comes again when those who missed it have it', async () => {
    const world = await aTown()
    world.mailbox.fault({ kind: '422-one', index: 0, times: 1, on: 'batch' })
    await until(world, '2026-11-24T09:00:00Z')
    expect(reportsIn(world).map(({ text }) => text!.includes('1 reader refused'))).toEqual([true])
    expect(await retryMissed(world.ports, await theIssue(world))).toBe(true)
    expect(await until(world, '2026-11-24T10:00:00Z')).toEqual(['ada 24T09:01', 'editors 24T09:21'])
    expect(reportsIn(world).map(({ text }) => text!.includes('1 reader refused'))).toEqual([true, false])
  })
})
