import { describe, expect, it } from 'vitest'
import { liftSuppression } from '../../core/flows/lift-suppression.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import { afterLeave, afterSuppression, type Suppression } from '../../core/model/subscriber.ts'
import { readerPages } from '../../functions/http/console/readers.tsx'
import { createConsole } from '../../functions/http/console.ts'
import { aVisitor } from '../support/console.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld } from '../support/world.ts'

const ADDRESS = 'ada@mail.example.net'
const NOTE = 'She wrote to us: the mailbox works again.'

async function aTown() {
  const world = await aWorld()
  const { ports } = world
  await world.topics('trade', 'city')
  await world.digest()
  const stop = async (why: Suppression['why']) => {
    const { subscriber: before } = await ports.subscribers.byAddress(ADDRESS)
    world.clock.now += 1_000
    const { subscriber, consent } = afterSuppression(
      before!,
      why === 'complained' ? 'complained' : 'bounced',
      ports.now(),
      'the provider said so',
    )
    await ports.subscribers.save({ before, after: subscriber, consent, suppression: { why, at: ports.now() } })
    world.clock.now += 1_000
  }
  const ada = async () => (await ports.subscribers.byAddress(ADDRESS)).subscriber!
  const lift = (note = NOTE) => liftSuppression(ports, ADDRESS, note)
  return { ...world, stop, ada, lift }
}

describe('lifting a suppression', () => {
  it('gives back what was taken to who had bounced, and keeps the note with their consent', async () => {
    const { reader, stop, lift, ada, ports } = await aTown()
    await reader('ada', ['trade'])
    await stop('bounced')
    expect((await ada()).subscriptions).toMatchObject([{ status: 'left' }])
    expect(await lift()).toMatchObject({ kind: 'lifted', why: 'bounced' })
    expect(await ada()).toMatchObject({ status: 'active', subscriptions: [{ status: 'active', topics: ['trade'] }] })
    expect((await ports.subscribers.byAddress(ADDRESS)).suppression).toBeUndefined()
    const history = await ports.subscribers.consent((await ada()).id)
    expect(history.at(-1)).toMatchObject({
      kind: 'lifted',
      note: NOTE,
      digests: [{ digest: 'brief', topics: ['trade'] }],
    })
    expect((await ports.audience.page('brief', 'main', '-', undefined, 9)).rows).toHaveLength(1)
    expect(await lift()).toEqual({ kind: 'not-suppressed' })
  })

  it('gives nobody anything who had complained: they may sign up again, and are asked by mail (STD-57)', async () => {
    const { reader, stop, lift, ada, ports, drain, mails, clock } = await aTown()
    await reader('ada')
    await stop('complained')
    clock.now += 40 * 86_400_000
    await signUp(ports, aRequest({ address: ADDRESS, wishes: [{ digest: 'brief', topics: 'all' }] }))
    await drain()
    expect(mails()).toEqual([])
    await lift()
    expect(await ada()).toMatchObject({ status: 'unsubscribed', subscriptions: [{ status: 'left' }] })
    await signUp(ports, aRequest({ address: ADDRESS, wishes: [{ digest: 'brief', topics: 'all' }] }))
    await drain()
    expect(mails()).toHaveLength(1)
  })

  it('makes nobody active who had only asked, be it anew after they had left', async () => {
    const { reader, stop, lift, ada, ports, digest } = await aTown()
    await digest({ id: 'other' })
    await reader('ada')
    const known = await ada()
    const gone = afterLeave(known, 'brief', ports.now())
    await ports.subscribers.save({ before: known, after: gone.subscriber, consent: gone.consent })
    const before = await ada()
    const asked = { ...before.subscriptions[0]!, status: 'pending' as const }
    const digests = [
      { digest: 'brief', topics: 'all' as const },
      { digest: 'other', topics: 'all' as const },
    ]
    await ports.subscribers.save({
      before,
      after: { ...before, subscriptions: [asked, { ...asked, digest: 'other' }] },
      consent: { at: ports.now(), kind: 'asked', digests },
    })
    await stop('bounced')
    await lift()
    expect((await ada()).subscriptions.map(({ digest: id, status }) => [id, status])).toEqual([
      ['brief', 'left'],
      ['other', 'left'],
    ])
  })

  it('begins a history for an address that nobody here has any more', async () => {
    const { ports, lift, ada } = await aTown()
    await ports.subscribers.suppress(ADDRESS, { why: 'complained', at: ports.now() }, { id: 'evt_9', counts: [] })
    expect(await lift()).toMatchObject({ kind: 'lifted', subscriber: { status: 'unsubscribed', subscriptions: [] } })
    expect(await ports.subscribers.consent((await ada()).id)).toMatchObject([{ kind: 'lifted', note: NOTE }])
  })

  it('takes a note of ten characters, by console and API, and leaves the rest as it is', async () => {
    const { reader, stop, ada, ports } = await aTown()
    const { id } = await reader('ada')
    await stop('complained')
    const owner = aVisitor(ports, [readerPages(ports)], 'owner')
    expect((await owner.open(`/readers/${id}`)).page).toContain('Lift the suppression')
    const short = await owner.send(`/readers/${id}/lift`, { note: 'too short' })
    expect([short.status, short.page.includes('too short</textarea>'), (await ada()).status]).toEqual([
      422,
      true,
      'complained',
    ])
    const app = createConsole(ports, 'the key')
    const call = (body: object) =>
      app.request('/api/subscribers/lift', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: 'Bearer the key', 'content-type': 'application/json' },
      })
    const refused = await call({ email: ADDRESS, note: 'too short' })
    expect([refused.status, await refused.json()]).toMatchObject([422, { errors: [{ field: 'note' }] }])
    const lifted = await call({ email: ADDRESS, note: NOTE })
    expect([lifted.status, await lifted.json()]).toMatchObject([200, { id, email: ADDRESS, status: 'unsubscribed' }])
    expect((await call({ email: ADDRESS, note: NOTE })).status).toBe(409)
  })

  it('is for owners: an editor sees that it can be done, and may not (T25)', async () => {
    const { reader, stop, ada, ports } = await aTown()
    const { id } = await reader('ada')
    await stop('bounced')
    for (const role of ['editor', 'viewer'] as const) {
      const visitor = aVisitor(ports, [readerPages(ports)], role)
      const { page } = await visitor.open(`/readers/${id}`)
      expect([page.includes('An owner can lift this'), page.includes('Lift the suppression')]).toEqual([true, false])
      expect((await visitor.send(`/readers/${id}/lift`, { note: NOTE })).status).toBe(403)
    }
    expect((await ada()).status).toBe('bounced')
  })
})
