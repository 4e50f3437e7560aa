import { describe, expect, it } from 'vitest'
import { signUp } from '../../core/flows/sign-up.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { parseDigest } from '../../core/model/digest.ts'
import type { Subscriber } from '../../core/model/subscriber.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { readCsv } from '../../functions/http/api/reader-csv.ts'
import { aRequest, aSubscriber } from '../support/examples.ts'
import { importReaders } from '../support/import.ts'
import { aWorld, granted, SITE, type World } from '../support/world.ts'

const ADA = 'ada@mail.example.net'
const NEW = 'ada.lovelace@other.example.net'
const SOON = 'soon.taken@mail.example.net'

/** Two digests, and ada who reads the first. */
async function aTown(options: Parameters<typeof aWorld>[0] = {}) {
  const world = await aWorld(options)
  await world.topics('trade', 'city')
  await world.digest()
  await world.digest({ id: 'long', name: 'The Long Read', topics: ['city'] })
  const { id } = await world.reader('ada')
  const link = (purpose: 'leave' | 'preferences', payload = id) => world.ports.links.sign(purpose, payload, 'k1')
  return {
    ...world,
    id,
    ada: async () => (await world.ports.subscribers.get(id)) as Subscriber,
    preferences: `/preferences/${link('preferences')}`,
    leaving: `/unsubscribe/${link('leave', `${id}~brief`)}`,
  }
}

type Field = readonly [string, string]
const post = (...fields: Field[]): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
})
const text = async (answer: Promise<Response> | Response) => (await answer).text()
/** The link in the last mail to an address. */
const linkTo = (world: Pick<World, 'mails'>, to: string, path: string) =>
  new RegExp(`${SITE}/${path}/\\S+`).exec(world.mails().findLast((mail) => mail.to[0] === to)!.text!)![0]
/** They ask to move, and press the button in the mail to the address that is known. */
async function beginsMove(world: Awaited<ReturnType<typeof aTown>>, to: string) {
  await world.visit(`${world.preferences}/address`, post(['email', to]))
  await world.drain()
  await world.visit(linkTo(world, ADA, 'move'), { method: 'POST' })
  await world.drain()
}
const mailsTo = (world: Pick<World, 'mails'>, to: string) => world.mails().filter((mail) => mail.to[0] === to).length
const statuses = ({ subscriptions }: Subscriber) => subscriptions.map(({ digest, status }) => `${digest} ${status}`)

