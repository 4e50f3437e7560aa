import { describe, expect, it } from 'vitest'
import { armSending } from '../../core/flows/arm-sending.ts'
import { openIssue } from '../../core/flows/open-issue.ts'
import { sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import { pauseIssue, resumeIssue } from '../../core/flows/steer-issue.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import type { IssueId } from '../../core/model/issue.ts'
import { slotByHand } from '../../core/model/schedule.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import type { Ports } from '../../core/ports.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aRequest } from '../support/examples.ts'
import { copyOf, emptyShelf, type Shelf } from '../support/memory/shelf.ts'
import { createMemory } from '../support/memory.ts'
import { aWorld, granted, type World } from '../support/world.ts'

const SLOT = '2026-11-24T07:00:00Z'
const COPY = 'the copy'

/** A world and what it keeps: an issue of The Harbour Brief is on its way to so many readers, none of whom has it yet. */
async function anOriginal(readers = 3) {
  const shelf = emptyShelf()
  const world = await aWorld({ stores: ({ now }) => createMemory({ now, shelf }) })
  await world.topics('trade')
  await world.digest({ topics: ['trade'] })
  await world.readers(readers)
  await world.article('Forty ships', ['trade'])
  world.turnTo(SLOT)
  return { ...world, shelf }
}

/** What a table held at this moment, restored as another one: with its own clock and, to see what it does, its own mailbox. */
async function aCopyOf({ shelf, clock }: { shelf: Shelf; clock: World['clock'] }): Promise<World> {
  const copy = await aWorld({
    at: new Date(clock.now).toISOString(),
    stores: ({ now }) => createMemory({ now, shelf: copyOf(shelf), place: { table: COPY } }),
  })
  // Each world counts its people from the first: here some have their ids already.
  for (const _ of shelf.subscribers) copy.ports.ids.subscriber()
  return copy
}

const issueOf = async ({ ports }: World): Promise<IssueId> =>
  (await ports.issues.list('brief', { limit: 1 })).items[0]!.id
const progressOf = async (world: World, id: IssueId) => (await world.ports.issues.progress(id))!
const openByHand = async ({ ports }: World) => {
  const digest = (await ports.digests.get('brief'))!
  return openIssue(ports, digest, digest.editions[0]!, slotByHand(zones, ports.now(), 'Europe/Berlin'), {
    byHand: true,
  })
}
const arm = async (world: World, name = COPY) => armSending(world.ports, name)
async function pass(world: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    world.clock.now += 60_000
    await world.tick()
    await world.drain()
  }
}
/** The worker dies after the provider has taken its first request. */
const dyingAfterPosting = (ports: Ports): Ports => ({
  ...ports,
  mail: {
    ...ports.mail,
    async batch(body, key, withinMs) {
      await ports.mail.batch(body, key, withinMs)
      throw new Error('the worker has died')
    },
  },
})

