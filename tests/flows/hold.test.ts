import { describe, expect, it } from 'vitest'
import { openIssue } from '../../core/flows/open-issue.ts'
import { cancelIssue, pauseIssue, releaseIssue, resumeIssue } from '../../core/flows/steer-issue.ts'
import { afterEdit, afterPause, type DigestInput, parseDigest } from '../../core/model/digest.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { slotByHand } from '../../core/model/schedule.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { until } from '../support/minutes.ts'
import { aWorld, granted, type World } from '../support/world.ts'

/** A reader, an article, and a digest at 08:00 UTC whose issues are held for half an hour. It is 06:00. */
async function aTown(input: Partial<DigestInput> = {}): Promise<World> {
  const world = await aWorld({ at: '2026-11-24T06:00:00Z' })
  await world.topics('trade')
  const schedule = { every: 'day', at: ['08:00'], zone: 'UTC' }
  await world.digest({ topics: ['trade'], schedule, holdMinutes: 30, ...input })
  await world.reader('ada')
  world.clock.now += 1_000
  await world.article('Forty ships', ['trade'])
  return world
}

async function lastIssue({ ports }: World) {
  const [line] = (await ports.issues.list('brief', { limit: 1 })).items
  return { issue: (await ports.issues.get(line!.id))!, progress: (await ports.issues.progress(line!.id))! }
}
const statusOf = async ({ ports }: World, id: IssueId) => (await ports.issues.progress(id))!.status

describe('an issue that is held', () => {
  it('opens early, tells the editors, and goes out at its slot by itself', async () => {
    const world = await aTown()
    expect(await until(world, '2026-11-24T07:59:00Z')).toEqual(['editors 24T07:30'])
    expect((await lastIssue(world)).progress).toMatchObject({ status: 'held', resumeAt: '2026-11-24T08:00:00.000Z' })
    const [notice] = world.mails()
    expect(notice!.subject).toBe('The Harbour Brief waits until 08:00')
    for (const said of ['Forty ships', 'Tuesday, 24 November 2026 at 08:00 (UTC)', '/console/issues/iss_'])
      expect(notice!.text!.replaceAll('\n', ' ')).toContain(said)
    expect(await until(world, '2026-11-24T09:00:00Z')).toEqual(['ada 24T08:00'])
    expect((await lastIssue(world)).progress.status).toBe('sent')
  })

  it('holds what was filed until it opened; what comes later is for the next', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T07:40:00Z')
    await world.article('Fifty ships', ['trade'])
    await until(world, '2026-11-24T09:00:00Z')
    expect(world.mails().at(-1)!.text).not.toContain('Fifty ships')
    await until(world, '2026-11-25T09:00:00Z')
    expect(world.mails().at(-1)!.text).toContain('Fifty ships')
    expect(world.mails().at(-1)!.text).not.toContain('Forty ships')
  })

  it('stays where it is once paused, and resumed before its slot waits for that', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T07:40:00Z')
    const { issue } = await lastIssue(world)
    expect(await pauseIssue(world.ports, issue)).toBe(true)
    await until(world, '2026-11-24T07:45:00Z')
    expect(await resumeIssue(world.ports, issue)).toBe(true)
    expect(await until(world, '2026-11-24T08:10:00Z')).toEqual(['ada 24T08:00'])
  })

  it('does not go out at its slot while it is paused; resumed afterwards it goes at once', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T07:40:00Z')
    const { issue } = await lastIssue(world)
    await pauseIssue(world.ports, issue)
    expect(await until(world, '2026-11-24T08:30:00Z')).toEqual([])
    await resumeIssue(world.ports, issue)
    expect(await until(world, '2026-11-24T08:32:00Z')).toEqual(['ada 24T08:31'])
  })

  it('is nobody’s to read on the web before it goes out, held or paused', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T07:40:00Z')
    const { issue } = await lastIssue(world)
    const seen = async () => (await world.visit(`/d/brief/${issue.id}`)).status
    const listed = async () => (await (await world.visit('/d/brief')).text()).includes(issue.id)
    expect([await seen(), await listed()]).toEqual([404, false])
    await pauseIssue(world.ports, issue)
    expect([await seen(), await listed()]).toEqual([404, false])
    await resumeIssue(world.ports, issue)
    await until(world, '2026-11-24T08:05:00Z')
    expect([await seen(), await listed()]).toEqual([200, true])
  })

  it('is never sent once cancelled, and what it held is in the next', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T07:40:00Z')
    await cancelIssue(world.ports, (await lastIssue(world)).issue)
    expect(await until(world, '2026-11-25T09:00:00Z')).toEqual(['editors 25T07:30', 'ada 25T08:00'])
    expect(world.mails().at(-1)!.text).toContain('Forty ships')
  })

  it('does not go out while its digest is paused', async () => {
    const world = await aTown()
    await until(world, '2026-11-24T07:40:00Z')
    const digest = (await world.ports.digests.get('brief'))!
    await world.ports.digests.save(digest, afterPause(digest))
    expect(await until(world, '2026-11-24T09:00:00Z')).toEqual([])
    expect((await lastIssue(world)).progress).toMatchObject({ status: 'paused', reason: 'Its digest is paused.' })
  })

  it('that opens after its slot goes out at once: nobody is told of what cannot be stopped any more', async () => {
    const world = await aTown()
    world.turnTo('2026-11-24T08:10:00Z')
    expect(await until(world, '2026-11-24T09:00:00Z')).toEqual(['ada 24T08:11'])
  })

  it('comes one after the other, where a hold is longer than the time between two slots', async () => {
    const schedule = { every: 'day', at: ['08:00', '08:20'], zone: 'UTC' }
    const world = await aTown({ schedule })
    await until(world, '2026-11-24T07:40:00Z')
    await world.article('Fifty ships', ['trade'])
    await until(world, '2026-11-24T09:00:00Z')
    const out = world.mailbox.accepted().filter(({ recipient }) => recipient.startsWith('ada'))
    expect(out.map(({ time }) => time.slice(11, 16))).toEqual(['08:00', '08:20'])
  })

  it('is opened at once by a hold that begins in the past, and once', async () => {
    const world = await aTown({ holdMinutes: 0 })
    await until(world, '2026-11-24T07:45:00Z')
    const known = (await world.ports.digests.get('brief'))!
    const edited = granted(
      parseDigest(zones, { ...known, holdMinutes: 60 }, await world.ports.topics.all(), world.ports.now()),
    )
    await world.ports.digests.save(known, afterEdit(known, edited, world.ports.now()))
    expect(await until(world, '2026-11-25T06:00:00Z')).toEqual(['editors 24T07:46', 'ada 24T08:00'])
  })
})

