import { describe, expect, it } from 'vitest'
import { allows, neededScope, type Scope, scopes } from '../../core/model/api-key.ts'
import { auditRules, notAudited } from '../../functions/http/audit.ts'
import { aDoor, OWNER } from '../support/door.ts'

type Door = Awaited<ReturnType<typeof aDoor>>

/** Every route that changes anything, as the app itself has them. */
const changing = ({ app }: Door, base: string) =>
  app.routes
    .filter(({ method, path }) => method !== 'GET' && method !== 'ALL' && path.startsWith(base))
    .map(({ method, path }) => ({ method, path }))
    .filter((one, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index)

/** Names that lead to what is there. */
const filled = (path: string) =>
  path.replace('/digests/:id', '/digests/brief').replace('/topics/:slug', '/topics/trade').replace(/:\w+/g, 'something')

/** For these nobody needs more than to be there: they come in, go out, and end what is their own. */
const ownBusiness = [
  '/console/sign-in',
  '/console/code',
  '/console/enter/:proof',
  '/console/sign-out',
  '/console/browser/:pass',
  '/console/passkey',
  '/console/passkey/options',
  '/console/settings/sessions/end-others',
  '/console/settings/passkeys',
  '/console/settings/passkeys/options',
  '/console/settings/passkeys/:id/name',
  '/console/settings/passkeys/:id/remove',
]

/** Forms that only ask what something would look like: whoever looks may send them. */
const onlyAsking = ['/console/rhythm', '/console/digests/:id/preview']

/** What only an owner does: people, keys, webhooks, the fence, and who writes. */
const owners = /^\/console\/settings(?!\/sessions|\/passkeys(?!\/require))|\/lift$/

async function aHouse() {
  const door = await aDoor()
  await door.topics('trade', 'city')
  await door.digest()
  return door
}

describe('what a role may do', () => {
  it('lets a viewer change nothing, whatever form they send', async () => {
    const door = await aHouse()
    const viewer = await door.as('viewer')
    const routes = changing(door, '/console')
    expect(routes.length).toBeGreaterThan(40)
    const before = door.shelf
    const kept = () =>
      JSON.stringify(
        Object.entries(before)
          .filter(([name]) => name !== 'audit')
          .map(([name, map]) => [name, [...(map as Map<unknown, unknown>)]]),
      )
    const was = kept()
    const answers: [path: string, status: number][] = []
    for (const { path } of routes.filter((one) => !ownBusiness.includes(one.path)))
      answers.push([
        path,
        (await viewer(filled(path), { id: 'brief', session: 'another', email: 'x@mail.example.net' })).status,
      ])
    expect(answers.filter(([path, status]) => status !== (onlyAsking.includes(path) ? 200 : 403))).toEqual([])
    expect(kept()).toBe(was)
  })

  it('lets an editor touch no people, keys, webhooks or settings, and arm no fence', async () => {
    const door = await aHouse()
    const editor = await door.as('editor')
    const routes = changing(door, '/console').filter(({ path }) => owners.test(path))
    expect(routes.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '/console/settings',
        '/console/settings/arm',
        '/console/settings/editors',
        '/console/settings/editors/role',
        '/console/settings/editors/show-out',
        '/console/settings/keys',
        '/console/settings/keys/:id/revoke',
        '/console/settings/webhooks',
        '/console/settings/webhooks/:id',
        '/console/settings/webhooks/:id/rotate',
        '/console/settings/webhooks/:id/remove',
      ]),
    )
    for (const { path } of routes) expect([path, (await editor(filled(path), {})).status]).toEqual([path, 403])
    expect(door.shelf.editors.size).toBe(1)
    expect([door.shelf.apiKeys.size, door.shelf.hooks.size]).toEqual([0, 0])
  })

  it('shows everybody who may come in, and the log to editors and owners alone', async () => {
    const door = await aHouse()
    for (const [role, status] of [
      ['viewer', 403],
      ['editor', 200],
      ['owner', 200],
    ] as const) {
      const visit = await door.as(role)
      for (const page of ['editors', 'sessions', 'passkeys', 'keys', 'webhooks', 'provider'])
        expect([role, page, (await visit(`/console/settings/${page}`)).status]).toEqual([role, page, 200])
      expect([role, (await visit('/console/settings/log')).status]).toEqual([role, status])
    }
  })

  it('lets an owner let people in, as anything but an owner (T26)', async () => {
    const door = await aDoor()
    const owner = await door.as('owner')
    const added = await owner('/console/settings/editors', { email: ' Ada@Harbourpost.example', role: 'editor' })
    expect(added.status).toBe(303)
    expect(await door.ports.editors.list()).toMatchObject([
      { address: 'ada@harbourpost.example', role: 'editor', by: OWNER },
    ])
    for (const fields of [
      { email: 'ada@harbourpost.example', role: 'owner' },
      { email: 'eve@harbourpost.example', role: 'owner' },
      { email: OWNER, role: 'viewer' },
      { email: 'no address', role: 'editor' },
      { email: 'eve@harbourpost.example', role: '' },
    ])
      expect([fields, (await owner('/console/settings/editors', fields)).status]).toEqual([fields, 422])
    expect(
      (await owner('/console/settings/editors/role', { email: 'ada@harbourpost.example', role: 'owner' })).status,
    ).toBe(422)
    expect(door.shelf.editors.size).toBe(1)
    // Whoever writes into the table makes nobody an owner either.
    await door.ports.editors.put({ address: 'eve@harbourpost.example', role: 'owner' as never })
    const eve = door.browser()
    await door.signIn(eve, 'eve@harbourpost.example')
  })

  it('signs out whoever gets another role or is shown out, at once and everywhere (T22)', async () => {
    const door = await aDoor()
    const [owner, here] = [await door.as('owner'), await door.as('editor')]
    const there = door.browser()
    await door.signIn(there, 'editor@harbourpost.example')
    const isIn = async (visit: typeof here) => (await visit('/console')).where === '/console/issues'
    expect([await isIn(here), await isIn(there)]).toEqual([true, true])
    const email = 'editor@harbourpost.example'
    await owner('/console/settings/editors/role', { email, role: 'viewer' })
    expect([await isIn(here), await isIn(there), await isIn(owner)]).toEqual([false, false, true])
    await door.signIn(here, email)
    expect((await here('/console/articles', { what: 'x' })).status).toBe(403)
    await owner('/console/settings/editors/show-out', { email })
    expect(await isIn(here)).toBe(false)
    expect((await door.ports.editors.sessions()).map(({ address }) => address)).toEqual([OWNER])
    // Let in again, an old session stays closed.
    await owner('/console/settings/editors', { email, role: 'editor' })
    expect(await isIn(here)).toBe(false)
  })
})

