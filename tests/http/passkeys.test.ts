import { describe, expect, it } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { anAuthenticator } from '../support/authenticator.ts'
import { API_KEY, aDoor, ORIGIN, OWNER } from '../support/door.ts'

const EDITOR = 'ed@harbourpost.example'
const DAY = 86_400_000
const PASSKEYS = '/console/settings/passkeys'

type House = Awaited<ReturnType<typeof aDoor>>
type Visit = ReturnType<House['browser']>
type Device = ReturnType<typeof anAuthenticator>
type Doing = Parameters<Device['get']>[1]

async function aHouse() {
  const house = await aDoor()
  await house.ports.editors.put({ address: EDITOR, role: 'editor', since: house.ports.now() })
  return house
}

/** What the browser's script does: it asks what to sign, and sends what was signed. */
async function adds(visit: Visit, device: Device, name: string, doing: Partial<Doing> = {}) {
  const options = (await (await visit(`${PASSKEYS}/options`, {})).json()) as { challenge: string; rp: { id: string } }
  return visit(PASSKEYS, { name, credential: device.create(options, { origin: ORIGIN, ...doing }) })
}
async function entersBy(visit: Visit, device: Device, doing: Partial<Doing> = {}) {
  const options = (await (await visit('/console/passkey/options', {})).json()) as { challenge: string; rpId: string }
  const credential = device.get(options, { origin: ORIGIN, ...doing })
  return { credential, answer: await visit('/console/passkey', { credential }) }
}

/** An editor who has added a passkey, and gone. */
async function withPasskey(house: House, email = EDITOR, device = anAuthenticator()) {
  const visit = house.browser()
  await house.signIn(visit, email)
  expect((await adds(visit, device, 'My laptop')).status).toBe(303)
  await visit('/console/sign-out', {})
  return device
}