describe('the preferences page', () => {
  it('adds a digest, at once: who holds a mail of ours is known', async () => {
    const { visit, preferences, ada, ports, id } = await aTown()
    await visit(
      preferences,
      post(['known', 'brief'], ['digest', 'brief'], ['topic', 'brief/trade'], ['digest', 'long']),
    )
    const { subscriptions } = await ada()
    expect(subscriptions.map(({ digest, status, topics }) => [digest, status, topics])).toEqual([
      ['brief', 'active', ['trade']],
      ['long', 'active', 'all'],
    ])
    expect((await ports.subscribers.consent(id)).at(-1)).toMatchObject({ kind: 'changed', form: '/preferences' })
  })

  it('leaves what is unticked, and keeps what it did not show', async () => {
    const { visit, preferences, ada } = await aTown()
    await visit(preferences, post(['digest', 'brief'], ['topic', 'brief/trade'], ['digest', 'long']))
    await visit(preferences, post(['known', 'brief'], ['topic', 'brief/trade']))
    expect(statuses(await ada())).toEqual(['brief left', 'long active'])
  })

  it('pauses until a day on the reader’s own clock, and says what comes then', async () => {
    const { visit, preferences, ada } = await aTown()
    const both: Field[] = [
      ['known', 'brief'],
      ['digest', 'brief'],
      ['topic', 'brief/trade'],
      ['topic', 'brief/city'],
    ]
    const page = await text(visit(preferences, post(...both, ['zone', 'Asia/Tokyo'], ['pause', '2026-12-24'])))
    expect((await ada()).subscriptions[0]?.pausedUntil).toBe('2026-12-24@Asia/Tokyo')
    expect(page).toContain('Paused: nothing comes before Thursday 24 December.')
    expect(page).toContain('Next: Thursday 24 December at 08:00')
    await visit(preferences, post(...both, ['pause', '']))
    expect((await ada()).subscriptions[0]?.pausedUntil).toBeUndefined()
  })

  it('keeps the day of a pause where the reader comes to live by another clock', async () => {
    const { visit, preferences, ada } = await aTown()
    await visit(preferences, post(['zone', 'Asia/Tokyo'], ['pause', '2026-12-24']))
    const page = await text(visit(preferences, post(['zone', 'Europe/Berlin'])))
    expect((await ada()).subscriptions[0]?.pausedUntil).toBe('2026-12-24@Europe/Berlin')
    expect(page).toContain('Paused: nothing comes before Thursday 24 December.')
  })

  it('is skipped by an issue while it is paused, and gets the first one afterwards', async () => {
    const { visit, preferences, article, turnTo, tick, drain, mails } = await aTown()
    await visit(preferences, post(['pause', '2026-11-26']))
    for (const day of ['24', '25', '26']) {
      await article(`Of the ${day}th`, ['trade'])
      turnTo(`2026-11-${day}T07:00:00Z`)
      await tick()
      await drain()
    }
    expect(mails().map(({ subject }) => subject)).toEqual(['The Harbour Brief: Of the 26th'])
  })

  it.each<[string, Field, string]>([
    ['a zone there is not', ['zone', 'Mars/Base'], 'no such time zone'],
    ['a pause in the past', ['pause', '2026-11-20'], 'from tomorrow on'],
    ['a pause of ten years', ['pause', '2036-11-20'], 'within a year'],
    ['no day at all', ['pause', '2026-02-31x'], 'from tomorrow on'],
  ])('says what is wrong with %s, and saves the rest', async (_, field, sentence) => {
    const { visit, preferences, ada } = await aTown()
    const answer = await visit(
      preferences,
      post(['known', 'brief'], ['digest', 'brief'], ['topic', 'brief/city'], field),
    )
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(sentence)
    expect((await ada()).subscriptions[0]).toMatchObject({ topics: ['city'] })
    expect((await ada()).zone).toBe('Europe/Berlin')
  })

  it('changes the language of what comes, and of the page itself', async () => {
    const { visit, preferences, ada } = await aTown()
    await visit(preferences, post(['locale', 'de']))
    expect((await ada()).locale).toBe('de')
    expect(await text(visit(preferences))).toContain('<html lang="de"')
  })

  it('shows too little of the address for whoever got the mail passed on (T18)', async () => {
    const { visit, preferences } = await aTown()
    const page = await text(visit(preferences))
    expect(page).toContain('a…@mail.example.net')
    expect(page).not.toContain(ADA)
  })
})

describe('how a reader came', () => {
  const list = 'email,subscribed_at\nliz@mail.example.net,2019-04-01\n'
  /** The page of somebody, in their language. */
  async function pageOf(world: Awaited<ReturnType<typeof aTown>>, name: string, locale = 'en') {
    const { subscriber } = await world.ports.subscribers.byAddress(`${name}@mail.example.net`)
    const path = `/preferences/${world.ports.links.sign('preferences', subscriber!.id, 'k1')}`
    const page = await text(world.visit(path, post(['locale', locale])))
    return page.replaceAll(/<[^>]*>/g, '').replaceAll(/&quot;/g, '"')
  }

  it('stands on their preferences page: with a list or one by one, by whom, since when, and on what word', async () => {
    const world = await aTown()
    const order = { digest: (await world.ports.digests.get('brief'))!, attestation: 'Members of "1881"', dryRun: false }
    await importReaders(world.ports, order, readCsv(new TextEncoder().encode(list)))
    world.clock.now += 40 * 86_400_000
    const listed = await pageOf(world, 'liz')
    expect(listed).toContain('Your address came with a list that Harbour Post brought in on 24 November 2026.')
    expect(listed).toContain('Members of "1881" (the list says: 2019-04-01)')
    const added = await pageOf(world, 'ada')
    expect(added).toContain('Harbour Post added your address on 24 November 2026.')
    expect(added).toContain('This is how your consent was put on record: told us')
    for (const page of [listed, added]) expect(page).toContain('If you do not want it, take its tick away and save.')
    expect(`${listed}${added}`).not.toContain('You confirmed')
  })

  it('is their own word where they confirmed, or ticked it there', async () => {
    const world = await aTown()
    await signUp(world.ports, aRequest({ address: 'bo@mail.example.net' }))
    await world.drain()
    world.clock.now += 86_400_000
    await world.press(linkTo(world, 'bo@mail.example.net', 'confirm'))
    world.clock.now += 86_400_000
    expect(await pageOf(world, 'bo')).toContain('You confirmed it on 25 November 2026.')
    await world.visit(world.preferences, post(['digest', 'long']))
    const both = await pageOf(world, 'ada')
    expect(both).toContain('You confirmed it on 26 November 2026.')
    expect(both).toContain('Harbour Post added your address on 24 November 2026.')
  })

  it('is not made up where nothing is on record', async () => {
    const world = await aTown()
    const old = aSubscriber({ address: 'old@mail.example.net', version: 0 })
    await world.ports.subscribers.save({ before: undefined, after: old })
    expect(await pageOf(world, 'old')).toContain(
      'You have been getting it since 24 November 2026. How that came about is not on record.',
    )
  })

  it.each([
    ['de', 'Harbour Post hat Ihre Adresse am 24. November 2026 eingetragen.'],
    ['fr', 'Harbour Post a ajouté votre adresse le 24 novembre 2026.'],
    ['es', 'Harbour Post añadió su dirección el 24 de noviembre de 2026.'],
    ['zh', '“Harbour Post”于2026年11月24日添加了您的邮箱地址。'],
    ['ar', 'أضاف الناشر \u2068Harbour Post\u2069 عنوانكم في \u206824 نوفمبر 2026\u2069.'],
  ])('is said in %s', async (locale, sentence) => {
    expect(await pageOf(await aTown(), 'ada', locale)).toContain(sentence)
  })

  it('shows the word that was given as a text, whatever stands in it', async () => {
    const world = await aTown()
    const request = aRequest({ address: 'eve@mail.example.net' })
    await takeIn(world.ports, request, '<b onclick="x">signed</b>')
    const { subscriber } = await world.ports.subscribers.byAddress(request.address)
    const path = `/preferences/${world.ports.links.sign('preferences', subscriber!.id, 'k1')}`
    expect(await text(world.visit(path))).toContain('&lt;b onclick=&quot;x&quot;&gt;signed&lt;/b&gt;')
  })
})

