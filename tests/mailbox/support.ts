import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Resend } from 'resend'
import { onTestFinished } from 'vitest'
import { createMailbox, type MailboxOptions } from '../../local/mailbox/mailbox.ts'

export const MORNING = Date.parse('2026-11-24T08:00:00Z')
export const SECRET = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`

/** A mailbox whose clock is turned by hand, and whose waits take no time. */
export function aMailbox(options: Partial<MailboxOptions> = {}) {
  const clock = { now: MORNING }
  const waits: number[] = []
  const mailbox = createMailbox({
    now: () => clock.now,
    wait: async (ms) => {
      waits.push(ms)
      clock.now += ms
    },
    ...options,
  })
  onTestFinished(() => mailbox.close())
  const ask = (path: string, init?: RequestInit) => Promise.resolve(mailbox.app.request(path, init))
  return { ...mailbox, clock, waits, ask }
}

/** The same, listening on a free port of this machine, with the real SDK talking to it. */
export async function aListeningMailbox(options: Partial<MailboxOptions> = {}) {
  const mailbox = aMailbox(options)
  const server = createAdaptorServer({ fetch: mailbox.app.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { ...mailbox, url, resend: new Resend('re_test', { baseUrl: url }) }
}

/** A service that keeps what it is told by webhook, and answers as it is told to. */
export function aService() {
  const received: { headers: Record<string, string>; body: string }[] = []
  const answers: number[] = []
  const fetch = (async (_url: string, init: RequestInit) => {
    received.push({ headers: init.headers as Record<string, string>, body: String(init.body) })
    return new Response(null, { status: answers.shift() ?? 200 })
  }) as typeof globalThis.fetch
  const events = () => received.map(({ body }) => JSON.parse(body))
  return { received, answers, events, options: { fetch, webhook: { url: 'http://service.test/hook', secret: SECRET } } }
}

export const aMail = (changes: object = {}) => ({
  from: 'The Harbour Brief <brief@harbour.example>',
  to: 'reader@mail.example.com',
  subject: 'Strike, second week',
  html: '<h1>Forty ships at anchor</h1>',
  text: 'Forty ships at anchor',
  ...changes,
})

export const aBatch = (size: number, changes: (i: number) => object = () => ({})) =>
  Array.from({ length: size }, (_, i) => aMail({ to: `reader${i}@mail.example.com`, ...changes(i) }))

export const posted = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
