import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../core/model/editor.ts'
import { issuePages } from '../../functions/http/console/issues.tsx'
import { createConsole } from '../../functions/http/console.ts'
import { createResults } from '../../functions/http/queued.ts'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { batchHandler } from '../../functions/live/lambda.ts'
import { aVisitor } from '../support/console.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import type { Stores } from '../support/memory.ts'
import { aWorld, SITE } from '../support/world.ts'

const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`
const KEY = 'the-key-of-the-tests'

type Shown = {
  counts: Record<string, number>
  status: string
  articles: { id: string; in: boolean; reason: string; clicked?: number }[]
}

/** An issue with three readers that has gone out, and everything that looks at it. */
async function anIssue(
  options: { stores?: (world: { now: () => string }) => Promise<Stores>; clicks?: boolean; refuse?: boolean } = {},
) {
  const world = await aWorld(options.stores ? { stores: options.stores } : {})
  const { ports } = world
  const tracking = { opens: options.clicks ?? false, clicks: options.clicks ?? false }
  await ports.settings.put({ ...(await ports.settings.get()), tracking })
  await world.topics('trade', 'city')
  await world.digest()
  await world.readers(3)
  const ships = await world.article('Forty ships', ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  if (options.refuse) world.mailbox.fault({ kind: '422-one', index: 1, on: 'batch' })
  await world.drain()
  const { id } = (await ports.issues.list('brief', { limit: 1 })).items[0]!
  const app = createConsole(ports, KEY)
  const api = async (path: string, method = 'GET') => {
    const response = await app.request(`/api/issues/${id}${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}` },
    })
    return { status: response.status, body: await response.json() }
  }
  const shown = async () => (await api('')).body as Shown
  const hooks = createWebhooks(ports, [secret])
  let events = 0
  /** The provider tells of a reader's mail; `svix`: a repeat has the id of the first. */
  const tell = async (type: string, reader: string, data: object = {}, svix = `msg_${++events}`) => {
    const { subscriber } = await ports.subscribers.byAddress(`${reader}@mail.example.net`)
    const tags = { issue: id, subscriber: subscriber?.id ?? 'sub_0' }
    const to = [`${reader}@mail.example.net`]
    const body = JSON.stringify({ type: `email.${type}`, created_at: ports.now(), data: { to, tags, ...data } })
    const now = new Date(ports.now())
    const headers = {
      'svix-id': svix,
      'svix-timestamp': `${Math.floor(now.getTime() / 1000)}`,
      'svix-signature': new Webhook(secret).sign(svix, now, body),
    }
    return (await hooks.request('/webhooks/resend', { method: 'POST', body, headers })).status
  }
  const leaveLink = (reader: string) => {
    const mail = world.mails().find(({ to }) => to[0] === `${reader}@mail.example.net`)
    return /<([^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '')![1]!
  }
  const as = (role: Role) => aVisitor(ports, [issuePages(ports)], role)
  return { ...world, id, ships, api, shown, tell, leaveLink, as, ...as('editor'), path: `/issues/${id}` }
}

describe('what the provider tells of mails', () => {
  it('is answered at once, counted later, and once, however often it is repeated (T71)', async () => {
    const { tell, drain, shown, messages } = await anIssue()
    for (const svix of ['msg_a', 'msg_a', 'msg_b']) expect(await tell('delivered', 'reader0', {}, svix)).toBe(200)
    expect([messages.length, (await shown()).counts.delivered]).toEqual([3, 0])
    await drain()
    await tell('delivered', 'reader1')
    await drain()
    expect((await shown()).counts.delivered).toBe(2)
  })

  it('is said on the page of the issue: of how many mails nothing has been told, or that all have', async () => {
    const { tell, drain, open, path } = await anIssue()
    expect((await open(path)).page).toContain('has told of no delivery')
    await tell('delivered', 'reader0')
    await drain()
    expect((await open(path)).page).toContain('Of 2 mails the provider has told nothing yet.')
    for (const reader of ['reader1', 'reader2']) await tell('delivered', reader)
    await drain()
    expect((await open(path)).page).toContain('The provider has told of all of them.')
  })

  it('changes nothing about a letter, or a mail of which we know nothing', async () => {
    const { tell, messages } = await anIssue()
    expect(await tell('delivered', 'nobody', { tags: { letter: 'let_1' } })).toBe(200)
    expect(await tell('delivered', 'nobody', { tags: undefined })).toBe(200)
    expect(messages).toEqual([])
  })

  it('is asked for again where it could not be taken down', async () => {
    const { ports } = await anIssue()
    const fails = async () => {
      throw new Error('the queue is away')
    }
    const app = createWebhooks({ ...ports, queue: { ...ports.queue, report: fails } }, [secret])
    const tags = { installation: 'memory', issue: 'iss_1', subscriber: 'sub_1' }
    const body = JSON.stringify({ type: 'email.delivered', data: { tags } })
    const now = new Date(ports.now())
    const headers = {
      'svix-id': 'msg_1',
      'svix-timestamp': `${now.getTime() / 1000}`,
      'svix-signature': new Webhook(secret).sign('msg_1', now, body),
    }
    expect((await app.request('/webhooks/resend', { method: 'POST', body, headers })).status).toBe(500)
  })

  it('is counted together, and one message that cannot be read keeps none of the others back', async () => {
    const { ports, shown, id, events } = await anIssue()
    const handler = batchHandler(createResults(ports), '/results')
    const of = (subscriber: string) => JSON.stringify({ issue: id, subscriber, what: 'delivered', at: ports.now() })
    const Records = [of('sub_a'), 'no json', '{"issue":"iss_1"}', of('sub_b'), of('sub_a')].map((body, n) => ({
      messageId: String(n),
      body,
    }))
    expect(await handler({ Records } as never, { awsRequestId: 'request-1' })).toEqual({ batchItemFailures: [] })
    expect((await shown()).counts.delivered).toBe(2)
    expect(events.find(({ event }) => event === 'results.unreadable')?.fields).toMatchObject({ messages: 2 })
    const broken = { ...ports, outcomes: { ...ports.outcomes, tell: () => Promise.reject(new Error('away')) } }
    expect(
      await batchHandler(createResults(broken), '/results')({ Records } as never, { awsRequestId: 'request-1' }),
    ).toEqual({
      batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    })
  })

  it('tells clicks by article, where the publisher counts them, and says that machines are among them', async () => {
    const { tell, drain, shown, open, path, ships } = await anIssue({ clicks: true })
    await tell('opened', 'reader0')
    await tell('clicked', 'reader0', { click: { link: ships.url } })
    await tell('clicked', 'reader1', { click: { link: `${SITE}/preferences/v1.k1.x.y` } })
    await drain()
    const { counts, articles } = await shown()
    expect([counts.opened, counts.clicked, articles[0]?.clicked]).toEqual([1, 2, 1])
    const { page } = await open(path)
    expect(page).toContain('1 reader went to it')
    expect(page).toContain('Inflated')
  })

  it('is not spoken of where nobody counts it', async () => {
    const { tell, drain, shown, open, path, ships } = await anIssue()
    await tell('opened', 'reader0')
    await tell('clicked', 'reader0', { click: { link: ships.url } })
    await drain()
    expect(Object.keys((await shown()).counts)).not.toContain('opened')
    expect((await open(path)).page).not.toContain('Inflated')
  })
})

describe('who leaves by a mail', () => {
  it('counts for its issue, once, and not any more once they have taken it back', async () => {
    const { visit, leaveLink, shown } = await anIssue()
    const link = leaveLink('reader0')
    const press = async (to = link) => (await visit(to, { method: 'POST' })).status
    expect([await press(), await press()]).toEqual([200, 200])
    expect((await shown()).counts.left).toBe(1)
    expect(await press(`${link}/undo`)).toBe(200)
    expect((await shown()).counts.left).toBe(0)
    await press()
    expect((await shown()).counts.left).toBe(1)
  })

  it('counts once for an issue, also if they come back by another way and leave by the same mail again', async () => {
    const { visit, leaveLink, shown, ports } = await anIssue()
    const link = leaveLink('reader0')
    await visit(link, { method: 'POST' })
    const before = (await ports.subscribers.byAddress('reader0@mail.example.net')).subscriber!
    const subscriptions = before.subscriptions.map((one) => ({ ...one, status: 'active' as const }))
    await ports.subscribers.save({ before, after: { ...before, status: 'active', subscriptions } })
    await visit(link, { method: 'POST' })
    expect((await ports.subscribers.get(before.id))?.subscriptions[0]?.status).toBe('left')
    expect((await shown()).counts.left).toBe(1)
  })

  it('counts once, whoever presses twice at the same time', async () => {
    const { visit, leaveLink, shown } = await anIssue()
    const link = leaveLink('reader0')
    await Promise.all([1, 2, 3].map(() => visit(link, { method: 'POST' })))
    expect((await shown()).counts.left).toBe(1)
  })

  it('leaves by a link of before links named their issue, too, and counts for none (STD-06)', async () => {
    const { visit, ports, shown } = await anIssue()
    const { subscriber } = await ports.subscribers.byAddress('reader0@mail.example.net')
    const old = ports.links.sign('leave', `${subscriber!.id}~brief`, 'k1')
    expect((await visit(`/unsubscribe/${old}`, { method: 'POST' })).status).toBe(200)
    expect((await ports.subscribers.get(subscriber!.id))?.subscriptions[0]?.status).toBe('left')
    expect((await shown()).counts.left).toBe(0)
  })

  it('has links that name no issue in mails of an issue opened before links did: its retry is the same request', async () => {
    const { ports, id, mails, mailbox } = await anIssue()
    const issue = (await ports.issues.get(id))!
    const { named: _, ...frozen } = issue.frozen
    const { openDesk } = await import('../../core/flows/desk.ts')
    const { recipients } = (await ports.issues.batch(id, 1))!
    const bodies: string[] = []
    for (const one of [issue, { ...issue, frozen }])
      await openDesk(ports, one as typeof issue, 'w1', ports.now()).write(recipients, async (body) => {
        bodies.push(Buffer.from(body).toString())
        return 'settled'
      })
    expect(bodies[0]).toContain(`~brief~${id}.`)
    expect(bodies[1]).not.toContain(`~brief~${id}.`)
    expect([mails().length, mailbox.summary().mails]).toEqual([3, 3])
  })
})

describe('what one reader got of an issue', () => {
  it('is answered by address: which copy, when, and what came of it', async () => {
    const { api, tell, drain, ports } = await anIssue()
    await tell('delivered', 'reader0')
    await tell('bounced', 'reader0', { bounce: { type: 'Transient', subType: 'MailboxFull' } })
    await drain()
    const { status, body } = await api('/recipients?email=reader0@mail.example.net')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      email: 'reader0@mail.example.net',
      got: 'sent',
      topics: ['trade'],
      locale: 'en',
      postedAt: '2026-11-24T07:00:00.000Z',
      reported: expect.arrayContaining([
        { what: 'delivered', at: ports.now() },
        { what: 'bounced', at: ports.now(), note: 'Transient/MailboxFull' },
      ]),
    })
  })

  it('is nothing, with the reason, for whoever was passed over; and nobody, where nobody has the address', async () => {
    const { api, reader, turnTo } = await anIssue()
    turnTo('2026-11-24T08:00:00Z')
    await reader('later')
    expect((await api('/recipients?email=later@mail.example.net')).body).toMatchObject({
      got: 'nothing',
      why: 'They subscribed after it had gone out.',
      reported: [],
    })
    expect((await api('/recipients?email=nobody@mail.example.net')).status).toBe(404)
    expect((await api('/recipients?email=nonsense')).status).toBe(422)
  })

  it('is looked up on the page of the issue, by whoever may only look as well', async () => {
    const { as, path } = await anIssue({ refuse: true })
    const { open } = as('viewer')
    const ask = (email: string) => open(`${path}?email=${encodeURIComponent(email)}`)
    const pages = await Promise.all([0, 1, 2].map((n) => ask(`reader${n}@mail.example.net`)))
    expect(pages.filter(({ page }) => page.includes('It was sent to them.'))).toHaveLength(2)
    expect(pages.filter(({ page }) => page.includes('The mail provider refused it.'))).toHaveLength(1)
    const { status, page } = await ask('nobody@mail.example.net')
    expect([status, page.includes('Nobody here has this address.')]).toEqual([422, true])
    expect(page).toContain('value="nobody@mail.example.net"')
  })
})

describe('those who missed an issue', () => {
  it('get it by a button that says how many they are, once', async () => {
    const { open, send, path, drain, shown, mailbox } = await anIssue({ refuse: true })
    expect((await open(path)).page).toContain('Send it to the reader who missed it')
    expect(await send(`${path}/retry`)).toMatchObject({ status: 303, said: 'It is being sent to those who missed it.' })
    expect((await send(`${path}/retry`)).status).toBe(409)
    await drain()
    expect([(await shown()).counts.sent, mailbox.summary().mails]).toEqual([3, 3])
    const { page } = await open(path)
    expect(page).not.toContain('/retry')
    expect(page).toContain('sent once more to those who missed it')
  })

  it('get it by the API, which says why where there is nobody to send it to', async () => {
    const { api, drain } = await anIssue({ refuse: true })
    expect(await api('/retry', 'POST')).toMatchObject({ status: 200, body: { status: 'sending' } })
    await drain()
    expect(await api('/retry', 'POST')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('refused') },
    })
  })

  it('are not written to by whoever may only look', async () => {
    const { as, path, open } = await anIssue({ refuse: true })
    expect((await as('viewer').send(`${path}/retry`)).status).toBe(403)
    expect((await as('viewer').open(path)).page).not.toContain('/retry')
    expect((await open(path)).page).toContain('/retry')
  })
})

describe('the page of an issue', () => {
  it('renews what changes every two seconds while it moves, and then stands still', async () => {
    const { ports, messages, ...world } = await aWorld()
    await world.topics('trade', 'city')
    await world.digest()
    await world.readers(2)
    await world.article('Forty ships', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    const { id } = (await ports.issues.list('brief', { limit: 1 })).items[0]!
    const { open } = aVisitor(ports, [issuePages(ports)])
    const polls = /hx-get="\/console\/issues\/[^"]+" hx-trigger="every 2s" hx-select="#course"/
    const moving = (await open(`/issues/${id}`)).page
    expect(moving).toMatch(polls)
    // The form, in which somebody may be writing, stands outside of it.
    expect(moving.indexOf('name="email"')).toBeGreaterThan(moving.indexOf('What is in it'))
    await world.drain()
    expect((await open(`/issues/${id}`)).page).not.toMatch(polls)
  })

  it('shows shares of those sent: delivered, bounced, complained, left', async () => {
    const { tell, drain, visit, leaveLink, open, path } = await anIssue()
    for (const reader of ['reader0', 'reader1']) await tell('delivered', reader)
    await tell('complained', 'reader1')
    await visit(leaveLink('reader0'), { method: 'POST' })
    await drain()
    const { page } = await open(path)
    for (const [name, shown] of [
      ['delivered', '2<span class="soft small"> 66.7 %'],
      ['complained', '1<span class="soft small"> 33.3 %'],
      ['left by it', '1<span class="soft small"> 33.3 %'],
      ['bounced', '0</dd>'],
    ])
      expect(page).toContain(`<dt>${name}</dt><dd>${shown}`)
  })

  it('lists what an editor left out apart from what is in it, with the reason', async () => {
    const { ports, open, path, id, shown } = await anIssue()
    const articles = await ports.issues.articles(id)
    const out = { ...articles[0]!, id: 'art_out' as const, title: 'Left lying', out: 'editor' as const }
    const issues = { ...ports.issues, articles: async () => [...articles, out] }
    const { page } = await aVisitor({ ...ports, issues }, [issuePages({ ...ports, issues })]).open(path)
    expect(page.indexOf('What is not in it')).toBeLessThan(page.indexOf('Left lying'))
    expect(page).toContain('An editor left them out')
    expect((await open(path)).page).not.toContain('What is not in it')
    expect((await shown()).articles[0]?.in).toBe(true)
  })

  it('draws the issues of a digest over time, once there are two', async () => {
    const { open, turnTo, tick, drain, article } = await anIssue()
    expect((await open('/issues?digest=brief')).page).not.toContain('Sent and delivered')
    await article('Another', ['trade'])
    turnTo('2026-11-25T07:00:00Z')
    await tick()
    await drain()
    const { page } = await open('/issues?digest=brief')
    expect(page).toContain('Sent and delivered')
    // Nobody has left, nothing has bounced: that is no curve.
    expect(page).not.toContain('Left and bounced')
    expect((await open('/issues')).page).not.toContain('Sent and delivered')
  })
})

describe("a digest's page on the web", () => {
  it('says in a line for readers that a slot brought nothing, and why, in their language', async () => {
    const { visit, turnTo, tick, drain, article, ports } = await anIssue()
    turnTo('2026-11-25T07:00:00Z')
    await tick()
    await ports.digests.save((await ports.digests.get('brief'))!, {
      ...(await ports.digests.get('brief'))!,
      minArticles: 2,
    })
    await article('One alone', ['trade'])
    turnTo('2026-11-26T07:00:00Z')
    await tick()
    await drain()
    const page = await (await visit('/d/brief')).text()
    expect(page).toContain('Wednesday, 25 November 2026: no issue, for nothing new was filed.')
    expect(page).toContain('Thursday, 26 November 2026: no issue. What it would have held comes with the next one.')
    expect(page).not.toContain('at least')
    expect(await (await visit('/d/brief?lang=de')).text()).toContain('keine Ausgabe, denn es gab nichts Neues.')
  })

  it('keeps quiet about what somebody opened by hand, and about a day on which another issue came', async () => {
    const { visit, ports, turnTo, tick, digest } = await anIssue()
    const twice = { every: 'day', at: ['08:00', '18:00'], zone: 'Europe/Berlin' } as const
    const planned = await digest({ id: 'other', schedule: twice })
    const before = (await ports.digests.get('brief'))!
    await ports.digests.save(before, { ...before, editions: planned.editions })
    turnTo('2026-11-24T17:00:00Z')
    await tick()
    const app = createConsole(ports, KEY)
    const headers = { authorization: `Bearer ${KEY}` }
    turnTo('2026-11-25T06:00:00Z')
    const byHand = await app.request('/api/digests/brief/issues', { method: 'POST', headers })
    expect(await byHand.json()).toMatchObject({ status: 'skipped' })
    const { items } = await ports.issues.list('brief', { limit: 9 })
    expect(items).toHaveLength(3)
    expect(await (await visit('/d/brief')).text()).not.toContain('no issue')
  })
})

describe('on the real table', () => {
  let engine: Awaited<ReturnType<typeof startDynoxide>>
  beforeAll(async () => {
    engine = await startDynoxide()
  })
  afterAll(() => engine.stop())

  it('delivered, left, refused and sent again add up, told twice and all at once', async () => {
    const stores = async ({ now }: { now: () => string }) => (await engine.stores({ now })) as never
    const { tell, drain, visit, leaveLink, api, shown, mails, mailbox, ports, id, clock } = await anIssue({
      stores,
      refuse: true,
    })
    const got = mails().map(({ to }) => to[0]!.split('@')[0]!)
    for (const reader of [...got, ...got]) await tell('delivered', reader)
    clock.now += 60_000
    await tell('bounced', got[0]!, { bounce: { type: 'Permanent', subType: 'General' } })
    await Promise.all([drain(), visit(leaveLink(got[1]!), { method: 'POST' })])
    await drain()
    expect((await shown()).counts).toMatchObject({ sent: 2, failed: 1, delivered: 2, left: 1, bounced: 1 })
    const pressed = await Promise.all([api('/retry', 'POST'), api('/retry', 'POST')])
    expect(pressed.map(({ status }) => status).sort()).toEqual([200, 409])
    await drain()
    expect([(await shown()).counts.sent, (await shown()).status, mailbox.summary().mails]).toEqual([3, 'sent', 3])
    const missed = [0, 1, 2].map((n) => `reader${n}`).find((one) => !got.includes(one))
    expect((await api(`/recipients?email=${missed}@mail.example.net`)).body).toMatchObject({ got: 'sent' })
    expect((await api(`/recipients?email=${got[0]}@mail.example.net`)).body).toMatchObject({
      got: 'sent',
      reported: [{ what: 'delivered' }, { what: 'bounced' }],
    })
    expect(await ports.issues.failures(id, 9)).toEqual([])
  })
})
