import { describe, expect, it } from 'vitest'
import { rules } from '../../core/model/limits.ts'
import { CODES, codeOf, oddsPerDay } from '../../core/model/sign-in.ts'
import { aDoor, OWNER } from '../support/door.ts'
import { aWorld, fromAddress, SITE, type World } from '../support/world.ts'

/**
 * What strangers and careless friends can do by HTTP alone. Each of these was tried, and gains nothing; where a person should
 * know of it, there is a mail.
 */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const EDITOR = 'ed@harbourpost.example'
const STRANGER = 'stranger@mail.example.net'

type House = Awaited<ReturnType<typeof aDoor>>
type Visit = ReturnType<House['browser']>

/** An address that nobody else has, in a network that nobody else has. */
const addressOf = (n: number) => `198.${18 + (n >> 8)}.${n & 255}.7`

const wrongBut = (right: string | undefined) => (right === '111111' ? '222222' : '111111')

/** The code that an attempt has, whether anybody was told it or not: only a test can know it. */
const codeOfAttempt = async ({ ports }: House, visit: Visit) => {
  const name = (await visit('/console/code')).jar.get('__Host-tidings-attempt') ?? ''
  return codeOf(ports.links.sign('sign-in', name, 'k1'))
}

async function aHouse() {
  const house = await aDoor()
  await house.ports.editors.put({ address: EDITOR, role: 'editor' })
  /** Letters that nobody waits for are written by the tick. */
  const later = async () => {
    house.clock.now += 3 * MINUTE
    await house.tick()
    await house.drain()
  }
  const subjectsTo = (to: string) =>
    house
      .mails()
      .filter((mail) => mail.to[0] === to)
      .map(({ subject }) => subject)
      .filter((subject) => !/^\d{6} /.test(subject))
  return { ...house, later, subjectsTo }
}

/** Strangers ask for codes in somebody's name, each from a network of their own, over some hours. */
async function flood(house: House, email: string, times = 30) {
  for (let n = 0; n < times; n++) {
    await house.browser(addressOf(n))('/console/sign-in', { email })
    await house.drain()
    house.clock.now += 10 * MINUTE
  }
}

describe('whoever guesses at the codes of an editor', () => {
  it('has ten guesses a day, over however many attempts, browsers and networks they are spread', async () => {
    const house = await aHouse()
    let looked = 0
    for (let n = 0; n < 60; n++) {
      const visit = house.browser(addressOf(n))
      await visit('/console/sign-in', { email: OWNER })
      const right = await codeOfAttempt(house, visit)
      for (let tries = 0; tries < 5; tries++) {
        const { status } = await visit('/console/code', { code: wrongBut(right) })
        if (status !== 429) looked++
      }
      // Every quarter of an hour, so that none but the day's own line is in the way.
      house.clock.now += 16 * MINUTE
    }
    expect(looked).toBe(rules.guess.hard)
    expect(oddsPerDay).toBe(looked / CODES)

    // Then not even the right one comes in by being typed.
    const last = house.browser(addressOf(99))
    await last('/console/sign-in', { email: OWNER })
    expect((await last('/console/code', { code: await codeOfAttempt(house, last) })).status).toBe(429)
    expect(await house.ports.editors.sessions()).toEqual([])
  })

  it('wins nothing by an attempt whose mail went nowhere, not even with its very code', async () => {
    const house = await aHouse()
    await flood(house, OWNER, 20)
    const visit = house.browser(addressOf(77))
    const mails = house.mails().length
    await visit('/console/sign-in', { email: OWNER })
    await house.drain()
    expect(house.mails().length).toBe(mails)
    expect((await visit('/console/code', { code: await codeOfAttempt(house, visit) })).status).toBe(422)

    // Nor by one whose mail the provider has refused, or that nobody has taken up yet.
    const early = house.browser(addressOf(78))
    house.clock.now += 2 * DAY
    await early('/console/sign-in', { email: OWNER })
    expect((await early('/console/code', { code: await codeOfAttempt(house, early) })).status).toBe(422)
    expect(await house.ports.editors.sessions()).toEqual([])
  })

  it('cannot tell an editor from a stranger, at any step of it', async () => {
    const seen = async (email: string) => {
      const house = await aHouse()
      const steps: unknown[] = []
      for (let n = 0; n < 25; n++) {
        const visit = house.browser(addressOf(n))
        const asked = await visit('/console/sign-in', { email })
        const shown = await visit('/console/code')
        const typed = await visit('/console/code', { code: '11' })
        steps.push([asked.status, asked.where, [...asked.jar.keys()], shown.status, typed.status, await typed.text()])
        house.clock.now += 7 * MINUTE
      }
      const puts = house.shelf.letters.size
      return { steps, puts, attempts: house.shelf.attempts.size }
    }
    const [owner, editor, stranger] = [await seen(OWNER), await seen(EDITOR), await seen(STRANGER)]
    expect(owner).toEqual(stranger)
    expect(editor).toEqual(stranger)
  })

  it('is told to the owners, once a day', async () => {
    const house = await aHouse()
    for (let day = 0; day < 2; day++) {
      for (let n = 0; n < 3; n++) {
        const visit = house.browser(addressOf(n))
        await visit('/console/sign-in', { email: EDITOR })
        const code = await house.codeFor(EDITOR)
        for (let tries = 0; tries < 3; tries++) await visit('/console/code', { code: wrongBut(code) })
        await house.later()
      }
      expect(house.subjectsTo(OWNER)).toHaveLength(day + 1)
      house.clock.now += DAY
    }
    expect(house.subjectsTo(OWNER)[0]).toBe(`Somebody tried to sign in as ${EDITOR}`)
    const strangers = await aHouse()
    const visit = strangers.browser()
    await visit('/console/sign-in', { email: STRANGER })
    await visit('/console/code', { code: '111111' })
    await strangers.later()
    expect(strangers.mails()).toEqual([])
  })
})

