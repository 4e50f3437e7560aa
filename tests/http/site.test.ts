import { describe, expect, it } from 'vitest'
import { signUp } from '../../core/flows/sign-up.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld, SITE, type World } from '../support/world.ts'

async function aTown(): Promise<World> {
  const world = await aWorld()
  await world.topics('trade', 'city')
  await world.digest()
  return world
}

const post = (fields: Record<string, string | string[]>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  ),
})
const seen = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers].sort(),
  body: await response.text(),
})
const token = (world: World, purpose: 'leave' | 'preferences' | 'confirm', payload: string) =>
  world.ports.links.sign(purpose, payload, 'k1')

describe('the sign-up form', () => {
  it('ticks nothing at first, and says what is agreed to (STD-66)', async () => {
    const page = await (await (await aTown()).visit('/')).text()
    expect(page).toContain('The Harbour Brief')
    expect(page).toContain('Every day at 08:00, Europe/Berlin')
    expect(page).not.toMatch(/<input[^>]*\schecked/)
    expect(page).toContain('all topics of the digest, later ones included')
  })

  it('says so when there is nothing to subscribe to yet', async () => {
    expect(await (await (await aWorld()).visit('/')).text()).toContain('no digest to subscribe to yet')
  })

  it.each([
    ['no address', { digest: 'brief' }, 'Please enter an email address.'],
    ['half an address', { email: 'ada@', digest: 'brief' }, 'looks like name@example.org'],
    ['no digest', { email: 'ada@mail.example.net' }, 'Please pick at least one digest.'],
    ['a digest there is not', { email: 'ada@mail.example.net', digest: 'nope' }, 'does not exist any more'],
    [
      'a topic there is not',
      { email: 'ada@mail.example.net', topic: 'brief/nope' },
      'no longer has one of these topics',
    ],
  ])('shows the form again for %s, says what is wrong, and keeps nothing', async (_, fields, sentence) => {
    const world = await aTown()
    const answer = await world.visit('/subscribe', post(fields as Record<string, string>))
    const page = await answer.text()
    expect([answer.status, world.messages]).toEqual([422, []])
    expect(page).toContain(sentence)
    expect(page).toContain('role="alert"')
  })

  it('keeps what was typed beside what is wrong with it', async () => {
    const page = await (
      await (await aTown()).visit('/subscribe', post({ email: '"><script>', topic: 'brief/city' }))
    ).text()
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"')
    expect(page).toMatch(/value="brief\/city"[^>]*checked/)
  })

  it('takes JSON as well, and names the field in its problems', async () => {
    const world = await aTown()
    const json = (body: string) =>
      world.visit('/subscribe', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect((await json(JSON.stringify({ email: 'ada@mail.example.net', digest: ['brief'] }))).status).toBe(202)
    const refused = await json(JSON.stringify({ email: 'nobody', digest: 'brief' }))
    expect([
      refused.status,
      refused.headers.get('content-type'),
      ((await refused.json()) as { field: string }).field,
    ]).toEqual([422, 'application/problem+json', 'email'])
    expect((await json('{')).status).toBe(400)
  })

  it('takes no more than a form can hold (T84)', async () => {
    const answer = await (await aTown()).visit('/subscribe', post({ email: 'a'.repeat(20_000) }))
    expect(answer.status).toBe(413)
  })
})

describe('a link in a mail', () => {
  it('that is forged, cut off, of another purpose or of nobody answers 404 with one body (STD-05, T13)', async () => {
    const world = await aTown()
    const { id } = await world.reader('ada')
    const good = token(world, 'leave', `${id}~brief`)
    const forged = `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`
    const paths = [
      `/unsubscribe/${forged}`,
      `/unsubscribe/${good.slice(0, -3)}`,
      `/unsubscribe/${good}x`,
      `/unsubscribe/${good.replace('.k1.', '.k9.')}`,
      `/unsubscribe/${token(world, 'preferences', id)}`,
      `/confirm/${token(world, 'leave', `${id}~brief`)}`,
      `/confirm/${token(world, 'confirm', 'sub_00000000000000000000~zzzzzz')}`,
      `/preferences/${token(world, 'preferences', 'sub_00000000000000000000')}`,
      '/unsubscribe/x',
      '/no/such/page',
    ]
    for (const method of ['GET', 'POST']) {
      const answers = await Promise.all(paths.map(async (path) => seen(await world.visit(path, { method }))))
      expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
      expect(answers[0]?.status).toBe(404)
    }
    expect((await world.ports.subscribers.get(id))?.status).toBe('active')
  })

  it('works after its key was rotated out of use, and for ever (STD-06)', async () => {
    const keys = { k1: Buffer.alloc(32, 7).toString('base64url'), k2: Buffer.alloc(32, 9).toString('base64url') }
    const world = await aWorld({ keys: { current: 'k2', keys } })
    await world.topics('trade', 'city')
    await world.digest()
    const { id } = await world.reader('ada')
    world.turnTo('2036-01-01T00:00:00Z')
    expect((await world.visit(`/unsubscribe/${token(world, 'leave', `${id}~brief`)}`, { method: 'POST' })).status).toBe(
      200,
    )
    expect((await world.ports.subscribers.get(id))?.status).toBe('unsubscribed')
  })

  it('changes nothing by GET or HEAD, however often it is opened (STD-04, STD-70)', async () => {
    const world = await aTown()
    await world.reader('ada')
    await signUp(world.ports, aRequest({ address: 'bea@mail.example.net' }))
    await world.article('Forty ships', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    const state = async () =>
      JSON.stringify(
        await Promise.all(['ada', 'bea'].map((name) => world.ports.subscribers.byAddress(`${name}@mail.example.net`))),
      )
    const before = await state()
    const links = world
      .mails()
      .flatMap(
        (mail) =>
          `${mail.html} ${mail.headers['List-Unsubscribe'] ?? ''}`
            .replaceAll('&amp;', '&')
            .match(new RegExp(`${SITE}/[^\\s"<>]+`, 'g')) ?? [],
      )
    expect(links.length).toBeGreaterThan(5)
    for (const link of new Set(links)) {
      for (let time = 0; time < 3; time++) {
        expect([(await world.visit(link)).status, (await world.visit(link, { method: 'HEAD' })).status]).toEqual([
          200, 200,
        ])
      }
    }
    expect(await state()).toBe(before)
  })

  it.each(['/', '/d/brief', '/unsubscribe/forged', '/nowhere'])('opens %s as a standard document', async (path) => {
    expect(await (await (await aTown()).visit(path)).text()).toMatch(/^<!DOCTYPE html><html lang="en" dir="ltr">/)
  })

  it('opens pages that nobody keeps, frames or learns the address of (T15, T24)', async () => {
    const world = await aTown()
    const { id } = await world.reader('ada')
    const { headers } = await world.visit(`/preferences/${token(world, 'preferences', id)}`)
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer'])
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})

describe('one click', () => {
  it.each([
    ['urlencoded', () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['multipart', () => Object.assign(new FormData(), {}) as FormData],
  ])('%s leaves at once: 200, no redirect, no cookie, no matter how often (STD-02, STD-03)', async (kind, body) => {
    const world = await aTown()
    const { id } = await world.reader('ada')
    const form = body()
    if (kind === 'multipart') (form as FormData).append('List-Unsubscribe', 'One-Click')
    const url = `/unsubscribe/${token(world, 'leave', `${id}~brief`)}`
    const answers = [
      await world.visit(url, { method: 'POST', body: form }),
      await world.visit(url, { method: 'POST', body: form }),
    ]
    for (const answer of answers)
      expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
        200,
        null,
        null,
      ])
    expect((await world.ports.subscribers.get(id))?.status).toBe('unsubscribed')
    expect((await world.ports.subscribers.consent(id)).filter((one) => one.kind === 'left')).toHaveLength(1)
  })

  it('leaves the digest it came with and no other', async () => {
    const world = await aTown()
    await world.digest({ id: 'long-read', name: 'The Long Read' })
    await world.reader('ada')
    const { id } = await world.reader('ada', 'all', 'long-read')
    await world.visit(`/unsubscribe/${token(world, 'leave', `${id}~brief`)}`, { method: 'POST' })
    const { subscriptions, status } = (await world.ports.subscribers.get(id))!
    expect([status, ...subscriptions.map((one) => `${one.digest} ${one.status}`)]).toEqual([
      'active',
      'brief left',
      'long-read active',
    ])
  })
})

describe('the confirmation page', () => {
  it('confirms by its button alone, once, and says so for ever after (STD-70, STD-72)', async () => {
    const world = await aTown()
    await signUp(world.ports, aRequest())
    await world.drain()
    const link = world.mails()[0]!.text!.match(new RegExp(`${SITE}/confirm/\\S+`))![0]
    expect((await world.press(link, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(303)
    expect((await world.ports.subscribers.byAddress('ada@mail.example.net')).subscriber?.status).toBe('pending')
    for (let time = 0; time < 2; time++)
      expect(await (await world.press(link, { headers: { 'sec-fetch-site': 'same-origin' } })).text()).toContain(
        'You are subscribed',
      )
    expect(await (await world.visit(link)).text()).toContain('You are subscribed')
    const { subscriber } = await world.ports.subscribers.byAddress('ada@mail.example.net')
    expect((await world.ports.subscribers.consent(subscriber!.id)).map((one) => one.kind)).toEqual([
      'asked',
      'confirmed',
    ])
  })

  it('is shown again to whoever presses faster than anybody reads, or has not seen it (STD-71)', async () => {
    const world = await aTown()
    await signUp(world.ports, aRequest())
    await world.drain()
    const link = world.mails()[0]!.text!.match(new RegExp(`${SITE}/confirm/\\S+`))![0]
    const served = (await (await world.visit(link)).text()).match(/name="served" value="([^"]+)"/)![1]!
    for (const press of [{ method: 'POST' }, post({ served: 'v1.k1.x.y' })])
      expect((await world.visit(link, press)).headers.get('location')).toBe(link.replace(SITE, ''))
    world.clock.now += 600
    // Whoever presses twice, and a second goes by, has been heard.
    expect(await (await world.visit(link, post({ served }))).text()).toContain(`value="${served}"`)
    expect((await world.ports.subscribers.byAddress('ada@mail.example.net')).subscriber?.status).toBe('pending')
    world.clock.now += 600
    expect(await (await world.visit(link, post({ served }))).text()).toContain('You are subscribed')
  })

  describe('of somebody who has left since', () => {
    const left = async () => {
      const world = await aTown()
      await signUp(world.ports, aRequest())
      await world.drain()
      const link = world.mails()[0]!.text!.match(new RegExp(`${SITE}/confirm/\\S+`))![0]
      await world.press(link)
      const id = (await world.ports.subscribers.byAddress('ada@mail.example.net')).subscriber!.id
      await world.visit(`/unsubscribe/${token(world, 'leave', `${id}~brief`)}`, { method: 'POST' })
      const status = async () => (await world.ports.subscribers.get(id))?.status
      return { world, link, id, status }
    }

    it('says that they are not subscribed, by looking and by pressing, and changes nothing', async () => {
      const { world, link, status } = await left()
      for (const page of [
        await world.visit(link),
        await world.press(link),
        await world.visit(link, { method: 'POST' }),
      ]) {
        const text = await page.text()
        expect(text).toContain('You are not subscribed')
        expect(text).not.toContain('You are subscribed')
      }
      expect(await status()).toBe('unsubscribed')
    })

    it('brings it back by a press within a day', async () => {
      const { world, link, status } = await left()
      expect(await (await world.visit(link)).text()).toContain(`action="${link.replace(SITE, '')}/back"`)
      expect((await world.visit(`${link}/back`, { method: 'POST' })).status).toBe(303)
      expect(await status()).toBe('active')
      expect(await (await world.visit(link)).text()).toContain('You are subscribed')
    })

    it('sends a fresh mail by a press after that, once a day, and its button brings it back (STD-75)', async () => {
      const { world, link, status } = await left()
      world.clock.now += 86_400_000 + 1_000
      expect((await world.visit(`${link}/back`, { method: 'POST' })).status).toBe(303)
      expect(await status()).toBe('unsubscribed')
      expect(await (await world.visit(link)).text()).toContain('Sign up again')
      expect((await world.visit(`${link}/again`, { method: 'POST' })).status).toBe(202)
      await world.drain()
      expect(world.mails()).toHaveLength(2)
      const fresh = world.mails()[1]!.text!.match(new RegExp(`${SITE}/confirm/\\S+`))![0]
      expect(await (await world.press(fresh)).text()).toContain('You are subscribed')
      expect(await status()).toBe('active')
    })

    it('says so where a mail went out lately, and where none goes out at all', async () => {
      const { world, link, id, status } = await left()
      world.clock.now += 86_400_000 + 1_000
      await world.visit(`${link}/again`, { method: 'POST' })
      await world.drain()
      await world.visit(`/unsubscribe/${token(world, 'leave', `${id}~brief`)}`, { method: 'POST' })
      const lately = await (await world.visit(link)).text()
      expect(lately).toContain('tomorrow at the earliest')
      expect(lately).not.toContain('<form')
      await world.visit(`${link}/again`, { method: 'POST' })
      await world.ports.subscribers.suppress(
        'ada@mail.example.net',
        { why: 'blocked', at: world.ports.now() },
        { id: 'blocked', counts: [] },
      )
      expect(await (await world.visit(link)).text()).toContain('No mail of ours goes to this address')
      for (const step of ['again', 'back']) await world.visit(`${link}/${step}`, { method: 'POST' })
      await world.drain()
      expect([world.mails().length, await status()]).toEqual([2, 'unsubscribed'])
    })
  })

  it('is too old after seven days, and offers to ask again (STD-73)', async () => {
    const world = await aTown()
    await signUp(world.ports, aRequest())
    await world.drain()
    const link = world.mails()[0]!.text!.match(new RegExp(`${SITE}/confirm/\\S+`))![0]
    world.clock.now += 7 * 86_400_000 + 1_000
    expect((await world.visit(link, { method: 'POST' })).status).toBe(410)
    const page = await (await world.visit(link)).text()
    expect(page).toContain('Send me a fresh mail')
    expect((await world.visit(`${link}/again`, { method: 'POST' })).status).toBe(202)
    await world.drain()
    const fresh = world.mails()[1]!.text!.match(new RegExp(`${SITE}/confirm/\\S+`))![0]
    expect(await (await world.press(fresh)).text()).toContain('You are subscribed')
  })
})

describe('preferences', () => {
  it('take a topic off and put it back; with none left the digest is left', async () => {
    const world = await aTown()
    const { id } = await world.reader('ada')
    const path = `/preferences/${token(world, 'preferences', id)}`
    const topics = async () =>
      (await world.ports.subscribers.get(id))!.subscriptions.map((one) => [one.status, one.topics])
    await world.visit(path, post({ digest: 'brief', topic: 'brief/city' }))
    expect(await topics()).toEqual([['active', ['city']]])
    await world.visit(path, post({ digest: 'brief', topic: ['brief/city', 'brief/trade'] }))
    expect(await topics()).toEqual([['active', 'all']])
    expect(await (await world.visit(path, post({ digest: 'brief' }))).text()).toContain('You get nothing from us')
    expect((await topics())[0]?.[0]).toBe('left')
  })

  it('stop one topic from a mail by a page with one button', async () => {
    const world = await aTown()
    const { id } = await world.reader('ada')
    const path = `/preferences/${token(world, 'preferences', id)}/stop/brief/trade`
    expect(await (await world.visit(path)).text()).toContain('Stop Trade?')
    await world.visit(path, { method: 'POST' })
    expect((await world.ports.subscribers.get(id))!.subscriptions[0]?.topics).toEqual(['city'])
    expect(await (await world.visit(path.replace('trade', 'city'))).text()).toContain('the last topic you follow')
  })
})

describe('the web', () => {
  it('shows an issue whole and by topics, an article that came as text, and no reader in either (T63)', async () => {
    const world = await aTown()
    await world.reader('ada')
    await world.article('Forty ships', ['trade'])
    const text = await world.article('From the archive', ['city'], {
      url: undefined,
      body: ['First paragraph.', '<b>Second</b>.'],
      publishedAt: '2024-06-20',
    })
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    const mail = world.mails()[0]!
    const web = mail.text!.match(new RegExp(`${SITE}/d/brief/iss_\\S+`))![0]
    const page = await (await world.visit(web)).text()
    expect(page).toContain('Forty ships')
    expect(page).not.toMatch(/preferences|unsubscribe|ada@|[\uFDD0-\uFDEF]/)
    expect(await (await world.visit(`${web.split('?')[0]}?topics=city`)).text()).not.toContain('Forty ships')
    const article = await (await world.visit(`/a/${text.id}`)).text()
    expect(article).toContain('&lt;b&gt;Second&lt;/b&gt;.')
    expect(article).toContain('20 June 2024')
    expect(await (await world.visit('/d/brief')).text()).toContain('/d/brief/iss_')
  })

  it('wears the colour of its publisher, checked when it was set, by a style sheet that costs no read', async () => {
    const world = await aTown()
    const settings = await world.ports.settings.get()
    const accent = { light: '#7a1f3d', dark: '#f0a3bb' }
    await world.ports.settings.put({ ...settings, publisher: { ...settings.publisher, theme: { accent } } })
    const page = await (await world.visit('/d/brief')).text()
    const sheet = /\/assets\/accent\/[^"]+/.exec(page)![0]
    const answer = await world.visit(sheet)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(await answer.text()).toBe(
      ':root{--accent:#7a1f3d}@media(prefers-color-scheme:dark){:root{--accent:#f0a3bb}}',
    )
    expect((await world.visit('/assets/accent/red;}x-000000.css')).status).toBe(404)
  })
})
