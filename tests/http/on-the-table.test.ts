import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp } from '../../core/flows/sign-up.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aRequest } from '../support/examples.ts'
import { aWorld, SITE } from '../support/world.ts'

let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

const ADA = 'ada.lovelace@mail.example.net'
const NEW = 'countess@other.example.net'

/** A reader's whole life on the real table: asked, confirmed, mailed, moved, told; every letter there is lies in the mailbox. */
async function aLife() {
  let table: Table | undefined
  const world = await aWorld({
    stores: async ({ now }) => {
      const stores = await engine.stores({ now })
      table = stores.table
      return stores as never
    },
  })
  await world.topics('trade', 'city')
  await world.digest()
  await world.digest({ id: 'long', name: 'The Long Read', topics: ['city'] })
  await signUp(world.ports, aRequest({ address: ADA, network: '192.0.2.0/24', agent: 'A browser' }))
  await world.drain()
  const found = (path: string, to = ADA) =>
    new RegExp(`${SITE}/${path}/\\S+`).exec(world.mails().findLast((mail) => mail.to[0] === to)!.text!)![0]
  await world.press(found('confirm'))
  const { subscriber } = await world.ports.subscribers.byAddress(ADA)
  const preferences = `/preferences/${world.ports.links.sign('preferences', subscriber!.id, 'k1')}`
  await world.article('Forty ships', ['trade', 'city'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  await world.drain()
  const ask = async (path: string, fields: Record<string, string> = {}) => {
    await world.visit(path, { method: 'POST', body: new URLSearchParams(fields) })
    await world.drain()
  }
  await ask('/preferences', { email: ADA })
  await ask(`${preferences}/export`)
  await ask(`${preferences}/address`, { email: NEW })
  await ask(found('move'))
  await signUp(world.ports, aRequest({ address: ADA }))
  await signUp(world.ports, aRequest({ address: 'another@mail.example.net' }))
  await world.drain()
  await ask(`${preferences}/erase`)
  const dump = async () => {
    const { Items = [] } = await table!.client.send(new ScanCommand({ TableName: table!.name, ConsistentRead: true }))
    // A scan gives the attributes of a map in any order.
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted)
      if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
      return Object.fromEntries(
        Object.entries(value)
          .toSorted()
          .map(([name, one]) => [name, sorted(one)]),
      )
    }
    return JSON.stringify(Items.sort((a, b) => (`${a.pk}${a.sk}` < `${b.pk}${b.sk}` ? -1 : 1)).map(sorted))
  }
  return { ...world, found, dump, preferences }
}

describe('on the real table', () => {
  it('a crawler that opens every link of every mail three times, with GET and HEAD, changes nothing (STD-70, T16)', async () => {
    const { mails, visit, dump } = await aLife()
    const links = new Set(
      mails().flatMap(({ html, text }) => [
        ...[...(html ?? '').matchAll(/href="([^"]+)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&')),
        ...((text ?? '').match(/https:\S+/g) ?? []),
      ]),
    )
    const ours = [...links].filter((link) => link.startsWith(SITE))
    const kinds = new Set(ours.map((link) => link.slice(SITE.length).split('/')[1]))
    for (const kind of ['confirm', 'block', 'preferences', 'unsubscribe', 'export', 'erase', 'move', 'address', 'd'])
      expect(kinds).toContain(kind)
    const before = await dump()
    for (let time = 0; time < 3; time++) {
      for (const link of ours) {
        const page = await visit(link)
        expect([link, page.status < 500]).toEqual([link, true])
        await visit(link, { method: 'HEAD' })
        // What the page itself loads or links to is crawled as well.
        for (const [, path] of (await page.text()).matchAll(/(?:href|src)="(\/[^"]*)"/g))
          await visit(path!.replaceAll('&amp;', '&'))
      }
    }
    expect(await dump()).toBe(before)
  })

  it('nothing is left of whoever was erased: neither in the table nor in any log (STD-58, STD-62)', async () => {
    const { visit, found, dump, events } = await aLife()
    const link = found('erase')
    expect(await dump()).toContain(ADA)
    expect(await (await visit(link, { method: 'POST' })).text()).toContain('All is gone')
    const left = await dump()
    for (const trace of ['lovelace', 'countess', ADA.split('@')[0]!, '192.0.2.0', 'A browser'])
      expect([trace, left.includes(trace)]).toEqual([trace, false])
    const logged = JSON.stringify(events)
    for (const trace of ['lovelace', 'countess', '@mail.example.net'])
      expect([trace, logged.includes(trace)]).toEqual([trace, false])
  })
})