describe('sessions', () => {
  it('shows everybody their own, and owners those of all', async () => {
    const door = await aDoor()
    const [owner, editor] = [await door.as('owner'), await door.as('editor')]
    const own = await (await editor('/console/settings/sessions')).text()
    expect([own.includes('this one'), own.includes(OWNER)]).toEqual([true, false])
    const all = await (await owner('/console/settings/sessions')).text()
    expect(all).toContain('editor@harbourpost.example')
  })

  it('ends one at once: whoever has it is out at their next step, and nobody ends what is not theirs', async () => {
    const door = await aDoor()
    const [owner, editor] = [await door.as('owner'), await door.as('editor')]
    const idOf = async (address: string) =>
      (await door.ports.editors.sessions()).find((one) => one.address === address)?.id ?? ''
    const refused = await editor('/console/settings/sessions/end', { session: await idOf(OWNER) })
    expect([refused.status, (await owner('/console')).where]).toEqual([403, '/console/issues'])
    await owner('/console/settings/sessions/end', { session: await idOf('editor@harbourpost.example') })
    expect((await editor('/console')).where).toContain('/console/sign-in')
  })

  it('ends all of one’s own but this one', async () => {
    const door = await aDoor()
    const [here, editor] = [await door.as('owner'), await door.as('editor')]
    const [there, elsewhere] = [await door.as('owner'), await door.as('owner')]
    await here('/console/settings/sessions/end-others', {})
    const isIn = async (visit: typeof here) => (await visit('/console')).where === '/console/issues'
    expect(await Promise.all([here, there, elsewhere, editor].map(isIn))).toEqual([true, false, false, true])
  })

  it('lets a viewer end their own, as they may sign out', async () => {
    const door = await aDoor()
    const viewer = await door.as('viewer')
    const [session] = await door.ports.editors.sessions()
    const ended = await viewer('/console/settings/sessions/end', { session: session!.id })
    expect([ended.status, await door.ports.editors.sessions()]).toEqual([303, []])
  })
})

