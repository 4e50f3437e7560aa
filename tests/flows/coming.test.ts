import { describe, expect, it } from 'vitest'
import { arrangeIssue, type Wanted } from '../../core/flows/arrange-issue.ts'
import { comingIssue } from '../../core/flows/coming-issue.ts'
import { previewIssue } from '../../core/flows/preview-issue.ts'
import { sendNow } from '../../core/flows/send-now.ts'
import { sendTest } from '../../core/flows/send-test.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import type { DigestInput } from '../../core/model/digest.ts'
import { firstEdition } from '../../core/model/digest.ts'
import { aRequest } from '../support/examples.ts'
import { until } from '../support/minutes.ts'
import { aWorld, granted, SITE, type World } from '../support/world.ts'

const PUBLISHED = ['2026-11-24T06:03:00Z', '2026-11-24T06:02:00Z', '2026-11-24T06:01:00Z', '2026-11-24T06:00:30Z']

/** A daily digest at 08:00 UTC, one reader, and four articles: three of trade, one of the city. It is 06:10. */
async function aMorning(input: Partial<DigestInput> = {}) {
  const world = await aWorld({ at: '2026-11-24T06:00:00Z' })
  await world.topics('trade', 'city')
  const schedule = { every: 'day', at: ['08:00'], zone: 'UTC' }
  const digest = await world.digest({ topics: ['trade', 'city'], schedule, ...input })
  await world.reader('ada')
  world.turnTo('2026-11-24T06:10:00Z')
  const ids: Record<string, string> = {}
  for (const [index, title] of ['Forty ships', 'Barges', 'Hauliers', 'Archive'].entries()) {
    const tag = title === 'Archive' ? 'city' : 'trade'
    ids[title] = (await world.article(title, [tag], { publishedAt: PUBLISHED[index]! }))!.id
  }
  const edition = firstEdition(digest)
  const titleOf = (id: string) => Object.keys(ids).find((title) => ids[title] === id)
  return {
    world,
    digest,
    edition,
    id: (title: string) => ids[title]!,
    arrange: (wanted: Wanted) => arrangeIssue(world.ports, digest, edition, wanted),
    coming: async () =>
      (await comingIssue(world.ports, digest, edition)).articles.map(
        ({ id, out, lead }) => `${titleOf(id)}${out ? ' (out)' : ''}${lead ? ' (lead)' : ''}`,
      ),
  }
}

/** The order in which a mail has these titles; those it does not have are not in it. */
const orderIn = (text: string) =>
  ['Forty ships', 'Barges', 'Hauliers', 'Archive']
    .map((title) => ({ title, at: text.toLowerCase().indexOf(title.toLowerCase()) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ title }) => title)
/** Signs up by themselves, and answers the mail. */
async function confirms(world: World, name: string) {
  await signUp(world.ports, aRequest({ address: `${name}@mail.example.net` }))
  await world.drain()
  await world.press(new RegExp(`${SITE}/confirm/\\S+`).exec(lastMail(world).text!)![0])
  await world.drain()
}

const lastMail = (world: World) => world.mails().at(-1)!

