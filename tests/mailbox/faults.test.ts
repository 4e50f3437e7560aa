import { expect, test } from 'vitest'
import { ConnectionReset, type FaultInput } from '../../local/mailbox/mailbox.ts'
import { aBatch, aListeningMailbox, aMail, aMailbox, posted } from './support.ts'

test.each<[FaultInput, number, string]>([
  [{ kind: '429' }, 429, 'rate_limit_exceeded'],
  [{ kind: '500' }, 500, 'internal_server_error'],
  [{ kind: '502' }, 502, 'application_error'],
  [{ kind: '503' }, 503, 'application_error'],
  [{ kind: '401' }, 401, 'restricted_api_key'],
  [{ kind: '403' }, 403, 'invalid_api_key'],
  [{ kind: '422-one', index: 1 }, 422, 'validation_error'],
  [{ kind: '409-concurrent' }, 409, 'concurrent_idempotent_requests'],
  [{ kind: '409-other-body' }, 409, 'invalid_idempotent_request'],
  [{ kind: 'quota-at', message: 2, times: 1 }, 429, 'daily_quota_exceeded'],
  [{ kind: 'quota-at', message: 1, times: 1, monthly: true }, 429, 'monthly_quota_exceeded'],
])('under %o the SDK is told so, nothing is accepted, and the next try succeeds', async (fault, status, name) => {
  const mailbox = await aListeningMailbox()
  mailbox.fault(fault)
  const send = () => mailbox.resend.batch.send(aBatch(3), { idempotencyKey: 'k' })

  const { error } = await send()

  expect(error).toMatchObject({ statusCode: status, name })
  expect(mailbox.accepted()).toEqual([])
  expect((await send()).data?.data).toHaveLength(3)
  expect(mailbox.faults()).toEqual([])
})

test.each<FaultInput['kind']>(['500', '502', '503', '429', 'reset', 'html-200', '409-concurrent'])(
  'after %s with the answer lost, the same key brings the first answer and no second mail',
  async (kind) => {
    const mailbox = await aListeningMailbox()
    mailbox.fault({ kind, afterAccept: true })
    const send = () => mailbox.resend.batch.send(aBatch(3), { idempotencyKey: 'k' })

    const { error } = await send()

    expect(error).not.toBeNull()
    expect(mailbox.accepted()).toHaveLength(3)
    expect((await send()).data?.data.map(({ id }) => id)).toEqual(mailbox.accepted().map(({ id }) => id))
    expect(mailbox.accepted()).toHaveLength(3)
  },
)

test('breaks the connection before anything is accepted', async () => {
  const { resend, fault, accepted } = await aListeningMailbox()
  fault({ kind: 'reset' })

  const { error } = await resend.emails.send(aMail())

  expect(error).toMatchObject({ statusCode: null, name: 'application_error' })
  expect(accepted()).toEqual([])
})

test('breaks with an exception where there is no connection to break', async () => {
  const { ask, fault, accepted } = aMailbox()
  fault({ kind: 'reset', afterAccept: true })

  await expect(ask('/emails', posted(aMail()))).rejects.toThrow(ConnectionReset)

  expect(accepted()).toHaveLength(1)
})

test.each([false, true])('never answers a request that times out (accepted: %s)', async (afterAccept) => {
  const met = Promise.withResolvers<void>()
  const log = (event: string) => event === 'fault.met' && met.resolve()
  const { resend, fault, accepted } = await aListeningMailbox({ log })
  fault({ kind: 'timeout', afterAccept })
  const caller = new AbortController()

  const answer = resend.fetchRequest('/emails', {
    ...posted(aMail(), { 'idempotency-key': 'k' }),
    signal: caller.signal,
  })
  await met.promise
  caller.abort()

  expect((await answer).error).toMatchObject({ statusCode: null })
  expect(accepted()).toHaveLength(afterAccept ? 1 : 0)
  expect((await resend.emails.send(aMail({ to: 'another@mail.example.com' }))).error).toBeNull()
})

test.each([
  [undefined, '1'],
  [0, '0'],
  [3600, '3600'],
  ['Tue, 24 Nov 2026 09:00:00 GMT', 'Tue, 24 Nov 2026 09:00:00 GMT'],
  ['none', null],
])('asks to come again after %s', async (retryAfter, header) => {
  const { ask, fault } = aMailbox()
  fault({ kind: '429', ...(retryAfter !== undefined && { retryAfter }) })
  expect((await ask('/emails', posted(aMail()))).headers.get('retry-after')).toBe(header)
})

test('is slow before or after it accepts, for as long as it was told', async () => {
  const { ask, fault, waits } = aMailbox()
  fault({ kind: 'slow', ms: 60_000 })
  fault({ kind: 'slow', ms: 1000, afterAccept: true })

  await ask('/emails', posted(aMail()))
  await ask('/emails', posted(aMail()))

  expect(waits).toEqual([60_000, 1000])
})

test('names one bad recipient of a permissive batch', async () => {
  const { resend, fault, accepted } = await aListeningMailbox()
  fault({ kind: '422-one', index: 1 })

  const { data } = await resend.batch.send(aBatch(3), { batchValidation: 'permissive' })

  expect(data?.errors).toEqual([{ index: 1, message: expect.any(String) }])
  expect(accepted().map((one) => one.recipient)).toEqual(['reader0@mail.example.com', 'reader2@mail.example.com'])
})

