import { describe, expect, it } from 'vitest'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import type { DigestInput } from '../../core/model/digest.ts'
import type { Role } from '../../core/model/editor.ts'
import { countsOf } from '../../core/model/setback.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { digestPages } from '../../functions/http/console/digests.tsx'
import { issuePages } from '../../functions/http/console/issues.tsx'
import { aVisitor } from '../support/console.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld, SITE } from '../support/world.ts'

const HOSTILE = '<script>alert(1)</script> & "more"'

async function aDesk() {
  const world = await aWorld()
  const as = (role: Role) => aVisitor(world.ports, [issuePages(world.ports), digestPages(world.ports)], role)
  const lastOf = async (digest = 'brief') => (await world.ports.issues.list(digest, { limit: 1 })).items[0]!.id
  const statusOf = async (digest = 'brief') => (await world.ports.issues.progress(await lastOf(digest)))!.status
  return { ...world, as, lastOf, statusOf, ...as('editor') }
}

/** An issue of The Harbour Brief with three readers: opened for 08:00 in Berlin, at 07:30 where it is held for half an hour. */
async function anIssue(input: Partial<DigestInput> = {}, at = '2026-11-24T07:00:00Z') {
  const desk = await aDesk()
  await desk.topics('trade', 'city')
  await desk.digest(input)
  await desk.readers(3)
  await desk.article('Forty ships', ['trade'])
  desk.turnTo(at)
  await desk.tick()
  const id = await desk.lastOf()
  return { ...desk, id, path: `/issues/${id}` }
}
const held = () => anIssue({ holdMinutes: 30 }, '2026-11-24T06:30:00Z')

/** Ten readers in one batch that was sent and never answered, a day later. */
async function anUnknownIssue() {
  const desk = await anIssue()
  const batch = async (body: Uint8Array, key: string, withinMs: number): Promise<never> => {
    await desk.ports.mail.batch(body, key, withinMs)
    throw new Error('the worker has died')
  }
  await sendIssue({ ...desk.ports, mail: { ...desk.ports.mail, batch } }, desk.id).catch(() => {})
  desk.messages.length = 0
  desk.clock.now += 24 * 3_600_000
  for (let minute = 0; minute < 3; minute++) {
    desk.clock.now += 60_000
    await desk.tick()
    await desk.drain()
  }
  return desk
}