describe('the coming issue', () => {
  it('goes out in the order that an editor gave it, section by section', async () => {
    const { world, arrange, coming, id } = await aMorning()
    expect(await coming()).toEqual(['Forty ships', 'Barges', 'Hauliers', 'Archive'])
    granted(await arrange({ kind: 'move', article: id('Hauliers'), to: 'up' }))
    granted(await arrange({ kind: 'move', article: id('Archive'), to: 'up' }))
    expect(await coming()).toEqual(['Forty ships', 'Hauliers', 'Barges', 'Archive'])
    granted(await arrange({ kind: 'order', articles: [id('Barges'), id('Hauliers'), id('Forty ships')] }))
    expect(await coming()).toEqual(['Barges', 'Hauliers', 'Forty ships', 'Archive'])
    await until(world, '2026-11-24T08:00:00Z')
    expect(orderIn(lastMail(world).text!)).toEqual(['Barges', 'Hauliers', 'Forty ships', 'Archive'])
  })

  it('opens with the article that an editor put first, and its section', async () => {
    const { world, arrange, coming, id } = await aMorning()
    granted(await arrange({ kind: 'lead', article: id('Archive') }))
    expect(await coming()).toEqual(['Archive (lead)', 'Forty ships', 'Barges', 'Hauliers'])
    await until(world, '2026-11-24T08:00:00Z')
    expect(orderIn(lastMail(world).text!)).toEqual(['Archive', 'Forty ships', 'Barges', 'Hauliers'])
  })

  it('takes the first place back with the lead, or when something is moved past it', async () => {
    const { arrange, coming, id } = await aMorning()
    granted(await arrange({ kind: 'lead', article: id('Barges') }))
    expect(await coming()).toEqual(['Barges (lead)', 'Forty ships', 'Hauliers', 'Archive'])
    granted(await arrange({ kind: 'move', article: id('Forty ships'), to: 'up' }))
    expect(await coming()).toEqual(['Forty ships', 'Barges', 'Hauliers', 'Archive'])
    granted(await arrange({ kind: 'lead', article: id('Archive') }))
    granted(await arrange({ kind: 'no-lead', article: id('Archive') }))
    expect(await coming()).toEqual(['Forty ships', 'Barges', 'Hauliers', 'Archive'])
  })

  it('does without what an editor left out, in this issue and in the next', async () => {
    const { world, arrange, coming, id } = await aMorning()
    granted(await arrange({ kind: 'leave-out', article: id('Barges') }))
    granted(await arrange({ kind: 'leave-out', article: id('Hauliers') }))
    granted(await arrange({ kind: 'take-in', article: id('Hauliers') }))
    expect(await coming()).toEqual(['Forty ships', 'Barges (out)', 'Hauliers', 'Archive'])
    await until(world, '2026-11-24T08:05:00Z')
    expect(orderIn(lastMail(world).text!)).toEqual(['Forty ships', 'Hauliers', 'Archive'])
    expect(lastMail(world).html).not.toContain('Barges')
    await world.article('Another day', ['trade'])
    await until(world, '2026-11-25T08:00:00Z')
    expect(lastMail(world).text).toContain('Another day')
    expect(orderIn(lastMail(world).text!)).toEqual([])
  })

  it('is skipped where too little is left, and the one left out stays out when the rest goes out', async () => {
    const { world, arrange, id } = await aMorning({ minArticles: 4 })
    granted(await arrange({ kind: 'leave-out', article: id('Barges') }))
    expect(await until(world, '2026-11-24T08:05:00Z')).toEqual([])
    await world.article('Another day', ['trade'])
    await until(world, '2026-11-25T08:00:00Z')
    expect(orderIn(lastMail(world).text!)).toEqual(['Forty ships', 'Hauliers', 'Archive'])
  })

  it('is skipped where everything is left out, and says that an editor did that', async () => {
    const { world, arrange, id } = await aMorning()
    for (const title of ['Forty ships', 'Barges', 'Hauliers', 'Archive'])
      granted(await arrange({ kind: 'leave-out', article: id(title) }))
    expect(await until(world, '2026-11-24T08:05:00Z')).toEqual([])
    const [line] = (await world.ports.issues.list('brief', { limit: 1 })).items
    expect(await world.ports.issues.progress(line!.id)).toMatchObject({
      status: 'skipped',
      reason: 'An editor has left out everything that is new.',
    })
    await until(world, '2026-11-25T08:05:00Z')
    expect(world.mails()).toEqual([])
  })

  it('says the words written for it, and the next one the usual ones', async () => {
    const { world, arrange } = await aMorning({ intro: 'As every day.' })
    granted(await arrange({ kind: 'intro', text: '  The port strike enters\n its second week. ' }))
    await until(world, '2026-11-24T08:05:00Z')
    expect(lastMail(world).text).toContain('The port strike enters its second week.')
    expect(lastMail(world).text).not.toContain('As every day.')
    await world.article('Another day', ['trade'])
    await until(world, '2026-11-25T08:00:00Z')
    expect(lastMail(world).text).toContain('As every day.')
  })

  it('says them once, where it is sent by hand before its slot', async () => {
    const { world, digest, arrange } = await aMorning()
    granted(await arrange({ kind: 'intro', text: 'Sent early today.' }))
    expect((await sendNow(world.ports, digest)).kind).toBe('opened')
    await world.drain()
    expect(lastMail(world).text).toContain('Sent early today.')
    await world.article('Another day', ['trade'])
    await until(world, '2026-11-24T08:00:00Z')
    expect(lastMail(world).text).toContain('Another day')
    expect(lastMail(world).text).not.toContain('Sent early today.')
  })

  it('does not go out where an editor skips its slot: what it held goes into the next, and the record says why', async () => {
    const { world, arrange } = await aMorning()
    granted(await arrange({ kind: 'skip' }))
    expect(await until(world, '2026-11-24T08:05:00Z')).toEqual([])
    const [line] = (await world.ports.issues.list('brief', { limit: 1 })).items
    expect(await world.ports.issues.progress(line!.id)).toMatchObject({
      status: 'skipped',
      reason: 'An editor skipped it: its articles go into the next issue.',
    })
    await until(world, '2026-11-25T08:00:00Z')
    expect(orderIn(lastMail(world).text!)).toEqual(['Forty ships', 'Barges', 'Hauliers', 'Archive'])
  })

  it('goes out after all where the skip is taken back, and by hand whatever is skipped', async () => {
    const { world, digest, arrange } = await aMorning()
    granted(await arrange({ kind: 'skip' }))
    granted(await arrange({ kind: 'unskip' }))
    granted(await arrange({ kind: 'skip', slot: '2026-11-25T08:00' }))
    expect(await until(world, '2026-11-24T08:00:00Z')).toEqual(['ada 24T08:00'])
    await world.article('Another day', ['trade'])
    expect((await sendNow(world.ports, digest)).kind).toBe('opened')
    await world.drain()
    expect(lastMail(world).text).toContain('Another day')
  })

  it('keeps both changes of two editors who make them at once', async () => {
    const { arrange, coming, id } = await aMorning()
    const both = [
      arrange({ kind: 'leave-out', article: id('Barges') }),
      arrange({ kind: 'lead', article: id('Archive') }),
    ]
    for (const one of await Promise.all(both)) granted(one)
    expect(await coming()).toEqual(['Archive (lead)', 'Forty ships', 'Barges (out)', 'Hauliers'])
  })

  it('forgets what has gone out', async () => {
    const { world, digest, edition, arrange, id } = await aMorning()
    granted(await arrange({ kind: 'leave-out', article: id('Barges') }))
    granted(await arrange({ kind: 'lead', article: id('Archive') }))
    await until(world, '2026-11-24T08:20:00Z')
    const next = (await world.article('Another day', ['trade']))!
    granted(await arrange({ kind: 'lead', article: next.id }))
    expect(await world.ports.digests.arrangement(digest.id, edition.name)).toMatchObject({
      order: [],
      out: [],
      lead: next.id,
    })
  })

  it('refuses an article that is not coming, too long an intro, and a skip of what has no times', async () => {
    const { arrange } = await aMorning()
    const sentences = [
      await arrange({ kind: 'lead', article: 'art_elsewhere' }),
      await arrange({ kind: 'intro', text: 'word '.repeat(200) }),
    ].map((one) => (one.ok ? 'done' : one.refusals[0]!.sentence))
    expect(sentences).toEqual([
      'This article is not in the coming issue any more: look at the page again.',
      'At most 600 characters: what is longer is an article.',
    ])
    const alerts = await aMorning({ schedule: { every: 'filing', settleMinutes: 5, atMostEveryMinutes: 60 } })
    expect(await alerts.arrange({ kind: 'skip' })).toMatchObject({ ok: false })
  })
})