describe('who has no mail at hand', () => {
  it('gets the link by mail, and the same answer whoever they are (T01, T02)', async () => {
    const world = await aTown()
    await world.ports.subscribers.suppress(
      'no@mail.example.net',
      { why: 'complained', at: world.ports.now() },
      { id: 'e', counts: [] },
    )
    const answers = new Set<string>()
    for (const name of ['ada', 'stranger', 'no']) {
      const answer = await world.visit('/preferences', post(['email', `${name}@mail.example.net`]))
      answers.add(JSON.stringify([answer.status, [...answer.headers].sort(), await answer.text()]))
    }
    expect(answers.size).toBe(1)
    expect(world.messages.length).toBe(3)
    await world.drain()
    expect(world.mailbox.accepted().map(({ recipient }) => recipient)).toEqual([ADA])
    expect(await text(world.visit(linkTo(world, ADA, 'preferences')))).toContain('The Harbour Brief')
  })

  it('is written to once an hour at most, and three times a day, however often somebody asks (T04)', async () => {
    const world = await aTown()
    for (let time = 0; time < 2; time++) await world.visit('/preferences', post(['email', ADA]))
    await world.drain()
    expect(mailsTo(world, ADA)).toBe(1)
    for (let hour = 0; hour < 5; hour++) {
      world.clock.now += 3_700_000
      await world.visit('/preferences', post(['email', ADA]))
      await world.drain()
    }
    expect(mailsTo(world, ADA)).toBe(2)
  })
})