describe('keys to the API', () => {
  const made = async (door: Door, given: readonly Scope[], name = `a key for ${given.join(' ')}`) => {
    const answer = await door.call('the configured secret', 'POST', '/keys', { name, scopes: given })
    return (await answer.json()) as { id: string; secret: string }
  }

  it('shows a secret once, keeps its fingerprint alone, and opens what it was made for', async () => {
    const door = await aHouse()
    const owner = await door.as('owner')
    const page = await (await owner('/console/settings/keys', { name: 'The website', readers: 'write' })).text()
    const secret = /value="(tid_[\w-]{43})"/.exec(page)?.[1] ?? ''
    expect(secret).not.toBe('')
    expect(await (await owner('/console/settings/keys')).text()).not.toContain(secret)
    expect(door.kept()).not.toContain(secret)
    expect(door.kept()).not.toContain(secret.slice(4))
    expect((await door.call(secret, 'GET', '/subscribers')).status).toBe(200)
    const refused = await door.call(secret, 'GET', '/digests')
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'application/problem+json'])
    expect(((await refused.json()) as { detail: string }).detail).toContain('"digests:read"')
    expect(
      (await door.call(`${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`, 'GET', '/subscribers')).status,
    ).toBe(401)
  })

  it('asks every route of the API for its own scope, and lets the configured key do everything', async () => {
    const door = await aHouse()
    const keys = new Map<Scope, string>()
    for (const scope of scopes) keys.set(scope, (await made(door, [scope])).secret)
    const routes = door.app.routes.filter(
      ({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !/openapi|docs|\*/.test(path),
    )
    expect(routes.length).toBeGreaterThan(40)
    const seen = new Set<string>()
    for (const { method, path } of routes) {
      if (seen.has(`${method} ${path}`)) continue
      seen.add(`${method} ${path}`)
      const needed = neededScope(method, path.split('/')[2] ?? '')
      expect([path, needed]).not.toEqual([path, undefined])
      // What does harm to the test itself is asked for with a key that may not.
      for (const [scope, secret] of keys) {
        if (allows([scope], needed!)) continue
        const answer = await door.call(
          secret,
          method,
          filled(path).replace('/api', ''),
          method === 'GET' ? undefined : {},
        )
        expect([method, path, scope, answer.status]).toEqual([method, path, scope, 403])
      }
      const allowed = await door.call(
        keys.get(needed!)!,
        method,
        filled(path).replace('/api', ''),
        method === 'GET' ? undefined : {},
      )
      expect([method, path, [401, 403].includes(allowed.status)]).toEqual([method, path, false])
    }
  })

  it('opens nothing any more once it is revoked', async () => {
    const door = await aDoor()
    const { id, secret } = await made(door, ['articles:read'])
    expect((await door.call(secret, 'GET', '/topics')).status).toBe(200)
    expect((await door.call('the configured secret', 'DELETE', `/keys/${id}`)).status).toBe(204)
    expect((await door.call(secret, 'GET', '/topics')).status).toBe(401)
    expect((await door.call('the configured secret', 'DELETE', `/keys/${id}`)).status).toBe(404)
  })

  it('writes down once an hour that a key is used', async () => {
    const door = await aDoor()
    const { secret } = await made(door, ['articles:read'])
    const used = async () => (await door.ports.keys.list())[0]?.usedAt
    expect(await used()).toBeUndefined()
    await door.call(secret, 'GET', '/topics')
    const first = await used()
    door.clock.now += 59 * 60_000
    await door.call(secret, 'GET', '/topics')
    expect(await used()).toBe(first)
    door.clock.now += 2 * 60_000
    await door.call(secret, 'GET', '/topics')
    expect(await used()).toBe(new Date(door.clock.now).toISOString())
  })

  it('lets no key make another that may do more, nor one that passes for the configured one', async () => {
    const door = await aDoor()
    const { secret } = await made(door, ['settings:write'])
    const more = await door.call(secret, 'POST', '/keys', { name: 'more', scopes: ['readers:write'] })
    expect([more.status, ((await more.json()) as { field: string }).field]).toEqual([422, 'scopes'])
    expect((await door.call(secret, 'POST', '/keys', { name: 'as much', scopes: ['settings:read'] })).status).toBe(201)
    const named = await door.call('the configured secret', 'POST', '/keys', {
      name: 'The configured key',
      scopes: ['articles:read'],
    })
    expect(named.status).toBe(422)
  })

  it('gives a secret out once, whatever Idempotency-Key asks for it again', async () => {
    const door = await aDoor()
    const ask = () =>
      door.app.request('/api/keys', {
        method: 'POST',
        headers: {
          authorization: 'Bearer the configured secret',
          'content-type': 'application/json',
          'idempotency-key': 'once',
        },
        body: JSON.stringify({ name: 'a key', scopes: ['articles:read'] }),
      })
    const { secret } = (await (await ask()).json()) as { secret: string }
    const again = await ask()
    expect([again.status, (await again.text()).includes(secret)]).toEqual([409, false])
    expect(door.kept()).not.toContain(secret)
  })

  it('keeps what was typed where a key cannot be made, and says what is missing beside it', async () => {
    const door = await aDoor()
    const owner = await door.as('owner')
    const answer = await owner('/console/settings/keys', { name: 'The website' })
    const page = await answer.text()
    expect([answer.status, page.includes('value="The website"'), page.includes('choose at least one')]).toEqual([
      422,
      true,
      true,
    ])
  })
})

