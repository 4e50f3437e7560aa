import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { aBatch, aMail, aMailbox, posted } from './support.ts'

test('lists the newest mail first and finds it by address or subject in any case', async () => {
  const { ask } = aMailbox()
  await ask('/emails', posted(aMail({ to: 'Anna@mail.example.com', subject: 'Confirm your address' })))
  await ask('/emails', posted(aMail({ to: 'Bo <bo@mail.example.com>' })))
  const list = async (query: string) =>
    ((await (await ask(`/messages?${query}`)).json()) as { to: string[] }[]).map((one) => one.to[0])

  expect(await list('')).toEqual(['Bo <bo@mail.example.com>', 'Anna@mail.example.com'])
  expect(await list('limit=1')).toEqual(['Bo <bo@mail.example.com>'])
  expect(await list('to=anna@MAIL')).toEqual(['Anna@mail.example.com'])
  expect(await list('subject=CONFIRM')).toEqual(['Anna@mail.example.com'])
  expect(await list('to=bo@mail.example.com&subject=confirm')).toEqual([])
})

test('keeps the newest bodies and counts the rest', async () => {
  const { ask, messages, accepted } = aMailbox({ keep: 3 })

  await ask('/emails/batch', posted(aBatch(5)))
  await ask('/emails', posted(aMail({ to: 'last@mail.example.com' })))

  expect(messages().map((one) => one.to[0])).toEqual([
    'last@mail.example.com',
    'reader4@mail.example.com',
    'reader3@mail.example.com',
  ])
  expect(accepted()).toHaveLength(6)
})

test('forgets bodies when asked, but neither the log nor the keys', async () => {
  const { ask, messages, accepted } = aMailbox()
  const request = posted(aMail(), { 'idempotency-key': 'k' })
  const first = await (await ask('/emails', request)).text()

  await ask('/messages', { method: 'DELETE' })

  expect(messages()).toEqual([])
  expect(await (await ask('/emails', request)).text()).toBe(first)
  expect(accepted()).toHaveLength(1)
})

test('streams the accept log, one line a mail in order, however long it is', async () => {
  const { ask } = aMailbox({ keep: 1 })
  for (let i = 0; i < 25; i++) await ask('/emails/batch', posted(aBatch(100), { 'idempotency-key': `k${i}` }))

  const answer = await ask('/accepted')
  const lines = (await answer.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const summary = await (await ask('/accepted?summary')).json()

  expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
  expect(lines).toHaveLength(2500)
  expect(lines[1234]).toEqual({
    id: expect.any(String),
    key: 'k12',
    recipient: 'reader34@mail.example.com',
    hash: hash('sha256', JSON.stringify(aBatch(35)[34])),
    time: '2026-11-24T08:00:00.000Z',
    subject: 'Strike, second week',
  })
  expect(summary).toEqual({ mails: 2500, recipients: 100 })
})

test('lets no copy in Cc or Bcc escape the log', async () => {
  const { ask, accepted } = aMailbox()

  await ask('/emails', posted(aMail({ cc: 'Cee <c@mail.example.com>', bcc: ['b@mail.example.com'] })))

  expect(accepted()[0]?.recipient).toBe('reader@mail.example.com, c@mail.example.com, b@mail.example.com')
})

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:3025', '192.168.0.2:3025'])(
  'refuses a request for host %s',
  async (host) => {
    const { ask } = aMailbox()
    expect((await ask('/messages', { headers: { host } })).status).toBe(403)
  },
)

test.each(['localhost', 'localhost:3025', '127.0.0.1:3025', '[::1]:3025'])(
  'answers a request for host %s',
  async (host) => {
    const { ask } = aMailbox()
    expect((await ask('/messages', { headers: { host } })).status).toBe(200)
  },
)

test('lets no other site write, be it only to make trouble', async () => {
  const { ask } = aMailbox()
  const answer = await ask('/faults', posted({ kind: '500' }, { origin: 'https://evil.example' }))
  expect(answer.status).toBe(403)
})
