import { describe, expect, it } from 'vitest'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import type { Line } from '../../core/model/reader-list.ts'
import type { Subscriber } from '../../core/model/subscriber.ts'
import { cameOf } from '../../core/model/variant.ts'
import { aRequest, aSubscriber } from '../support/examples.ts'
import { importReaders } from '../support/import.ts'
import { aWorld, SITE, type World } from '../support/world.ts'

const addressOf = (name: string) => `${name}@mail.example.net`

/** The Harbour Brief with a reader of each kind, and news for the next morning. */
async function aTown() {
  const world = await aWorld()
  await world.topics('trade')
  const digest = await world.digest({ topics: ['trade'] })
  await signUp(world.ports, aRequest({ address: addressOf('confirmed') }))
  await world.drain()
  const link = new RegExp(`${SITE}/confirm/\\S+`).exec(world.mails().at(-1)!.text!)![0]
  await world.press(link)
  await world.reader('added')
  const lines = async function* (): AsyncIterable<Line> {
    yield { row: 1, cells: ['email'] }
    yield { row: 2, cells: [addressOf('listed')] }
  }
  await importReaders(world.ports, { digest, attestation: 'the list of May', dryRun: false }, lines())
  // As they were saved before it was written down how somebody came.
  const before = aSubscriber({ id: 'sub_eeeeeeeeeeeeeeeeeeee', address: addressOf('before'), version: 0 })
  await world.ports.subscribers.save({ before: undefined, after: before })
  await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  return world
}

const issueOf = async (world: World) => (await world.ports.issues.list('brief', { limit: 1 })).items[0]!
const plain = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
const mailTo = (world: World, name: string) => {
  const mail = world.mails().findLast(({ to }) => to[0] === addressOf(name))!
  return { html: plain(mail.html!), text: mail.text!.replaceAll(/\s+/g, ' ') }
}

const reasons = {
  confirmed: 'because you confirmed your subscription at',
  listed: 'because your address came with a list that Harbour Post brought in.',
  added: 'because Harbour Post added your address.',
  before: 'because your address is subscribed at',
}

describe('the reason for a mail (STD-63)', () => {
  it('is how this reader came: nobody is told that they confirmed who did not, in either part', async () => {
    const world = await aTown()
    await world.tick()
    await world.drain()
    for (const name of Object.keys(reasons) as (keyof typeof reasons)[]) {
      const { html, text } = mailTo(world, name)
      for (const part of [html, text]) {
        expect(Object.values(reasons).filter((reason) => part.includes(reason))).toEqual([reasons[name]])
        expect(part).toContain('Leave this digest')
      }
      if (name !== 'confirmed') expect(html).toContain('is on your preferences page.')
    }
  })

  it('becomes their own word once they come back by themselves, from the next issue on', async () => {
    const world = await aTown()
    const { subscriber } = await world.ports.subscribers.byAddress(addressOf('listed'))
    const preferences = `/preferences/${world.ports.links.sign('preferences', subscriber!.id, 'k1')}`
    const saying = (...fields: [string, string][]) =>
      world.visit(preferences, { method: 'POST', body: new URLSearchParams(fields) })
    await saying(['known', 'brief'])
    await saying(['digest', 'brief'])
    await world.tick()
    await world.drain()
    expect(mailTo(world, 'listed').text).not.toContain(reasons.listed)
    expect(mailTo(world, 'listed').text).toContain(reasons.confirmed)
  })
})

describe('an issue that was frozen when every mail said the same', () => {
  it('goes on with its own bytes for those who confirmed, and tells nobody else so', async () => {
    const world = await aTown()
    await world.tick()
    const { id } = await issueOf(world)
    const frozen = JSON.stringify({
      ...{ from: 'Harbour Post <news@harbourpost.example>', to: ['\uFDD0address\uFDD1'], subject: 'As it was frozen' },
      ...{ html: '<p>As it was frozen</p>', text: 'As it was frozen', tags: [] },
    })
    await world.ports.issues.freezeBody(id, 'en-1', frozen)
    await world.drain()
    const subjects = Object.keys(reasons).map((name) => mailTo(world, name).text.includes('As it was frozen'))
    expect(subjects).toEqual([true, false, false, false])
  })
})

describe('a request made again', () => {
  it('says the same byte for byte, whatever has become of a reader since', async () => {
    const world = await aTown()
    const { ports } = world
    const bodies: { text: string; key: string }[] = []
    const batch: typeof ports.mail.batch = async (body, key, patience) => {
      bodies.push({ text: new TextDecoder().decode(body), key })
      if (bodies.length === 1) throw new Error('the worker has died')
      return ports.mail.batch(body, key, patience)
    }
    await world.tick()
    const { id } = await issueOf(world)
    const dying = { ...ports, mail: { ...ports.mail, batch } }
    await expect(sendIssue(dying, id)).rejects.toThrow('the worker has died')
    const changed = (await ports.subscribers.byAddress(addressOf('before'))).subscriber as Subscriber
    const [one] = changed.subscriptions
    const after = { ...changed, subscriptions: [{ ...one!, came: 'confirmed' as const }] }
    await ports.subscribers.save({ before: changed, after })
    for (let minute = 0; minute < 10 && bodies.length < 2; minute++) {
      world.clock.now += 60_000
      await sendIssue(dying, id)
    }
    expect(bodies[1]).toEqual(bodies[0])
    const claimed = (await ports.issues.batch(id, 1))!.recipients
    expect(new Set(claimed.map(({ variant }) => cameOf(variant)))).toEqual(
      new Set(['confirmed', 'listed', 'added', undefined]),
    )
  })
})
