import { describe, expect, it } from 'vitest'
import { leave } from '../../core/flows/leave.ts'
import { recordSetback } from '../../core/flows/record-setback.ts'
import { leaveUnknown, resendUnknown } from '../../core/flows/resolve-unknown.ts'
import { sendIssue, usualPace } from '../../core/flows/send-issue.ts'
import { cancelIssue, pauseIssue, resumeIssue } from '../../core/flows/steer-issue.ts'
import type { IssueId } from '../../core/model/issue.ts'
import type { Ports } from '../../core/ports.ts'
import { aWorld, type World } from '../support/world.ts'

/** An issue of The Harbour Brief, opened and queued for so many readers, none of whom has it yet. */
async function anOpenIssue(
  readers: number,
  options: Parameters<typeof aWorld>[0] = {},
): Promise<World & { id: IssueId }> {
  const world = await aWorld(options)
  await world.topics('trade')
  await world.digest({ topics: ['trade'] })
  await world.readers(readers)
  await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  const id = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!.id
  return { ...world, id }
}

const progressOf = async (world: World & { id: IssueId }) => (await world.ports.issues.progress(world.id))!
const everybodyOnce = (world: World, readers: number) =>
  expect(world.mailbox.summary()).toEqual({ mails: readers, recipients: readers })

/** Lets time pass by the minute, with the tick and the queues at work, until nothing moves any more. */
async function pass(world: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    world.clock.now += 60_000
    await world.tick()
    await world.drain()
  }
}

async function leaves({ ports }: World, address: string): Promise<void> {
  await leave(ports, (await ports.subscribers.byAddress(address)).subscriber!.id, 'brief')
}

/** The ports of a worker whose requests for a batch go this way. */
const posting = (ports: Ports, batch: Ports['mail']['batch']): Ports => ({ ...ports, mail: { ...ports.mail, batch } })

/** The ports of a worker that dies for good at a call: before it takes effect, or after, with the answer lost. */
function dyingAt(ports: Ports, port: 'issues' | 'mail', call: string, when: 'before' | 'after', count = 1): Ports {
  let left = count
  const calls = ports[port] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  const dying = async (...args: unknown[]) => {
    left -= 1
    if (left > 0) return calls[call]!(...args)
    if (when === 'after') await calls[call]!(...args)
    throw new Error('the worker has died')
  }
  return { ...ports, [port]: { ...ports[port], [call]: dying } }
}

