import type { Role } from '../../core/model/editor.ts'
import { createConsole } from '../../functions/http/console.ts'
import { emptyShelf } from './memory/shelf.ts'
import { createMemory } from './memory.ts'
import { aWorld, fromAddress } from './world.ts'

export const OWNER = 'owner@harbourpost.example'
export const ORIGIN = 'https://news.harbourpost.example'
export const API_KEY = 'the configured secret'

type Fields = Readonly<Record<string, string | readonly string[]>>

/** The whole editors' side, browsers that keep their cookies, and programs that have a key. */
export async function aDoor(options: Partial<Parameters<typeof aWorld>[0]> = {}) {
  const shelf = emptyShelf()
  const world = await aWorld({ stores: ({ now }) => createMemory({ now, shelf }), ...options })
  const app = createConsole(world.ports, API_KEY, [OWNER])
  /** `ip`: where the hop in front of us sees it come from. */
  const browser = (ip?: string) => {
    const jar = new Map<string, string>()
    return async (path: string, fields?: Fields, headers: Record<string, string> = {}) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const body = new URLSearchParams(
        Object.entries(fields ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
      )
      // No two things happen in one moment.
      world.clock.now += 1
      const init = {
        headers: { cookie, ...(fields ? { origin: ORIGIN } : {}), ...headers },
        ...(fields ? { method: 'POST', body } : {}),
      }
      const answer = await app.request(`${ORIGIN}${path}`, init, ip ? fromAddress(ip) : undefined)
      for (const one of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? []
        if (value === '' || /Max-Age=0/.test(one)) jar.delete(name)
        else jar.set(name, value)
      }
      return Object.assign(answer, { jar, where: answer.headers.get('location') })
    }
  }
  type Visit = ReturnType<typeof browser>
  /** The last mail with a code: others may have come since. */
  const lastMail = async (to: string) => {
    await world.drain()
    return world.mails().findLast((mail) => mail.to[0] === to && /^\d{6} /.test(mail.subject))
  }
  const codeFor = async (to: string) => /^(\d{6}) /.exec((await lastMail(to))?.subject ?? '')?.[1]
  /** Where the link of the mail leads, without the host. */
  const linkFor = async (to: string) =>
    /https:\/\/news\.harbourpost\.example(\/console\/enter\/\S+)/.exec((await lastMail(to))?.text ?? '')?.[1]
  const signIn = async (visit: Visit, email = OWNER) => {
    await visit('/console/sign-in', { email })
    return visit('/console/code', { code: (await codeFor(email)) ?? '' })
  }
  return {
    ...world,
    app,
    browser,
    codeFor,
    linkFor,
    signIn,
    /** Everything that is kept, as it lies there. */
    kept: () => JSON.stringify(Object.entries(shelf).map(([name, map]) => [name, [...(map as Map<unknown, unknown>)]])),
    shelf,
    /** A browser in which somebody is signed in. */
    async as(role: Role) {
      const address = role === 'owner' ? OWNER : `${role}@harbourpost.example`
      if (role !== 'owner') await world.ports.editors.put({ address, role })
      const visit = browser()
      await signIn(visit, address)
      return visit
    },
    /** A call of the API. */
    async call(key: string, method: string, path: string, body?: unknown) {
      world.clock.now += 1
      return app.request(`${ORIGIN}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    },
    log: async () => (await world.ports.audit.list({}, { limit: 100 })).items,
  }
}
