import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { Resend } from 'resend'
import { describe, expect, it, onTestFinished } from 'vitest'
import { asksNothing } from '../../core/model/account.ts'
import { instantIn, resendAccount } from '../../functions/adapters/resend-account.ts'

/** The real client, and a provider that answers whatever it is told to. */
async function anAccount(answer: (path: string) => Response) {
  const asked: string[] = []
  const app = new Hono().all('*', (c) => {
    const path = `${c.req.method} ${new URL(c.req.url).pathname}${new URL(c.req.url).search}`
    asked.push(path)
    return answer(path)
  })
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, account: resendAccount(new Resend('re_1', { baseUrl })) }
}
const error = (status: number, name?: string) =>
  Response.json({ statusCode: status, ...(name ? { name } : {}), message: 'No.' }, { status })

/** As resend-rs and resend-cli have it in their tests, of a plan that is paid for. */
const usage = {
  object: 'usage',
  emails: {
    daily: { used: 258, limit: null, sent: 57, received: 201, resets_at: '2026-07-17T00:00:00.000Z' },
    monthly: { used: 5442, limit: 10000, sent: 1000, received: 4442, resets_at: '2026-08-01T00:00:00.000Z' },
  },
  rate_limit: { limit: 10, duration: '1000ms' },
}

describe('the account at the provider, through its own client', () => {
  it('says what is used of which quota, and knows "no limit" from "not said"', async () => {
    const { account } = await anAccount(() => Response.json(usage))
    expect(await account.usage()).toEqual({
      ok: true,
      value: {
        daily: { used: 258, limit: null, resetsAt: '2026-07-17T00:00:00.000Z' },
        monthly: { used: 5442, limit: 10000, resetsAt: '2026-08-01T00:00:00.000Z' },
      },
    })
  })

  it.each([
    ['a limit that is a word', { daily: { used: 1, limit: 'many', resets_at: 'soon' } }, { used: 1 }],
    ['a limit that is missing', { daily: { used: 1 } }, { used: 1 }],
    ['a negative limit', { daily: { used: 1, limit: -1 } }, { used: 1 }],
    [
      'a moment as Postgres writes it',
      { daily: { used: 1, limit: 100, resets_at: '2026-10-07 00:00:00+00' } },
      { used: 1, limit: 100, resetsAt: '2026-10-07T00:00:00.000Z' },
    ],
  ])('reads %s as it is, and nothing more into it', async (_, emails, daily) => {
    const { account } = await anAccount(() => Response.json({ emails }))
    expect(await account.usage()).toEqual({ ok: true, value: { daily, monthly: undefined } })
  })

  it.each([
    ['no-key of that kind', error(401, 'restricted_api_key'), 'may-only-send'],
    ['a key that is switched off', error(403, 'restricted_api_key'), 'refused'],
    ['another key', error(403, 'invalid_api_key'), 'refused'],
    ['a suspended key, a name that its types do not have', error(403, 'suspended_api_key'), 'refused'],
    ['no such call', error(404, 'not_found'), 'not-offered'],
    ['not this method', error(405, 'method_not_allowed'), 'not-offered'],
    ['too many requests', error(429, 'rate_limit_exceeded'), 'too-fast'],
    ['a fault of its own', error(500, 'application_error'), 'no-answer'],
    ['a gateway’s page', new Response('<h1>Bad gateway</h1>', { status: 502 }), 'no-answer'],
    ['a refusal nobody has told us of', error(418, 'teapot'), 'not-understood'],
    ['an error that is {}', Response.json({}, { status: 400 }), 'not-understood'],
    ['an error that is null', Response.json(null, { status: 500 }), 'not-understood'],
    ['an error that is a list', Response.json([], { status: 500 }), 'not-understood'],
    ['an answer that is no JSON', new Response('ok'), 'no-answer'],
    ['an answer without what was asked for', Response.json({ object: 'usage' }), 'not-understood'],
    ['an answer that is null', Response.json(null), 'not-understood'],
    ['counts that are no numbers', Response.json({ emails: { daily: { used: '3' } } }), 'not-understood'],
  ] as const)('takes %s for unknown, and says why', async (_, answer, why) => {
    const { account } = await anAccount(() => answer.clone())
    expect(await account.usage()).toEqual({ ok: false, why })
  })

  it('asks nothing without a key', async () => {
    const account = asksNothing
    expect(await Promise.all([account.usage(), account.listed(), account.unlist()])).toEqual(
      Array.from({ length: 3 }, () => ({ ok: false, why: 'no-key' })),
    )
  })

  it('takes a connection that breaks, or hangs, for no answer', async () => {
    const account = resendAccount(new Resend('re_1', { baseUrl: 'http://127.0.0.1:9' }))
    expect(await account.usage()).toEqual({ ok: false, why: 'no-answer' })
    const impatient = resendAccount(new Resend('re_1', { baseUrl: 'http://127.0.0.1:9' }), () => AbortSignal.abort())
    expect(await impatient.usage()).toEqual({ ok: false, why: 'no-answer' })
  })

  it('leaves an odd entry out and goes on behind it', async () => {
    const { account, asked } = await anAccount(() =>
      Response.json({
        object: 'list',
        has_more: true,
        data: [
          {
            id: 's1',
            email: 'ada@mail.example.net',
            origin: 'bounce',
            source_id: null,
            created_at: '2026-10-06 23:47:56.678+00',
          },
          null,
          { id: 's2', email: null, origin: 'manual', created_at: 'never' },
        ],
      }),
    )
    expect(await account.listed('s0')).toEqual({
      ok: true,
      value: {
        items: [{ id: 's1', address: 'ada@mail.example.net', origin: 'bounce', at: '2026-10-06T23:47:56.678Z' }],
        last: 's2',
      },
    })
    expect(asked).toEqual(['GET /suppressions?limit=100&after=s0'])
  })

  it('takes an address that is not on the list for one that need not be taken off it', async () => {
    const { account, asked } = await anAccount(() => error(404, 'not_found'))
    expect(await account.unlist('ada+news@mail.example.net')).toEqual({ ok: true, value: 'not-listed' })
    expect(await account.replay('wh_1', 'msg_1')).toEqual({ ok: true, value: 'gone' })
    expect(asked).toEqual([
      'DELETE /suppressions/ada%2Bnews%40mail.example.net',
      'POST /webhooks/wh_1/events/msg_1/replay',
    ])
  })
})

describe('a moment as the provider writes it', () => {
  it.each([
    ['2026-10-06T23:47:56.678Z', '2026-10-06T23:47:56.678Z'],
    ['2026-10-06 23:47:56.678+00', '2026-10-06T23:47:56.678Z'],
    ['2026-10-06 23:47:56.678123+00', '2026-10-06T23:47:56.678Z'],
    ['2026-10-07 01:47:56+02:00', '2026-10-06T23:47:56.000Z'],
    ['2026-10-07 01:47:56.5+0200', '2026-10-06T23:47:56.500Z'],
    ['2024-11-22T23:41:11.894719+00:00', '2024-11-22T23:41:11.894Z'],
    ['2026-10-06', undefined],
    ['2026-13-45 99:00:00+00', undefined],
    ['', undefined],
    [null, undefined],
    [1_790_000_000, undefined],
  ])('%s', (given, read) => expect(instantIn(given)).toBe(read))
})