describe('leaving', () => {
  it('can be taken back for a day, with everything as it was (T17)', async () => {
    const { visit, leaving, preferences, ada, clock } = await aTown()
    await visit(preferences, post(['digest', 'brief'], ['topic', 'brief/city']))
    expect(await text(visit(leaving, { method: 'POST' }))).toContain('take it back')
    clock.now += 23 * 3_600_000
    expect(await text(visit(`${leaving}/undo`, { method: 'POST' }))).toContain('You are subscribed again')
    expect((await ada()).subscriptions[0]).toMatchObject({ status: 'active', topics: ['city'] })
    await visit(leaving, { method: 'POST' })
    clock.now += 25 * 3_600_000
    expect((await visit(`${leaving}/undo`, { method: 'POST' })).status).toBe(410)
    expect(statuses(await ada())).toEqual(['brief left'])
  })

  it('is of one digest by the link, and of all by the page’s second button; either is undone as it was done', async () => {
    const { visit, leaving, preferences, ada } = await aTown()
    await visit(preferences, post(['digest', 'long']))
    expect(await text(visit(leaving))).toContain('Leave all: The Harbour Brief and The Long Read')
    await visit(leaving, post(['List-Unsubscribe', 'One-Click']))
    expect(statuses(await ada())).toEqual(['brief left', 'long active'])
    await visit(`${leaving}/undo`, { method: 'POST' })
    await visit(leaving, post(['scope', 'all']))
    expect(statuses(await ada())).toEqual(['brief left', 'long left'])
    await visit(`${leaving}/undo`, { method: 'POST' })
    expect(statuses(await ada())).toEqual(['brief active', 'long active'])
  })

  it('by a complaint cannot be taken back', async () => {
    const { visit, leaving, ports, ada } = await aTown()
    await visit(leaving, { method: 'POST' })
    await ports.subscribers.suppress(ADA, { why: 'complained', at: ports.now() }, { id: 'evt_2', counts: [] })
    expect((await visit(`${leaving}/undo`, { method: 'POST' })).status).toBe(410)
    expect(statuses(await ada())).toEqual(['brief left'])
  })

  it('takes one click as either kind of form, with no cookie and no Origin (STD-02, RFC 8058)', async () => {
    for (const body of [
      new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      (() => {
        const form = new FormData()
        form.set('List-Unsubscribe', 'One-Click')
        return form
      })(),
    ]) {
      const { visit, leaving, ada } = await aTown()
      const answer = await visit(leaving, { method: 'POST', body })
      expect([answer.status, answer.headers.get('set-cookie'), answer.headers.get('location')]).toEqual([
        200,
        null,
        null,
      ])
      expect(statuses(await ada())).toEqual(['brief left'])
    }
  })
})

