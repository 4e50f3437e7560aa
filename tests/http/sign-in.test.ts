import { describe, expect, it } from 'vitest'
import { ownersIn } from '../../core/flows/sign-in.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import { createConsole } from '../../functions/http/console.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld } from '../support/world.ts'

const OWNER = 'owner@harbourpost.example'
const ORIGIN = 'https://news.harbourpost.example'

/** A console, and a browser that keeps its cookies. */
async function aDoor() {
  const world = await aWorld()
  const app = createConsole(world.ports, 'the key', ownersIn(` ${OWNER}, nobody`))
  const browser = () => {
    const jar = new Map<string, string>()
    return async (path: string, fields?: Record<string, string>, headers: Record<string, string> = {}) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await app.request(`${ORIGIN}${path}`, {
        headers: { cookie, ...(fields ? { origin: ORIGIN } : {}), ...headers },
        ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
      })
      for (const one of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? []
        if (value === '' || /Max-Age=0/.test(one)) jar.delete(name)
        else jar.set(name, value)
      }
      return Object.assign(answer, { jar, where: answer.headers.get('location') })
    }
  }
  const codeFor = async (to: string) => {
    await world.drain()
    return /^(\d{6}) /.exec(world.mails().findLast((mail) => mail.to[0] === to)?.subject ?? '')?.[1]
  }
  const signIn = async (visit: ReturnType<typeof browser>, email = OWNER) => {
    await visit('/console/sign-in', { email })
    return visit('/console/code', { code: (await codeFor(email)) ?? '' })
  }
  return { ...world, browser, codeFor, signIn }
}

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
})
