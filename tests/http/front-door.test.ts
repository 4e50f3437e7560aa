import { createHash } from 'node:crypto'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { signUp } from '../../core/flows/sign-up.ts'
import { overall, rules } from '../../core/model/limits.ts'
import { difficulties, difficultyAt } from '../../core/model/proof.ts'
import { HOUR, MINUTE, plus } from '../../core/model/time.ts'
import type { Ports } from '../../core/ports.ts'
import { proofs } from '../../functions/adapters/proofs.ts'
import { CONSENT_VERSION } from '../../functions/http/pages/consent.ts'
import { signUpJs, solverJs } from '../../functions/http/pages/scripts.ts'
import { createSite } from '../../functions/http/site.tsx'
import { aRequest } from '../support/examples.ts'
import { aWorld, fromAddress, SITE, type World } from '../support/world.ts'

async function aTown(): Promise<World> {
  const world = await aWorld()
  await world.topics('trade', 'city')
  await world.digest()
  return world
}
type Fields = Record<string, string | readonly string[]>
const addressOf = (name: string) => `${name}@mail.example.net`
const form = (fields: Fields, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers,
  body: new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
  ),
})
const json = (fields: Fields): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(fields),
})
const asks = (name: string, more: Fields = {}) => form({ email: addressOf(name), digest: 'brief', ...more })
const seen = async (response: Response) =>
  JSON.stringify({
    status: response.status,
    headers: [...response.headers].sort(),
    body: await response.text(),
  })
const gotMail = (world: World) => world.mailbox.accepted().map(({ recipient }) => recipient)
const letters = (world: World) => world.messages.filter(({ queue }) => queue === 'letters').length
const logged = (world: World, event: string) => world.events.filter((one) => one.event === event)

/** Minute by minute, as the tick comes by, until everything that waits has gone out. */
async function pass(world: World, ms: number): Promise<void> {
  for (const until = world.clock.now + ms; world.clock.now < until; world.clock.now += MINUTE) {
    await world.tick()
    await world.drain(1_000)
  }
}

/** Everybody in it: a stranger, a subscriber, somebody who has not pressed the button yet, and somebody suppressed. */
async function aPeopledTown(): Promise<World> {
  const world = await aTown()
  await world.reader('active')
  await signUp(world.ports, aRequest({ address: addressOf('pending') }))
  await world.drain()
  const suppression = { why: 'complained', at: world.ports.now() } as const
  await world.ports.subscribers.suppress(addressOf('suppressed'), suppression, { id: 'e1', counts: [] })
  return world
}
const everybody = ['stranger', 'active', 'pending', 'suppressed']

describe('whoever knocks', () => {
  it.each([
    ['form', form],
    ['JSON', json],
  ])(
    'is answered byte for byte alike, by %s: known or not, counted out, without a proof, or a robot (T01, T09)',
    async (_, post) => {
      const world = await aPeopledTown()
      const answers: string[] = []
      const knock = async (name: string, more: Fields = {}) =>
        answers.push(
          await seen(await world.visit('/subscribe', post({ email: addressOf(name), digest: 'brief', ...more }))),
        )
      for (const name of everybody) await knock(name, { altcha: await world.proof() })
      for (const name of everybody) await knock(name)
      const used = await world.proof()
      for (let time = 0; time < rules.address.hard + 2; time++) await knock('often', { altcha: await world.proof() })
      await knock('bot', { altcha: used, website: 'https://buy.example' })
      await knock('first', { altcha: used })
      await knock('second', { altcha: used })
      await knock('forger', { altcha: 'e30=' })
      expect(JSON.parse(answers[0]!)).toMatchObject({ status: 202 })
      expect(new Set(answers).size).toBe(1)
    },
  )

  it('leaves the same trace of effects, whoever the address belongs to (T02)', async () => {
    const world = await aPeopledTown()
    const trace: string[] = []
    const watched = createSite(recorded(world.ports, trace))
    const knock = async (name: string) => {
      trace.length = 0
      for (const altcha of [await world.proof(), ''])
        await watched.request('/subscribe', asks(name, { altcha }), fromAddress('203.0.113.7'))
      // Ids, moments and the address itself differ, and nothing else.
      return trace.map((one) =>
        one
          .replaceAll(addressOf(name), 'ADDRESS')
          .replaceAll(/(let|sub)_\w+/g, '$1')
          .replaceAll(/\b[\da-f]{32}\b/g, 'NONCE')
          .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'AT'),
      )
    }
    const traces = []
    for (const name of everybody) traces.push(await knock(name))
    expect(traces[0]!.filter((one) => /limits|letters|queue/.test(one)).length).toBe(6)
    expect(traces[0]!.some((one) => one.includes('subscribers'))).toBe(false)
    for (const one of traces) expect(one).toEqual(traces[0])
  })
})

