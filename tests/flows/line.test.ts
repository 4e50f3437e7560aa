import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { openIssue } from '../../core/flows/open-issue.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import { slotByHand } from '../../core/model/schedule.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld, SITE, type World } from '../support/world.ts'

const leaveUrl = (mail: { headers: Record<string, string> }) =>
  /<([^>]+)>/.exec(mail.headers['List-Unsubscribe'] ?? '')![1]!
const linkIn = (text: string, path: string) => new RegExp(`${SITE}${path}[^\\s"<>)]+`).exec(text)![0]

async function aTown(options: Parameters<typeof aWorld>[0] = {}): Promise<World> {
  const world = await aWorld(options)
  await world.topics('trade', 'city', 'culture')
  await world.digest({ topics: ['trade', 'city', 'culture'] })
  return world
}

describe('the whole line', () => {
  it('takes a stranger from the form to the inbox and out again', async () => {
    const world = await aTown()
    const { visit, mails, drain } = world
    const form = new URLSearchParams([
      ['email', 'Ada@Mail.Example.net'],
      ['digest', 'brief'],
      ['topic', 'brief/city'],
      ['topic', 'brief/trade'],
      ['altcha', await world.proof()],
    ])
    expect((await visit('/subscribe', { method: 'POST', body: form })).status).toBe(202)
    await drain()

    const [confirmation] = mails()
    expect(confirmation).toMatchObject({
      to: ['ada@mail.example.net'],
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    const link = linkIn(confirmation!.text!, '/confirm/')
    expect(await (await visit(link)).text()).toContain('Yes, send me these')
    expect(await (await world.press(link)).text()).toContain('You are subscribed')

    await world.article('Forty ships', ['trade'])
    await world.article('A play', ['culture'])
    world.turnTo('2026-11-24T07:00:05Z')
    expect(await world.tick()).toMatchObject({ opened: 1, failed: 0 })
    await drain()
    const digest = mails()[1]!
    expect(digest.text).toContain('Forty ships')
    expect(digest.text).not.toContain('A play')

    expect(
      (
        await visit(leaveUrl(digest), {
          method: 'POST',
          body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
        })
      ).status,
    ).toBe(200)
    await world.article('Fifty ships', ['trade'])
    world.turnTo('2026-11-25T07:00:05Z')
    await world.tick()
    await drain()
    expect(mails()).toHaveLength(2)
    expect(
      (await world.ports.issues.progress((await world.ports.issues.list('brief', { limit: 1 })).items[0]!.id))?.status,
    ).toBe('sent')
  })

  it('sends one mail a reader with the sections they follow, and an article of two topics once (design §2)', async () => {
    const world = await aTown()
    await world.reader('both', ['trade', 'city'])
    await world.reader('city', ['city'])
    await world.reader('culture', ['culture'])
    await world.article('In both', ['trade', 'city'])
    await world.article('City alone', ['city'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()

    const mails = Object.fromEntries(world.mails().map((mail) => [mail.to[0]!.split('@')[0], mail.text!]))
    expect(Object.keys(mails).sort()).toEqual(['both', 'city'])
    expect(mails.both!.match(/^In both$/gm)).toHaveLength(1)
    expect(mails.both!.indexOf('In both')).toBeLessThan(mails.both!.indexOf('City alone'))
    const line = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
    expect((await world.ports.issues.progress(line.id))?.counts).toEqual({
      readers: 3,
      sent: 2,
      skipped: 1,
      failed: 0,
      unknown: 0,
    })
  })

  it('mails once, though the tick comes three times a minute and each message twice (I1, I6)', async () => {
    const world = await aTown()
    await world.readers(7)
    await world.article('Forty ships', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await Promise.all([world.tick(), world.tick()])
    await world.tick()
    world.messages.push(...world.messages)
    await world.drain()
    expect(world.mailbox.summary()).toEqual({ mails: 7, recipients: 7 })
  })

  it('loses no message for good: a tick finds the issue and the letter that no queue brings any more', async () => {
    const world = await aTown()
    await world.reader('ada')
    await world.article('Forty ships', ['trade'])
    await signUp(world.ports, aRequest({ address: 'bea@mail.example.net' }))
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    world.messages.length = 0
    world.turnTo('2026-11-24T07:03:00Z')
    expect(await world.tick()).toMatchObject({ nudged: 1, letters: 1 })
    await world.drain()
    expect(
      world.mailbox
        .accepted()
        .map((one) => one.recipient)
        .sort(),
    ).toEqual(['ada@mail.example.net', 'bea@mail.example.net'])
  })

  it('repeats nothing in the third of three issues within ten minutes (I5)', async () => {
    const world = await aTown()
    await world.reader('ada')
    const digest = (await world.ports.digests.get('brief'))!
    for (const title of ['One', 'Two', 'Three']) {
      world.clock.now += 60_000
      await world.article(title, ['trade'])
      const slot = slotByHand(zones, world.ports.now(), 'UTC')
      await openIssue(world.ports, digest, digest.editions[0]!, slot, { byHand: true })
      await world.drain()
    }
    expect(world.mails().map(({ text }) => ['One', 'Two', 'Three'].filter((title) => text!.includes(title)))).toEqual([
      ['One'],
      ['Two'],
      ['Three'],
    ])
  })

  it('lets an article filed late wait for the next issue, and repeats none of the last (I5)', async () => {
    const world = await aTown()
    await world.reader('ada')
    await world.article('Early', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    world.turnTo('2026-11-24T07:00:01Z')
    await world.article('A second too late', ['trade'])
    world.turnTo('2026-11-25T07:00:00Z')
    await world.tick()
    await world.drain()
    const titles = world
      .mails()
      .map((mail) => ['Early', 'A second too late'].filter((title) => mail.text!.includes(title)))
    expect(titles).toEqual([['Early'], ['A second too late']])
  })

  it('keeps for the next issue what a skipped one would have held', async () => {
    const world = await aWorld()
    await world.topics('trade')
    await world.digest({ topics: ['trade'], minArticles: 2 })
    await world.reader('ada')
    await world.article('One', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mailbox.summary().mails).toBe(0)
    expect(world.events.find((one) => one.event === 'issue.skipped')?.fields.reason).toMatch(/Only 1 new of at least 2/)
    await world.article('Two', ['trade'])
    world.turnTo('2026-11-25T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mails().map((mail) => [mail.text!.includes('One'), mail.text!.includes('Two')])).toEqual([
      [true, true],
    ])
  })

  it('sends nothing while no postal address is set (STD-63)', async () => {
    const world = await aTown()
    await world.ports.settings.put({
      ...(await world.ports.settings.get()),
      publisher: { name: 'Harbour Post', postalAddress: '' },
    })
    await world.reader('ada')
    await world.article('One', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    expect(world.mailbox.summary().mails).toBe(0)
    expect(world.events.find((one) => one.event === 'issue.skipped')?.fields.reason).toMatch(/postal address/)
  })

  it('opens no second issue of an edition while the first is still going out', async () => {
    const world = await aTown()
    const digest = (await world.ports.digests.get('brief'))!
    await world.reader('ada')
    await world.article('One', ['trade'])
    const open = () =>
      openIssue(world.ports, digest, digest.editions[0]!, slotByHand(zones, world.ports.now(), 'UTC'), { byHand: true })
    expect((await open()).kind).toBe('opened')
    world.clock.now += 1000
    expect((await open()).kind).toBe('busy')
    await world.drain()
    world.clock.now += 1000
    expect((await open()).kind).toBe('opened')
  })

  it('runs only the latest slot after three days without a tick', async () => {
    const world = await aTown()
    await world.reader('ada')
    await world.article('One', ['trade'])
    world.turnTo('2026-11-27T07:20:00Z')
    await world.tick()
    await world.drain()
    expect((await world.ports.issues.list('brief', { limit: 9 })).items.map((one) => one.slot)).toEqual([
      '2026-11-27T08:00@Europe/Berlin',
    ])
    expect(world.mailbox.summary().mails).toBe(1)
  })
})

describe('the digest as it lies in the mailbox', () => {
  it('carries every header that list mail needs, read by a parser that is not ours (STD-01, 10, 11, 13, 27, 28)', async () => {
    const world = await aTown()
    await world.reader('ada')
    await world.article('Überfahrt: 舟', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    const { id } = world.mails()[0]!
    const mail = await PostalMime.parse(await (await world.mailbox.app.request(`/messages/${id}.eml`)).text())
    const header = (name: string) => mail.headers.filter((one) => one.key === name).map((one) => one.value)
    expect(header('list-unsubscribe')).toEqual([
      expect.stringMatching(/^<https:\/\/news\.harbourpost\.example\/unsubscribe\/v1\.k1\.[^>\s]+>$/),
    ])
    expect(header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
    expect(header('list-id')).toEqual(['The Harbour Brief <brief.lists.news.harbourpost.example>'])
    expect(header('list-post')).toEqual(['NO'])
    expect(header('precedence')).toEqual(['bulk'])
    expect(mail.to).toMatchObject([{ address: 'ada@mail.example.net' }])
    expect(mail.replyTo).toMatchObject([{ address: 'editors@harbourpost.example' }])
    expect(mail.subject).toContain('Überfahrt: 舟')
    for (const needed of [
      'Überfahrt: 舟',
      'https://harbourpost.example/',
      '/unsubscribe/',
      '/preferences/',
      '12 Quay Street',
    ]) {
      expect(mail.text).toContain(needed)
      expect(mail.html).toContain(needed)
    }
    expect(JSON.stringify(mail)).not.toMatch(/[\uFDD0-\uFDEF]/)
  })

  it('has links that belong to its reader alone (I8)', async () => {
    const world = await aTown()
    await world.readers(3)
    await world.article('One', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    for (const mail of world.mails()) {
      await world.visit(leaveUrl(mail), { method: 'POST' })
      const { subscriber } = await world.ports.subscribers.byAddress(mail.to[0]!)
      expect(subscriber?.subscriptions).toMatchObject([{ digest: 'brief', status: 'left' }])
    }
  })
})
