import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { aBatch, aMail, aMailbox, aService, posted, SECRET } from './support.ts'

/** Verifies as the service does, at the instant the event was signed. */
function verified({ headers, body }: { headers: Record<string, string>; body: string }) {
  const signed = new Webhook(SECRET).sign(headers['svix-id']!, new Date(Number(headers['svix-timestamp']) * 1000), body)
  return signed === headers['svix-signature']
}

test.each(['bounced', 'complained', 'suppressed'])(
  'accepts mail to %s@ at any domain and then reports it, signed, with its tags',
  async (name) => {
    const service = aService()
    const { ask, settleWebhooks } = aMailbox(service.options)

    const tags = [{ name: 'issue', value: 'iss_1' }]
    const answer = await ask('/emails', posted(aMail({ to: `${name}+a@mail.example.com`, tags })))
    const { id } = (await answer.json()) as { id: string }
    expect(service.received).toEqual([])
    await settleWebhooks()

    expect(service.events()).toEqual([
      {
        type: `email.${name}`,
        created_at: '2026-11-24T08:00:00.000Z',
        data: expect.objectContaining({
          email_id: id,
          created_at: '2026-11-24T08:00:00.000Z',
          from: 'The Harbour Brief <brief@harbour.example>',
          to: [`${name}+a@mail.example.com`],
          subject: 'Strike, second week',
          tags: { issue: 'iss_1' },
          message_id: expect.stringMatching(/^<0102\S+-000000@eu-west-1\.amazonses\.com>$/),
          broadcast_id: null,
          template_id: null,
        }),
      },
    ])
    expect(service.received.every(verified)).toBe(true)
    expect(await (await ask(`/emails/${id}`)).json()).toMatchObject({ last_event: name })
  },
)

test('reports nothing of ordinary mail, unless delivered events are wanted', async () => {
  const quiet = aService()
  const talkative = aService()

  for (const [service, deliveredEvents] of [
    [quiet, false],
    [talkative, true],
  ] as const) {
    const { ask, settleWebhooks } = aMailbox({ ...service.options, deliveredEvents })
    await ask('/emails/batch', posted(aBatch(3)))
    await settleWebhooks()
  }

  expect(quiet.events()).toEqual([])
  expect(talkative.events().map((event) => event.type)).toEqual(Array(3).fill('email.delivered'))
})

test('sends the event it is asked for and says what came of it', async () => {
  const service = aService()
  const { ask, messages } = aMailbox(service.options)
  await ask('/emails', posted(aMail()))
  const { id } = messages()[0]!
  const report = async (event: object) => (await ask('/events', posted({ message: id, ...event }))).json()

  service.answers.push(200, 500)
  const hard = await report({ type: 'bounced' })
  const soft = await report({ type: 'email.bounced', bounce: { type: 'Transient', subType: 'MailboxFull' } })
  await report({ type: 'email.teleported' })

  expect(hard).toEqual({ id: expect.stringMatching(/^msg_/), delivered: true, status: 200 })
  expect(soft).toMatchObject({ delivered: false, status: 500 })
  const [first, second] = service.events()
  expect(first.data.bounce).toMatchObject({
    type: 'Permanent',
    subType: 'General',
    diagnosticCode: [expect.any(String)],
  })
  expect(second.data.bounce).toMatchObject({ type: 'Transient', subType: 'MailboxFull' })
  expect(service.events().some((event) => event.type === 'email.teleported')).toBe(true)
})

test('sends events about mails whose bodies are long forgotten', async () => {
  const service = aService()
  const { ask, accepted } = aMailbox({ ...service.options, keep: 1 })
  await ask('/emails/batch', posted(aBatch(3, (i) => ({ tags: [{ name: 'subscriber', value: `sub_${i}` }] }))))

  await ask('/events', posted({ message: accepted()[0]!.id, type: 'complained' }))

  expect(service.events()[0].data).toMatchObject({ to: ['reader0@mail.example.com'], tags: { subscriber: 'sub_0' } })
})

test('knows no event about a mail that was never accepted', async () => {
  const { ask } = aMailbox(aService().options)
  expect((await ask('/events', posted({ message: 'nobody', type: 'bounced' }))).status).toBe(404)
})

test("tries a failed delivery again on the provider's rhythm, signed anew, and then gives up", async () => {
  const service = aService()
  const { ask, settleWebhooks, waits } = aMailbox(service.options)
  service.answers.push(...Array(20).fill(503))

  await ask('/emails', posted(aMail({ to: 'bounced@mail.example.com' })))
  await settleWebhooks()

  const seconds = [5, 300, 1800, 7200, 18_000, 36_000, 36_000]
  expect(waits).toEqual(seconds.map((one) => one * 1000))
  expect(service.received).toHaveLength(8)
  expect(new Set(service.received.map(({ headers }) => headers['svix-id'])).size).toBe(1)
  expect(new Set(service.received.map(({ headers }) => headers['svix-timestamp'])).size).toBe(8)
  expect(service.received.every(verified)).toBe(true)
})