/** The same ports, every call of which is written down. */
function recorded(ports: Ports, trace: string[]): Ports {
  const watched = Object.entries(ports).map(([name, port]) => {
    if (typeof port !== 'object') return [name, port]
    return [
      name,
      new Proxy(port, {
        get: (target, call: string) => {
          const value = target[call as keyof typeof target] as unknown
          if (typeof value !== 'function' || name === 'ids') return value
          return (...given: unknown[]) => {
            trace.push(`${name}.${call} ${call === 'read' ? 'PROOF' : JSON.stringify(given)}`)
            return value.apply(target, given)
          }
        },
      }),
    ]
  })
  return Object.fromEntries(watched) as Ports
}

describe('a proof of work', () => {
  it('lets the mail go at once', async () => {
    const world = await aTown()
    await world.visit('/subscribe', asks('ada', { altcha: await world.proof() }))
    expect(letters(world)).toBe(1)
    await world.drain()
    expect(gotMail(world)).toEqual([addressOf('ada')])
  })

  it('is asked for by a page that nobody keeps, and that changes nothing (T06)', async () => {
    const world = await aTown()
    const trace: string[] = []
    const watched = createSite(recorded(world.ports, trace))
    const answer = await watched.request('/challenge')
    const { parameters, signature } = (await answer.json()) as {
      parameters: Record<string, unknown>
      signature: string
    }
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(parameters).toMatchObject({ algorithm: 'PBKDF2/SHA-256', data: { issuedAt: world.clock.now } })
    expect(signature).toMatch(/^[\da-f]{64}$/)
    expect((await watched.request('/challenge', { method: 'HEAD' })).status).toBe(200)
    expect(new Set(trace.map((one) => one.split(' ')[0]))).toEqual(new Set(['limits.level', 'proofs.challenge']))
  })

  it('of a form left open all morning still counts, and one of yesterday does not (T06)', async () => {
    const world = await aTown()
    const [morning, yesterday] = [await world.proof(), await world.proof()]
    world.clock.now += 11 * HOUR
    await world.visit('/subscribe', asks('ada', { altcha: morning }))
    expect(letters(world)).toBe(1)
    world.clock.now += 2 * HOUR
    expect((await world.visit('/subscribe', asks('bo', { altcha: yesterday }))).status).toBe(202)
    expect(letters(world)).toBe(1)
  })

  it.each([
    ['nothing', () => ''],
    ['no Base64', () => 'ÿ{{'],
    ['no challenge', () => btoa('{}')],
    ['null', () => btoa('null')],
    ['an unsigned challenge', (good: string) => changed(good, ({ challenge }) => delete challenge.signature)],
    ['an easier one', (good: string) => changed(good, ({ challenge }) => (challenge.parameters.keyPrefix = '00'))],
    ['a longer life', (good: string) => changed(good, ({ challenge }) => (challenge.parameters.data.expiresAt += 1))],
    ['another answer', (good: string) => changed(good, ({ solution }) => (solution.derivedKey = '00'.repeat(32)))],
    ['no answer', (good: string) => changed(good, (payload) => delete payload.solution)],
    ['parameters of another kind', (good: string) => changed(good, ({ challenge }) => (challenge.parameters = [1]))],
  ])('that is %s proves nothing, and is no error (T06)', async (_, make) => {
    const world = await aTown()
    const altcha = make(await world.proof())
    expect((await world.visit('/subscribe', asks('ada', { altcha }))).status).toBe(202)
    expect([letters(world), logged(world, 'sign-up.held')]).toMatchObject([0, [{ fields: { by: 'no-proof' } }]])
  })

  it('serves one sign-up: with another address it proves nothing any more (T07)', async () => {
    const world = await aTown()
    const altcha = await world.proof()
    for (const name of ['ada', 'bo', 'cleo']) await world.visit('/subscribe', asks(name, { altcha }))
    expect([letters(world), logged(world, 'proof.replayed').length]).toEqual([1, 2])
    await world.drain()
    expect(gotMail(world)).toEqual([addressOf('ada')])
  })

  it('pressed twice at once, and once more with the back button, is one letter and one answer (T07)', async () => {
    const world = await aTown()
    const altcha = await world.proof()
    const press = async () => seen(await world.visit('/subscribe', asks('ada', { altcha })))
    const answers = [...(await Promise.all([press(), press()])), await press()]
    expect(new Set(answers).size).toBe(1)
    expect(new Set(world.messages.map((message) => message.queue === 'letters' && message.letter)).size).toBe(1)
    await world.drain()
    await pass(world, 30 * MINUTE)
    expect(gotMail(world)).toEqual([addressOf('ada')])
  })

  it('loses nobody where the first press broke off half way (T07)', async () => {
    const world = await aTown()
    const altcha = await world.proof()
    const broken = createSite({
      ...world.ports,
      letters: { ...world.ports.letters, put: () => Promise.reject(new Error('the table does not answer')) },
    })
    expect((await broken.request('/subscribe', asks('ada', { altcha }))).status).toBe(500)
    expect((await world.visit('/subscribe', asks('ada', { altcha }))).status).toBe(202)
    await world.drain()
    expect(gotMail(world)).toEqual([addressOf('ada')])
  })

  it('of less than two seconds waits like none (T06)', async () => {
    const world = await aTown()
    const altcha = await world.proof()
    world.clock.now -= 1
    expect((await world.visit('/subscribe', asks('ada', { altcha }))).status).toBe(202)
    expect(letters(world)).toBe(0)
    await pass(world, 5 * MINUTE)
    expect(gotMail(world)).toEqual([addressOf('ada')])
  })

  it('is harder to come by while many sign up, at the price of one read (T05)', async () => {
    const world = await aTown()
    const asked = createSite({ ...world.ports, proofs: { ...world.ports.proofs, challenge: async (how) => how } })
    const difficulty = async () => (await asked.request('/challenge')).json()
    expect(await difficulty()).toEqual(difficultyAt(0))
    for (let n = 0; n <= 1_000; n++) await world.ports.limits.take([[overall]])
    expect(await difficulty()).toEqual(difficultyAt(1_001))
    expect(difficultyAt(1_001)).not.toEqual(difficultyAt(0))
    world.clock.now += 3 * HOUR
    expect(await difficulty()).toEqual(difficultyAt(0))
  })

  it('is solved by the script that we serve, for every difficulty there is (T06)', async () => {
    const now = () => '2026-11-24T08:00:00.000Z'
    const proving = proofs('pepper', now)
    for (const { from, to } of difficulties) {
      const challenge = await proving.challenge({ cost: 2, from, to })
      const solution = await solvedByOurs(challenge as Challenge)
      const answer = btoa(JSON.stringify({ challenge, solution }))
      expect(await proving.read(answer)).toMatchObject({ issuedAt: now(), expiresAt: plus(now(), 12 * HOUR) })
      expect(await proofs('another pepper', now).read(answer)).toBeUndefined()
    }
  })
})