describe('a preview', () => {
  it('is the very mail that goes out, but for the links that are each reader’s own', async () => {
    const { world, digest, edition, arrange, id } = await aMorning({ intro: 'Good morning.' })
    await confirms(world, 'bo')
    granted(await arrange({ kind: 'lead', article: id('Archive') }))
    world.turnTo('2026-11-24T07:59:00Z')
    const shown = await previewIssue(world.ports, digest, edition, { choice: 'all', locale: 'en' })
    await until(world, '2026-11-24T08:00:00Z')
    const sent = world.mails().findLast(({ to }) => to[0] === 'bo@mail.example.net')!
    if (shown.kind !== 'mail') throw new Error('nothing is shown')
    expect(shown.mail.subject).toBe(sent.subject)
    const plain = (text: string) =>
      text
        .replaceAll(/https:\/\/news\.harbourpost\.example\/[^\s")<]*/g, 'LINK')
        .replaceAll(/LINK\/stop\/[^\s")<]*/g, 'LINK')
    expect(plain(shown.mail.html)).toBe(plain(sent.html!))
    expect(plain(shown.mail.text)).toBe(plain(sent.text!))
  })

  it('shows each choice and language its own, and says where a reader would get nothing', async () => {
    const { world, digest, edition } = await aMorning()
    const german = await previewIssue(world.ports, digest, edition, { choice: ['city'], locale: 'de' })
    expect(german.kind === 'mail' && orderIn(german.mail.text)).toEqual(['Archive'])
    expect(german.kind === 'mail' && german.mail.html).toContain('lang="de"')
    expect(await previewIssue(world.ports, digest, edition, { choice: [], locale: 'en' })).toEqual({ kind: 'nothing' })
  })

  it('changes nothing', async () => {
    const { world, digest, edition } = await aMorning()
    const before = JSON.stringify(await world.ports.issues.list('brief', { limit: 9 }))
    await previewIssue(world.ports, digest, edition, { choice: 'all', locale: 'en' })
    expect(JSON.stringify(await world.ports.issues.list('brief', { limit: 9 }))).toBe(before)
    expect(world.mails()).toEqual([])
    expect(world.messages).toEqual([])
  })

  it('is mailed to an editor as a test, which is no list to leave (STD-16)', async () => {
    const { world, digest, edition } = await aMorning()
    const to = 'editor@harbourpost.example'
    const tested = await sendTest(world.ports, digest, edition, { choice: ['trade'], locale: 'en' }, to)
    expect(tested.kind).toBe('queued')
    await world.drain()
    const mail = lastMail(world)
    expect(mail.to).toEqual([to])
    expect(mail.subject).toMatch(/^\[Test\] /)
    expect(orderIn(mail.text!)).toEqual(['Forty ships', 'Barges', 'Hauliers'])
    expect(Object.keys(mail.headers)).not.toContain('List-Unsubscribe')
    expect(mail.text).not.toContain('/unsubscribe/')
    expect((await sendTest(world.ports, digest, edition, { choice: [], locale: 'en' }, to)).kind).toBe('nothing')
  })
})
