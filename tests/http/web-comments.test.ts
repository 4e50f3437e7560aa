import { describe, expect, it } from 'vitest'
import { erase } from '../../core/flows/erase.ts'
import { ownData } from '../../core/flows/own-data.ts'
import { LONGEST_COMMENT, readComment } from '../../core/model/comment.ts'
import { rules } from '../../core/model/limits.ts'
import { retention } from '../../core/model/retention.ts'
import { anOwnText } from '../support/archive.ts'
import { aDoor } from '../support/door.ts'
import { aWorld, SITE, type World } from '../support/world.ts'

type Fields = Readonly<Record<string, string>>
const said: Fields = {
  name: 'Bo Lock',
  text: 'The goose is older.\r\n\r\nI have fed her.',
  email: 'bo@mail.example.net',
}

async function anArticlePage(world?: World) {
  const place = world ?? (await aWorld({ at: '2026-11-24T08:00:00Z' }))
  await place.topics('city')
  const article = await anOwnText(place)
  const path = `/a/${article.id}`
  /** As a browser without scripts sends the form. */
  const write = (fields: Fields, ip?: string, lang = '') => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return place.visit(`${path}/write${lang}`, { method: 'POST', body }, ip)
  }
  const proven = async (fields: Fields, ip?: string) => write({ ...fields, altcha: await place.proof() }, ip)
  const listed = async () => (await place.ports.comments.list({ limit: 500 })).items
  return { world: place, article, path, write, proven, listed }
}

const toEditors = (world: World) => world.mails().filter(({ to }) => to[0] === 'editors@harbourpost.example')