type Challenge = { parameters: { data: Record<string, number> } }
/** Whatever a forger may make of it. */
function changed(good: string, change: (payload: any) => unknown): string {
  const payload = JSON.parse(atob(good))
  change(payload)
  return btoa(JSON.stringify(payload))
}

/** The worker's script as a browser runs it. */
function solvedByOurs({ parameters }: Challenge): Promise<unknown> {
  return new Promise((done) => {
    const worker: Record<string, unknown> = {
      crypto,
      performance,
      // Of this realm, as crypto wants them.
      Uint8Array,
      DataView,
      postMessage: (data: { tried?: number }) => (data.tried === undefined ? done(data) : undefined),
    }
    runInContext(`${solverJs};globalThis.start = onmessage`, createContext(worker))
    ;(worker.start as (event: unknown) => void)({ data: parameters })
  })
}

describe('without JavaScript', () => {
  it('the form works: its mail goes out some minutes later, once (T08)', async () => {
    const world = await aTown()
    expect((await world.visit('/subscribe', asks('ada'))).status).toBe(202)
    expect([letters(world), logged(world, 'sign-up.taken').length]).toEqual([0, 1])
    await pass(world, MINUTE)
    expect(gotMail(world)).toEqual([])
    await pass(world, 30 * MINUTE)
    expect(gotMail(world)).toEqual([addressOf('ada')])
  })

  it('a robot that fills in what nobody sees gets the same answer and no mail, and is counted (T09)', async () => {
    const world = await aTown()
    await world.visit('/subscribe', asks('bot', { website: 'https://buy.example', altcha: await world.proof() }))
    await pass(world, HOUR)
    expect([gotMail(world), logged(world, 'sign-up.trapped').length, logged(world, 'sign-up.taken').length]).toEqual([
      [],
      1,
      0,
    ])
  })
})

