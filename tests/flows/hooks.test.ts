import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { changePreferences } from '../../core/flows/change-preferences.ts'
import { deliver } from '../../core/flows/deliver.ts'
import { erase } from '../../core/flows/erase.ts'
import { leave } from '../../core/flows/leave.ts'
import { recordSetback } from '../../core/flows/record-setback.ts'
import { announceSent } from '../../core/flows/tell-hooks.ts'
import { type Hook, PAUSES } from '../../core/model/hook.ts'
import { courier } from '../../functions/adapters/courier.ts'
import { API_KEY, aDoor } from '../support/door.ts'
import { anInternet, aServer } from '../support/servers.ts'

type Received = { readonly headers: Readonly<Record<string, string>>; readonly body: string }
type Event = { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> }

/** A newsroom, and somebody's program that it tells of what happens: it answers as `answers` says. */
async function aListener(events: readonly string[], at?: string) {
  const received: Received[] = []
  const answers = { status: 200 }
  const net = anInternet(
    await aServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        received.push({ headers: request.headers as Record<string, string>, body })
        response.writeHead(answers.status).end('x'.repeat(100_000))
      })
    }),
  )
  const door = await aDoor({
    courier: courier({ resolve: net.resolve, connect: net.connect }),
    ...(at ? { at } : {}),
  })
  await door.topics('trade', 'city')
  await door.digest()
  const added = await door.call(API_KEY, 'POST', '/hooks', { url: 'https://crm.example/in', events })
  const { id, secret } = (await added.json()) as { id: Hook['id']; secret: string }
  return {
    ...door,
    id,
    secret,
    received,
    answers,
    hook: async () => (await door.ports.hooks.get(id))!,
    told: async () => door.ports.hooks.recent(id, 50),
    events: () => received.map(({ body }) => JSON.parse(body) as Event),
    /** A minute goes by, and what is due is told. */
    async minute() {
      door.clock.now += 60_000
      await door.tick()
      await door.drain()
    },
  }
}

const all = ['subscriber.subscribed', 'subscriber.left', 'subscriber.bounced', 'issue.sent']