test('loses the memory of keys', async () => {
  const { ask, fault, accepted } = aMailbox()
  const request = posted(aMail(), { 'idempotency-key': 'k' })

  await ask('/emails', request)
  fault({ kind: 'forget-keys' })
  await ask('/emails', request)

  expect(accepted()).toHaveLength(2)
})

test('spoils the answer of mails that were accepted', async () => {
  const { ask, fault, accepted } = aMailbox()
  const send = async () => (await ask('/emails/batch', posted(aBatch(3), { 'idempotency-key': 'k' }))).text()
  const whole = await send()
  const ids = JSON.parse(whole).data

  for (const kind of ['truncated-json', 'fewer-ids', 'reordered-ids'] as const) fault({ kind })

  expect(whole.startsWith(await send())).toBe(true)
  expect(JSON.parse(await send()).data).toEqual(ids.slice(0, 2))
  expect(JSON.parse(await send()).data).toEqual(ids.toReversed())
  expect(await send()).toBe(whole)
  expect(accepted()).toHaveLength(3)
})

test('the quota holds from message k on, refuses requests whole, and ends with the day', async () => {
  const { ask, fault, accepted, clock } = aMailbox()
  fault({ kind: 'quota-at', message: 151 })
  const send = async (size: number) => (await ask('/emails/batch', posted(aBatch(size)))).status

  expect([await send(100), await send(100), await send(50), await send(1)]).toEqual([200, 429, 200, 429])
  clock.now += 16 * 60 * 60 * 1000
  expect(await send(1)).toBe(200)
  expect(accepted()).toHaveLength(151)
})

test('faults come in the order they were asked for, as often as they were, on the route they were for', async () => {
  const { ask } = aMailbox()
  const send = async (path: string, body: unknown) => (await ask(path, posted(body))).status
  await ask('/faults', posted({ kind: '503', on: 'batch' }))
  await ask('/faults', posted({ kind: '500', times: 2 }))
  await ask('/faults', posted({ kind: '401' }))

  expect(await send('/emails', aMail())).toBe(500)
  expect(await send('/emails/batch', aBatch(1))).toBe(503)
  expect(await (await ask('/faults')).json()).toMatchObject([
    { kind: '500', times: 1 },
    { kind: '401', times: 1 },
  ])
  expect(await send('/emails', aMail())).toBe(500)
  await ask('/faults', { method: 'DELETE' })
  expect(await send('/emails', aMail())).toBe(200)
})

test('a fault with a probability lasts and hits by chance', async () => {
  const chances = [0.1, 0.9, 0.2, 0.3]
  const { ask, fault } = aMailbox({ random: () => chances.shift()! })
  fault({ kind: '500', probability: 0.3 })
  const send = async () => (await ask('/emails', posted(aMail()))).status

  expect([await send(), await send(), await send(), await send()]).toEqual([500, 200, 500, 200])
})

test('says which faults there are to whoever asks for another', async () => {
  const { ask } = aMailbox()

  const answer = await ask('/faults', posted({ kind: 'earthquake' }))

  expect(answer.status).toBe(422)
  expect(((await answer.json()) as { message: string }).message).toContain('webhook-bad-signature')
})

test.each([false, true])(
  'hangs for as long as it is told, and then answers again (accepted: %s)',
  async (afterAccept) => {
    let now = 0
    const withheld: unknown[] = []
    const log = (event: string, { key }: Record<string, unknown>) => {
      if (event === 'answer.withheld') withheld.push(key)
      if (event === 'answer.withheld') caller.abort()
    }
    let caller = new AbortController()
    const { resend, fault, accepted } = await aListeningMailbox({ log, now: () => now })
    fault({ kind: 'hang', ms: 60_000, afterAccept })
    const ask = () => {
      caller = new AbortController()
      return resend.fetchRequest('/emails', { ...posted(aMail(), { 'idempotency-key': 'k' }), signal: caller.signal })
    }

    for (const time of [0, 30_000, 59_999]) {
      now = time
      expect((await ask()).error).toMatchObject({ statusCode: null })
    }
    expect([withheld.length, accepted().length]).toEqual([3, afterAccept ? 1 : 0])
    now = 60_000
    expect((await ask()).error).toBeNull()
    expect(accepted()).toHaveLength(1)
  },
)

test.each([
  [{}, 500, '{}'],
  [{ status: 403, body: { error: 'Forbidden' } }, 403, '{"error":"Forbidden"}'],
  [{ status: 502, body: null }, 502, 'null'],
  [{ status: 503, body: [], afterAccept: true }, 503, '[]'],
])('answers in JSON of any form: %j', async (more, status, text) => {
  const { ask, fault, accepted } = aMailbox()
  fault({ kind: 'json-error', ...more })

  const answer = await ask('/emails', posted(aMail()))

  expect([answer.status, await answer.text()]).toEqual([status, text])
  expect(accepted()).toHaveLength('afterAccept' in more ? 1 : 0)
})

test.each([99, 204, 304, 600, 'teapot'])('takes no status of %s for an answer in JSON', async (status) => {
  const { ask } = aMailbox()
  const answer = await ask('/faults', posted({ kind: 'json-error', status }))
  expect(answer.status).toBe(422)
})