describe('a copy of the table', () => {
  it('opens no issue, leaves what is due as it is, and says why at every tick', async () => {
    const copy = await aCopyOf(await withFence(await anOriginal()))
    const before = await copy.ports.digests.due(copy.ports.now(), 9)
    for (const _ of [1, 2])
      expect(await copy.tick()).toMatchObject({
        opened: 0,
        nudged: 0,
        letters: 0,
        closed: expect.stringContaining('copy'),
      })
    expect(await copy.ports.digests.due(copy.ports.now(), 9)).toEqual(before)
    expect(before).toHaveLength(1)
    expect(copy.messages).toEqual([])
    const said = copy.events.filter(({ event }) => event === 'fence.closed')
    expect(said.map(({ fields }) => [fields.level, fields.reason])).toEqual([
      ['error', expect.stringContaining('copy')],
      ['error', expect.stringContaining('copy')],
    ])
  })

  it('sends nothing of an issue that was under way, whoever hands it over', async () => {
    const original = await anOriginal()
    await original.tick()
    const copy = await aCopyOf(original)
    const id = await issueOf(copy)
    expect(await sendIssue(copy.ports, id)).toEqual({ ended: 'nothing-to-do', batches: 0 })
    await pass(copy, 5)
    expect(copy.mailbox.summary().mails).toBe(0)
    expect(await progressOf(copy, id)).toMatchObject({ status: 'sending', cursor: 0, open: {} })
  })

  it('posts no open batch again, however long it has been open', async () => {
    const original = await anOriginal(10)
    await original.tick()
    await sendIssue(dyingAfterPosting(original.ports), await issueOf(original)).catch(() => {})
    const copy = await aCopyOf(original)
    await pass(copy, 10)
    await sendIssue(copy.ports, await issueOf(copy))
    expect(copy.mailbox.summary().mails).toBe(0)
    expect((await progressOf(copy, await issueOf(copy))).open).toHaveProperty('1')
  })

  it('opens none by hand either, and answers why', async () => {
    const copy = await aCopyOf(await withFence(await anOriginal()))
    expect(await openByHand(copy)).toMatchObject({ kind: 'closed', reason: expect.stringContaining('copy') })
    expect((await copy.ports.issues.list('brief', { limit: 9 })).items).toEqual([])
  })

  it('takes sign-ups, and lets their letters wait', async () => {
    const copy = await aCopyOf(await withFence(await anOriginal()))
    await signUp(copy.ports, aRequest({ address: 'new@mail.example.net' }))
    const [message] = copy.messages.splice(0)
    if (message?.queue !== 'letters') throw new Error('no letter is queued')
    expect(await writeLetter(copy.ports, message.letter)).toBe('later')
    expect(copy.mailbox.summary().mails).toBe(0)
    expect(await copy.ports.letters.get(message.letter)).toMatchObject({ state: 'waiting' })

    granted(await arm(copy))
    await pass(copy, 4)
    expect(copy.mails().map(({ to }) => to)).toEqual([['new@mail.example.net']])
  })
})