describe('a passkey', () => {
  it('lets its owner in, in any browser, with nothing typed and no mail waited for', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    const mails = house.mails().length
    const visit = house.browser()
    const { answer } = await entersBy(visit, device)
    expect([answer.status, answer.where]).toEqual([303, '/console'])
    expect(await (await visit('/console/issues')).text()).toContain(EDITOR)
    await house.drain()
    expect(house.mails().length).toBe(mails)
    expect((await house.ports.editors.passkeys())[0]).toMatchObject({ address: EDITOR, name: 'My laptop' })
  })

  it('leads to where one wanted to go, and nowhere else', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    for (const [after, where] of [
      ['/console/readers?q=ada', '/console/readers?q=ada'],
      ['https://evil.example/', '/console'],
    ]) {
      const visit = house.browser()
      const options = (await (await visit('/console/passkey/options', {})).json()) as { challenge: string }
      const credential = device.get({ ...options, rpId: 'news.harbourpost.example' }, { origin: ORIGIN })
      const answer = await visit(`/console/passkey?after=${encodeURIComponent(after!)}`, { credential })
      expect([after, answer.where]).toEqual([after, where])
    }
  })

  it('is asked for this site by its configuration, with the person verified, and says nothing of who they are', async () => {
    const house = await aHouse()
    const visit = house.browser()
    await house.signIn(visit, EDITOR)
    const options = (await (await visit(`${PASSKEYS}/options`, {}, { host: 'evil.example' })).json()) as {
      rp: { id: string }
      user: { id: string }
      authenticatorSelection: object
      attestation: string
    }
    expect(options).toMatchObject({
      rp: { id: 'news.harbourpost.example' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    })
    expect(Buffer.from(options.user.id, 'base64url').toString()).not.toContain('ed')
    const signing = await (await house.browser()('/console/passkey/options', {})).json()
    expect(signing).toMatchObject({ rpId: 'news.harbourpost.example', userVerification: 'required' })
  })

  it('signs each challenge once, in the browser that was given it, within five minutes', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    const visit = house.browser()
    const options = (await (await visit('/console/passkey/options', {})).json()) as { challenge: string; rpId: string }
    const { jar } = await visit('/console/sign-in')
    const challenge = jar.get('__Host-tidings-passkey')!
    const credential = device.get(options, { origin: ORIGIN })
    const elsewhere = house.browser()
    await elsewhere('/console/passkey/options', {})
    expect((await elsewhere('/console/passkey', { credential })).status).toBe(422)
    expect((await visit('/console/passkey', { credential })).status).toBe(303)
    // What was overheard, with its cookie.
    const again = { cookie: `__Host-tidings-passkey=${challenge}` }
    expect((await house.browser()('/console/passkey', { credential }, again)).status).toBe(422)

    const late = house.browser()
    const asked = (await (await late('/console/passkey/options', {})).json()) as { challenge: string; rpId: string }
    house.clock.now += 5 * 60_000 + 2_000
    expect((await late('/console/passkey', { credential: device.get(asked, { origin: ORIGIN }) })).status).toBe(422)
  })

  it('is worth nothing where another site has asked for it, in the name of another, or without its person', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    const sessions = (await house.ports.editors.sessions()).length
    for (const doing of [
      { origin: 'https://evil.example' },
      { origin: 'http://news.harbourpost.example' },
      { rpId: 'evil.example' },
      { verified: false },
    ])
      expect([doing, (await entersBy(house.browser(), device, doing)).answer.status]).toEqual([doing, 422])
    // Nor one that nobody here has, or what is none at all.
    expect((await entersBy(house.browser(), anAuthenticator())).answer.status).toBe(422)
    for (const credential of [
      '',
      'null',
      '{}',
      '{"id":1}',
      '[',
      '{"id":"AA","response":{}}',
      `{"id":"${'A'.repeat(40_000)}"}`,
    ]) {
      const visit = house.browser()
      await visit('/console/passkey/options', {})
      expect([credential.slice(0, 20), (await visit('/console/passkey', { credential })).status]).toEqual([
        credential.slice(0, 20),
        422,
      ])
    }
    expect((await house.ports.editors.sessions()).length).toBe(sessions)
  })

  it('that counts less than before may have been copied: it opens nothing, and the owners are told', async () => {
    const house = await aHouse()
    const device = await withPasskey(house, EDITOR, anAuthenticator({ counts: true }))
    expect((await entersBy(house.browser(), device)).answer.status).toBe(303)
    // Somebody types wrong codes on the same day.
    const typing = house.browser()
    await typing('/console/sign-in', { email: EDITOR })
    await typing('/console/code', { code: '11' })
    const copied = await entersBy(house.browser(), device, { counter: 1 })
    expect([copied.answer.status, (await copied.answer.text()).includes('there may be a copy of it')]).toEqual([
      403,
      true,
    ])
    house.clock.now += 180_000
    await house.tick()
    await house.drain()
    expect(house.mails().map(({ to, subject }) => [to[0], subject])).toContainEqual([
      OWNER,
      `A passkey of ${EDITOR} may have been copied`,
    ])
    expect((await entersBy(house.browser(), device)).answer.status).toBe(303)
  })

  it('is added by whoever is signed in, in that session alone, and told to them and the owners', async () => {
    const house = await aHouse()
    const [mine, other] = [house.browser(), house.browser()]
    await house.signIn(mine, EDITOR)
    await house.signIn(other)
    const device = anAuthenticator()
    const options = (await (await mine(`${PASSKEYS}/options`, {})).json()) as { challenge: string; rp: { id: string } }
    const { jar } = await mine('/console/issues')
    const stolen = {
      cookie: [
        ...(await other('/console/issues')).jar,
        ['__Host-tidings-new-passkey', jar.get('__Host-tidings-new-passkey')],
      ]
        .map((one) => one.join('='))
        .join('; '),
    }
    const credential = device.create(options, { origin: ORIGIN })
    expect((await other(PASSKEYS, { name: 'Mine', credential }, stolen)).status).toBe(422)
    for (const doing of [{ origin: 'https://evil.example' }, { verified: false }, { rpId: 'evil.example' }])
      expect([doing, (await adds(mine, anAuthenticator(), 'x', doing)).status]).toEqual([doing, 422])
    expect((await adds(mine, device, '')).status).toBe(422)
    expect((await adds(mine, device, 'Work <b>laptop</b>')).status).toBe(303)
    expect((await adds(mine, device, 'Again')).status).toBe(422)
    expect((await house.ports.editors.passkeys()).map(({ name }) => name)).toEqual(['Work <b>laptop</b>'])
    expect(await (await mine(PASSKEYS)).text()).toContain('Work &lt;b&gt;laptop&lt;/b&gt;')
    house.clock.now += 180_000
    await house.tick()
    await house.drain()
    const told = house.mails().filter(({ subject }) => subject.startsWith('A passkey was added'))
    expect(told.map(({ to }) => to[0]).sort()).toEqual([EDITOR, OWNER])
    expect((await house.log()).map(({ action, outcome }) => [action, outcome])).toContainEqual([
      'passkey.added',
      'done',
    ])
  })

  it('is named and removed by its owner, and removed by an owner of the house; by nobody else', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    const { id } = (await house.ports.editors.passkeys())[0]!
    const viewer = await house.as('viewer')
    for (const what of ['name', 'remove'])
      expect([what, (await viewer(`${PASSKEYS}/${id}/${what}`, { name: 'Mine now' })).status]).toEqual([what, 404])
    const owner = await house.as('owner')
    expect((await owner(`${PASSKEYS}/${id}/name`, { name: 'Mine now' })).status).toBe(404)
    const mine = house.browser()
    await entersBy(mine, device)
    expect((await mine(`${PASSKEYS}/${id}/name`, { name: 'Old laptop' })).status).toBe(303)
    expect(await (await owner(PASSKEYS)).text()).toContain('Old laptop')
    expect((await owner(`${PASSKEYS}/${id}/remove`, {})).status).toBe(303)
    expect((await entersBy(house.browser(), device)).answer.status).toBe(422)
  })

  it('goes with whoever is shown out, and does not come back with them', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    const owner = await house.as('owner')
    await owner('/console/settings/editors/show-out', { email: EDITOR })
    expect((await entersBy(house.browser(), device)).answer.status).toBe(422)
    await owner('/console/settings/editors', { email: EDITOR, role: 'editor' })
    expect((await entersBy(house.browser(), device)).answer.status).toBe(422)
  })

  it('works while strangers have used up every code (nobody can lock its owner out)', async () => {
    const house = await aHouse()
    const device = await withPasskey(house)
    for (let n = 0; n < 30; n++) {
      const visit = house.browser(`198.51.${n}.7`)
      await visit('/console/sign-in', { email: EDITOR })
      for (let tries = 0; tries < 5; tries++) await visit('/console/code', { code: '11' })
      house.clock.now += 600_000
    }
    expect((await entersBy(house.browser('198.51.3.7'), device)).answer.status).toBe(303)
  })
})