describe('a letter to the editors', () => {
  it('is listed for them, and mailed to where answers go, with the writer’s address to answer to', async () => {
    const { world, article, path, proven, listed } = await anArticlePage()
    const answer = await proven(said)
    expect([answer.status, await answer.text()]).toEqual([202, expect.stringContaining('on its way to the editors')])
    await world.drain()
    expect(await listed()).toEqual([
      {
        id: expect.stringMatching(/^com_/),
        at: world.ports.now(),
        article: article.id,
        title: article.title,
        name: 'Bo Lock',
        text: 'The goose is older.\n\nI have fed her.',
        address: 'bo@mail.example.net',
      },
    ])
    const [mail] = toEditors(world)
    expect(mail?.subject).toBe('From a reader: The goose of the harbour master')
    expect([mail?.replyTo, mail?.from].flat().join(' ')).toContain('bo@mail.example.net')
    expect(mail?.from).toContain('news@harbourpost.example')
    for (const words of [
      'Bo Lock',
      'The goose is older.',
      'I have fed her.',
      `${SITE}${path}`,
      `${SITE}/console/messages`,
    ]) {
      expect(mail?.text).toContain(words)
      expect(mail?.html).toContain(words)
    }
    expect(mail?.headers['List-Unsubscribe']).toBeUndefined()
  })

  it('is never on the page, nor anywhere else that readers come', async () => {
    const { world, path, proven } = await anArticlePage()
    await proven(said)
    for (const page of [path, '/', '/sitemap.xml'])
      expect(await (await world.visit(page)).text()).not.toMatch(/Bo Lock|I have fed/)
  })

  it('holds what a stranger writes as text', async () => {
    const { world, proven } = await anArticlePage()
    await proven({ name: '<b>Bo</b>\u202E', text: '<script>alert(1)</script>\n<img src=x>', email: '' })
    await world.drain()
    const [mail] = toEditors(world)
    expect(mail?.html).not.toMatch(/<script|<img|<b>Bo|\u202E/)
    expect(mail?.html).toContain('&lt;script&gt;')
    expect(mail?.text).toContain('<script>alert(1)</script>')
    expect(mail?.text).toContain('no address')
  })

  it('has no header in it that its writer could make', async () => {
    const { world, proven } = await anArticlePage()
    await proven({
      ...said,
      name: 'Bo\r\nBcc: all@mail.example.net',
      email: 'bo@mail.example.net\r\nBcc: all@mail.example.net',
    })
    expect(world.messages).toEqual([])
    await proven({ ...said, name: 'Bo\r\nBcc: all@mail.example.net' })
    await world.drain()
    const [mail] = toEditors(world)
    expect([mail?.to, mail?.subject]).toEqual([
      ['editors@harbourpost.example'],
      'From a reader: The goose of the harbour master',
    ])
  })

  it.each<[string, Fields, string]>([
    ['no name', { ...said, name: ' ' }, 'Please tell the editors who is writing.'],
    ['no words', { ...said, text: '\n \u200B' }, 'Please write what you want to say.'],
    ['too many words', { ...said, text: 'x'.repeat(LONGEST_COMMENT + 1) }, 'at most 3,000 characters'],
    ['half an address', { ...said, email: 'bo@' }, 'looks like name@example.org'],
  ])(
    'comes back with %s, says what is wrong beside the field, and keeps what was typed',
    async (_, fields, sentence) => {
      const { world, write, listed } = await anArticlePage()
      const answer = await write(fields)
      const page = await answer.text()
      expect([answer.status, await listed(), world.messages]).toEqual([422, [], []])
      expect(page.split(sentence)).toHaveLength(3)
      expect(page).toContain('aria-invalid="true"')
      for (const typed of Object.values(fields).filter(
        (one) => one.trim() !== '' && one.length < 200 && !one.includes('\n'),
      ))
        expect(page).toContain(typed)
    },
  )

  it('needs no address', () => {
    expect(readComment({ name: 'Bo', text: 'Well', email: '' })).toEqual({ words: { name: 'Bo', text: 'Well' } })
  })

  it('answers everybody the same: who is known, unknown, trapped, in a flood, or turned away', async () => {
    const { world, write, proven, listed } = await anArticlePage()
    await world.digest({ topics: ['city'] })
    await world.reader('ada')
    const seen = async (answer: Response) => `${answer.status} ${[...answer.headers].sort()} ${await answer.text()}`
    const answers = [
      await seen(await proven({ ...said, email: 'ada@mail.example.net' })),
      await seen(await proven({ ...said, email: 'nobody@mail.example.net' })),
      await seen(await write({ ...said, website: 'https://spam.example' })),
      await seen(await write({ ...said, altcha: 'forged' })),
    ]
    for (let n = 0; n < 10; n++) answers.push(await seen(await write({ ...said, text: `again ${n}` })))
    expect(new Set(answers).size).toBe(1)
    expect((await listed()).length).toBeLessThan(answers.length)
    expect(world.events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['comment.trapped', 'comment.refused']),
    )
  })

  it('keeps nothing of what falls into the trap', async () => {
    const { world, write, listed } = await anArticlePage()
    await write({ ...said, website: 'x' })
    expect([await listed(), world.messages, world.mails()]).toEqual([[], [], []])
  })

  it('is mailed two minutes later without a proof of work, and listed at once (T08)', async () => {
    const { world, write, listed } = await anArticlePage()
    await write(said)
    expect([(await listed()).length, world.messages]).toEqual([1, []])
    world.clock.now += 121_000
    await world.tick()
    await world.drain()
    expect(toEditors(world)).toHaveLength(1)
  })

  it('is one, however often its button is pressed', async () => {
    const { world, write, listed } = await anArticlePage()
    const altcha = await world.proof()
    for (let time = 0; time < 3; time++) await write({ ...said, altcha })
    await world.drain()
    expect([(await listed()).length, toEditors(world).length]).toEqual([1, 1])
  })

  it('has to bring work of its own: a proof that has served for another proves nothing (T07)', async () => {
    const { world, write } = await anArticlePage()
    const altcha = await world.proof()
    await write({ ...said, altcha })
    await write({ ...said, text: 'Something else', altcha })
    expect(world.messages).toHaveLength(1)
    expect(world.events.some(({ event }) => event === 'proof.replayed')).toBe(true)
  })

  it('is mailed at most thirty times an hour in all; the others wait their turn, and past the hard line there are none', async () => {
    const { world, proven, listed } = await anArticlePage()
    for (let n = 0; n < rules.comments.hard + 5; n++) await proven({ ...said, text: `Number ${n}` }, `10.${n}.0.1`)
    expect((await listed()).length).toBe(rules.comments.hard)
    expect(world.messages.length).toBe(rules.comments.soft)
  })

  it('is listed where no reply address is set, for there is nobody to mail it to', async () => {
    const { world, proven, listed } = await anArticlePage()
    await world.ports.settings.put({ ...(await world.ports.settings.get()), replyTo: '' })
    expect((await proven(said)).status).toBe(202)
    expect([(await listed()).length, world.messages]).toEqual([1, []])
  })

  it('that was deleted before its mail went out is not mailed', async () => {
    const { world, proven, listed } = await anArticlePage()
    await proven(said)
    await world.ports.comments.remove((await listed())[0]!.id)
    await world.drain()
    expect(toEditors(world)).toEqual([])
  })

  it('is written in the language of the page', async () => {
    const { write } = await anArticlePage()
    expect(await (await write(said, undefined, '?lang=de')).text()).toContain('Es ist unterwegs zur Redaktion')
    expect(await (await write({ ...said, name: '' }, undefined, '?lang=fr')).text()).toContain('qui écrit')
  })

  it('has nothing to be written about where there is no page', async () => {
    const { world } = await anArticlePage()
    const link = await world.article('A link', ['city'])
    for (const id of [link.id, 'art_none'])
      expect((await world.visit(`/a/${id}/write`, { method: 'POST', body: new FormData() })).status).toBe(404)
  })

  it('is forgotten after half a year', async () => {
    const { world, proven, listed } = await anArticlePage()
    await proven(said)
    world.clock.now += retention.comments + 1_000
    expect(await listed()).toEqual([])
  })

  it('goes with the reader whose address it names, and is among what they are told is kept', async () => {
    const { world, proven, listed } = await anArticlePage()
    await world.digest({ topics: ['city'] })
    const bo = await world.reader('bo')
    await proven(said)
    await proven({ ...said, email: 'else@mail.example.net' })
    const own = await ownData(world.ports, bo)
    expect(own.comments.map(({ text }) => text)).toEqual(['The goose is older.\n\nI have fed her.'])
    await erase(world.ports, bo.id)
    expect((await listed()).map(({ address }) => address)).toEqual(['else@mail.example.net'])
  })
})

