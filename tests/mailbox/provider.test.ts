import { expect, test } from 'vitest'
import { aBatch, aListeningMailbox, aMail, aMailbox, posted } from './support.ts'

const HOUR = 60 * 60 * 1000

test('accepts a mail and shows it as it was sent', async () => {
  const { resend, messages, accepted } = await aListeningMailbox()

  const { data, error } = await resend.emails.send({
    ...aMail(),
    replyTo: 'editor@harbour.example',
    headers: { 'List-Id': '<brief.harbour.example>' },
    tags: [{ name: 'issue', value: 'iss_1' }],
  })

  expect(error).toBeNull()
  expect(messages()).toEqual([
    expect.objectContaining({
      id: data?.id,
      to: ['reader@mail.example.com'],
      from: 'The Harbour Brief <brief@harbour.example>',
      replyTo: ['editor@harbour.example'],
      subject: 'Strike, second week',
      headers: { 'List-Id': '<brief.harbour.example>' },
      html: '<h1>Forty ships at anchor</h1>',
      text: 'Forty ships at anchor',
      tags: [{ name: 'issue', value: 'iss_1' }],
      receivedAt: '2026-11-24T08:00:00.000Z',
    }),
  ])
  expect(accepted()).toEqual([
    {
      id: data?.id,
      key: null,
      recipient: 'reader@mail.example.com',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      time: '2026-11-24T08:00:00.000Z',
      subject: 'Strike, second week',
    },
  ])
})

test('answers what became of a mail, its body forgotten or not', async () => {
  const { resend, ask } = await aListeningMailbox()
  const { data } = await resend.emails.send(aMail())

  const kept = await resend.emails.get(data!.id)
  await ask('/messages', { method: 'DELETE' })
  const forgotten = await resend.emails.get(data!.id)
  const unknown = await resend.emails.get('4c2f5e5c-0000-4000-8000-00000000ffff')

  expect(kept.data).toMatchObject({ id: data!.id, to: ['reader@mail.example.com'], last_event: 'delivered' })
  expect(kept.data?.html).toContain('Forty ships')
  expect(forgotten.data).toMatchObject({ id: data!.id, subject: 'Strike, second week', html: null })
  expect(unknown.error).toMatchObject({ statusCode: 404, name: 'not_found' })
})

test('answers a batch with one id a mail, in order', async () => {
  const { resend, message } = await aListeningMailbox()

  const { data } = await resend.batch.send(aBatch(100))

  const recipients = data?.data.map(({ id }) => message(id)?.to[0])
  expect(recipients).toEqual(aBatch(100).map((mail) => mail.to))
})

test('refuses a whole strict batch for one bad recipient', async () => {
  const { resend, accepted } = await aListeningMailbox()

  const { error } = await resend.batch.send(aBatch(3, (i) => (i === 1 ? { to: 'nobody' } : {})))

  expect(error).toMatchObject({ statusCode: 422, name: 'validation_error' })
  expect(accepted()).toEqual([])
})

test('names the bad recipients of a permissive batch and accepts the others', async () => {
  const { resend, accepted } = await aListeningMailbox()

  const { data } = await resend.batch.send(
    aBatch(4, (i) => (i % 2 ? { to: `reader${i}@example.com` } : {})),
    { batchValidation: 'permissive' },
  )

  expect(data?.data).toHaveLength(2)
  expect(data?.errors.map((one) => one.index)).toEqual([1, 3])
  expect(accepted().map((one) => one.recipient)).toEqual(['reader0@mail.example.com', 'reader2@mail.example.com'])
})

test('answers a repeated key with the first answer and accepts nothing twice', async () => {
  const { ask, accepted, clock } = aMailbox()
  const request = posted(aBatch(2), { 'idempotency-key': 'inst/iss_1/1', 'x-batch-validation': 'permissive' })

  const first = await (await ask('/emails/batch', request)).text()
  clock.now += 23 * HOUR
  const second = await (await ask('/emails/batch', request)).text()

  expect(second).toBe(first)
  expect(accepted()).toHaveLength(2)
  expect(accepted().map((one) => one.key)).toEqual(['inst/iss_1/1', 'inst/iss_1/1'])
})