describe('sending', () => {
  it.each([0, 1, 100, 101, 250])('reaches each of %i readers once, a hundred to a request', async (readers) => {
    const world = await anOpenIssue(readers)
    await world.drain()
    everybodyOnce(world, readers)
    const { status, cursor, counts } = await progressOf(world)
    expect([status, cursor, counts]).toEqual([
      'sent',
      Math.ceil(readers / 100),
      { readers, sent: readers, skipped: 0, failed: 0, unknown: 0 },
    ])
  })

  it('goes on in another run when a worker has had its time, with no reader twice', async () => {
    const world = await anOpenIssue(250)
    const runs = []
    while ((await progressOf(world)).status === 'sending')
      runs.push(await sendIssue(world.ports, world.id, { ...usualPace, forMs: 1, inFlight: 1, rows: 30 }))
    world.messages.length = 0
    everybodyOnce(world, 250)
    expect(runs.at(-1)?.ended).toBe('finished')
  })

  it("lets two workers at one issue get in nobody's way (I1)", async () => {
    const world = await anOpenIssue(250)
    const runs = await Promise.all([
      sendIssue(world.ports, world.id),
      sendIssue(world.ports, world.id),
      sendIssue(world.ports, world.id),
    ])
    await pass(world, 5)
    everybodyOnce(world, 250)
    expect(runs.filter((run) => run.ended === 'somebody-else')).toHaveLength(2)
    expect((await progressOf(world)).status).toBe('sent')
  })

  it.each([
    ['issues', 'claim', 'before'],
    ['issues', 'claim', 'after'],
    ['mail', 'batch', 'before'],
    ['mail', 'batch', 'after'],
    ['issues', 'settle', 'before'],
    ['issues', 'settle', 'after'],
    ['issues', 'become', 'before'],
    ['issues', 'become', 'after'],
    ['issues', 'freezeBody', 'after'],
    ['issues', 'release', 'before'],
  ] as const)('survives a worker that dies at %s.%s, %s it took effect', async (port, call, when) => {
    const world = await anOpenIssue(150)
    await sendIssue(dyingAt(world.ports, port, call, when), world.id).catch(() => {})
    world.messages.length = 0
    await pass(world, 8)
    everybodyOnce(world, 150)
    expect((await progressOf(world)).status).toBe('sent')
  })

  it('reaches nobody whose leaving was answered before the claim, even between read and claim (STD-08, I3)', async () => {
    const world = await anOpenIssue(120)
    const leaver = (await world.ports.subscribers.byAddress('reader7@mail.example.net')).subscriber!
    let gone = false
    const ports: Ports = {
      ...world.ports,
      issues: {
        ...world.ports.issues,
        async claim(claim) {
          if (!gone) await leave(world.ports, leaver.id, 'brief')
          gone = true
          return world.ports.issues.claim(claim)
        },
      },
    }
    await sendIssue(ports, world.id)
    everybodyOnce(world, 119)
    expect(world.mailbox.accepted().map((one) => one.recipient)).not.toContain('reader7@mail.example.net')
  })

  it('leaves out of a retry older than five minutes who has left since, and the answer says who got it (I7, I10)', async () => {
    const world = await anOpenIssue(10)
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'before'), world.id).catch(() => {})
    await leaves(world, 'reader3@mail.example.net')
    world.clock.now += 6 * 60_000
    await pass(world, 5)
    everybodyOnce(world, 9)
    expect((await progressOf(world)).counts).toEqual({ readers: 10, sent: 9, skipped: 1, failed: 0, unknown: 0 })
  })

  /** Somebody else takes over from a worker that stands still, six minutes later, when a reader has left. */
  async function takenOver(world: World & { id: IssueId }, reader: string): Promise<void> {
    await leaves(world, reader)
    world.clock.now += 6 * 60_000
    await sendIssue(world.ports, world.id)
  }

  it('looks after a wait whether another has shortened the batch, and asks no more if so, whatever its own clock says (I10)', async () => {
    const world = await anOpenIssue(10)
    world.mailbox.fault({ kind: '429', times: 1 })
    const begun = world.ports.now()
    const posted: number[] = []
    const slow: Ports = {
      ...posting(world.ports, async (body, key, withinMs) => {
        const answer = await world.ports.mail.batch(body, key, withinMs)
        posted.push(JSON.parse(Buffer.from(body).toString()).length)
        return answer
      }),
      now: () => begun,
      wait: () => takenOver(world, 'reader3@mail.example.net'),
    }
    await sendIssue(slow, world.id)
    expect(posted).toEqual([10])
    await pass(world, 5)
    everybodyOnce(world, 9)
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 9, skipped: 1, unknown: 0 } })
  })

  it('asks no more with a body so old that others would leave out who has left, even if nobody has', async () => {
    const world = await anOpenIssue(10)
    const slow: Ports = {
      ...posting(world.ports, async () => ({ kind: 'too-fast', waitMs: 1000 })),
      wait: async () => {
        world.clock.now += 6 * 60_000
      },
    }
    await sendIssue(slow, world.id)
    expect(await progressOf(world)).toMatchObject({ status: 'sending', counts: { sent: 0, unknown: 0 } })
    await leaves(world, 'reader3@mail.example.net')
    await pass(world, 5)
    everybodyOnce(world, 9)
  })

  it('leaves a batch to whoever shortened it when its own request came too late: nobody is unknown (I11)', async () => {
    const world = await anOpenIssue(10)
    const settle = Promise.withResolvers<void>()
    let other: Promise<void> | undefined
    const quick: World & { id: IssueId } = {
      ...world,
      ports: {
        ...world.ports,
        issues: { ...world.ports.issues, settle: (one) => settle.promise.then(() => world.ports.issues.settle(one)) },
      },
    }
    const slow = posting(world.ports, async (body, key, withinMs) => {
      other ??= takenOver(quick, 'reader3@mail.example.net')
      while (world.mailbox.summary().mails === 0) await new Promise(setImmediate)
      return world.ports.mail.batch(body, key, withinMs)
    })
    await sendIssue(slow, world.id)
    expect((await progressOf(world)).status).toBe('sending')
    settle.resolve()
    await other
    everybodyOnce(world, 9)
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 9, skipped: 1, unknown: 0 } })
  })

  it('forgets no request of another worker when its own is refused: after a day nobody is mailed again (I1)', async () => {
    const world = await anOpenIssue(10)
    const slow = posting(world.ports, async () => {
      // Another takes over meanwhile, is heard, and dies of it.
      world.clock.now += 3 * 60_000
      await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'after'), world.id).catch(() => {})
      return { kind: 'quota', waitMs: 30 * 3_600_000, message: 'come tomorrow' }
    })
    await sendIssue(slow, world.id)
    expect((await progressOf(world)).status).toBe('paused')
    // Nobody is there for more than a day: the provider knows the key no more.
    world.clock.now += 30 * 3_600_000
    world.messages.length = 0
    await pass(world, 5)
    everybodyOnce(world, 10)
    expect(await progressOf(world)).toMatchObject({ status: 'needs-person', counts: { sent: 0, unknown: 10 } })
  })

  it('knows from "other body" that the full batch was accepted before anyone left', async () => {
    const world = await anOpenIssue(10)
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'after'), world.id).catch(() => {})
    await leaves(world, 'reader3@mail.example.net')
    world.clock.now += 6 * 60_000
    await pass(world, 5)
    everybodyOnce(world, 10)
    expect((await progressOf(world)).counts).toEqual({ readers: 10, sent: 10, skipped: 0, failed: 0, unknown: 0 })
  })

  it('asks the full batch once more then, and so hears whom the provider refused of it (I11)', async () => {
    const world = await anOpenIssue(10)
    world.mailbox.fault({ kind: '422-one', index: 4 })
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'after'), world.id).catch(() => {})
    const leaver = (await world.ports.issues.batch(world.id, 1))!.recipients[7]!
    await leave(world.ports, leaver.id, 'brief')
    world.clock.now += 6 * 60_000
    await pass(world, 5)
    everybodyOnce(world, 9)
    expect((await progressOf(world)).counts).toEqual({ readers: 10, sent: 9, skipped: 0, failed: 1, unknown: 0 })
    expect((await world.ports.issues.result(world.id, 1))?.failed).toMatchObject([{ index: 4 }])
  })

  it('calls a batch unknown after 23 hours without an answer, mails nobody again, and asks a person', async () => {
    const world = await anOpenIssue(10)
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'after'), world.id).catch(() => {})
    world.messages.length = 0
    world.clock.now += 24 * 3_600_000
    await pass(world, 3)
    everybodyOnce(world, 10)
    expect(await progressOf(world)).toMatchObject({
      status: 'needs-person',
      unknown: [1],
      counts: { sent: 0, unknown: 10 },
    })
  })
})