describe('other people’s programs', () => {
  it('are told who subscribed, who left, whose address bounced and what was sent, signed as Standard Webhooks has it', async () => {
    const house = await aListener(all, new Date().toISOString())
    const ada = await house.reader('ada')
    const grace = await house.reader('grace')
    await house.drain()
    await leave(house.ports, ada.id, 'brief')
    await house.article('Harbour reopens', ['trade'])
    const opened = (await (await house.call(API_KEY, 'POST', '/digests/brief/issues')).json()) as { id: string }
    await house.drain()
    await recordSetback(house.ports, 'evt_1', {
      kind: 'hard',
      at: house.ports.now(),
      address: grace.address,
      issue: opened.id,
      subscriber: grace.id,
      note: 'Permanent/General',
    })
    await house.minute()

    expect(house.events().map(({ type, data }) => [type, data])).toEqual([
      ['subscriber.subscribed', { subscriber: ada.id, digests: ['brief'], email: ada.address }],
      ['subscriber.subscribed', { subscriber: grace.id, digests: ['brief'], email: grace.address }],
      ['subscriber.left', { subscriber: ada.id, digests: ['brief'], why: 'left', email: ada.address }],
      ['issue.sent', { issue: opened.id, digest: 'brief', counts: { readers: 1, sent: 1, skipped: 0, failed: 0 } }],
      ['subscriber.bounced', { subscriber: grace.id, digests: ['brief'], email: grace.address }],
    ])
    for (const { headers, body } of house.received)
      expect(new Webhook(house.secret).verify(body, headers)).toEqual(JSON.parse(body))
    expect((await house.told()).map(({ state }) => state)).toEqual(Array(5).fill('delivered'))
    expect(await house.ports.hooks.due('9999', 9)).toEqual([])
  })

  it('are told nothing that they have not asked for, nor what is no coming or going', async () => {
    const house = await aListener(['subscriber.left'])
    const ada = await house.reader('ada')
    await changePreferences(house.ports, ada.id, {
      choices: new Map([['brief', ['trade']]]),
      locale: 'de',
      pausedUntil: undefined,
    } as never)
    await house.minute()
    expect(house.received).toEqual([])
  })

  it('are told again after growing pauses, by the same id, until it arrives', async () => {
    const house = await aListener(['subscriber.subscribed'])
    house.answers.status = 500
    await house.reader('ada')
    await house.drain()
    for (const pause of PAUSES.slice(0, 3)) {
      const tries = house.received.length
      house.clock.now += pause - 60_500
      await house.minute()
      expect([pause, house.received.length]).toEqual([pause, tries])
      await house.minute()
      expect([pause, house.received.length]).toEqual([pause, tries + 1])
    }
    house.answers.status = 204
    house.clock.now += PAUSES[3]
    await house.minute()
    const ids = new Set(house.received.map(({ headers }) => headers['webhook-id']))
    expect([house.received.length, ids.size, (await house.hook()).failingSince]).toEqual([5, 1, undefined])
    expect((await house.told())[0]).toMatchObject({ state: 'delivered', tries: 5, last: { status: 204 } })
  })

  it('are given up after nine repeats, in some three days, and switched off after five without a success', async () => {
    const house = await aListener(['subscriber.subscribed'])
    house.answers.status = 503
    await house.reader('ada')
    await house.drain()
    for (const pause of PAUSES) {
      house.clock.now += pause
      await house.minute()
    }
    expect([house.received.length, (await house.told())[0]?.state]).toEqual([10, 'failed'])
    expect(await house.hook()).toMatchObject({ status: 'on', failingSince: expect.any(String) })
    house.clock.now += 3 * 24 * 3_600_000
    await house.minute()
    expect(house.received).toHaveLength(10)

    await house.reader('grace')
    await house.drain()
    expect(await house.hook()).toMatchObject({ status: 'off', note: 'For five days nothing has arrived there.' })
    await house.reader('lin')
    await house.minute()
    expect(house.received).toHaveLength(11)
    house.answers.status = 200
    await house.call(API_KEY, 'PATCH', `/hooks/${house.id}`, { status: 'on' })
    await house.reader('mary')
    await house.drain()
    const { note, failingSince, status } = await house.hook()
    expect([house.received.length, status, note, failingSince]).toEqual([12, 'on', undefined, undefined])
  })

  it('are told no more once they say that they are gone (410)', async () => {
    const house = await aListener(['subscriber.subscribed'])
    house.answers.status = 410
    await house.reader('ada')
    await house.drain()
    expect((await house.hook()).status).toBe('off')
    await house.minute()
    expect(house.received).toHaveLength(1)
    expect((await house.told())[0]?.state).toBe('dropped')
  })

  it('hear of it though every nudge was lost and every worker died, by the tick', async () => {
    const house = await aListener(['subscriber.subscribed'])
    await house.reader('ada')
    house.messages.length = 0
    const dying = { ...house.ports, courier: { ...house.ports.courier, post: () => Promise.reject(new Error('died')) } }
    const [told] = await house.told()
    await deliver(dying, house.id, told!.id).catch(() => {})
    await house.minute()
    await house.minute()
    expect(house.events().map(({ type }) => type)).toEqual(['subscriber.subscribed'])
  })

  it('are told once by two workers at once', async () => {
    const house = await aListener(['subscriber.subscribed'])
    await house.reader('ada')
    const [told] = await house.told()
    await Promise.all([1, 2, 3].map(() => deliver(house.ports, house.id, told!.id)))
    expect(house.received).toHaveLength(1)
  })

  it('are told of whom to forget by the id alone, and no address of theirs is kept for it (STD-62)', async () => {
    const house = await aListener(all)
    house.answers.status = 500
    const ada = await house.reader('ada')
    await house.drain()
    await erase(house.ports, ada.id)
    expect(JSON.stringify([...house.shelf.deliveries])).not.toContain('ada@')
    house.answers.status = 200
    await house.minute()
    expect(
      house
        .events()
        .slice(-2)
        .map(({ type, data }) => [type, data.email, data.why]),
    ).toEqual(
      expect.arrayContaining([
        ['subscriber.left', null, 'erased'],
        ['subscriber.subscribed', null, undefined],
      ]),
    )
  })

  it('are signed to with the old secret as well, for a day after it was changed', async () => {
    const house = await aListener(['subscriber.subscribed'], new Date().toISOString())
    const rotated = await house.call(API_KEY, 'POST', `/hooks/${house.id}/rotate`)
    const { secret } = (await rotated.json()) as { secret: string }
    expect(secret).not.toBe(house.secret)
    await house.reader('ada')
    await house.drain()
    const [{ headers, body } = { headers: {}, body: '' }] = house.received
    for (const one of [secret, house.secret]) expect(new Webhook(one).verify(body, headers)).toBeTruthy()
    house.clock.now += 25 * 3_600_000
    await house.reader('grace')
    await house.drain()
    expect(house.received[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  })

  it('are told nothing by a copy of the table', async () => {
    const house = await aListener(['subscriber.subscribed'])
    Object.assign(house.ports, {
      fence: { ...house.ports.fence, check: async () => ({ kind: 'closed', reason: 'A copy.' }) },
    })
    await house.reader('ada')
    await house.drain()
    await house.minute()
    expect(house.received).toEqual([])
  })

  it('hear nothing of an issue that was not sent after all', async () => {
    const house = await aListener(['issue.sent'])
    await house.reader('ada')
    await house.article('Harbour reopens', ['trade'])
    const opened = (await (await house.call(API_KEY, 'POST', '/digests/brief/issues')).json()) as {
      id: `iss_${string}`
    }
    await announceSent(house.ports, { id: opened.id, digest: 'brief' })
    await announceSent(house.ports, { id: opened.id, digest: 'brief' })
    await house.call(API_KEY, 'POST', `/issues/${opened.id}/cancel`)
    house.messages.length = 0
    await house.minute()
    expect([house.received, (await house.told()).map(({ state }) => state)]).toEqual([[], ['dropped']])
  })

  it('can be tried with a test event, switched off or not, and show what they answered', async () => {
    const house = await aListener(['issue.sent'])
    const owner = await house.as('owner')
    await owner(`/console/settings/webhooks/${house.id}/off`, {})
    await owner(`/console/settings/webhooks/${house.id}/test`, {})
    await house.drain()
    expect(house.events().map(({ type }) => type)).toEqual(['webhook.test'])
    const page = await (await owner(`/console/settings/webhooks/${house.id}`)).text()
    expect([page.includes('It answered 200.'), page.includes('switched off')]).toEqual([true, true])
  })

  it('have addresses on the public internet, with https, and nothing in them that is a password', async () => {
    const house = await aListener(['issue.sent'])
    for (const url of [
      'http://crm.example/in',
      'https://user:secret@crm.example/in',
      'ftp://crm.example',
      'https://localhost/in',
      'https://127.0.0.1/in',
      'not an address',
      '',
    ]) {
      const answer = await house.call(API_KEY, 'POST', '/hooks', { url, events: ['issue.sent'] })
      expect([url, answer.status, ((await answer.json()) as { field: string }).field]).toEqual([url, 422, 'url'])
    }
    const nothing = await house.call(API_KEY, 'POST', '/hooks', { url: 'https://a.example', events: [] })
    expect(nothing.status).toBe(422)
  })

  it('cost a reader who leaves one read where nobody has asked to be told, and whoever stays none', async () => {
    const door = await aDoor()
    await door.topics('trade', 'city')
    await door.digest()
    let reads = 0
    const { list } = door.ports.hooks
    Object.assign(door.ports.hooks, {
      list: () => {
        reads += 1
        return list()
      },
    })
    const ada = await door.reader('ada')
    expect(reads).toBe(1)
    const choices = { choices: new Map([['brief', ['trade']]]), locale: 'de', pausedUntil: undefined }
    await changePreferences(door.ports, ada.id, choices as never)
    expect(reads).toBe(1)
    await leave(door.ports, ada.id, 'brief')
    await leave(door.ports, ada.id, 'brief')
    expect(reads).toBe(2)
    expect(door.shelf.deliveries.size).toBe(0)
  })
})

describe('the courier', () => {
  const parcel = (url: string) => ({
    url,
    id: 'msg_1' as const,
    secrets: ['whsec_c2VjcmV0c2VjcmV0c2VjcmV0'],
    body: '{}',
    now: '2026-11-24T06:00:00.000Z',
  })

  it('posts to no address inside a network, whatever its name says (T40, T42)', async () => {
    const asked: string[] = []
    const inside = courier({
      resolve: async (host) => {
        asked.push(host)
        return host === 'mixed.example' ? ['93.184.216.34', '10.0.0.1'] : ['169.254.169.254']
      },
      connect: () => {
        throw new Error('it connects')
      },
    })
    for (const host of ['metadata.example', 'mixed.example'])
      expect(await inside.post(parcel(`https://${host}/in`))).toMatchObject({ kind: 'silent' })
    expect(asked).toEqual(['metadata.example', 'mixed.example'])
    expect(await inside.post(parcel('http://crm.example/in'))).toMatchObject({ kind: 'silent' })
    expect(asked).toHaveLength(2)
  })

  it('follows no redirect, and takes a server that never answers for silent', async () => {
    let hits = 0
    const leading = anInternet(
      await aServer((_, response) => {
        hits += 1
        response.writeHead(302, { location: 'https://elsewhere.example/' }).end()
      }),
    )
    const led = await courier(leading).post(parcel('https://crm.example/in'))
    expect([led, hits]).toEqual([{ kind: 'answered', status: 302 }, 1])
    const silent = anInternet(await aServer(() => {}))
    const limits = { totalMs: 100 }
    expect(await courier({ ...silent, limits }).post(parcel('https://crm.example/in'))).toMatchObject({
      kind: 'silent',
    })
  })

  it('reaches a program on the same laptop only where that is allowed', async () => {
    const port = await aServer((_, response) => response.writeHead(200).end())
    const url = `http://127.0.0.1:${port}/in`
    expect(courier().refuses(url)).toBeDefined()
    expect(await courier({ allowPrivate: true }).post(parcel(url))).toEqual({ kind: 'answered', status: 200 })
    expect(courier({ allowPrivate: true }).refuses('http://10.0.0.1/in')).toBeDefined()
  })
})