describe('arming a copy', () => {
  it('is refused to whoever does not know which table it is', async () => {
    const copy = await aCopyOf(await withFence(await anOriginal()))
    expect(await arm(copy, 'memory')).toMatchObject({ ok: false, refusals: [{ field: 'table' }] })
    expect(await copy.ports.fence.check()).toMatchObject({ kind: 'closed' })
  })

  it('lets it send under keys of its own, and leaves what was under way to a person', async () => {
    const original = await anOriginal()
    await original.tick()
    const copy = await aCopyOf(original)
    const old = await issueOf(copy)
    granted(await arm(copy))
    await pass(copy, 5)
    expect(copy.mailbox.summary().mails).toBe(0)
    expect(await progressOf(copy, old)).toMatchObject({
      status: 'needs-person',
      reason: expect.stringContaining('original'),
    })

    const opened = await openByHand(copy)
    if (opened.kind !== 'opened') throw new Error(opened.kind)
    await copy.drain()
    await original.drain()
    expect([copy.mailbox.summary().mails, original.mailbox.summary().mails]).toEqual([3, 3])
    const installation = (world: World) => world.mailbox.accepted()[0]!.key!.split('/')[0]
    expect(installation(copy)).toBe(opened.issue.frozen.installation)
    expect(installation(copy)).not.toBe(installation(original))
  })

  it('counts those whose mail the original had claimed as unknown, forgets their addresses, and is then done with it', async () => {
    const original = await anOriginal(150)
    await original.tick()
    await sendIssue(dyingAfterPosting(original.ports), await issueOf(original), { ...usualPace, inFlight: 1 }).catch(
      () => {},
    )
    const copy = await aCopyOf(original)
    const id = await issueOf(copy)
    granted(await arm(copy))
    await pass(copy, 5)
    expect(copy.mailbox.summary().mails).toBe(0)
    const { status, counts, open, lookAt } = await progressOf(copy, id)
    expect([status, counts.unknown, counts.sent, open, lookAt]).toEqual(['needs-person', 100, 0, {}, undefined])
    expect((await copy.ports.issues.batch(id, 1))!.recipients.every(({ address }) => address === '')).toBe(true)
  })

  it('sends no slot that came due before: the original has', async () => {
    const original = await withFence(await anOriginal())
    const copy = await aCopyOf(original)
    copy.clock.now += 30 * 60_000
    granted(await arm(copy))
    await pass(copy, 5)
    expect((await copy.ports.issues.list('brief', { limit: 9 })).items).toEqual([])
    copy.turnTo('2026-11-25T07:00:00Z')
    await copy.tick()
    await copy.drain()
    expect(copy.mailbox.summary().mails).toBe(3)
  })

  it("sends none that came due in a reader's own zone either, and the next zone's as ever", async () => {
    const original = await anOriginal(0)
    const schedule = { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin' }
    const digest = await original.digest({ id: 'own', topics: ['trade'], schedule })
    for (const [name, zone] of [
      ['berlin', 'Europe/Berlin'],
      ['york', 'America/New_York'],
    ] as const) {
      const request = {
        address: `${name}@mail.example.net`,
        zone,
        wishes: [wishFor(zones, digest, 'all', zone, undefined)],
      }
      await takeIn(original.ports, aRequest(request), 'told us')
    }
    original.turnTo('2026-11-25T07:00:00Z')
    await original.article('Fifty ships', ['trade'])
    const copy = await aCopyOf(await withFence(original))
    copy.turnTo('2026-11-25T07:30:00Z')
    granted(await arm(copy))
    await pass(copy, 6 * 60)
    expect(copy.mails().map(({ to }) => to)).toEqual([['york@mail.example.net']])
  })

  it('finds an issue that a person has paused too, so that no later word sends it', async () => {
    const original = await anOriginal()
    await original.tick()
    const issue = (await original.ports.issues.get(await issueOf(original)))!
    await pauseIssue(original.ports, issue)
    await pass(original, 3)
    const copy = await aCopyOf(original)
    granted(await arm(copy))
    expect((await progressOf(copy, issue.id)).status).toBe('needs-person')
    expect(await resumeIssue(copy.ports, issue)).toBe(false)
  })

  it('sends nothing of another installation, even where arming has not found it', async () => {
    const original = await anOriginal()
    await original.tick()
    const copy = await aCopyOf(original)
    await copy.ports.fence.arm()
    await pass(copy, 5)
    expect(copy.mailbox.summary().mails).toBe(0)
    expect((await progressOf(copy, await issueOf(copy))).status).toBe('needs-person')
  })

  it('drops a letter that the original had composed, and may have posted', async () => {
    const original = await anOriginal()
    await signUp(original.ports, aRequest({ address: 'new@mail.example.net' }))
    const [message] = original.messages.splice(0)
    if (message?.queue !== 'letters') throw new Error('no letter is queued')
    original.mailbox.fault({ kind: '503', afterAccept: true, times: 9 })
    await writeLetter(original.ports, message.letter)
    const copy = await aCopyOf(original)
    granted(await arm(copy))
    await pass(copy, 5)
    expect([original.mailbox.summary().mails, copy.mailbox.summary().mails]).toEqual([1, 0])
  })

  it.each(['become', 'settle'] as const)('finishes at a second call what a death at issues.%s left', async (call) => {
    const original = await anOriginal(10)
    await original.tick()
    await sendIssue(dyingAfterPosting(original.ports), await issueOf(original)).catch(() => {})
    const copy = await aCopyOf(original)
    const dying = {
      ...copy.ports,
      issues: {
        ...copy.ports.issues,
        [call]: async () => {
          throw new Error('the worker has died')
        },
      },
    }
    await expect(armSending(dying, COPY)).rejects.toThrow('died')
    expect(await copy.ports.fence.check()).toMatchObject({ kind: 'closed' })
    expect(granted(await arm(copy))).toMatchObject({ kind: 'armed' })
    expect(await progressOf(copy, await issueOf(copy))).toMatchObject({ status: 'needs-person', open: {} })
  })

  it('changes nothing where sending is armed already: a repeated call makes no third installation', async () => {
    const copy = await aCopyOf(await withFence(await anOriginal()))
    const first = granted(await arm(copy))
    const opened = await openByHand(copy)
    if (opened.kind !== 'opened') throw new Error(opened.kind)
    expect(granted(await arm(copy))).toEqual(first)
    await copy.drain()
    expect(copy.mailbox.summary().mails).toBe(3)
  })
})

/** The first start has taken place: the table knows where it stands. */
async function withFence<T extends World>(world: T): Promise<T> {
  await world.ports.fence.check()
  return world
}