describe('nobody is locked out', () => {
  it('by sign-ups in an editor’s name: no counter of readers is one of editors', async () => {
    const house = await aHouse()
    await house.topics('trade', 'city')
    await house.digest()
    for (let n = 0; n < 5; n++)
      await house.visit('/subscribe', {
        method: 'POST',
        body: new URLSearchParams({ email: OWNER, digest: 'brief', altcha: await house.proof() }),
      })
    const visit = house.browser()
    expect((await house.signIn(visit)).status).toBe(303)
  })

  it('by strangers who ask for codes from many networks: not in a browser in which they have signed in before', async () => {
    const house = await aHouse()
    const mine = house.browser()
    await house.signIn(mine)
    await mine('/console/sign-out', {})
    await flood(house, OWNER)
    expect((await house.signIn(mine)).status).toBe(303)
    expect((await mine('/console')).where).toBe('/console/issues')
    // And nothing is left for a browser that is not theirs, today.
    expect((await house.signIn(house.browser())).status).not.toBe(303)
  })

  it('nor by those who type codes: the link in the mail goes on working, in the browser that asked', async () => {
    const house = await aHouse()
    for (let n = 0; n < 4; n++) {
      const visit = house.browser(addressOf(n))
      await visit('/console/sign-in', { email: OWNER })
      for (let tries = 0; tries < 5; tries++) await visit('/console/code', { code: '11' })
      house.clock.now += 30 * MINUTE
    }
    house.clock.now += HOUR
    const fresh = house.browser()
    await fresh('/console/sign-in', { email: OWNER })
    const [code, link] = [await house.codeFor(OWNER), await house.linkFor(OWNER)]
    const typed = await fresh('/console/code', { code: code! })
    expect([typed.status, (await typed.text()).includes('The link in the mail works at once')]).toEqual([429, true])
    expect((await fresh(link!, {})).status).toBe(303)
  })

  it('nor in a new browser, for whoever opens the last link of any code mail of the month there', async () => {
    const house = await aHouse()
    await flood(house, OWNER)
    const mail = house.mails().findLast(({ to }) => to[0] === OWNER)!
    const link = /https:\/\/news\.harbourpost\.example(\/console\/browser\/\S+)/.exec(mail.text!)![1]!
    const fresh = house.browser()
    const before = house.kept()
    expect(await (await fresh(link)).text()).toContain('Yes, this is mine')
    expect([house.kept(), (await fresh(link)).jar.size]).toEqual([before, 0])
    await fresh(link, {})
    expect((await house.signIn(fresh)).status).toBe(303)
    // It is new all the same.
    await house.later()
    expect(house.subjectsTo(OWNER)).toContain('A new browser has signed in as you')
    // It gives nobody else anything, and is worth nothing in another's name.
    const other = house.browser()
    await other(link, {})
    await flood(house, EDITOR)
    expect((await house.signIn(other, EDITOR)).status).not.toBe(303)
    house.clock.now += 31 * DAY
    expect((await house.browser()(link, {})).status).toBe(410)
  })

  it('nor for good, whatever browser they have: a day after the last stranger codes are mailed as ever', async () => {
    const house = await aHouse()
    await flood(house, OWNER)
    house.clock.now += 2 * DAY
    expect((await house.signIn(house.browser())).status).toBe(303)
  })
})