test('stops trying once it was heard', async () => {
  const service = aService()
  const { ask, settleWebhooks } = aMailbox(service.options)
  service.answers.push(500, 401)

  await ask('/emails', posted(aMail({ to: 'bounced@mail.example.com' })))
  await settleWebhooks()

  expect(service.received).toHaveLength(3)
})

test('repeats an event, loses one, and sends one late', async () => {
  const service = aService()
  const { ask, fault, settleWebhooks, waits } = aMailbox(service.options)
  fault({ kind: 'webhook-duplicate', n: 4 })
  fault({ kind: 'webhook-lost' })
  fault({ kind: 'webhook-late', ms: 86_400_000 })

  await ask('/emails/batch', posted(aBatch(3, (i) => ({ to: `bounced+${i}@mail.example.com` }))))
  await settleWebhooks()

  const recipients = service.events().map((event) => event.data.to[0])
  expect(recipients.filter((to) => to === 'bounced+0@mail.example.com')).toHaveLength(5)
  expect(recipients.filter((to) => to === 'bounced+1@mail.example.com')).toHaveLength(0)
  expect(recipients.filter((to) => to === 'bounced+2@mail.example.com')).toHaveLength(1)
  expect(waits).toEqual([86_400_000])
})

test('sends a group of events in reverse, and a group that stays short when it settles', async () => {
  const service = aService()
  const { ask, fault, settleWebhooks } = aMailbox(service.options)
  fault({ kind: 'webhook-reverse', n: 3, times: 2 })

  await ask('/emails/batch', posted(aBatch(5, (i) => ({ to: `bounced+${i}@mail.example.com` }))))
  await settleWebhooks()

  const order = service
    .events()
    .map((event) => event.data.to[0].match(/\d/)[0])
    .join('')
  expect(order).toBe('21043')
})

test('sends an event before the mail it is about was answered', async () => {
  const service = aService()
  const { ask, fault } = aMailbox(service.options)
  fault({ kind: 'webhook-early' })

  await ask('/emails', posted(aMail({ to: 'complained@mail.example.com' })))

  expect(service.events().map((event) => event.type)).toEqual(['email.complained'])
})

test('signs with a secret of its own when told to', async () => {
  const service = aService()
  const { ask, fault, settleWebhooks, messages } = aMailbox(service.options)
  await ask('/emails', posted(aMail()))
  fault({ kind: 'webhook-bad-signature' })
  service.answers.push(401)

  await ask('/events', posted({ message: messages()[0]!.id, type: 'bounced' }))
  await settleWebhooks()

  expect(service.received.map(verified)).toEqual([false, true])
})

test('tells of a message that nobody sent', async () => {
  const service = aService()
  const { ask, fault, accepted, messages } = aMailbox(service.options)
  await ask('/emails', posted(aMail({ tags: [{ name: 'subscriber', value: 'sub_1' }] })))
  fault({ kind: 'webhook-unknown-message' })

  await ask('/events', posted({ message: messages()[0]!.id, type: 'bounced' }))

  const [event] = service.events()
  expect(event.data).not.toHaveProperty('tags')
  expect(accepted().map((one) => one.id)).not.toContain(event.data.email_id)
})

const kinds = [
  ['Permanent', 'General'],
  ['Permanent', 'NoEmail'],
  ['Transient', 'General'],
  ['Transient', 'MailboxFull'],
  ['Transient', 'ContentRejected'],
  ['Undetermined', 'Undetermined'],
] as const

test.each(kinds)('says of a bounce of %s/%s what the provider says, the same at every run', async (type, subType) => {
  const service = aService()
  const { ask, messages } = aMailbox(service.options)
  await ask('/emails', posted(aMail()))
  for (let time = 0; time < 2; time++)
    await ask('/events', posted({ message: messages()[0]!.id, type: 'bounced', bounce: { type, subType } }))

  const [first, again] = service.events().map(({ data }) => data.bounce)
  expect(first).toMatchObject({ type, subType, message: expect.any(String) })
  expect(first.diagnosticCode ?? ['smtp; ']).toEqual([expect.stringMatching(/^smtp;/)])
  expect(again).toEqual(first)
})