describe('who did what', () => {
  it('knows of every route whether it is written down', async () => {
    const door = await aDoor()
    const known = new Set([...auditRules.map(([method, path]) => `${method} ${path}`), ...notAudited])
    const routes = [...changing(door, '/console'), ...changing(door, '/api')]
      .map(({ method, path }) => `${method} ${path}`)
      .filter((route) => !/\*$/.test(route) && route !== 'POST /console/issues/:id/:how')
    expect(routes.filter((route) => !known.has(route))).toEqual([])
  })

  it('writes down who sent, brought in, took out and changed what, in console and API alike', async () => {
    const door = await aHouse()
    const owner = await door.as('owner')
    await door.article('Harbour reopens', ['trade'])
    const reader = await door.reader('ada')
    const secret = (
      (await (
        await door.call('the configured secret', 'POST', '/keys', {
          name: 'The press',
          scopes: ['digests:write', 'readers:write'],
        })
      ).json()) as { secret: string }
    ).secret
    await owner('/console/digests/brief/pause', {})
    await owner('/console/digests/brief/resume', {})
    const opened = (await (await door.call(secret, 'POST', '/digests/brief/issues')).json()) as { id: string }
    await door.call(secret, 'POST', `/issues/${opened.id}/pause`)
    await owner(`/console/issues/${opened.id}/resume`, {})
    await owner('/console/readers/export')
    await door.call(secret, 'GET', '/subscribers/export')
    await owner(`/console/readers/${reader.id}/erase`, {})
    await owner('/console/settings/editors', { email: 'ed@harbourpost.example', role: 'editor' })
    await owner('/console/settings/editors/role', { email: 'ed@harbourpost.example', role: 'viewer' })
    await owner('/console/settings/editors/show-out', { email: 'ed@harbourpost.example' })
    const who = 'Harbour Post <post@harbourpost.example>'
    await owner('/console/settings', { name: 'Harbour Post', postalAddress: '12 Quay Street', from: who, replyTo: who })
    const lines = (await door.log()).map(({ actor, role, action, target, outcome }) => [
      actor,
      role,
      action,
      target,
      outcome,
    ])
    expect(lines.toReversed()).toEqual([
      ['the configured key', 'key', 'key.made', expect.stringMatching(/^key_/), 'done'],
      [OWNER, 'owner', 'digest.paused', 'brief', 'done'],
      [OWNER, 'owner', 'digest.resumed', 'brief', 'done'],
      ['The press', 'key', 'issue.opened', opened.id, 'done'],
      ['The press', 'key', 'issue.paused', opened.id, 'done'],
      [OWNER, 'owner', 'issue.resumed', opened.id, 'done'],
      [OWNER, 'owner', 'readers.exported', undefined, 'done'],
      ['The press', 'key', 'readers.exported', undefined, 'done'],
      [OWNER, 'owner', 'reader.erased', reader.id, 'done'],
      [OWNER, 'owner', 'editor.let-in', 'ed@harbourpost.example', 'done'],
      [OWNER, 'owner', 'editor.changed', 'ed@harbourpost.example', 'done'],
      [OWNER, 'owner', 'editor.shown-out', 'ed@harbourpost.example', 'done'],
      [OWNER, 'owner', 'settings.changed', undefined, 'done'],
    ])
    const noteOf = async (name: string) => (await door.log()).find(({ action }) => action === name)?.note
    expect(await noteOf('editor.changed')).toBe('editor, now viewer')
    // Which of them, and never what they are: addresses are among them.
    expect(await noteOf('settings.changed')).toBe('postal address, sender, reply address')
  })

  it('writes down an import with its numbers, and no dry run', async () => {
    const door = await aHouse()
    const send = (query: string) =>
      door.app.request(`/api/subscribers/import?digest=brief&${query}`, {
        method: 'POST',
        headers: { authorization: 'Bearer the configured secret', 'content-type': 'text/csv' },
        body: 'email\nada@mail.example.net\ngrace@mail.example.net\n',
      })
    await send('dryRun=true')
    expect(await door.log()).toEqual([])
    await send('dryRun=false&attestation=They+said+so')
    const [line] = await door.log()
    expect([line?.action, line?.note]).toEqual([
      'readers.imported',
      '2 added, 0 changed, 0 off, 0 unchanged, 0 refused',
    ])
  })

  it('writes down what was refused to whoever may not, and nothing of what was wrong with a request', async () => {
    const door = await aHouse()
    const viewer = await door.as('viewer')
    await viewer('/console/digests/brief/pause', {})
    await viewer('/console/readers/ada@mail.example.net/erase', {})
    const owner = await door.as('owner')
    await owner('/console/settings/keys', { name: '' })
    await owner('/console/digests/nothing/pause', {})
    const lines = (await door.log()).map(({ actor, action, target, outcome }) => [actor, action, target, outcome])
    expect(lines.toReversed()).toEqual([
      ['viewer@harbourpost.example', 'digest.paused', 'brief', 'refused'],
      ['viewer@harbourpost.example', 'reader.erased', '(an address)', 'refused'],
    ])
  })

  it('does what was asked for even where it cannot be written down, and says so to whoever watches', async () => {
    const door = await aHouse()
    const owner = await door.as('owner')
    Object.assign(door.ports.audit, { add: () => Promise.reject(new Error('the table is away')) })
    expect((await owner('/console/digests/brief/pause', {})).status).toBe(303)
    expect(door.events.filter(({ event }) => event === 'audit.failed')).toHaveLength(1)
  })

  it('is shown newest first, by whom and by what, in console and API', async () => {
    const door = await aHouse()
    const owner = await door.as('owner')
    for (const how of ['pause', 'resume']) {
      await owner(`/console/digests/brief/${how}`, {})
      door.clock.now += 60_000
    }
    await door.call('the configured secret', 'POST', '/digests/brief/pause')
    const page = await (await owner('/console/settings/log?action=digest.paused')).text()
    expect([page.match(/<tr>/g)?.length, page.includes(OWNER), page.includes('the configured key')]).toEqual([
      3,
      true,
      true,
    ])
    const read = async (query: string) =>
      (await (await door.call('the configured secret', 'GET', `/audit${query}`)).json()) as {
        items: { action: string }[]
        cursor?: string
      }
    const first = await read('?limit=2')
    expect(first.items.map(({ action }) => action)).toEqual(['digest.paused', 'digest.resumed'])
    const second = await read(`?limit=2&cursor=${first.cursor}`)
    expect([second.items.map(({ action }) => action), second.cursor]).toEqual([['digest.paused'], undefined])
    expect((await read(`?actor=${OWNER}`)).items).toHaveLength(2)
    expect((await door.call('the configured secret', 'GET', '/audit?cursor=nonsense')).status).toBe(422)
  })

  it('holds no address of a reader, who is forgotten without a look at it (STD-62)', async () => {
    const door = await aHouse()
    const owner = await door.as('owner')
    await owner('/console/readers', {
      email: 'ada@mail.example.net',
      digest: 'brief',
      attestation: 'She, ada@mail.example.net, told us',
    })
    const reader = (await door.ports.subscribers.byAddress('ada@mail.example.net')).subscriber
    await owner(`/console/readers/${reader?.id}/zone`, { zone: 'Europe/Berlin' })
    await owner('/console/readers/export')
    await owner(`/console/readers/${reader?.id}/erase`, {})
    expect(JSON.stringify(await door.log())).not.toMatch(/ada@|mail\.example\.net/)
    expect((await door.log()).map(({ action }) => action)).toContain('reader.erased')
  })
})