describe('who comes in', () => {
  it('in a browser that is new is told to them and to the owners, and in a known one to nobody', async () => {
    const house = await aHouse()
    const mine = house.browser()
    await house.signIn(mine, EDITOR)
    await house.later()
    expect(house.subjectsTo(OWNER)).toEqual([`A new browser has signed in as ${EDITOR}`])
    expect(house.subjectsTo(EDITOR)).toEqual(['A new browser has signed in as you'])
    for (let time = 0; time < 2; time++) {
      await mine('/console/sign-out', {})
      house.clock.now += HOUR
      await house.signIn(mine, EDITOR)
    }
    await house.later()
    expect(house.subjectsTo(OWNER)).toHaveLength(1)
    house.clock.now += HOUR
    await house.signIn(house.browser(), EDITOR)
    await house.later()
    expect([house.subjectsTo(OWNER).length, house.subjectsTo(EDITOR).length]).toEqual([2, 2])
  })

  it('by a session from before browsers were known keeps it, and the browser is known from then on', async () => {
    const house = await aHouse()
    const mine = house.browser()
    const { jar } = await house.signIn(mine)
    await house.later()
    jar.delete('__Host-tidings-browser')
    expect((await mine('/console')).where).toBe('/console/issues')
    await mine('/console/sign-out', {})
    const told = house.subjectsTo(OWNER).length
    await house.signIn(mine)
    await house.later()
    expect(house.subjectsTo(OWNER)).toHaveLength(told)
  })
})

const ADA = 'ada@mail.example.net'
const FRIEND = 'friend@elsewhere.example.net'

async function aTown() {
  const world = await aWorld()
  await world.topics('trade', 'city')
  await world.digest()
  const linkOf = (id: string) => `/preferences/${world.ports.links.sign('preferences', id, 'k1')}`
  const { id } = await world.reader('ada')
  const ask = (path: string, fields: Record<string, string> = {}, ip = '198.51.100.7') =>
    Promise.resolve(world.site.request(path, { method: 'POST', body: new URLSearchParams(fields) }, fromAddress(ip)))
  return { ...world, id, linkOf, ask, passedOn: linkOf(id) }
}
const to = (world: Pick<World, 'mails'>, address: string) => world.mails().filter((mail) => mail.to[0] === address)

describe('a mail that was passed on', () => {
  it('moves, hands out and erases nothing: all of that is asked of the address that is known', async () => {
    const world = await aTown()
    const before = await world.ports.subscribers.get(world.id)
    await world.ask(`${world.passedOn}/address`, { email: FRIEND })
    world.clock.now += MINUTE
    for (const what of ['export', 'erase']) await world.ask(`${world.passedOn}/${what}`)
    await world.drain()
    expect(to(world, FRIEND)).toEqual([])
    expect(to(world, ADA).map(({ subject }) => subject)).toEqual([
      'Move your digests to another address?',
      'Your data from Harbour Post',
      'Erase all that we keep about you?',
    ])
    const after = (await world.ports.subscribers.get(world.id))!
    expect([after.address, after.subscriptions]).toEqual([before!.address, before!.subscriptions])
    // The token that the friend has opens none of the pages behind those buttons.
    const token = world.passedOn.split('/').at(-1)!
    for (const page of ['move', 'address', 'take-back', 'export', 'erase', 'block'])
      expect([page, (await world.ask(`/${page}/${token}`)).status]).toEqual([page, 404])
  })

  it('leaves, and changes topics and rhythm: no more, and no mail is needed for it', async () => {
    const world = await aTown()
    await world.ask(world.passedOn, { known: 'brief', digest: 'brief', topic: 'brief/trade' })
    expect((await world.ports.subscribers.get(world.id))!.subscriptions[0]!.topics).toEqual(['trade'])
    await world.ask(world.passedOn, { known: 'brief' })
    expect((await world.ports.subscribers.get(world.id))!.subscriptions[0]!.status).toBe('left')
    await world.drain()
    expect(world.mails()).toEqual([])
  })

  it('that has got as far as a move is told to the old address, which takes it back before anything is lost', async () => {
    const world = await aTown()
    const link = (address: string, path: string) =>
      new RegExp(`${SITE}(/${path}/\\S+)`).exec(to(world, address).at(-1)!.text!)![1]!
    await world.ask(`${world.passedOn}/address`, { email: FRIEND })
    await world.drain()
    // Somebody was at ada's mailbox for a moment.
    await world.ask(link(ADA, 'move'))
    await world.drain()
    await world.ask(link(FRIEND, 'address'))
    await world.drain()
    expect((await world.ports.subscribers.get(world.id))!.address).toBe(FRIEND)
    for (const [path, fields] of [
      ['export', {}],
      ['erase', {}],
      ['address', { email: 'further@elsewhere.example.net' }],
    ] as const)
      expect([path, (await world.ask(`${world.passedOn}/${path}`, fields)).status]).toEqual([path, 409])
    await world.drain()
    expect(to(world, FRIEND)).toHaveLength(1)
    expect((await world.ask(link(ADA, 'take-back'))).status).toBe(200)
    expect((await world.ports.subscribers.get(world.id))!.address).toBe(ADA)
    // The friend has the old link still, and is where they were.
    world.clock.now += HOUR
    await world.ask(`${world.passedOn}/address`, { email: FRIEND })
    await world.drain()
    expect(to(world, FRIEND)).toHaveLength(1)
  })
})