test('refuses a key that comes with another body', async () => {
  const { resend, accepted } = await aListeningMailbox()

  await resend.batch.send(aBatch(2), { idempotencyKey: 'k' })
  const { error } = await resend.batch.send(aBatch(1), { idempotencyKey: 'k' })

  expect(error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' })
  expect(accepted()).toHaveLength(2)
})

test('refuses a key whose first request is still running', async () => {
  let finish = () => {}
  const { ask, fault, accepted } = aMailbox({ wait: () => new Promise((resolve) => (finish = resolve)) })
  fault({ kind: 'slow', ms: 60_000 })
  const request = posted(aMail(), { 'idempotency-key': 'k' })

  const first = ask('/emails', request)
  await new Promise((resolve) => setImmediate(resolve))
  const second = await ask('/emails', request)
  finish()

  expect(second.status).toBe(409)
  expect(await second.json()).toMatchObject({ name: 'concurrent_idempotent_requests' })
  expect((await first).status).toBe(200)
  expect(accepted()).toHaveLength(1)
})

test('forgets a key after 24 hours', async () => {
  const { ask, accepted, clock } = aMailbox()
  const request = posted(aMail(), { 'idempotency-key': 'k' })

  await ask('/emails', request)
  clock.now += 24 * HOUR
  await ask('/emails', request)

  expect(accepted()).toHaveLength(2)
})

test('a refused request leaves its key free', async () => {
  const { ask, fault, accepted } = aMailbox({ dailyQuota: 1 })
  const keyed = (body: unknown) => ask('/emails/batch', posted(body, { 'idempotency-key': 'k' }))

  const invalid = await keyed(aBatch(1, () => ({ to: 'nobody' })))
  const overQuota = await keyed(aBatch(2))
  fault({ kind: '500' })
  const broken = await keyed(aBatch(1))
  const fine = await keyed(aBatch(1))

  expect([invalid, overQuota, broken, fine].map((one) => one.status)).toEqual([422, 429, 500, 200])
  expect(accepted()).toHaveLength(1)
})

test.each(['', 'k'.repeat(257)])('refuses a key that is empty or longer than 256 characters', async (key) => {
  const { ask } = aMailbox()

  const answer = await ask('/emails', posted(aMail(), { 'idempotency-key': key }))

  expect(await answer.json()).toMatchObject({ statusCode: 400, name: 'invalid_idempotency_key' })
})

test.each([
  ['no sender', { from: undefined }, 'missing_required_field'],
  ['no recipient', { to: [] }, 'missing_required_field'],
  ['no subject', { subject: '' }, 'missing_required_field'],
  ['no body', { html: undefined, text: undefined }, 'missing_required_field'],
  ['a sender that is no address', { from: 'The Brief' }, 'validation_error'],
  ['a recipient that is no address', { to: 'reader@localhost' }, 'validation_error'],
  ['a recipient in another alphabet', { to: 'läser@mail.example.com' }, 'validation_error'],
  ['a reply address that is none', { reply_to: 'a@b@c d' }, 'validation_error'],
  ['51 recipients', { to: Array.from({ length: 51 }, (_, i) => `r${i}@mail.example.com`) }, 'validation_error'],
  ['a recipient at example.com', { to: 'Reader <reader@Example.com>' }, 'validation_error'],
  ['a recipient at test.com', { to: ['reader@test.com'] }, 'validation_error'],
  ['a tag with a space', { tags: [{ name: 'issue', value: 'one two' }] }, 'validation_error'],
  ['a tag in another alphabet', { tags: [{ name: 'thème', value: 'x' }] }, 'validation_error'],
  ['a tag of 257 characters', { tags: [{ name: 'issue', value: 'x'.repeat(257) }] }, 'validation_error'],
  ['a header of two lines', { headers: { 'X-A': 'one\r\nBcc: x@y.example' } }, 'validation_error'],
  ['a subject of two lines', { subject: 'one\ntwo' }, 'validation_error'],
])('refuses %s', async (_, changes, name) => {
  const { ask, accepted } = aMailbox()

  const answer = await ask('/emails', posted(aMail(changes)))

  expect(answer.status).toBe(422)
  expect(await answer.json()).toEqual({ statusCode: 422, name, message: expect.any(String) })
  expect(accepted()).toEqual([])
})

test.each(['reader@mail.example.com', 'reader@a.test.com', 'Ann, "the" Reader <ann+x@bücher.example>'])(
  'accepts a recipient like %s',
  async (to) => {
    const { ask } = aMailbox()
    expect((await ask('/emails', posted(aMail({ to })))).status).toBe(200)
  },
)

test('refuses a batch of 101, an empty one, and attachments in one', async () => {
  const { ask } = aMailbox()
  const attachments = [{ filename: 'a.txt', content: 'YQ==' }]

  const answers = await Promise.all(
    [aBatch(101), [], aBatch(1, () => ({ attachments })), { not: 'an array' }].map((body) =>
      ask('/emails/batch', posted(body)),
    ),
  )

  expect(answers.map((one) => one.status)).toEqual([422, 422, 422, 422])
})

test('lets so many requests through in any one second and says when the next may come', async () => {
  const { ask, clock, accepted } = aMailbox({ rate: 2 })
  const send = () => ask('/emails', posted(aMail()))

  const first = await send()
  clock.now += 600
  const second = await send()
  const third = await send()
  clock.now += 400
  const fourth = await send()
  const fifth = await send()

  expect([first, second, third, fourth, fifth].map((one) => one.status)).toEqual([200, 200, 429, 200, 429])
  expect(first.headers.get('ratelimit-limit')).toBe('2')
  expect(first.headers.get('ratelimit-remaining')).toBe('1')
  expect(first.headers.get('ratelimit-reset')).toBe('1')
  expect(third.headers.get('retry-after')).toBe('1')
  expect(await third.json()).toMatchObject({ statusCode: 429, name: 'rate_limit_exceeded' })
  expect(accepted()).toHaveLength(3)
})

test('gives the SDK its rate limit headers', async () => {
  const { resend } = await aListeningMailbox({ rate: 1 })

  await resend.emails.send(aMail())
  const { error, headers } = await resend.emails.send(aMail())

  expect(error?.name).toBe('rate_limit_exceeded')
  expect(headers).toMatchObject({ 'ratelimit-remaining': '0', 'retry-after': '1' })
})

test('refuses what goes over the daily quota until the next day', async () => {
  const { ask, clock, accepted } = aMailbox({ dailyQuota: 3 })

  await ask('/emails/batch', posted(aBatch(2)))
  const over = await ask('/emails/batch', posted(aBatch(2)))
  const last = await ask('/emails', posted(aMail()))
  clock.now = Date.parse('2026-11-25T00:00:00Z')
  const tomorrow = await ask('/emails/batch', posted(aBatch(2)))

  expect(await over.json()).toMatchObject({ statusCode: 429, name: 'daily_quota_exceeded' })
  expect([last.status, tomorrow.status]).toEqual([200, 200])
  expect(accepted()).toHaveLength(5)
})

test('asks for the key it was given, in the words of the provider', async () => {
  const { ask } = aMailbox({ apiKey: 're_right' })

  const none = await ask('/emails', posted(aMail()))
  const wrong = await ask('/emails', posted(aMail(), { authorization: 'Bearer re_wrong' }))
  const right = await ask('/emails', posted(aMail(), { authorization: 'Bearer re_right' }))

  expect(await none.json()).toMatchObject({ statusCode: 401, name: 'missing_api_key' })
  expect(await wrong.json()).toMatchObject({ statusCode: 403, name: 'invalid_api_key' })
  expect(right.status).toBe(200)
})

test('does not take a broken body for a mail', async () => {
  const { ask } = aMailbox()
  const answers = await Promise.all(['{', 'null', '"mail"'].map((body) => ask('/emails', { method: 'POST', body })))
  expect(answers.map((one) => one.status)).toEqual([400, 422, 422])
})
