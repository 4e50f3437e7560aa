import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { FunctionName } from '../../functions/live/configuration.ts'
import { CannotStart } from '../../local/cannot-start.ts'
import { configurationFrom, startConfiguration } from '../../local/configuration.ts'
import { compileCacheEnvironment } from '../../local/host/cache.ts'
import { startFunction } from '../../local/host/functions.ts'
import { readOptions } from '../../local/options.ts'
import { lambdaBundle } from '../support/lambda.ts'
import { PATIENCE } from '../support/patience.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidings-configuration-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `npm start` says that does not come to be. */
function start(environment: Record<string, string>) {
  const data = join(folder, 'data')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['local/start.ts', '--port', '0', '--data', data], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH, ...compileCacheEnvironment(), ...environment },
    encoding: 'utf8',
    timeout: PATIENCE,
  })
  expect(existsSync(data)).toBe(false)
  return { status, stdout, stderr }
}

describe('npm start', () => {
  it('does not start with a value that is not right: SEND_RATE=10/s is refused by name, with what is wanted', () => {
    expect(start({ SEND_RATE: '10/s' })).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'SEND_RATE is "10/s". Wanted: a number from 0 to 1000: requests a second to the mail provider, at most; 0 for as many as it says it takes.\n',
    })
  })

  it('says all that is wrong at once, what nobody reads as well, and shows nothing of a secret', () => {
    const { stderr } = start({
      TIDINGS_PORT: '3e3',
      TIDINGS_NO_DEMO: 'perhaps',
      TIDINGS_OWNERS: 'ada',
      TIDINGS_WEBHOOK_SECRET: 'c2VjcmV0',
      TIDINGS_COLOUR: 'blue',
      SEND_RTAE: '10',
    })
    const lines = stderr.trimEnd().split('\n')
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([
      ...['SEND_RTAE', 'TIDINGS_COLOUR', 'TIDINGS_NO_DEMO', 'TIDINGS_OWNERS', 'TIDINGS_PORT', 'TIDINGS_WEBHOOK_SECRET'],
    ])
    expect(stderr).toContain('SEND_RTAE is set, and read by nobody: SEND_RATE is meant?')
    expect(stderr).not.toContain('c2VjcmV0')
  })

  it('is never that of production (T87)', () => {
    const { status, stderr } = start({ STAGE: 'production' })
    expect([status, stderr]).toEqual([1, expect.stringContaining('STAGE is "production". Wanted: any stage but')])
  })

  it('takes the environment where its options say nothing, and what others read as theirs', () => {
    const environment = { TIDINGS_PORT: '0', TIDINGS_NO_DEMO: 'yes', TIDINGS_LOGS: '', MAILBOX_RATE: '5', OWNERS: 'x' }
    expect(readOptions([], environment)).toMatchObject({ port: 0, mailboxPort: 0, demo: false, logs: false })
    expect(readOptions(['--port', '3100'], environment)).toMatchObject({ port: 3100, mailboxPort: 3025 })
    expect(startConfiguration({}).SEND_RATE).toBe(0)
    expect(() => configurationFrom({}, { TIDINGS_PORTS: '1' })).toThrow(CannotStart)
  })
})

/** Right in all, but for what is said: as the stack gives it. */
const environment = {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'tidings',
  SITE_URL: 'https://news.harbourpost.example',
  SEND_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/send.fifo',
  HOOKS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/hooks',
  SST_RESOURCE_App: '{"name":"tidings","stage":"test"}',
  SST_RESOURCE_ResendKey: '{"value":"re_tests"}',
  SST_RESOURCE_Pepper: '{"value":"pepper"}',
  SST_RESOURCE_LinkKeys: JSON.stringify({
    value: JSON.stringify({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
  }),
}

/** What comes of a cold start of the deployed bundle. */
async function coldStart(
  name: FunctionName,
  changed: Readonly<Record<string, string>>,
  lines: string[] = [],
): Promise<string> {
  const { file } = await lambdaBundle(name, folder)
  const one = startFunction(
    { name, file, timeoutMs: PATIENCE, memoryMb: 512, environment: { ...environment, ...changed } },
    { line: () => {} },
    (_, line) => lines.push(line),
  )
  onTestFinished(() => one.stop())
  return one.started.then(
    () => 'started',
    (error: Error) => error.message,
  )
}

describe('a function', () => {
  it('starts with what the stack gives it', async () => {
    expect(await coldStart('send', {})).toBe('started')
  })

  it('does not start with a value that is not right: SEND_RATE=10/s is refused by name, with what is wanted', async () => {
    const lines: string[] = []
    const refusal = '\nSEND_RATE is "10/s". Wanted: a number from 0 to 1000: requests a second'
    expect(await coldStart('send', { SEND_RATE: '10/s' }, lines)).toContain(refusal)
    // Where whoever is woken looks.
    const { level, event, error } = JSON.parse(lines.join('') || '{}')
    expect([level, event, error]).toEqual(['error', 'function.misconfigured', expect.stringContaining(refusal)])
  })

  it('says all of it at once, and nothing of a secret or of anybody', async () => {
    const said = await coldStart('send', {
      TABLE_NAME: '',
      SITE_URL: 'owner@harbourpost.example',
      SEND_LEASE_SECONDS: '-1',
      SST_RESOURCE_LinkKeys: '{"value":"hidden words, no JSON"}',
      SST_RESOURCE_ResendKey: '{"value":"hidden words"}',
    })
    const names = [...said.matchAll(/^(\w+) is .* Wanted: /gm)].map(([, name]) => name)
    expect(names).toEqual(['TABLE_NAME', 'SITE_URL', 'SEND_LEASE_SECONDS', 'ResendKey', 'LinkKeys'])
    expect(said).not.toMatch(/hidden|owner@/)
  })

  it('says nothing of a secret that cannot even be read', async () => {
    const said = await coldStart('send', { SST_RESOURCE_Pepper: 'hidden words' })
    expect(said).toMatch(/^Pepper is not set\. Wanted: /m)
    expect(said).not.toContain('hidden')
  })

  it('minds what it reads, and nothing else', async () => {
    expect(await coldStart('send', { OWNERS: 'nobody', LETTERS_QUEUE_URL: 'nowhere' })).toBe('started')
  })
})