describe('what readers have written, in the console', () => {
  async function aNewsroom() {
    const door = await aDoor()
    const page = await anArticlePage(door)
    return { ...door, ...page, visit: await door.as('editor') }
  }

  it('says first what to do where nobody has written yet', async () => {
    const { visit } = await aNewsroom()
    expect(await (await visit('/console/messages')).text()).toContain('Nobody has written yet.')
  })

  it('is listed newest first, with where to answer', async () => {
    const { visit, clock, proven } = await aNewsroom()
    await proven({ ...said, text: 'The first' })
    clock.now += 1_000
    await proven({ ...said, name: 'Cleo', text: 'The second <b>', email: '' })
    const text = await (await visit('/console/messages')).text()
    expect(text.indexOf('The second &lt;b&gt;')).toBeGreaterThan(0)
    expect(text.indexOf('The second')).toBeLessThan(text.indexOf('The first'))
    expect(text).toContain(
      'href="mailto:bo@mail.example.net?subject=Re%3A%20The%20goose%20of%20the%20harbour%20master"',
    )
    expect(text).toContain('They have left no address for an answer.')
  })

  it('is marked as read, and as not read again, and deleted for good', async () => {
    const { visit, proven, listed } = await aNewsroom()
    await proven(said)
    const { id } = (await listed())[0]!
    const badge = async () => (await (await visit('/console/messages')).text()).includes('class="badge">new')
    expect(await badge()).toBe(true)
    expect((await visit(`/console/messages/${id}/read`, {})).where).toContain('/console/messages?said=')
    expect(await badge()).toBe(false)
    await visit(`/console/messages/${id}/unread`, {})
    expect(await badge()).toBe(true)
    await visit(`/console/messages/${id}/remove`, {})
    expect(await listed()).toEqual([])
    expect((await visit(`/console/messages/${id}/read`, {})).status).toBe(404)
  })

  it('comes in pages', async () => {
    const { visit, proven } = await aNewsroom()
    for (let n = 0; n < 27; n++) await proven({ ...said, text: `Number ${n}.` }, `10.${n}.0.1`)
    const first = await (await visit('/console/messages')).text()
    const next = /href="(\/console\/messages\?cursor=[^"]+)"/.exec(first)![1]!
    const second = await (await visit(next)).text()
    expect([first.match(/data-item/g)?.length, second.match(/data-item/g)?.length]).toEqual([25, 2])
    expect(second).toContain('Number 0.')
  })

  it('may be looked at by a viewer, who changes nothing of it', async () => {
    const { as, proven, listed } = await aNewsroom()
    await proven(said)
    const viewer = await as('viewer')
    const page = await (await viewer('/console/messages')).text()
    expect(page).toContain('Bo Lock')
    expect(page).not.toContain('Mark as read')
    for (const what of ['read', 'unread', 'remove'])
      expect((await viewer(`/console/messages/${(await listed())[0]!.id}/${what}`, {})).status).toBe(403)
    expect((await listed())[0]).not.toHaveProperty('readAt')
  })
})