describe('a person who decides about what is unknown', () => {
  /** Ten readers in one batch that was never answered, a day later; `accepted`: whether the provider had it. */
  async function anUnknownIssue(accepted: boolean) {
    const world = await anOpenIssue(10)
    const when = accepted ? 'after' : 'before'
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', when), world.id).catch(() => {})
    world.messages.length = 0
    world.clock.now += 24 * 3_600_000
    await pass(world, 3)
    expect((await progressOf(world)).status).toBe('needs-person')
    return { ...world, issue: (await world.ports.issues.get(world.id))! }
  }

  it('leaves it at that: nobody is mailed, and the count stays', async () => {
    const world = await anUnknownIssue(true)
    expect([await leaveUnknown(world.ports, world.issue), await leaveUnknown(world.ports, world.issue)]).toEqual([
      true,
      false,
    ])
    await pass(world, 3)
    everybodyOnce(world, 10)
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 0, unknown: 10 } })
  })

  it('sends it again, to those who still take the digest, under a key of its own', async () => {
    const world = await anUnknownIssue(false)
    const leaver = (await world.ports.subscribers.byAddress('reader3@mail.example.net')).subscriber!
    await leave(world.ports, leaver.id, 'brief')
    expect([await resendUnknown(world.ports, world.issue), await resendUnknown(world.ports, world.issue)]).toEqual([
      true,
      false,
    ])
    await pass(world, 4)
    everybodyOnce(world, 9)
    const { status, counts, unknown, lookAt } = await progressOf(world)
    expect([status, unknown, lookAt]).toEqual(['sent', [], undefined])
    expect(counts).toEqual({ readers: 10, sent: 9, skipped: 1, failed: 0, unknown: 0 })
    expect((await world.ports.issues.batch(world.id, 2))?.recipients[0]?.address).toBe('')
  })

  it('loses nothing where the decision dies half-way', async () => {
    const world = await anUnknownIssue(false)
    for (const call of ['reopen', 'become'])
      await resendUnknown(dyingAt(world.ports, 'issues', call, 'after'), world.issue).catch(() => {})
    await pass(world, 5)
    everybodyOnce(world, 10)
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 10, unknown: 0 } })
  })
})