/** Many who have all done their work, from anywhere: what the work itself is worth is another test's business. */
function aCrowd(world: World) {
  let nonces = 0
  const site = createSite({
    ...world.ports,
    proofs: {
      ...world.ports.proofs,
      read: async (nonce) =>
        nonce === ''
          ? undefined
          : { nonce, issuedAt: plus(world.ports.now(), -MINUTE), expiresAt: plus(world.ports.now(), HOUR) },
    },
  })
  return (email: string, ip: string, proven = true) =>
    site.request('/subscribe', json({ email, digest: 'brief', altcha: proven ? `n${++nonces}` : '' }), fromAddress(ip))
}
const ipOf = (n: number) => `${11 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7`

describe('a flood', () => {
  it('of 1,000 sign-ups for one victim from 1,000 addresses is at most one mail in 24 hours, however they spell it (T04, T10, STD-75)', async () => {
    const world = await aTown()
    const knock = aCrowd(world)
    const spellings = ['victim@gmail.com', 'vic.tim@gmail.com', 'VICTIM@GMail.com', 'victim@googlemail.com']
    for (let n = 0; n < 1_000; n++) {
      const spelt = n % 5 === 4 ? `victim+${n}@gmail.com` : spellings[n % 5]!
      expect((await knock(spelt, ipOf(n))).status).toBe(202)
    }
    await world.drain()
    await pass(world, 24 * HOUR)
    expect(gotMail(world)).toHaveLength(1)
  })

  it('for 10,000 victims from one connection is 30 mails at once, and 150 in all, four hours long (T05)', async () => {
    const world = await aTown()
    const knock = aCrowd(world)
    for (let n = 0; n < 10_000; n++) await knock(`victim${n}@host${n % 97}.example.net`, '203.0.113.7')
    await world.drain(1_000)
    expect(gotMail(world)).toHaveLength(rules.network.soft)

    // Somebody elsewhere has their mail meanwhile, as on any other day; a neighbour waits for it, but not in that queue.
    await knock(addressOf('ada'), '198.51.100.4')
    await knock(addressOf('bo'), '203.0.113.8')
    await world.drain()
    expect(gotMail(world).slice(rules.network.soft)).toEqual([addressOf('ada')])
    await pass(world, HOUR)
    expect(gotMail(world)).toContain(addressOf('bo'))

    const byHour = []
    for (let hour = 1; hour < 6; hour++) {
      const before = gotMail(world).length
      await pass(world, HOUR)
      byHour.push(gotMail(world).length - before)
    }
    expect(Math.max(...byHour)).toBeLessThanOrEqual(rules.network.soft + 1)
    expect(gotMail(world)).toHaveLength(rules.network.hard + 2)
    expect(logged(world, 'sign-up.refused')).toHaveLength(10_000 - rules.network.hard)
  })

  it('from a whole rented block is held by the block, and without proofs by a third of that (T05, T08)', async () => {
    const world = await aTown()
    const knock = aCrowd(world)
    for (let n = 0; n < 2_000; n++) await knock(`a${n}@host${n % 97}.example.net`, `203.0.113.${n % 256}`)
    for (let n = 0; n < 2_000; n++) await knock(`b${n}@host${n % 97}.example.net`, `198.51.100.${n % 256}`, false)
    const taken = logged(world, 'sign-up.taken').length
    expect(taken).toBe(rules.neighbourhood.hard + rules.bareNeighbourhood.hard)
    expect(letters(world)).toBe(rules.neighbourhood.soft)
  })

  it('at one mail provider from everywhere waits, and is not lost (T05)', async () => {
    const world = await aTown()
    const knock = aCrowd(world)
    for (let n = 0; n < rules.domain.soft + 20; n++) await knock(`reader${n}@mail.example.net`, ipOf(n))
    expect([letters(world), logged(world, 'sign-up.taken').length]).toEqual([rules.domain.soft, rules.domain.soft + 20])
    await knock('ada@post.example.net', ipOf(9_999))
    expect(letters(world)).toBe(rules.domain.soft + 1)
  })
})