describe('an issue that waits for a person', () => {
  const town = () => aTown({ release: 'person' })

  it('does not go out by itself', async () => {
    const world = await town()
    expect(await until(world, '2026-11-24T12:00:00Z')).toEqual(['editors 24T07:30'])
    expect(world.mails()[0]!.subject).toBe('The Harbour Brief waits for you')
    expect((await lastIssue(world)).progress).toMatchObject({
      status: 'held',
      reason: expect.stringContaining('waits'),
    })
  })

  it('goes out at its slot, released before it', async () => {
    const world = await town()
    await until(world, '2026-11-24T07:40:00Z')
    expect(await releaseIssue(world.ports, (await lastIssue(world)).issue)).toBe(true)
    expect(await until(world, '2026-11-24T09:00:00Z')).toEqual(['ada 24T08:00'])
  })

  it('goes out at once, released after it, and once', async () => {
    const world = await town()
    await until(world, '2026-11-24T10:00:00Z')
    const { issue } = await lastIssue(world)
    expect([await releaseIssue(world.ports, issue), await releaseIssue(world.ports, issue)]).toEqual([true, false])
    expect(await until(world, '2026-11-24T11:00:00Z')).toEqual(['ada 24T10:01'])
  })

  it('gives way to the next slot, which holds its articles', async () => {
    const world = await town()
    await until(world, '2026-11-24T12:00:00Z')
    const { issue } = await lastIssue(world)
    await until(world, '2026-11-25T07:40:00Z')
    expect(await statusOf(world, issue.id)).toBe('skipped')
    await releaseIssue(world.ports, (await lastIssue(world)).issue)
    expect(await until(world, '2026-11-25T09:00:00Z')).toEqual(['ada 25T08:00'])
    expect(world.mails().at(-1)!.text).toContain('Forty ships')
  })

  it('is told about without a hold as well, and later than its slot too', async () => {
    const world = await aTown({ release: 'person', holdMinutes: 0 })
    expect(await until(world, '2026-11-24T08:05:00Z')).toEqual(['editors 24T08:00'])
  })

  it('opened by hand goes out at once: somebody has said so', async () => {
    const world = await town()
    const digest = (await world.ports.digests.get('brief'))!
    await openIssue(world.ports, digest, digest.editions[0]!, slotByHand(zones, world.ports.now(), 'UTC'), {
      byHand: true,
    })
    expect(await until(world, '2026-11-24T06:30:00Z')).toEqual(['ada 24T06:01'])
  })
})