test('sets the traps that the provider sets: for a dead mailbox it warns the sender, and receivers say it each in their way', async () => {
  const service = aService()
  const { ask, settleWebhooks } = aMailbox(service.options)
  await ask('/emails/batch', posted(aBatch(60, (i) => ({ to: `bounced+${i}@mail.example.net` }))))
  await settleWebhooks()

  const said = service.events().map(({ data }) => data.bounce)
  expect(said.every(({ message }) => /reputation.*blocked/.test(message))).toBe(true)
  expect(new Set(said.map(({ diagnosticCode }) => diagnosticCode[0].slice(0, 25))).size).toBeGreaterThan(5)
})

test('leaves what it is asked to leave: null is said as null', async () => {
  const service = aService()
  const { ask, messages } = aMailbox(service.options)
  await ask('/emails', posted(aMail()))
  const about = { message: messages()[0]!.id }
  await ask(
    '/events',
    posted({ ...about, type: 'bounced', bounce: null, tags: null, to: 'Ada <ada@mail.example.net>' }),
  )
  await ask('/events', posted({ ...about, type: 'bounced', bounce: { diagnosticCode: [null], subType: null } }))

  const [first, second] = service.events().map(({ data }) => data)
  expect(first).toMatchObject({ bounce: null, tags: null, to: 'Ada <ada@mail.example.net>' })
  expect(second.bounce).toMatchObject({ type: 'Permanent', subType: null, diagnosticCode: [null] })
})

test('tells of mail that a stranger on the team has sent, as the provider tells everybody of everything', async () => {
  const service = aService()
  const { ask, accepted } = aMailbox(service.options)
  const answer = await ask('/events', posted({ foreign: true, to: ['a@b.example', 'c@d.example'], type: 'complained' }))
  expect(await answer.json()).toMatchObject({ delivered: true })
  await ask('/events', posted({ foreign: true, to: 'a@b.example', tags: { installation: 'trial' }, type: 'bounced' }))

  const [first, second] = service.events()
  expect(first).toMatchObject({
    type: 'email.complained',
    data: { to: ['a@b.example', 'c@d.example'], from: expect.stringContaining('Shop'), tags: { category: 'receipt' } },
  })
  expect(second.data.tags).toEqual({ installation: 'trial' })
  expect(accepted()).toEqual([])
  expect((await ask('/events', posted({ foreign: true, type: 'complained' }))).status).toBe(422)
})

test('tells of its list: an address that is put on it or taken off, without a tag', async () => {
  const service = aService()
  const { ask } = aMailbox(service.options)
  await ask('/events', posted({ type: 'suppression.added', email: 'a@b.example', origin: 'complaint' }))
  await ask('/events', posted({ type: 'suppression.removed', email: 'a@b.example' }))

  expect(service.events()).toEqual(
    ['added', 'removed'].map((what, n) => ({
      type: `suppression.${what}`,
      created_at: '2026-11-24T08:00:00.000Z',
      data: {
        id: expect.any(String),
        email: 'a@b.example',
        origin: ['complaint', 'manual'][n],
        source_id: null,
        created_at: '2026-11-24T08:00:00.000Z',
      },
    })),
  )
  expect((await ask('/events', posted({ type: 'suppression.added' }))).status).toBe(422)
})

test('puts what bounced for good or complained on that list by itself, where it is listened to', async () => {
  const service = aService()
  const { ask, messages, settleWebhooks } = aMailbox({ ...service.options, suppressionEvents: true })
  await ask('/emails', posted(aMail({ to: 'bounced@mail.example.net' })))
  await settleWebhooks()
  await ask('/events', posted({ message: messages()[0]!.id, type: 'bounced', bounce: { type: 'Transient' } }))
  await ask('/events', posted({ message: messages()[0]!.id, type: 'complained' }))

  expect(service.events().map(({ type, data }) => [type, data.origin, data.source_id === messages()[0]!.id])).toEqual([
    ['email.bounced', undefined, false],
    ['suppression.added', 'bounce', true],
    ['email.bounced', undefined, false],
    ['email.complained', undefined, false],
    ['suppression.added', 'complaint', true],
  ])
})

test('tells that a mail was delivered late, and more than once', async () => {
  const service = aService()
  const { ask, fault, waits, settleWebhooks } = aMailbox({ ...service.options, deliveredEvents: true })
  fault({ kind: 'webhook-late', ms: 86_400_000 })
  fault({ kind: 'webhook-duplicate', n: 2 })
  await ask('/emails/batch', posted(aBatch(2)))
  await settleWebhooks()
  expect(service.events().map(({ type }) => type)).toEqual(Array(4).fill('email.delivered'))
  expect(waits).toEqual([86_400_000])
})
