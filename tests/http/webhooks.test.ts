import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { hearEvents } from '../../core/flows/hear-event.ts'
import { readEvent } from '../../functions/http/provider-event.ts'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { aWorld } from '../support/world.ts'

const NOW = '2026-11-24T06:00:00.000Z'
const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`

async function aHook() {
  const world = await aWorld({ at: NOW })
  await world.topics('trade', 'city')
  await world.digest()
  await world.ports.fence.check()
  const reader = await world.reader('ada')
  const app = createWebhooks(world.ports, ['whsec_bmV3IHNlY3JldA==', secret])
  const post = async (
    event: unknown,
    { id = `msg_${++posted}`, signedBy = secret, at = new Date(world.ports.now()) } = {},
  ) => {
    const body = typeof event === 'string' ? event : JSON.stringify(event)
    const headers = {
      'svix-id': id,
      'svix-timestamp': `${Math.floor(at.getTime() / 1000)}`,
      'svix-signature': new Webhook(signedBy).sign(id, at, body),
    }
    const answer = await app.request('/webhooks/resend', { method: 'POST', body, headers })
    return [answer.status, await answer.text()]
  }
  const person = async (name = 'ada') => world.ports.subscribers.byAddress(`${name}@mail.example.net`)
  const logged = (name: string) => world.events.filter((one) => one.event === name).map(({ fields }) => fields)
  return { ...world, app, post, person, reader, logged }
}
let posted = 0

/** As the provider tells of a mail of ours: the tags are the mail's. */
const event = (type: string, details: object = {}, tags: unknown = OURS) => ({
  type,
  created_at: NOW,
  data: {
    broadcast_id: null,
    created_at: NOW,
    email_id: '56761188-7520-42d8-8898-ff6fc54ce618',
    message_id: '<0102018f-1-000000@eu-west-1.amazonses.com>',
    from: 'The Harbour Brief <brief@harbour.example>',
    to: ['ada@mail.example.net'],
    subject: 'Strike, second week',
    template_id: null,
    tags,
    ...details,
  },
})
const OURS = { installation: 'memory', issue: 'iss_1', subscriber: 'sub_1' }
const bounced = (bounce: unknown, more: object = {}, tags: unknown = OURS) =>
  event('email.bounced', { bounce, ...more }, tags)
/** The words of the provider's own are a trap: they speak of the sender for a mailbox that is plainly dead. */
const PROSE = 'Hard bounces can hurt your reputation as a sender: policy, blocked, DMARC, blacklist.'
const hard = bounced({ type: 'Permanent', subType: 'General', message: PROSE })

describe('what the provider reports', () => {
  it('with a bad signature is refused with 401 and not a word, and changes nothing (T70)', async () => {
    const { post, person } = await aHook()
    const before = await person()
    expect(await post(hard, { signedBy: 'whsec_Zm9yZ2Vk' })).toEqual([401, ''])
    for (const at of ['2026-11-24T05:54:59Z', '2026-11-24T06:05:01Z'])
      expect(await post(hard, { at: new Date(at) })).toEqual([401, ''])
    expect(await person()).toEqual(before)
  })

  it('stops all mail to an address that bounced hard, at once (STD-50)', async () => {
    const { post, person } = await aHook()
    expect(await post(hard)).toEqual([200, ''])
    expect(await person()).toMatchObject({
      subscriber: { status: 'bounced', subscriptions: [{ status: 'left' }] },
      suppression: { why: 'bounced' },
    })
  })

  it('stops all mail on a complaint, whatever else comes before or after (STD-53)', async () => {
    const { post, person } = await aHook()
    await post(event('email.complained'), { id: 'msg_1' })
    await post(hard, { id: 'msg_2' })
    await post(event('email.delivered'), { id: 'msg_3' })
    expect(await person()).toMatchObject({ subscriber: { status: 'complained' }, suppression: { why: 'complained' } })
  })

  it('counts once, however often it is repeated (T71)', async () => {
    const { post, ports } = await aHook()
    for (let time = 0; time < 3; time++) await post(hard, { id: 'msg_same' })
    expect(await ports.issues.setbacks('iss_1')).toMatchObject({ bounced: 1, hard: 1, complained: 0, failed: 0 })
  })

  it.each([
    ['a passing bounce', bounced({ type: 'Transient', subType: 'MailboxFull' })],
    ['a refusal of our content (STD-52)', bounced({ type: 'Permanent', subType: 'ContentRejected' })],
    [
      'a refusal of us as a sender (STD-44)',
      bounced({ type: 'Permanent', subType: 'General', diagnosticCode: ['550 5.7.515 not authenticated'] }),
    ],
    ['an event of a kind we do not know (STD-55)', event('email.levitated')],
    ['a mail that the provider did not send after all (STD-54)', event('email.failed')],
    ['an event about nobody here (T75)', bounced(hard.data, { to: ['stranger@mail.example.net'] })],
    ['an event of another shape', { type: 7 }],
    ['no event at all', 'null'],
    ['no JSON', '{"type":"email.bounced","data":{'],
  ])('changes no reader for %s, and is answered 200', async (_, body) => {
    const { post, person } = await aHook()
    expect((await post(body))[0]).toBe(200)
    expect((await person()).subscriber?.status).toBe('active')
  })

  it('keeps an address off the list that nobody here has any more', async () => {
    const { post, person } = await aHook()
    await post({ ...hard, data: { ...hard.data, to: ['stranger@mail.example.net'] } })
    expect((await person('stranger')).suppression?.why).toBe('bounced')
  })

  it('logs what nobody knows, and counts it as what may pass: never silence (STD-55)', async () => {
    const { post, person, logged } = await aHook()
    await post(bounced({ type: 'Permanent', subType: 'Levitated' }))
    expect((await person()).subscriber).toMatchObject({ status: 'active', softBounces: [{ issue: 'iss_1' }] })
    expect(logged('setback.recorded')).toMatchObject([{ kind: 'soft', unknown: true, level: 'warn' }])
  })
})

describe('what is on the provider’s own list', () => {
  const listed = (type: string, email: unknown, more: object = {}) => ({
    type,
    created_at: '2026-11-24T05:59:00.000Z',
    data: { id: 'e169aa45-1ecf-4183-9955-b1499d5701d3', email, origin: 'bounce', source_id: null, ...more },
  })

  it.each([
    ['a bounce that is Suppressed', bounced({ type: 'Permanent', subType: 'Suppressed' })],
    ['one that is OnAccountSuppressionList', bounced({ type: 'Permanent', subType: 'OnAccountSuppressionList' })],
    ['one that is UnsubscribedRecipient', bounced({ type: 'Permanent', subType: 'UnsubscribedRecipient' })],
    [
      'email.suppressed',
      event('email.suppressed', { suppressed: { type: 'OnAccountSuppressionList', message: PROSE } }),
    ],
    ['email.suppressed without a word', event('email.suppressed', { suppressed: null })],
    ['suppression.added', listed('suppression.added', 'ada@mail.example.net')],
    ['suppression.added by hand', listed('suppression.added', 'Ada <ADA@mail.example.net>', { origin: 'manual' })],
  ])('gets no mail from here either, and is no bounce for good: %s (STD-50, STD-54)', async (_, body) => {
    const { post, person, ports } = await aHook()
    expect((await post(body))[0]).toBe(200)
    expect(await person()).toMatchObject({ subscriber: { status: 'bounced' }, suppression: { why: 'suppressed' } })
    expect(await ports.issues.setbacks('iss_1')).toMatchObject({ hard: 0, bounced: 0 })
  })

  it('is not ours where nobody here knows the address, and is where only its suppression is left', async () => {
    const { post, person, ports } = await aHook()
    await post(listed('suppression.added', 'stranger@mail.example.net'))
    expect(await person('stranger')).toEqual({})
    expect((await ports.strays.counted())?.count).toBe(1)
    const [blocked, event] = [{ why: 'blocked', at: NOW } as const, { id: 'msg_0', counts: [] }]
    await ports.subscribers.suppress('gone@mail.example.net', blocked, event)
    await post(listed('suppression.added', 'gone@mail.example.net'))
    expect((await person('gone')).suppression?.why).toBe('suppressed')
  })

  it('makes nobody mailable by coming off it', async () => {
    const { post, person, logged } = await aHook()
    await post(listed('suppression.added', 'ada@mail.example.net'))
    expect(await post(listed('suppression.removed', 'ada@mail.example.net'))).toEqual([200, ''])
    expect((await person()).suppression?.why).toBe('suppressed')
    expect(logged('suppression.removed-by-provider')).toHaveLength(1)
  })
})

describe('other people’s mail on the same team', () => {
  const shops = { category: 'receipt' }

  it.each([
    ['without a tag', shops],
    ['without tags', {}],
    ['with tags that are null', null],
    ['of another installation', { ...OURS, installation: 'trial' }],
    ['of an issue that is not in our table', { issue: 'iss_elsewhere', subscriber: 'sub_elsewhere' }],
    ['of a letter that is not in our table', { letter: 'let_elsewhere' }],
    ['with an id that is no id', { issue: 'iss_1#PROGRESS' }],
  ])('changes nobody: %s', async (_, tags) => {
    const { post, person, ports } = await aHook()
    const before = await person()
    for (const one of [
      event('email.complained', {}, tags),
      bounced(hard.data, { to: ['ada@mail.example.net', 'bo@mail.example.net', 'cy@mail.example.net'] }, tags),
      event('email.suppressed', {}, tags),
      event('email.failed', {}, tags),
      event('email.delivered', {}, tags),
    ])
      expect(await post(one)).toEqual([200, ''])
    expect(await person()).toEqual(before)
    expect(await person('bo')).toEqual({})
    expect(await ports.issues.setbacks('iss_1')).toMatchObject({ bounced: 0, complained: 0, failed: 0 })
  })

  it('is ours again by the issue, the letter or the reader that a mail of before the tag names', async () => {
    for (const named of ['issue', 'subscriber', 'letter'] as const) {
      const { post, person, ports, reader, article, turnTo, tick, drain } = await aHook()
      await article('Forty ships at anchor', ['trade'])
      await ports.letters.put({
        id: 'let_old',
        about: { kind: 'manage', to: reader.address },
        createdAt: NOW,
        deadline: NOW,
        state: 'waiting',
      })
      turnTo('2026-11-24T07:00:10Z')
      await tick()
      await drain()
      const [line] = (await ports.issues.list('brief', { limit: 1 })).items
      const tags = { issue: { issue: line!.id }, subscriber: { subscriber: reader.id }, letter: { letter: 'let_old' } }
      await post(event('email.complained', {}, tags[named]))
      expect([named, (await person()).subscriber?.status]).toEqual([named, 'complained'])
    }
  })

  it('is ours by the id of a former installation, and by a new one at once', async () => {
    const { post, person, ports, clock } = await aHook()
    await ports.fence.installations()
    await post(event('email.delivered', {}, { installation: 'tomorrow' }))
    clock.now += 2_000
    const known = ports.fence.installations
    ports.fence.installations = async () => ['tomorrow', ...(await known())]
    await post(event('email.complained', {}, { installation: 'tomorrow' }))
    expect((await person()).subscriber?.status).toBe('complained')
    await post(event('email.complained', { to: ['bo@mail.example.net'] }, { installation: 'memory' }))
    expect((await person('bo')).suppression?.why).toBe('complained')
  })

  it('costs a write a minute and a line an hour, in a storm of ten thousand, and no alarm', async () => {
    const { ports, clock, events } = await aHook()
    let writes = 0
    let reads = 0
    const { count } = ports.strays
    const { installations } = ports.fence
    ports.strays.count = async (...given) => {
      writes += 1
      return count(...given)
    }
    ports.fence.installations = async () => {
      reads += 1
      return installations()
    }
    const hear = hearEvents(ports)
    const storm = async (many: number) => {
      for (let n = 0; n < many; n++) {
        const told = event('email.complained', {}, n % 2 ? shops : { installation: 'trial' })
        const arrived = { id: `msg_storm${n}`, event: readEvent(told, ports.now())!, shape: '' }
        expect(await hear(arrived)).toBe('done')
        // Three minutes in all.
        clock.now += 18
      }
    }
    await storm(10_000)
    expect(writes).toBeLessThanOrEqual(4)
    expect(reads).toBeLessThanOrEqual(200)
    const said = events.filter(({ event: name }) => name.startsWith('webhook.'))
    expect(said.map(({ event: name, fields }) => [name, fields.level])).toEqual([['webhook.foreign', undefined]])
    clock.now += 60_000
    await storm(1)
    expect(await ports.strays.counted()).toMatchObject({ count: 10_001, since: NOW })
  })
})

describe('an event as it comes', () => {
  const dead = { type: 'Permanent', subType: 'General' }

  it.each([
    ['one address as text', bounced(dead, { to: 'ada@mail.example.net' })],
    ['an address with a name', bounced(dead, { to: ['Ada of the Locks <ADA@mail.example.net>'] })],
    ['an address with a name as text', bounced(dead, { to: '"Locks, Ada" <ada@mail.example.net>' })],
    ['a list with a null in it', bounced(dead, { to: [null, 'ada@mail.example.net', 7] })],
    ['tags as a list', bounced(dead, {}, [{ name: 'installation', value: 'memory' }, null, { name: 7 }])],
    ['tags with values of other kinds', bounced(dead, {}, { ...OURS, copies: 7, nothing: null, deep: {} })],
    ['a subtype that is null', bounced({ type: 'Permanent', subType: null, diagnosticCode: '550 5.1.1 user unknown' })],
    ['a type that is null', bounced({ type: null, subType: null, diagnosticCode: ['550 5.1.1 user unknown'] })],
    ['codes that are null, but one', bounced({ ...dead, diagnosticCode: [null, '550 5.1.1 user unknown', 7] })],
    ['no codes', bounced({ ...dead, diagnosticCode: [null] })],
    ['codes that are null', bounced({ ...dead, diagnosticCode: null, message: null })],
    ['no moment', { ...hard, created_at: null }],
    ['a moment as a database writes it', { ...hard, created_at: '2026-11-24 05:59:56.678+00' }],
    ['fields that nobody knows', { ...hard, more: [1], data: { ...hard.data, headers: [{ name: 'Cc' }], more: {} } }],
  ])('is read: %s', async (_, body) => {
    const { post, person } = await aHook()
    expect(await post(body)).toEqual([200, ''])
    expect(await person()).toMatchObject({ subscriber: { status: 'bounced' }, suppression: { why: 'bounced' } })
  })

  it('is about the reader whom its tag names, where it holds several addresses', async () => {
    const { post, person, reader } = await aHook()
    const several = ['bo@mail.example.net', 'ada@mail.example.net', 'cy@mail.example.net']
    await post(bounced(dead, { to: several }, { ...OURS, subscriber: reader.id }))
    expect((await person()).subscriber?.status).toBe('bounced')
    expect([await person('bo'), await person('cy')]).toEqual([{}, {}])
  })

  const missing: readonly (readonly [string, string, unknown])[] = [
    ['bounce', 'no bounce', event('email.bounced')],
    ['bounce', 'a bounce that is null', bounced(null)],
    ['bounce', 'a bounce that is text', bounced('Permanent')],
    ['address', 'a bounce of nobody', bounced(dead, { to: null })],
    ['address', 'a complaint of nobody', event('email.complained', { to: [] })],
    ['address', 'addresses that are none', event('email.complained', { to: ['ada', 7] })],
    ['address', 'several addresses and no reader', bounced(dead, { to: ['a@b.example', 'c@d.example'] })],
    ['shape', 'no data', { type: 'email.complained', created_at: NOW, data: null }],
    ['shape', 'tags that are text', event('email.complained', {}, 'installation=memory')],
    ['address', 'a listing of nobody', { type: 'suppression.added', data: { email: null } }],
    ['shape', 'a listing of nothing', { type: 'suppression.added' }],
  ]
  it.each(missing)('that lacks its %s is an error, kept, and asked for again: %s (STD-55)', async (what, _, body) => {
    const { post, person, ports, logged } = await aHook()
    for (let time = 0; time < 2; time++) expect(await post(body, { id: 'msg_odd' })).toEqual([503, ''])
    expect((await person()).subscriber?.status).toBe('active')
    expect(logged('webhook.unreadable')[0]).toMatchObject({ level: 'error', event: 'msg_odd', missing: what })
    const kept = await ports.strays.unreadable(10)
    expect(kept).toMatchObject([{ id: 'msg_odd', missing: what }])
    expect(JSON.stringify(kept)).not.toMatch(/@|Locks/)
  })

  it('that could not be read counts when it can be', async () => {
    const { post, person } = await aHook()
    await post(bounced(null), { id: 'msg_odd' })
    expect(await post(hard, { id: 'msg_odd' })).toEqual([200, ''])
    expect((await person()).subscriber?.status).toBe('bounced')
  })
})
