import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileCacheEnvironment } from '../../local/host/cache.ts'
import { PATIENCE } from './patience.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export type Running = {
  readonly site: string
  readonly api: string
  readonly mailbox: string
  readonly key: string
  readonly data: string
  readonly output: () => string
  /** `kill -9` of the whole tree at once; resolves when all of it is gone. */
  crash(): Promise<void>
  /** Ctrl-C; the exit code. */
  stop(): Promise<number | null>
}

/** `npm start` as a person runs it, on free ports and a folder of its own; resolves at `ready`. */
export async function startService(
  args: readonly string[] = [],
  data = mkdtempSync(join(tmpdir(), 'tidings-')),
): Promise<Running> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['local/start.ts', '--port', '0', '--mailbox-port', '0', '--data', data, ...args],
    {
      cwd: root,
      env: { ...process.env, ...compileCacheEnvironment(), TIDINGS_API_KEY: 'the-key-of-the-tests' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  )
  let output = ''
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  await new Promise<void>((ready, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk
      if (/^ready$/m.test(output)) ready()
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    exited.then((code) => failed(new Error(`npm start ended with ${code}:\n${output}`)))
    setTimeout(
      () => failed(new Error(`npm start: not "ready" within ${PATIENCE / 1000} s:\n${output}`)),
      PATIENCE,
    ).unref()
  })
  const address = (name: string) => new RegExp(`^${name}\\s+(http\\S+)`, 'm').exec(output)?.[1] ?? ''
  return {
    site: address('site').replace('127.0.0.1', 'localhost'),
    api: address('api'),
    mailbox: address('mailbox'),
    key: 'the-key-of-the-tests',
    data,
    output: () => output,
    async crash() {
      process.kill(-child.pid!, 'SIGKILL')
      await exited
    },
    stop: () => {
      child.kill('SIGINT')
      return exited
    },
  }
}

export const forget = (data: string) => rmSync(data, { recursive: true, force: true })

/**
 * Asks again until the answer is there, instead of a guess at how long it takes. What never comes is said by its name, in
 * half of the time after which the runner would end the test without a word.
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false>,
  what: string,
  within = PATIENCE,
): Promise<T> {
  const deadline = Date.now() + within
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`${what}: not within ${within / 1000} s`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** The JSON API with its key. */
export async function api<T = Record<string, never>>(
  service: Running,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${service.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${service.key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as T
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}

/** How often that has happened, as the log of its functions has it. */
export const logged = ({ data }: Running, event: string): number =>
  readFileSync(join(data, 'logs/tidings.jsonl'), 'utf8').split(`"event":"${event}"`).length - 1

export type MailboxMessage = {
  id: string
  to: string[]
  subject: string
  html: string
  text: string
  headers: Record<string, string>
}
export const messages = async (service: Running, query = ''): Promise<MailboxMessage[]> =>
  (await (await fetch(`${service.mailbox}/messages${query}`)).json()) as MailboxMessage[]

/** The append-only log of what the provider accepted. */
export const accepted = async (service: Running): Promise<{ recipient: string; subject: string }[]> =>
  (await (await fetch(`${service.mailbox}/accepted`)).text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