describe('a house that asks for passkeys', () => {
  const asks = (visit: Visit, asked = 'yes') => visit(`${PASSKEYS}/require`, { asked })

  it('does so only once every owner has one, and only by the word of an owner', async () => {
    const house = await aHouse()
    const owner = await house.as('owner')
    const refused = await asks(owner)
    expect([refused.status, await house.ports.editors.rule()]).toEqual([422, undefined])
    expect(await refused.text()).toContain(`Without one so far: ${OWNER}`)
    await adds(owner, anAuthenticator(), 'Key')
    expect((await asks(await house.as('editor'))).status).toBe(403)
    expect((await asks(owner)).status).toBe(303)
    expect(await house.ports.editors.rule()).toMatchObject({ by: OWNER })
    expect((await asks(owner, 'no')).status).toBe(303)
    expect(await house.ports.editors.rule()).toBeUndefined()
  })

  it('opens nothing by a code for whoever has one, and the page to add one for whoever has none', async () => {
    const house = await aHouse()
    const device = await withPasskey(house, OWNER)
    const byCode = house.browser()
    await house.signIn(byCode)
    const owner = house.browser()
    await entersBy(owner, device)
    await asks(owner)
    // What a code had opened for somebody with a passkey is closed.
    expect((await byCode('/console/issues')).where).toContain('/console/sign-in')
    expect((await owner('/console/issues')).status).toBe(200)

    const mails = house.mails().length
    const visit = house.browser()
    expect(await (await visit('/console/sign-in')).text()).toContain('This house asks for passkeys')
    expect((await house.signIn(visit)).status).toBe(422)
    expect(house.mails().length).toBe(mails)

    const without = house.browser()
    expect((await house.signIn(without, EDITOR)).status).toBe(303)
    for (const path of ['/console/issues', '/console/settings', '/console/readers'])
      expect([path, (await without(path)).where]).toEqual([path, PASSKEYS])
    expect((await without('/console/articles', { what: 'https://x.example/a' })).where).toBe(PASSKEYS)
    expect(await (await without(PASSKEYS)).text()).toContain('everything else opens')
    expect((await adds(without, anAuthenticator(), 'Phone')).status).toBe(303)
    expect((await without('/console/issues')).status).toBe(200)
  })

  it('gives whoever has none a week to add one, and a new owner any time: nobody locks the house out', async () => {
    const house = await aHouse()
    const owner = house.browser()
    await entersBy(owner, await withPasskey(house, OWNER))
    await asks(owner)
    house.clock.now += 8 * DAY
    expect((await house.signIn(house.browser(), EDITOR)).status).toBe(422)
    const again = house.browser()
    await entersBy(again, await withAnother(house))
    // One who was named since, where it is deployed.
    const app = createConsole(house.ports, API_KEY, [OWNER, 'second@harbourpost.example'])
    const asked = await app.request(`${ORIGIN}/console/sign-in`, {
      method: 'POST',
      headers: { origin: ORIGIN },
      body: new URLSearchParams({ email: 'second@harbourpost.example' }),
    })
    expect(asked.status).toBe(303)
    await house.drain()
    expect(house.mails().at(-1)?.to[0]).toBe('second@harbourpost.example')
  })

  it('lets nobody remove their own last one, and an owner that of somebody who has lost it', async () => {
    const house = await aHouse()
    const theirs = await withPasskey(house, EDITOR)
    const owner = house.browser()
    await entersBy(owner, await withPasskey(house, OWNER))
    await asks(owner)
    const all = await house.ports.editors.passkeys()
    const idOf = (address: string) => all.find((one) => one.address === address)!.id
    const refused = await owner(`${PASSKEYS}/${idOf(OWNER)}/remove`, {})
    expect([refused.status, (await refused.text()).includes('this is your last one')]).toEqual([422, true])
    expect((await owner(`${PASSKEYS}/${idOf(EDITOR)}/remove`, {})).status).toBe(303)
    expect((await entersBy(house.browser(), theirs)).answer.status).toBe(422)
    expect((await house.signIn(house.browser(), EDITOR)).status).toBe(303)
  })
})

/** Somebody who has come in a week later still has theirs. */
const withAnother = async (house: House) => {
  const device = anAuthenticator()
  const visit = house.browser()
  await house.ports.editors.put({ address: 'late@harbourpost.example', role: 'editor', since: house.ports.now() })
  expect((await house.signIn(visit, 'late@harbourpost.example')).status).toBe(303)
  expect((await adds(visit, device, 'New')).status).toBe(303)
  return device
}