describe('what is kept of a reader', () => {
  it('is handed out by a mail round trip, whole, and not by the link of a mail passed on (T18, STD-62)', async () => {
    const world = await aTown()
    expect((await world.visit(`${world.preferences}/export`, { method: 'POST' })).status).toBe(202)
    await world.drain()
    const link = linkTo(world, ADA, 'export')
    expect(await text(world.visit(link))).toContain('Download')
    const answer = await world.visit(link, { method: 'POST' })
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const data = (await answer.json()) as { reader: Subscriber; consent: { kind: string }[] }
    expect(data.reader).toMatchObject({ address: ADA, subscriptions: [{ digest: 'brief', status: 'active' }] })
    expect(data.consent.map(({ kind }) => kind)).toEqual(['attested'])
    world.clock.now += 25 * 3_600_000
    expect((await world.visit(link, { method: 'POST' })).status).toBe(410)
  })

  it('is erased by a mail round trip; the second press finds nobody (STD-58, STD-62)', async () => {
    const world = await aTown()
    await world.visit(`${world.preferences}/erase`, { method: 'POST' })
    await world.drain()
    const link = linkTo(world, ADA, 'erase')
    expect(await text(world.visit(link))).toContain('Erase me')
    expect(await world.ada()).toBeDefined()
    expect(await text(world.visit(link, { method: 'POST' }))).toContain('All is gone')
    expect(await world.ada()).toBeUndefined()
    expect((await world.visit(link, { method: 'POST' })).status).toBe(404)
    expect((await world.visit(world.preferences)).status).toBe(404)
    // Who asks for it anew is asked: it is their own word.
    await signUp(world.ports, aRequest())
    await world.drain()
    expect(mailsTo(world, ADA)).toBe(2)
  })

  it('moves once both addresses have said yes, the known one first (T18)', async () => {
    const world = await aTown()
    await world.visit(`${world.preferences}/address`, post(['email', NEW]))
    await world.drain()
    expect([mailsTo(world, ADA), mailsTo(world, NEW)]).toEqual([1, 0])
    const asks = linkTo(world, ADA, 'move')
    expect(await text(world.visit(asks))).toContain('Yes, begin the move')
    for (let time = 0; time < 2; time++) expect((await world.visit(asks, { method: 'POST' })).status).toBe(202)
    await world.drain()
    expect([mailsTo(world, NEW), (await world.ada()).address]).toEqual([1, ADA])
    const link = linkTo(world, NEW, 'address')
    expect(await text(world.visit(link))).toContain('Yes, send them here')
    for (let time = 0; time < 2; time++)
      expect(await text(world.visit(link, { method: 'POST' }))).toContain('Your digests come here now')
    expect((await world.ada()).address).toBe(NEW)
    await world.article('Forty ships', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    // The old one was asked, and then told.
    expect([mailsTo(world, ADA), mailsTo(world, NEW)]).toEqual([2, 2])
  })

  it('is told at its old address that it has moved, which takes that back for seven days', async () => {
    const world = await aTown()
    await beginsMove(world, NEW)
    await world.visit(linkTo(world, NEW, 'address'), { method: 'POST' })
    await world.drain()
    expect(world.mails().at(-1)).toMatchObject({ to: [ADA], subject: 'Your digests go to another address now' })
    const link = linkTo(world, ADA, 'take-back')
    expect(await text(world.visit(link))).toContain('Take it back')
    expect((await world.ada()).address).toBe(NEW)
    for (let time = 0; time < 2; time++)
      expect(await text(world.visit(link, { method: 'POST' }))).toContain('Your digests come here again')
    expect(await world.ada()).toMatchObject({ address: ADA, subscriptions: [{ digest: 'brief', status: 'active' }] })
    expect((await world.ports.subscribers.byAddress(NEW)).subscriber).toBeUndefined()

    const late = await aTown()
    await beginsMove(late, NEW)
    await late.visit(linkTo(late, NEW, 'address'), { method: 'POST' })
    await late.drain()
    late.clock.now += 7 * 86_400_000 + 1_000
    const over = await late.visit(linkTo(late, ADA, 'take-back'), { method: 'POST' })
    expect([over.status, (await late.ada()).address]).toEqual([410, NEW])
  })

  it('is not brought back over a subscription that the old address has taken up meanwhile', async () => {
    const world = await aTown()
    await beginsMove(world, NEW)
    await world.visit(linkTo(world, NEW, 'address'), { method: 'POST' })
    await world.drain()
    const link = linkTo(world, ADA, 'take-back')
    // Asked and not answered, it makes room; once it is theirs, it stays.
    await signUp(world.ports, aRequest({ address: ADA }))
    await world.drain()
    await world.press(linkTo(world, ADA, 'confirm'))
    const { subscriber: theirs } = await world.ports.subscribers.byAddress(ADA)
    expect((await world.visit(link, { method: 'POST' })).status).toBe(409)
    expect([(await world.ports.subscribers.byAddress(ADA)).subscriber, (await world.ada()).address]).toEqual([
      theirs,
      NEW,
    ])
  })

  it('waits with an export, an erasure and another move while a move can be taken back, and says until when', async () => {
    const world = await aTown()
    await world.visit(`${world.preferences}/erase`, { method: 'POST' })
    await world.drain()
    const before = linkTo(world, ADA, 'erase')
    await beginsMove(world, NEW)
    await world.visit(linkTo(world, NEW, 'address'), { method: 'POST' })
    await world.drain()
    const mails = world.mails().length
    for (const path of ['export', 'erase', 'address']) {
      const answer = await world.visit(`${world.preferences}/${path}`, post(['email', SOON]))
      expect([path, answer.status]).toEqual([path, 409])
      expect(await answer.text()).toContain('Until Tuesday 1 December at 07:00 (Europe/Berlin) the old one can take')
    }
    for (const method of ['GET', 'POST']) expect((await world.visit(before, { method })).status).toBe(409)
    await world.drain()
    expect([world.mails().length, (await world.ada()).address]).toEqual([mails, NEW])
    const page = await text(world.visit(world.preferences))
    expect(page).toContain('Until Tuesday 1 December at 07:00 (Europe/Berlin) the old address can take that back')
    expect(page).not.toContain('Erase everything about me')

    world.clock.now += 7 * 86_400_000 + 1_000
    expect((await world.visit(`${world.preferences}/export`, { method: 'POST' })).status).toBe(202)
    await world.drain()
    expect((await world.visit(linkTo(world, NEW, 'export'), { method: 'POST' })).status).toBe(200)
    // With the first change after that the old address is gone.
    expect((await world.ada()).movedFrom?.address).toBe(ADA)
    await world.visit(world.preferences, post(['locale', 'de']))
    expect((await world.ada()).movedFrom).toBeUndefined()
  })

  it('stays where it is when the new address is somebody’s, or gets no mail', async () => {
    const world = await aTown()
    await world.reader('bo')
    await world.ports.subscribers.suppress(NEW, { why: 'complained', at: world.ports.now() }, { id: 'e', counts: [] })
    for (const email of ['bo@mail.example.net', NEW]) {
      await beginsMove(world, email)
      expect([mailsTo(world, email), (await world.ada()).address]).toEqual([0, ADA])
      world.clock.now += 3_600_000
    }
  })

  it('stays where it is when somebody has taken the new address before the button was pressed, or wants no mail there', async () => {
    for (const happen of [
      (world: Awaited<ReturnType<typeof aTown>>) => world.reader('soon.taken'),
      (world: Awaited<ReturnType<typeof aTown>>) =>
        world.ports.subscribers.suppress(SOON, { why: 'blocked', at: world.ports.now() }, { id: 'e', counts: [] }),
    ]) {
      const world = await aTown()
      await beginsMove(world, SOON)
      const link = linkTo(world, SOON, 'address')
      await happen(world)
      expect((await world.visit(link, { method: 'POST' })).status).toBe(409)
      expect((await world.ada()).address).toBe(ADA)
    }
  })

  it('takes the place of whoever was asked at the new address and never answered', async () => {
    const world = await aTown()
    await signUp(world.ports, aRequest({ address: NEW }))
    await world.drain()
    await beginsMove(world, NEW)
    expect(await text(world.visit(linkTo(world, NEW, 'address'), { method: 'POST' }))).toContain('come here now')
    const { subscriber, suppression } = await world.ports.subscribers.byAddress(NEW)
    expect([subscriber?.id, suppression]).toEqual([world.id, undefined])
  })

  it('is closed for ever to mail by the link in a confirmation (T04)', async () => {
    const world = await aTown()
    await signUp(world.ports, aRequest({ address: 'victim@mail.example.net' }))
    await world.drain()
    const link = linkTo(world, 'victim@mail.example.net', 'block')
    expect(await text(world.visit(link))).toContain('Never write to me')
    expect(await text(world.visit(link, { method: 'POST' }))).toContain('We will not write to you again')
    world.clock.now += 60 * 86_400_000
    await signUp(world.ports, aRequest({ address: 'victim@mail.example.net' }))
    await world.drain()
    expect(mailsTo(world, 'victim@mail.example.net')).toBe(1)
  })
})

describe('after confirming', () => {
  it('the page shows the latest issue and when the next one comes', async () => {
    const world = await aTown()
    await world.article('Forty ships', ['trade'])
    world.turnTo('2026-11-24T07:00:00Z')
    await world.tick()
    await world.drain()
    await signUp(world.ports, aRequest({ address: 'bo@mail.example.net' }))
    await world.drain()
    const page = await text(world.press(linkTo(world, 'bo@mail.example.net', 'confirm')))
    expect(page).toMatch(/href="\/d\/brief\/iss_[^"]+">Read the latest issue of The Harbour Brief/)
    expect(page).toContain('Next: Wednesday 25 November at 08:00 (Europe/Berlin).')
  })

  it('a welcome comes where the digest wants it, once', async () => {
    const world = await aTown()
    const known = (await world.ports.digests.get('long'))!
    const edited = granted(
      parseDigest(zones, { ...known, welcome: true }, await world.ports.topics.all(), world.ports.now()),
    )
    await world.ports.digests.save(known, { ...edited, version: known.version })
    await signUp(world.ports, aRequest({ address: 'bo@mail.example.net', wishes: [{ digest: 'long', topics: 'all' }] }))
    await world.drain()
    const link = linkTo(world, 'bo@mail.example.net', 'confirm')
    for (let time = 0; time < 2; time++) await world.press(link)
    await world.drain()
    const mails = world.mails().filter(({ to }) => to[0] === 'bo@mail.example.net')
    expect(mails.map(({ subject }) => subject)).toEqual(['Please confirm: The Long Read', 'Welcome to The Long Read'])
  })

  it('the share that confirms is counted, by digest and month (STD-76)', async () => {
    const world = await aTown()
    for (const name of ['bo', 'cleo', 'dora'])
      await signUp(world.ports, aRequest({ address: `${name}@mail.example.net` }))
    await world.drain()
    await world.press(linkTo(world, 'bo@mail.example.net', 'confirm'))
    expect(await world.ports.digests.signUps('brief')).toEqual([{ month: '2026-11', asked: 3, confirmed: 1 }])
  })
})

describe('who has everything already', () => {
  it('is told so by mail once in thirty days (T03)', async () => {
    const world = await aTown()
    for (let time = 0; time < 3; time++) await signUp(world.ports, aRequest())
    await world.drain()
    expect(world.mails().map(({ subject }) => subject)).toEqual(['You are subscribed already: The Harbour Brief'])
    world.clock.now += 31 * 86_400_000
    await signUp(world.ports, aRequest())
    await world.drain()
    expect(mailsTo(world, ADA)).toBe(2)
  })
})