describe('letters', () => {
  it('of many readers’ links do not fill a stranger’s mailbox: it gets three a day at most, sign-ups included', async () => {
    const world = await aTown()
    const VICTIM = 'victim@mail.example.net'
    for (let n = 0; n < 12; n++) {
      const { id, address } = await world.reader(`reader${n}`)
      await world.ask(`${world.linkOf(id)}/address`, { email: VICTIM }, addressOf(n))
      await world.drain()
      const asked = new RegExp(`${SITE}(/move/\\S+)`).exec(to(world, address).at(-1)!.text!)![1]!
      await world.ask(asked, {}, addressOf(n))
      await world.drain()
    }
    await world.ask('/preferences', { email: VICTIM })
    await world.ask('/subscribe', { email: VICTIM, digest: 'brief', altcha: await world.proof() })
    await world.drain()
    expect(to(world, VICTIM).length).toBe(rules.address.hard)
  })

  it('of one reader’s link are eight a day, six of them to their own mailbox, whatever they ask for and from wherever', async () => {
    const world = await aTown()
    for (let n = 0; n < 40; n++) {
      const what = ['export', 'erase', 'address'][n % 3]!
      await world.ask(`${world.passedOn}/${what}`, { email: `somebody${n}@mail.example.net` }, addressOf(n))
      await world.drain()
      world.clock.now += 25 * MINUTE
    }
    expect(world.mails().length).toBeLessThanOrEqual(rules.own.hard)
    expect(world.mails().length).toBeGreaterThan(2)
  })

  it('of one network are no more than its line, however many readers’ links it has', async () => {
    const world = await aTown()
    for (let n = 0; n < 40; n++) {
      const { id } = await world.reader(`reader${n}`)
      await world.ask(`${world.linkOf(id)}/export`, {}, '198.51.100.9')
    }
    await world.drain(400)
    expect(world.mails().length).toBe(rules.network.soft)
  })
})

describe('what the console says', () => {
  const LIE = 'The service was hacked. Call +49 40 1234567 at once.'

  it('is in its own words: nothing that stands in an address is shown as what it has done', async () => {
    const house = await aHouse()
    await house.topics('trade', 'city')
    await house.digest()
    const owner = await house.as('owner')
    const rooms = [
      'articles',
      'topics',
      'digests',
      'issues',
      'readers',
      'readers/import',
      'messages',
      'feeds',
      'settings',
    ]
    const settings = ['editors', 'sessions', 'passkeys', 'keys', 'webhooks', 'provider', 'log'].map(
      (one) => `settings/${one}`,
    )
    for (const path of [...rooms, ...settings, 'digests/brief', 'digests/new'])
      for (const name of ['said', 'error', 'wrong', 'message', 'undo']) {
        const answer = await owner(`/console/${path}?${new URLSearchParams({ [name]: LIE })}`)
        expect([path, name, (await answer.text()).includes('1234567')]).toEqual([path, name, false])
      }
    for (const path of ['sign-in', 'code'])
      expect(await (await house.browser()(`/console/${path}?said=${LIE}`)).text()).not.toContain('1234567')
  })

  it('is said to whoever did it, and for a moment: nobody is shown the true words of another session or day', async () => {
    const house = await aHouse()
    await house.topics('trade')
    const [owner, editor] = [await house.as('owner'), await house.as('editor')]
    const fields = { name: 'Sea', tags: 'sea' }
    const { where } = await owner('/console/topics', fields)
    const says = async (visit: Visit) =>
      (await (await visit(where!)).text()).includes('The topic &quot;Sea&quot; is there')
    expect([await says(owner), await says(editor)]).toEqual([true, false])
    const [head = '', signature = ''] = where!.split(/\.(?=[^.]*$)/)
    expect(
      await (await owner(`${head}.${signature.replace(/^./, (one) => (one === 'A' ? 'B' : 'A'))}`)).text(),
    ).not.toContain('is there')
    house.clock.now += 11 * MINUTE
    expect(await says(owner)).toBe(false)
  })
})
