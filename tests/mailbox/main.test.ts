import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Resend } from 'resend'
import { expect, onTestFinished, test } from 'vitest'
import { compileCacheEnvironment } from '../../local/host/cache.ts'
import { aBatch, aMail } from './support.ts'

const main = new URL('../../local/mailbox/main.ts', import.meta.url)

function aFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'mailbox-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function started(env: Record<string, string>) {
  const child = fork(main, {
    env: { PATH: process.env.PATH, ...compileCacheEnvironment(), MAILBOX_PORT: '0', MAILBOX_RATE: '0', ...env },
    execArgv: [],
    silent: true,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child, 'message')) as [{ ready?: true; port?: number; failed?: string; code?: string }]
  return {
    child,
    said,
    url: `http://127.0.0.1:${said.port}`,
    resend: new Resend('re_test', { baseUrl: `http://127.0.0.1:${said.port}` }),
  }
}

const ended = async (child: ChildProcess) =>
  child.exitCode === null && child.signalCode === null ? once(child, 'exit') : [child.exitCode]

const logOf = async (url: string) =>
  (await (await fetch(`${url}/accepted`)).text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('after kill -9 the log and the keys are still there, and agree', async () => {
  const MAILBOX_FILE = join(aFolder(), 'new', 'mailbox.db')
  const first = await started({ MAILBOX_FILE })
  const batches = Array.from({ length: 5 }, (_, i) => ({
    mails: aBatch(100, () => ({ subject: `Issue ${i}` })),
    key: `iss/${i}`,
  }))
  const ids = []
  for (const { mails, key } of batches.slice(0, 4)) {
    ids.push((await first.resend.batch.send(mails, { idempotencyKey: key })).data?.data)
  }
  const cut = first.resend.batch.send(batches[4]!.mails, { idempotencyKey: batches[4]!.key })
  first.child.kill('SIGKILL')
  await Promise.all([cut, ended(first.child)])

  const second = await started({ MAILBOX_FILE })
  const again = []
  for (const { mails, key } of batches) {
    again.push((await second.resend.batch.send(mails, { idempotencyKey: key })).data?.data)
  }

  expect(again.slice(0, 4)).toEqual(ids)
  const log = await logOf(second.url)
  expect(log.map((line) => line.id)).toEqual(again.flatMap((one) => one?.map(({ id }) => id)))
  expect(new Set(log.map((line) => `${line.key} ${line.recipient}`)).size).toBe(500)
})

test('says which port is taken, and ends', async () => {
  const first = await started({})

  const second = await started({ MAILBOX_PORT: String(first.said.port) })

  expect(second.said).toEqual({
    failed: `Port ${first.said.port} is in use: stop what listens there, or choose another port for the mailbox.`,
    code: 'EADDRINUSE',
  })
  expect(await ended(second.child)).toContain(1)
})

test('says when it may not write in its folder, and ends', async () => {
  const file = join(aFolder(), 'a file')
  writeFileSync(file, '')

  const { said, child } = await started({ MAILBOX_FILE: join(file, 'mailbox.db') })

  expect(said.failed).toMatch(/^The mailbox cannot write .*: choose a folder that you may write in\.$/)
  expect(await ended(child)).toContain(1)
})

test.each([
  [{ MAILBOX_KEEP: 'many' }, /^MAILBOX_KEEP is "many"\. Wanted: a whole number/],
  [{ MAILBOX_WEBHOOK_URL: 'http://127.0.0.1:9/hook' }, /^Set MAILBOX_WEBHOOK_SECRET to whsec_/],
])('says what is wrong with %o', async (env, sentence) => {
  const { said } = await started(env as unknown as Record<string, string>)
  expect(said.failed).toMatch(sentence)
})

test('leaves Ctrl-C to its parent, and ends cleanly when told to', async () => {
  const { child, resend } = await started({ MAILBOX_FILE: join(aFolder(), 'mailbox.db') })

  child.kill('SIGINT')
  expect((await resend.emails.send(aMail())).error).toBeNull()
  child.kill('SIGTERM')

  expect(await ended(child)).toEqual([0, null])
})

test('does not outlive its parent, hanging requests or not', async () => {
  const { child, url } = await started({})
  await fetch(`${url}/faults`, { method: 'POST', body: JSON.stringify({ kind: 'timeout' }) })
  const hanging = fetch(`${url}/emails`, { method: 'POST', body: JSON.stringify(aMail()) }).catch(() => 'cut')

  child.disconnect()

  expect(await hanging).toBe('cut')
  expect(await ended(child)).toEqual([0, null])
})