describe('where a request comes from', () => {
  it('is what the hop in front of us saw, whatever a header says (T12)', async () => {
    const world = await aTown()
    const claims = {
      'x-forwarded-for': '9.9.9.9',
      'x-real-ip': '9.9.9.9',
      forwarded: 'for=9.9.9.9',
      'cf-connecting-ip': '9.9.9.9',
    }
    for (let n = 0; n < 3; n++)
      await world.visit('/subscribe', form({ email: addressOf(`r${n}`), digest: 'brief' }, claims), '203.0.113.7')
    const level = (subject: string) => world.ports.limits.level({ rule: 'bareNetwork', subject })
    expect([await level('203.0.113.7/32'), await level('9.9.9.9/32')]).toEqual([3, 0])
    await pass(world, 5 * MINUTE)
    const { subscriber } = await world.ports.subscribers.byAddress(addressOf('r0'))
    expect((await world.ports.subscribers.consent(subscriber!.id))[0]?.network).toBe('203.0.113.0/24')
  })

  it('that nobody says is one network with all others of the kind', async () => {
    const world = await aTown()
    await world.visit(
      '/subscribe',
      form({ email: addressOf('ada'), digest: 'brief' }, { 'x-forwarded-for': '9.9.9.9' }),
    )
    expect(await world.ports.limits.level({ rule: 'bareNetwork', subject: '' })).toBe(1)
  })
})

describe('the page', () => {
  const page = async (path = '/', init: RequestInit = {}) => (await (await aTown()).visit(path, init)).text()

  it('keeps the version and a hash of the very words that it shows with the consent (STD-60)', async () => {
    const world = await aTown()
    const html = await (await world.visit('/')).text()
    const shown = unescaped(/id="consent">([^<]+) <span/.exec(html)![1]!)
    const mark = `${CONSENT_VERSION}:${createHash('sha256').update(shown).digest('hex').slice(0, 16)}`
    expect(html).toContain(`name="text" value="${mark}"`)
    expect(shown).toContain('Harbour Post')
    for (const [name, text] of [
      ['ada', mark],
      ['bo', '2025-01:0123456789abcdef'],
      ['cleo', 'whatever a robot writes here'],
    ] as const)
      await world.visit('/subscribe', asks(name, { text, altcha: await world.proof() }))
    await world.drain()
    const kept = async (name: string) => {
      const { subscriber } = await world.ports.subscribers.byAddress(addressOf(name))
      return (await world.ports.subscribers.consent(subscriber!.id))[0]?.text
    }
    // An older form says which words it showed; what says nothing that we could have shown has what we show now.
    expect([await kept('ada'), await kept('bo'), await kept('cleo')]).toEqual([mark, '2025-01:0123456789abcdef', mark])
  })

  it('labels every field, groups them, and ticks none (STD-66)', async () => {
    const html = await page()
    expect(html).not.toMatch(/<input[^>]*\schecked/)
    const fields = [...html.matchAll(/<input type="(?:checkbox|radio|email|text)"[^>]*>/g)]
    expect(fields.length).toBeGreaterThan(3)
    expect(html).toContain('<label class="ui over" for="email">Email address</label>')
    expect(html.match(/<fieldset/g)).toHaveLength(html.match(/<legend/g)!.length)
    expect(html).toContain('Next: ')
    expect(html).toContain('its 2 topics')
  })

  it('says first what is wrong, leads there, and says it again at the field', async () => {
    const html = await page('/subscribe', form({ email: 'ada@' }))
    expect(html).toContain('<title>Please look again: ')
    expect(html).toMatch(/<div class="ui wrong summary" role="alert" tabindex="-1" autofocus/)
    expect(html).toContain('<a href="#email">An email address looks like name@example.org.</a>')
    expect(html).toContain('<a href="#digests">Please pick at least one digest.</a>')
    expect(html).toMatch(/id="email"[^>]*aria-describedby="wrong-email consent" aria-invalid="true"/)
    expect(html).toContain('aria-describedby="wrong-digests"')
  })

  it('is whole without its script, which is ours alone and in a file of its own', async () => {
    const world = await aTown()
    const answer = await world.visit('/')
    const html = await answer.text()
    expect(html.match(/<script[^>]*>[^<]*/g)).toEqual(['<script src="/assets/sign-up.js" defer="">'])
    expect(html).not.toMatch(/\son\w+=|style=/)
    const policy = answer.headers.get('content-security-policy')
    for (const part of ["default-src 'none'", "script-src 'self'", "worker-src 'self'", "connect-src 'self'"])
      expect(policy).toContain(part)
    for (const [path, text] of [
      ['/assets/sign-up.js', signUpJs],
      ['/assets/solver.js', solverJs],
    ] as const) {
      const script = await world.visit(path)
      expect([script.headers.get('content-type'), await script.text()]).toEqual([
        'text/javascript; charset=utf-8',
        text,
      ])
      expect(() => new Function(text)).not.toThrow()
    }
  })

  it('tells whoever chose a language so all the way', async () => {
    expect(await page('/?lang=en')).toMatch(/action="\/subscribe\?lang=en"[\s\S]*name="locale" value="en"/)
    expect(await page('/')).toMatch(/action="\/subscribe"[\s\S]*name="locale" value=""/)
  })
})

