import { describe, expect, it } from 'vitest'
import { signUp } from '../../core/flows/sign-up.ts'
import { aDoor, OWNER } from '../support/door.ts'
import { aRequest } from '../support/examples.ts'

describe('signing in to the console', () => {
  it('takes a mailed code, and leads back to where one wanted to go', async () => {
    const { browser, codeFor } = await aDoor()
    const visit = browser()
    const door = await visit('/console/settings')
    expect([door.status, door.where]).toEqual([303, '/console/sign-in?after=%2Fconsole%2Fsettings'])
    await visit('/console/sign-in?after=%2Fconsole%2Fsettings', { email: OWNER })
    const entered = await visit('/console/code?after=%2Fconsole%2Fsettings', { code: (await codeFor(OWNER))! })
    expect([entered.status, entered.where]).toEqual([303, '/console/settings'])
    expect((await visit('/console')).where).toBe('/console/issues')
  })

  it('leads nowhere else, whatever the address says', async () => {
    const { browser, codeFor } = await aDoor()
    for (const after of ['https://evil.example/', '//evil.example', '/console/../api', '/api']) {
      const visit = browser()
      await visit('/console/sign-in', { email: OWNER })
      const code = (await codeFor(OWNER)) ?? '000000'
      const entered = await visit(`/console/code?after=${encodeURIComponent(after)}`, { code })
      expect([after, entered.where ?? '/console']).toEqual([after, '/console'])
    }
  })

  it('answers a stranger as it answers an owner, and writes to the owner alone (T01, T20, T26)', async () => {
    const { browser, drain, mailbox } = await aDoor()
    const answers = []
    for (const email of [OWNER, 'stranger@mail.example.net']) {
      const answer = await browser()('/console/sign-in', { email })
      answers.push([answer.status, answer.where, [...answer.jar.keys()]])
    }
    expect(answers[0]).toEqual(answers[1])
    await drain()
    expect(mailbox.accepted().map(({ recipient }) => recipient)).toEqual([OWNER])
  })

  it('takes the code in the browser that asked for it, and in no other (T21)', async () => {
    const { browser, codeFor } = await aDoor()
    await browser()('/console/sign-in', { email: OWNER })
    const code = (await codeFor(OWNER))!
    const other = browser()
    await other('/console/sign-in', { email: 'stranger@mail.example.net' })
    expect((await other('/console/code', { code })).status).toBe(422)
    expect((await browser()('/console/code', { code })).status).toBe(410)
  })

  it('takes five tries and ten minutes, and each code once (T21)', async () => {
    const { browser, codeFor, clock } = await aDoor()
    const visit = browser()
    await visit('/console/sign-in', { email: OWNER })
    const code = (await codeFor(OWNER))!
    const wrong = code === '111111' ? '222222' : '111111'
    for (let tries = 0; tries < 4; tries++) expect((await visit('/console/code', { code: wrong })).status).toBe(422)
    expect((await visit('/console/code', { code: wrong })).status).toBe(410)
    expect((await visit('/console/code', { code })).status).toBe(410)

    clock.now += 86_400_000
    const late = browser()
    await late('/console/sign-in', { email: OWNER })
    const second = (await codeFor(OWNER))!
    clock.now += 11 * 60_000
    expect((await late('/console/code', { code: second })).status).toBe(410)
  })

  it('ends when nobody uses it for twelve hours, after seven days in any case, and at once by signing out (T22)', async () => {
    const { browser, signIn, clock } = await aDoor()
    const isIn = async (visit: ReturnType<typeof browser>) => (await visit('/console')).where === '/console/issues'
    const idle = browser()
    await signIn(idle)
    expect(await isIn(idle)).toBe(true)
    clock.now += 12 * 3_600_000 + 1_000
    expect(await isIn(idle)).toBe(false)

    const busy = browser()
    await signIn(busy)
    for (let hours = 0; hours < 7 * 24; hours += 8) {
      expect([hours, await isIn(busy)]).toEqual([hours, true])
      clock.now += 8 * 3_600_000
    }
    clock.now += 1_000
    expect(await isIn(busy)).toBe(false)

    const leaving = browser()
    await signIn(leaving)
    const { jar } = await leaving('/console')
    const stolen = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    await leaving('/console/sign-out', {})
    expect((await browser()('/console', undefined, { cookie: stolen })).where).toContain('/console/sign-in')
  })

  it('shows whoever is let in no longer out at the next page', async () => {
    const { browser, signIn, ports } = await aDoor()
    const address = 'ed@harbourpost.example'
    await ports.editors.put({ address, role: 'editor' })
    const visit = browser()
    await signIn(visit, address)
    expect((await visit('/console')).where).toBe('/console/issues')
    await ports.editors.remove(address)
    expect((await visit('/console')).where).toContain('/console/sign-in')
  })

  it('keeps no name of a session or an attempt, only their fingerprints (T22)', async () => {
    const { browser, signIn, ports } = await aDoor()
    const visit = browser()
    await signIn(visit)
    const { jar } = await visit('/console')
    const [session] = await ports.editors.sessions()
    expect([...jar.values()]).not.toContain(session!.id)
    expect(session!.id).toMatch(/^[0-9a-f]{64}$/)
  })

  it('works in a copy of the table, which sends nothing else: somebody has to come in to arm it (design §6)', async () => {
    const { browser, signIn, ports, drain, mailbox, topics, digest } = await aDoor()
    await topics('trade', 'city')
    await digest()
    Object.assign(ports, { fence: { ...ports.fence, check: async () => ({ kind: 'closed', reason: 'A copy.' }) } })
    await signUp(ports, aRequest({ address: 'reader@mail.example.net' }))
    const visit = browser()
    await signIn(visit)
    expect((await visit('/console')).where).toBe('/console/issues')
    await drain()
    expect(mailbox.accepted().map(({ recipient }) => recipient)).toEqual([OWNER])
  })

  it('changes nothing by a form of another site (T23)', async () => {
    const { browser, signIn } = await aDoor()
    const visit = browser()
    await signIn(visit)
    const forged = await visit('/console/sign-out', {}, { origin: 'https://evil.example' })
    expect(forged.status).toBe(403)
    expect((await visit('/console')).where).toBe('/console/issues')
  })

  it('takes the link beside the code in the browser that asked, by a press of a button, once (T21)', async () => {
    const { browser, linkFor, kept, ports } = await aDoor()
    const visit = browser()
    await visit('/console/sign-in?after=%2Fconsole%2Freaders%3Fq%3Dada', { email: OWNER })
    const link = (await linkFor(OWNER))!
    const before = kept()
    for (let times = 0; times < 3; times++) expect(await (await visit(link)).text()).toContain('>Sign in</button>')
    expect([kept(), await ports.editors.sessions()]).toEqual([before, []])
    const entered = await visit(link, {})
    expect([entered.status, entered.where]).toEqual([303, '/console/readers?q=ada'])
    expect((await visit('/console')).where).toBe('/console/issues')
    const [, again] = [await visit('/console/sign-out', {}), await visit(link, {})]
    expect(again.status).toBe(403)
  })

  it('opens nothing by the link in another browser, and uses up no try there (T21)', async () => {
    const { browser, linkFor, codeFor, kept } = await aDoor()
    const asked = browser()
    await asked('/console/sign-in', { email: OWNER })
    const [link, code] = [(await linkFor(OWNER))!, (await codeFor(OWNER))!]
    const before = kept()
    const stranger = browser()
    await stranger('/console/code')
    for (const visit of [browser(), stranger]) {
      expect(await (await visit(link)).text()).toContain('type the six digits')
      const pressed = await visit(link, {})
      expect([pressed.status, [...pressed.jar.keys()]]).toEqual([403, []])
    }
    expect(kept()).toBe(before)
    const other = browser()
    await other('/console/sign-in', { email: 'stranger@mail.example.net' })
    expect((await other(link, {})).status).toBe(403)
    expect((await asked('/console/code', { code })).status).toBe(303)
  })

  it('lets the link run out with the code, after ten minutes or five tries (T21)', async () => {
    const { browser, linkFor, codeFor, clock } = await aDoor()
    const late = browser()
    await late('/console/sign-in', { email: OWNER })
    const link = (await linkFor(OWNER))!
    clock.now += 11 * 60_000
    expect((await late(link, {})).status).toBe(410)

    const guessing = browser()
    await guessing('/console/sign-in', { email: OWNER })
    const [second, code] = [(await linkFor(OWNER))!, await codeFor(OWNER)]
    const wrong = code === '111111' ? '222222' : '111111'
    for (let tries = 0; tries < 4; tries++) await guessing('/console/code', { code: wrong })
    const { jar } = await guessing('/console/sign-in')
    const attempt = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    await guessing('/console/code', { code: wrong })
    expect((await browser()(second, {}, { cookie: attempt })).status).toBe(410)
  })

  it('leads back to the page of the form that somebody sent after their session had ended', async () => {
    const { browser } = await aDoor()
    const sent = (referer: string, headers = {}) => browser()('/console/settings', {}, { referer, ...headers })
    const form = await sent('https://news.harbourpost.example/console/digests/brief?said=Saved&part=2')
    expect([form.status, form.where]).toEqual([303, '/console/sign-in?after=%2Fconsole%2Fdigests%2Fbrief%3Fpart%3D2'])
    expect((await sent('https://evil.example/console/digests')).where).toBe('/console/sign-in')
    expect((await browser()('/console/settings', {})).where).toBe('/console/sign-in')
    const page = await browser()('/console/readers?q=ada')
    expect(page.where).toBe('/console/sign-in?after=%2Fconsole%2Freaders%3Fq%3Dada')
    const part = await browser()('/console/readers?q=ada', undefined, {
      'hx-request': 'true',
      'hx-current-url': 'https://news.harbourpost.example/console/readers',
    })
    expect([part.status, part.headers.get('hx-redirect')]).toEqual([401, '/console/sign-in?after=%2Fconsole%2Freaders'])
  })

  it('keeps of the browser what people know it by, and no more', async () => {
    const { browser, codeFor, ports } = await aDoor()
    const visit = browser()
    await visit('/console/sign-in', { email: OWNER })
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
    await visit('/console/code', { code: (await codeFor(OWNER))! }, { 'user-agent': agent })
    expect((await ports.editors.sessions())[0]?.agent).toBe('Firefox on Windows')
  })
})