const actions = (page: string) =>
  [...page.matchAll(/action="\/console\/issues\/[^"/]+\/([^"]+)"/g)].map(([, how]) => how)
const comesAgain = (page: string) => page.includes('http-equiv="refresh"')

describe('the issues', () => {
  it('say what to do first, where there is none', async () => {
    const { open } = await aDesk()
    const { status, page } = await open('/issues')
    expect(status).toBe(200)
    expect(page).toContain('Nothing has gone out yet')
  })

  it('come with those that wait for a person first, and with when the others go out', async () => {
    const { open, digest, tick, turnTo } = await held()
    await digest({ id: 'week', name: 'The Week', release: 'person' })
    turnTo('2026-11-24T07:00:00Z')
    await tick()
    const { page } = await open('/issues')
    expect(page.indexOf('waits for a person')).toBeGreaterThan(0)
    expect(page.indexOf('The Week')).toBeLessThan(page.indexOf('The Harbour Brief'))
  })

  it('say when what is held goes out, in words and in its zone', async () => {
    const { open } = await held()
    expect((await open('/issues')).page).toContain('goes out Tuesday 24 November, 08:00 (Europe/Berlin)')
  })

  it('lead on by pages, digest by digest', async () => {
    const { open, path, drain } = await anIssue()
    await drain()
    const { page } = await open('/issues?digest=brief')
    expect(page).toContain('Issues of The Harbour Brief')
    expect(page).toContain(`href="/console${path}"`)
    expect(page).toContain('3 sent')
    expect((await open('/issues?digest=none')).status).toBe(404)
  })
})

describe('the page of an issue', () => {
  it('is not there for one that is not', async () => {
    const { open, send } = await aDesk()
    for (const path of ['/issues/iss_none', '/issues/iss_none/cancel']) expect((await open(path)).status).toBe(404)
    expect((await send('/issues/iss_none/pause')).status).toBe(404)
  })

  it('offers what can be done with it, and nothing to whoever only looks', async () => {
    const { open, as, path } = await held()
    const { page } = await open(path)
    expect(actions(page)).toEqual(['pause'])
    expect(page).toContain(`href="/console${path}/cancel"`)
    const looked = await as('viewer').open(path)
    expect([looked.status, actions(looked.page), looked.page.includes('/cancel')]).toEqual([200, [], false])
    expect(looked.page).toContain('Forty ships')
  })

  it('refuses every change of whoever only looks', async () => {
    const { as, path, statusOf } = await held()
    for (const how of ['pause', 'resume', 'release', 'cancel', 'leave', 'resend'])
      expect((await as('viewer').send(`${path}/${how}`)).status).toBe(403)
    expect((await as('viewer').open(`${path}/cancel`)).status).toBe(403)
    expect(await statusOf()).toBe('held')
  })

  it('pauses and resumes: held until its time again, as by the API', async () => {
    const { open, send, path, statusOf } = await held()
    expect(await send(`${path}/pause`)).toMatchObject({ status: 303, to: `/console${path}` })
    expect(await statusOf()).toBe('paused')
    const { page } = await open(path)
    expect([actions(page), page.includes('Resume it for 08:00')]).toEqual([['resume'], true])
    await send(`${path}/resume`)
    expect(await statusOf()).toBe('held')
  })

  it('releases what waits for a person, and shows how far it has come until it is done', async () => {
    const { open, send, path, statusOf, drain, mails } = await anIssue({ release: 'person' })
    const waiting = (await open(path)).page
    expect([actions(waiting), comesAgain(waiting)]).toEqual([['release'], false])
    expect((await send(`${path}/release`)).status).toBe(303)
    const sending = (await open(path)).page
    expect([sending.includes('<progress'), comesAgain(sending), actions(sending)]).toEqual([true, true, ['pause']])
    await drain()
    expect([await statusOf(), mails().length]).toEqual(['sent', 3])
    const { page } = await open(path)
    expect([comesAgain(page), page.includes('<progress'), actions(page)]).toEqual([false, false, []])
    expect(page).toMatch(/<dt>sent<\/dt><dd>3<span/)
  })

  it('says that the mail provider owes an answer, on the clock of its slot, and no more of it once it is there', async () => {
    const { open, as, path, id, ports, mailbox, clock, drain, tick } = await anIssue()
    mailbox.fault({ kind: 'json-error', status: 500, body: { detail: 'out of order' }, times: 8 })
    expect((await open(path)).page).not.toContain('has not answered')
    await sendIssue(ports, id)
    expect((await open(path)).page).toContain(
      'The mail provider has not answered since 08:00: out of order (500). It is',
    )
    clock.now += 120_000
    await sendIssue(ports, id)
    const said =
      'The mail provider has not answered since 08:00; asked again at 08:02: out of order (500). It is asked on'
    for (const { page } of [await open(path), await as('viewer').open(path)]) expect(page).toContain(said)
    expect((await open('/issues')).page).toContain('the mail provider has not answered since 08:00')
    clock.now += 24 * 3_600_000
    expect((await open(path)).page).toContain('has not answered since Tuesday 24 November, 08:00 (Europe/Berlin)')
    clock.now -= 24 * 3_600_000
    await tick()
    await drain()
    for (const { page } of [await open(path), await open('/issues')]) expect(page).not.toContain('has not answered')
  })

  it('says how many receivers refused it for a fault of ours, where any did (STD-44)', async () => {
    const { open, path, id, ports, drain } = await anIssue()
    await drain()
    expect((await open(path)).page).not.toContain('a fault of ours')
    await ports.subscribers.recordEvent({ id: 'evt_1', issue: id, counts: countsOf('ours') })
    await ports.subscribers.recordEvent({ id: 'evt_2', issue: id, counts: countsOf('hard') })
    const { page } = await open(path)
    expect(page).toMatch(/<dt>bounced<\/dt><dd>2<.*<dt>of them for a fault of ours<\/dt><dd>1</)
  })

  it('comes again by itself shortly before what is held goes out', async () => {
    const { open, path, turnTo } = await held()
    expect(comesAgain((await open(path)).page)).toBe(false)
    turnTo('2026-11-24T06:59:30Z')
    expect(comesAgain((await open(path)).page)).toBe(true)
  })

  it('asks before it cancels, and says what that means', async () => {
    const { open, send, path, statusOf } = await held()
    const { page } = await open(`${path}/cancel`)
    expect(page).toContain('Nobody gets it, and it cannot be taken up again.')
    expect(comesAgain(page)).toBe(false)
    expect(await statusOf()).toBe('held')
    await send(`${path}/cancel`)
    expect(await statusOf()).toBe('cancelled')
  })

  it('says so where it is too late for that, and shows how it stands', async () => {
    const { send, path, drain } = await anIssue()
    await drain()
    const { status, page } = await send(`${path}/pause`)
    expect(status).toBe(409)
    expect(page).toContain('Only an issue that is held or being sent can be paused.')
    expect(page).toContain('Forty ships')
    expect((await send(`${path}/explode`)).status).toBe(404)
  })

  it('leads to the web from the moment when it is public there', async () => {
    const { open, path, id, turnTo, tick } = await held()
    expect((await open(path)).page).not.toContain(`${SITE}/d/`)
    turnTo('2026-11-24T07:00:00Z')
    await tick()
    expect((await open(path)).page).toContain(`${SITE}/d/brief/${id}`)
  })

  it('says why it was skipped, and what waits', async () => {
    const { open, path } = await anIssue({ minArticles: 2 })
    const { page } = await open(path)
    expect(page).toContain('Only 1 new of at least 2 articles')
    expect(page).toContain('What waits for the next issue')
    expect(actions(page)).toEqual([])
  })

  it('lets a person decide about what is unknown, and says the risk', async () => {
    const { open, send, path, id, ports, mailbox } = await anUnknownIssue()
    const { page } = await open(path)
    expect(actions(page)).toEqual(['leave', 'resend'])
    expect(page).toContain('some may get it twice')
    expect((await send(`${path}/leave`)).status).toBe(303)
    expect((await ports.issues.progress(id))!.status).toBe('sent')
    expect(mailbox.summary().mails).toBe(3)
  })

  it('sends again what is unknown, where a person wants that', async () => {
    const { send, path, id, ports, drain, mailbox } = await anUnknownIssue()
    await send(`${path}/resend`)
    await drain()
    expect([(await ports.issues.progress(id))!.status, mailbox.summary().mails]).toEqual(['sent', 6])
  })

  it('writes out what is hostile', async () => {
    const desk = await aDesk()
    await desk.topics('trade', 'city')
    await desk.digest({ name: HOSTILE })
    await desk.reader('ada')
    await desk.article(HOSTILE, ['trade'], { source: HOSTILE, url: 'https://a.example/"><script>' })
    desk.turnTo('2026-11-24T07:00:00Z')
    await desk.tick()
    const id = await desk.lastOf()
    for (const path of [
      '/issues',
      '/issues?digest=brief',
      `/issues/${id}`,
      `/issues/${id}/cancel`,
      '/digests',
      '/digests/brief',
      '/digests/brief/send',
    ]) {
      const { status, page } = await desk.open(`${path}${path.includes('?') ? '&' : '?'}said=${desk.say(HOSTILE)}`)
      expect(status).toBe(200)
      expect(page).not.toContain('<script>')
      expect(page).toContain('&lt;script&gt;')
    }
  })

  it('works without script and style of its own: the policy allows none', async () => {
    const { open, path } = await held()
    for (const one of [
      '/issues',
      path,
      `${path}/cancel`,
      '/digests',
      '/digests/brief',
      '/digests/new',
      '/digests/brief/send',
    ])
      expect((await open(one)).page).not.toMatch(/<script(?! src=)|\sstyle=|<style|\son\w+=/)
  })
})

const filled = {
  id: 'evening',
  name: 'The Evening Brief',
  when: 'every weekday at 18:00, Europe/Berlin',
  topic: ['trade', 'city'],
  'place-city': '1',
  'place-trade': '2',
  minArticles: '2',
  maxArticles: '10',
  holdMinutes: '15',
  late: '90',
  release: 'person',
  subject: 'Tonight',
  intro: 'Good evening.',
  welcome: 'yes',
}

describe('the digests', () => {
  it('say what to do first: a topic, then a digest', async () => {
    const { open, topics, as } = await aDesk()
    expect((await open('/digests')).page).toContain('href="/console/topics"')
    expect((await open('/digests/new')).page).toContain('make one first')
    await topics('trade')
    expect((await open('/digests')).page).toContain('href="/console/digests/new"')
    expect((await as('viewer').open('/digests')).page).not.toContain('/digests/new')
  })

  it('are listed with their rhythm, their topics, their next and their last issue', async () => {
    const { open, drain } = await anIssue()
    await drain()
    const { page } = await open('/digests')
    for (const words of [
      'Every day at 08:00, Europe/Berlin',
      'Trade, City',
      'Next: Wednesday 25 November, 08:00',
      '>sent<',
    ])
      expect(page).toContain(words)
  })

  it('are planned from a form: topics in the order of their numbers, the rhythm in words', async () => {
    const { send, topics, ports } = await aDesk()
    await topics('trade', 'city')
    expect(await send('/digests', filled)).toMatchObject({ status: 303, to: '/console/digests/evening' })
    expect(await ports.digests.get('evening')).toMatchObject({
      name: 'The Evening Brief',
      topics: ['city', 'trade'],
      editions: [{ name: 'main', schedule: { every: 'weekday', at: ['18:00'], zone: 'Europe/Berlin' } }],
      minArticles: 2,
      maxArticles: 10,
      holdMinutes: 15,
      late: { sendWithinMinutes: 90 },
      release: 'person',
      subject: 'Tonight',
      intro: 'Good evening.',
      welcome: true,
    })
  })

  it('are called in their address as their name says, where no short name is given', async () => {
    const { send, topics } = await aDesk()
    await topics('trade', 'city')
    expect(await send('/digests', { ...filled, id: '' })).toMatchObject({ to: '/console/digests/the-evening-brief' })
  })

  it('come in several editions, a line each', async () => {
    const { send, topics, ports } = await aDesk()
    await topics('trade', 'city')
    const when = 'daily: every day at 08:00, Europe/Berlin\r\n\r\nweekly (The Week): every friday at 16:00, UTC\r\n'
    await send('/digests', { ...filled, when })
    expect((await ports.digests.get('evening'))!.editions).toMatchObject([
      { name: 'daily', schedule: { every: 'day' } },
      { name: 'weekly', title: 'The Week', schedule: { every: 'week', on: ['fri'] } },
    ])
  })

  it('keep what was typed where something is wrong, with a sentence beside its field', async () => {
    const { send, topics, ports } = await aDesk()
    await topics('trade', 'city')
    const { status, page } = await send('/digests', {
      ...filled,
      id: 'The Evening',
      intro: HOSTILE,
      when: 'every weekday at 18:00',
      holdMinutes: '5000',
    })
    expect(status).toBe(422)
    for (const words of [
      'value="The Evening"',
      '&lt;script&gt;',
      'every weekday at 18:00',
      'value="5000"',
      'id="wrong-id"',
      'id="wrong-when"',
      'Say by whose clock',
      'Minutes to look at it: a whole number',
    ])
      expect(page).toContain(words)
    expect(page).toMatch(/name="place-city" value="1".*name="place-trade" value="2"/s)
    expect(page).not.toContain('<script>')
    expect((await ports.digests.list({ limit: 10 })).items).toEqual([])
  })

  it.each([
    ['quarterly on Mondays at 8, UTC', 'The nearest that we can is'],
    ['biweekly at 8, UTC', 'Say on which days, such as “every second monday”'],
    ['on 4 July at 8, UTC', 'Say how often'],
    ['every year on 31 April at 8, UTC', 'Name the dates of the year'],
    ['every Monday at 8, counted from 2026-12-07, UTC', 'What is counted is weeks'],
  ])('answer %s beside its field, and keep it', async (when, sentence) => {
    const { send, topics } = await aDesk()
    await topics('trade', 'city')
    const { status, page } = await send('/digests', { ...filled, when })
    expect(status).toBe(422)
    for (const words of ['id="wrong-when"', sentence, `${when}</textarea>`]) expect(page).toContain(words)
  })

  it('name the edition that a sentence is about', async () => {
    const { send, topics } = await aDesk()
    await topics('trade', 'city')
    const when = 'daily: every day at 08:00, UTC\nweekly: now and then'
    expect((await send('/digests', { ...filled, when })).page).toContain(
      'weekly: &quot;now and then&quot; is not a rhythm',
    )
  })

  it('refuse an id that is taken', async () => {
    const { send, topics, digest } = await aDesk()
    await topics('trade', 'city')
    await digest({ id: 'evening' })
    const { status, page } = await send('/digests', filled)
    expect([status, page.includes('There is a digest &quot;evening&quot; already.')]).toEqual([422, true])
  })

  it('refuse every change of whoever only looks, and show them everything', async () => {
    const { as, topics, digest, ports } = await aDesk()
    await topics('trade', 'city')
    const known = await digest()
    const viewer = as('viewer')
    for (const path of [
      '/digests',
      '/digests/brief',
      '/digests/brief/pause',
      '/digests/brief/resume',
      '/digests/brief/send',
    ])
      expect((await viewer.send(path, filled)).status).toBe(403)
    for (const path of ['/digests/new', '/digests/brief/send']) expect((await viewer.open(path)).status).toBe(403)
    const { status, page } = await viewer.open('/digests/brief')
    expect([status, page.includes('every day at 08:00, Europe/Berlin')]).toEqual([200, true])
    // To sign out, and to look at the preview otherwise: nothing else sends anything.
    const buttons = (page.match(/<button[^>]*type="submit"[^>]*>/g) ?? []).filter((one) => !one.includes('data-view'))
    expect(buttons).toHaveLength(1)
    expect(await ports.digests.get('brief')).toEqual(known)
  })
})

describe('the page of a digest', () => {
  const aDigest = async (input: Partial<DigestInput> = {}) => {
    const desk = await aDesk()
    await desk.topics('trade', 'city')
    const digest = await desk.digest(input)
    return { ...desk, known: digest }
  }
  const again = { ...filled, version: '1' }

  it('is not there for one that is not', async () => {
    const { open, send } = await aDesk()
    for (const path of ['/digests/none', '/digests/none/send']) expect((await open(path)).status).toBe(404)
    for (const path of ['/digests/none', '/digests/none/pause', '/digests/none/send'])
      expect((await send(path)).status).toBe(404)
  })

  it('lists the next five sends, and says what the clocks do to them', async () => {
    const { open, turnTo } = await aDigest({ schedule: 'every day at 02:30, Europe/Berlin' })
    turnTo('2026-03-27T12:00:00Z')
    const { page } = await open('/digests/brief')
    expect(page).toContain('Sunday 29 March, 02:30')
    expect(page).toContain('This time does not exist that day')
  })

  it('shows what the next issue would hold, and not what has gone out', async () => {
    const { open, article, turnTo, tick, drain, reader } = await aDigest()
    await reader('ada')
    await article('Forty ships', ['trade', 'city'])
    await article('Night trams', ['city'])
    const before = (await open('/digests/brief')).page
    for (const words of ['Forty ships', 'Night trams', '2 articles filed since', '2 articles'])
      expect(before).toContain(words)
    turnTo('2026-11-24T07:00:00Z')
    await tick()
    await drain()
    await article('Later news', ['trade'])
    const { page } = await open('/digests/brief')
    expect([page.includes('Later news'), page.includes('Forty ships')]).toEqual([true, false])
  })

  it('shows who asked and who confirmed, month by month', async () => {
    const { open, ports } = await aDigest()
    const signUps = async () => [{ month: '2026-11', asked: 8, confirmed: 6 }]
    const page = await aVisitor({ ...ports, digests: { ...ports.digests, signUps } }, [
      digestPages({ ...ports, digests: { ...ports.digests, signUps } }),
    ]).open('/digests/brief')
    for (const words of ['November 2026', '75 %']) expect(page.page).toContain(words)
    expect((await open('/digests/brief')).page).toContain('Nobody has asked for it yet.')
  })

  it('saves what is changed, as the API does, and keeps its alarm where the rhythm stays', async () => {
    const { open, send, ports, known } = await aDigest()
    expect((await open('/digests/brief')).page).toContain('name="version" value="1"')
    await send('/digests/brief', {
      ...again,
      when: 'every day at 08:00, Europe/Berlin',
      holdMinutes: '0',
      release: 'auto',
    })
    const saved = (await ports.digests.get('brief'))!
    expect(saved).toMatchObject({ id: 'brief', name: 'The Evening Brief', topics: ['city', 'trade'], version: 2 })
    expect(saved.editions).toEqual(known.editions)
  })

  it('clears what is emptied', async () => {
    const { send, ports } = await aDigest({
      subject: 'Today',
      intro: 'Good morning.',
      from: 'a@b.example',
      welcome: true,
    })
    await send('/digests/brief', { ...again, subject: '', intro: '', from: '', welcome: [] })
    const { subject, intro, from, welcome } = (await ports.digests.get('brief'))!
    expect([subject, intro, from, welcome]).toEqual([undefined, undefined, undefined, undefined])
  })

  it('refuses what readers are kept by, and keeps what was typed', async () => {
    const { send } = await aDigest()
    const when = "every day at 08:00, in each reader's own zone"
    const { status, page } = await send('/digests/brief', { ...again, when, holdMinutes: '0', release: 'auto' })
    expect(status).toBe(422)
    expect(page).toContain('id="wrong-when"')
    expect(page).toContain('in each reader&#39;s own zone')
  })

  it('shows two editors who were at it at once where they differ, and lets the second decide', async () => {
    const { send, ports } = await aDigest()
    await send('/digests/brief', { ...again, name: 'Hers' })
    const { status, page } = await send('/digests/brief', { ...again, name: 'His' })
    expect(status).toBe(409)
    for (const words of ['>Hers<', '>His<', 'value="His"', 'name="version" value="2"']) expect(page).toContain(words)
    expect(page).not.toContain('<th scope="row">Topics')
    expect((await ports.digests.get('brief'))!.name).toBe('Hers')
    expect((await send('/digests/brief', { ...again, name: 'His', version: '2' })).status).toBe(303)
    expect((await ports.digests.get('brief'))!.name).toBe('His')
  })

  it('does not trouble two editors who have written the same', async () => {
    const { send } = await aDigest()
    await send('/digests/brief', again)
    expect((await send('/digests/brief', again)).status).toBe(303)
  })

  it('pauses, and resumes without the slots it missed', async () => {
    const { open, send, ports } = await aDigest()
    expect((await send('/digests/brief/pause')).status).toBe(303)
    expect((await ports.digests.get('brief'))!.status).toBe('paused')
    expect((await open('/digests/brief')).page).toContain('Nothing goes out: the digest is paused.')
    await send('/digests/brief/resume')
    expect(await ports.digests.get('brief')).toMatchObject({
      status: 'active',
      editions: [{ wakeAt: expect.any(String) }],
    })
  })
})

describe('sending by hand', () => {
  async function aDigest() {
    const desk = await aDesk()
    await desk.topics('trade', 'city')
    await desk.digest()
    await desk.reader('ada')
    await desk.reader('ben', ['city'])
    return desk
  }

  it('says first what it holds and whom it reaches, and changes nothing by that', async () => {
    const { open, article, ports } = await aDigest()
    await article('Forty ships', ['trade'])
    const { page } = await open('/digests/brief/send')
    expect(page).toContain('It goes to 1 reader. 1 is left out: 1 without news in their topics.')
    expect(page).toContain('Forty ships')
    expect((await ports.issues.list('brief', { limit: 5 })).items).toEqual([])
  })

  it('sends with one press, once, and leads to the issue', async () => {
    const { send, article, drain, mails, lastOf } = await aDigest()
    await article('Forty ships', ['trade'])
    const sent = await send('/digests/brief/send')
    expect(sent).toMatchObject({ status: 303, to: `/console/issues/${await lastOf()}` })
    const twice = await send('/digests/brief/send')
    expect([twice.status, twice.page.includes('still')]).toEqual([409, true])
    await drain()
    expect(mails().map(({ to }) => to)).toEqual([['ada@mail.example.net']])
  })

  it('offers nothing to press where nothing would go out', async () => {
    const { open, ports, article } = await aDigest()
    expect((await open('/digests/brief/send')).page).not.toContain('Send it now</button>')
    await article('Forty ships', ['trade'])
    await ports.settings.put({ ...(await ports.settings.get()), replyTo: '' })
    const { page } = await open('/digests/brief/send')
    expect([page.includes('No reply address is set.'), page.includes('Send it now</button>')]).toEqual([true, false])
  })

  it('counts no further than it has to', async () => {
    const { ports, article } = await aDigest()
    await article('Forty ships', ['city'])
    const row = { topics: 'all' as const }
    const page = async () => ({ rows: Array.from({ length: 1_000 }, () => row) as never[], last: 'x', ended: false })
    const full = { ...ports, audience: { ...ports.audience, page } }
    expect((await aVisitor(full, [digestPages(full)]).open('/digests/brief/send')).page).toContain(
      'It goes to more than 20,000 readers',
    )
  })

  it('goes out in every zone where readers have their own', async () => {
    const desk = await aDesk()
    await desk.topics('trade', 'city')
    const schedule = "every day at 08:00, in each reader's own zone, otherwise Europe/Berlin"
    const digest = await desk.digest({ schedule })
    for (const [name, zone] of [
      ['ada', 'Europe/Berlin'],
      ['ben', 'Asia/Tokyo'],
    ] as const) {
      const request = aRequest({
        address: `${name}@mail.example.net`,
        zone,
        wishes: [wishFor(zones, digest, 'all', zone)],
      })
      await takeIn(desk.ports, request, 'told us')
    }
    await desk.article('Forty ships', ['trade'])
    expect((await desk.open('/digests/brief')).page).toContain('on each reader&#39;s clock')
    expect((await desk.open('/digests/brief/send')).page).toMatch(/It goes to 2 readers.*in each of 2 zones/s)
    expect(await desk.send('/digests/brief/send')).toMatchObject({ status: 303, to: '/console/issues' })
    await desk.drain()
    expect(desk.mails()).toHaveLength(2)
  })
})