const unescaped = (html: string) => html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&')

describe('the form for other sites', () => {
  const htmlIn = (page: string) =>
    unescaped(/<textarea[^>]*>([\s\S]*)<\/textarea>/.exec(page)![1]!.replaceAll('&lt;', '<').replaceAll('&gt;', '>'))

  it('is plain HTML that brings no script and no style sheet, and goes to our door', async () => {
    const world = await aTown()
    const html = htmlIn(await (await world.visit('/embed?digest=brief')).text())
    expect(html).toMatch(new RegExp(`^<form method="post" action="${SITE}/subscribe\\?lang=en"`))
    expect(html).not.toMatch(/<script|<style|<link|javascript:|\son\w+=|#[\da-f]{3,6}\b|class=/i)
    expect(html).toContain('<input type="hidden" name="digest" value="brief"/>')
    expect(html).toMatch(/aria-hidden="true"[\s\S]*name="website"/)
    expect(html).toContain('all topics of the digest, later ones included')
  })

  it('offers every digest to choose from, none ticked, where none is named (STD-66)', async () => {
    const world = await aTown()
    await world.digest({ id: 'long-read', name: 'The Long Read' })
    const html = htmlIn(await (await world.visit('/embed')).text())
    expect(html.match(/type="checkbox" name="digest"/g)).toHaveLength(2)
    expect(html).not.toContain('checked')
    expect(htmlIn(await (await world.visit('/embed?digest=long-read')).text())).not.toContain('checkbox')
  })

  it('sent from there is answered by our own page, and the consent says from where it came (STD-60)', async () => {
    const world = await aTown()
    const html = htmlIn(await (await world.visit('/embed?digest=brief')).text())
    const fields = Object.fromEntries(
      [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    )
    const headers = { origin: 'https://blog.example', 'sec-fetch-site': 'cross-site' }
    const answer = await world.visit('/subscribe?lang=en', form({ ...fields, email: addressOf('ada') }, headers))
    expect([answer.status, await answer.text()]).toEqual([202, expect.stringContaining('Look into your inbox')])
    await pass(world, 5 * MINUTE)
    const { subscriber } = await world.ports.subscribers.byAddress(addressOf('ada'))
    expect((await world.ports.subscribers.consent(subscriber!.id))[0]).toMatchObject({
      kind: 'asked',
      form: 'embed https://blog.example',
      text: fields.text,
    })
  })

  it('is previewed on the one page of ours that may have inline styles, which can do nothing else (T24)', async () => {
    const world = await aTown()
    const embed = await world.visit('/embed')
    expect(await embed.text()).toMatch(/<iframe[^>]*title="[^"]+"[^>]*sandbox=""/)
    expect(embed.headers.get('content-security-policy')).not.toContain('unsafe-inline')
    const preview = await world.visit('/embed/preview?digest=brief&scheme=dark')
    expect(preview.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    )
    expect(await preview.text()).toContain('color-scheme:dark')
  })
})