describe('sending while the provider has its troubles', () => {
  it.each([
    ['429 with a time to wait', { kind: '429', retryAfter: 2, times: 3 }],
    ['429 without', { kind: '429', retryAfter: 'none', times: 3 }],
    ['an error before acceptance', { kind: '500', times: 2 }],
    ['an error after acceptance', { kind: '503', afterAccept: true, times: 2 }],
    ['a connection reset after acceptance', { kind: 'reset', afterAccept: true }],
    ['an answer that is no JSON', { kind: 'truncated-json', times: 2 }],
    ['a page instead of an answer', { kind: 'html-200', times: 2 }],
    ['fewer ids than mails', { kind: 'fewer-ids' }],
    ['a request still running', { kind: '409-concurrent', times: 2 }],
  ] as const)('answers %s with the same request, and everybody gets one mail', async (_, fault) => {
    const world = await anOpenIssue(130)
    world.mailbox.fault(fault)
    await world.drain()
    await pass(world, 6)
    everybodyOnce(world, 130)
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 130, unknown: 0 } })
  })

  it('delivers 99 and writes one down when the provider refuses one address of a hundred', async () => {
    const world = await anOpenIssue(100)
    world.mailbox.fault({ kind: '422-one', index: 41 })
    await world.drain()
    expect(world.mailbox.summary()).toEqual({ mails: 99, recipients: 99 })
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 99, failed: 1 } })
    const result = await world.ports.issues.result(world.id, 1)
    expect(result?.failed).toMatchObject([{ index: 41 }])
    expect(JSON.stringify(result)).not.toContain('@')
  })

  it('pauses on a used-up quota, and goes on by itself when it returns', async () => {
    const world = await anOpenIssue(250, { mailbox: { dailyQuota: 120 } })
    await world.drain()
    expect(world.mailbox.summary().mails).toBeLessThanOrEqual(120)
    expect(await progressOf(world)).toMatchObject({ status: 'paused', reason: expect.stringContaining('quota') })
    for (let hour = 0; hour < 72; hour++) {
      world.clock.now += 3_600_000
      await world.tick()
      await world.drain()
    }
    everybodyOnce(world, 250)
    expect(await progressOf(world)).toMatchObject({ status: 'sent', counts: { sent: 250, unknown: 0 } })
  })

  it('pauses with the reason when the key is refused, and sends the rest when it works again', async () => {
    const world = await anOpenIssue(150)
    world.mailbox.fault({ kind: '401', times: 3 })
    await world.drain()
    expect(await progressOf(world)).toMatchObject({ status: 'paused', reason: expect.stringContaining('refuses') })
    await pass(world, 40)
    everybodyOnce(world, 150)
  })
})

describe('the bytes of a request', () => {
  it('are written over by no other while it may still be under way (I10)', async () => {
    const world = await anOpenIssue(250)
    const given: { bytes: Uint8Array; text: string }[] = []
    const silentOnce: Ports = {
      ...world.ports,
      mail: {
        ...world.ports.mail,
        batch: async (bytes, key, withinMs) => {
          if (!key.endsWith('/1')) return world.ports.mail.batch(bytes, key, withinMs)
          given.push({ bytes, text: Buffer.from(bytes).toString() })
          return { kind: 'no-answer', message: 'silence' }
        },
      },
    }
    await sendIssue(silentOnce, world.id, { ...usualPace, inFlight: 1 })
    expect((await progressOf(world)).cursor).toBe(3)
    for (const { bytes, text } of given) expect(Buffer.from(bytes).toString()).toBe(text)
    await pass(world, 5)
    everybodyOnce(world, 250)
  })
})

describe('the breaker', () => {
  it('stops claims when too many bounce, and lets an editor who has seen why go on (STD-45)', async () => {
    const world = await anOpenIssue(620)
    await sendIssue(dyingAt(world.ports, 'issues', 'claim', 'before', 6), world.id, {
      ...usualPace,
      inFlight: 1,
    }).catch(() => {})
    const report = (n: number) => {
      const address = `reader${n}@mail.example.net`
      const bounce = {
        kind: 'hard',
        address,
        issue: world.id,
        at: world.ports.now(),
        note: 'Permanent/General',
      } as const
      return recordSetback(world.ports, `msg_${n}`, bounce)
    }
    for (let n = 0; n < 19; n++) await report(n)
    expect((await progressOf(world)).status).toBe('sending')
    await report(19)
    expect(await progressOf(world)).toMatchObject({ status: 'paused', reason: expect.stringContaining('20 of 500') })
    await pass(world, 10)
    expect(world.mailbox.summary().mails).toBe(500)

    await resumeIssue(world.ports, (await world.ports.issues.get(world.id))!)
    await report(20)
    await pass(world, 5)
    expect((await progressOf(world)).status).toBe('sent')
  })
})

describe('the addresses in a batch', () => {
  it('are gone when the issue is finished, and who got what is still known (STD-62, I16)', async () => {
    const world = await anOpenIssue(130)
    await world.drain()
    const { status, lookAt } = await progressOf(world)
    expect([status, lookAt]).toEqual(['sent', undefined])
    const batches = await Promise.all([1, 2].map((n) => world.ports.issues.batch(world.id, n)))
    const recipients = batches.flatMap((batch) => batch?.recipients ?? [])
    expect(recipients).toHaveLength(130)
    expect(new Set(recipients.map((one) => one.address))).toEqual(new Set(['']))
    expect(new Set(recipients.map((one) => one.id)).size).toBe(130)
  })

  it('are taken out later where the worker died over it', async () => {
    const world = await anOpenIssue(130)
    await sendIssue(dyingAt(world.ports, 'issues', 'forgetAddresses', 'before', 2), world.id).catch(() => {})
    expect((await progressOf(world)).status).toBe('sent')
    await pass(world, 5)
    expect((await world.ports.issues.batch(world.id, 2))?.recipients[0]?.address).toBe('')
    expect((await progressOf(world)).lookAt).toBeUndefined()
  })
})

describe('an editor steering', () => {
  it('stops new claims by pausing, while what is open is finished (I13)', async () => {
    const world = await anOpenIssue(250)
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'before'), world.id, {
      ...usualPace,
      inFlight: 1,
      rows: 100,
    }).catch(() => {})
    const issue = (await world.ports.issues.get(world.id))!
    const claimed = (await progressOf(world)).cursor
    expect(await pauseIssue(world.ports, issue)).toBe(true)
    await pass(world, 6)
    expect(world.mailbox.summary().mails).toBe(claimed * 100)
    expect((await progressOf(world)).status).toBe('paused')
    await resumeIssue(world.ports, issue)
    await world.drain()
    everybodyOnce(world, 250)
  })

  it('ends an issue for good by cancelling: open batches are finished, the rest is never sent', async () => {
    const world = await anOpenIssue(250)
    await sendIssue(dyingAt(world.ports, 'mail', 'batch', 'before'), world.id, {
      ...usualPace,
      inFlight: 1,
      rows: 100,
    }).catch(() => {})
    const issue = (await world.ports.issues.get(world.id))!
    const claimed = (await progressOf(world)).cursor
    expect(await cancelIssue(world.ports, issue)).toBe(true)
    await pass(world, 8)
    expect(world.mailbox.summary().mails).toBe(claimed * 100)
    const { status, open, lookAt } = await progressOf(world)
    expect([status, open, lookAt]).toEqual(['cancelled', {}, undefined])
    expect(await resumeIssue(world.ports, issue)).toBe(false)
  })
})

describe('what a copy is made of', () => {
  it('stays frozen while settings, digest and keys change in mid-issue: not one byte of a retried request differs (I10)', async () => {
    const two = { k1: Buffer.alloc(32, 7).toString('base64url'), k2: Buffer.alloc(32, 9).toString('base64url') }
    const world = await anOpenIssue(5, { keys: { current: 'k1', keys: two } })
    const bodies: string[] = []
    const spying = (ports: Ports): Ports => ({
      ...ports,
      mail: {
        ...ports.mail,
        batch: (body, key, withinMs) => {
          bodies.push(`${key} ${Buffer.from(body)}`)
          return ports.mail.batch(body, key, withinMs)
        },
      },
    })
    await sendIssue(spying(dyingAt(world.ports, 'mail', 'batch', 'after')), world.id).catch(() => {})

    await world.ports.settings.put({
      ...(await world.ports.settings.get()),
      from: 'Somebody Else <else@harbourpost.example>',
    })
    const digest = (await world.ports.digests.get('brief'))!
    await world.ports.digests.save(digest, { ...digest, name: 'Another name' })
    const rotated: Ports = {
      ...world.ports,
      links: { ...world.ports.links, currentKey: 'k2' },
      site: 'https://moved.example',
    }
    world.clock.now += 3 * 60_000
    await sendIssue(spying(rotated), world.id)
    expect(bodies).toHaveLength(2)
    expect(bodies[1]).toBe(bodies[0])
    everybodyOnce(world, 5)
  })
})
