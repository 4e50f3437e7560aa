import { fork } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'
import { openLog } from '../../local/host/log.ts'
import { leanMaps } from '../../stacks/bundle.ts'
import scheduled from '../fixtures/lambda/schedule.json' with { type: 'json' }
import sqs from '../fixtures/lambda/sqs.json' with { type: 'json' }
import { lambdaBundle } from '../support/lambda.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'tidings-errors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A bundle as it goes out: built as SST does, then what stacks/functions.ts has done to it. Its map is smaller for it. */
async function deployed(name: string, entry: string) {
  const { file } = await lambdaBundle(name, folder, entry)
  const copy = join(folder, `${name}-deployed`)
  cpSync(dirname(file), copy, { recursive: true })
  leanMaps(copy)
  const own = join(copy, basename(file))
  return { file: own, lean: statSync(`${own}.map`).size / statSync(`${file}.map`).size }
}

type Line = {
  readonly event: string
  readonly request: string
  readonly error: string
  readonly at: string
  readonly stack: readonly string[]
  readonly causes: readonly Line[]
}

/** What a function logs over one event, in a process that has nothing of ours but the bundle: no map is read for it, as on Lambda. */
async function linesOf(file: string, event: unknown, environment: Record<string, string> = {}): Promise<Line[]> {
  const child = fork(join(root, 'tests/bench/cold/child.mjs'), [], {
    execArgv: [],
    env: {
      TABLE_NAME: 'tidings',
      SITE_URL: 'https://news.harbourpost.example',
      AWS_REGION: 'eu-central-1',
      ...environment,
      COLD: JSON.stringify({ file, event }),
    },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  })
  const lines = (await text(child.stdout!)).split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line) as Line)
}

/** The text of the source at such a place. */
function sourceAt(place: string | undefined): string {
  const [, path = '', line] = /((?:functions|core|tests)\/[\w/.-]+\.tsx?):(\d+):\d+/.exec(place ?? '') ?? []
  return path === ''
    ? `no place of ours: ${place}`
    : (readFileSync(join(root, path), 'utf8').split('\n')[Number(line) - 1] ?? '')
}

it('at the terminal of a laptop an error is one line: what failed, and where', () => {
  const said: string[] = []
  mkdirSync(join(folder, 'logs'))
  const log = openLog(folder, { line: (text) => void said.push(text) }, false)
  const line = {
    time: '2026-11-24T06:00:00.000Z',
    level: 'error',
    function: 'tick',
    request: 'r',
    event: 'tick.failed',
  }
  const failed = {
    error: 'TypeError: no colour',
    at: 'core/flows/tick.ts:63:9',
    stack: ['core/flows/tick.ts:63:9', 'x'],
  }
  log.take('tick', 'stdout', JSON.stringify({ ...line, about: 'iss_1', ...failed }))
  log.close()
  expect(said).toEqual(['tick error tick.failed about=iss_1 error=TypeError: no colour at=core/flows/tick.ts:63:9'])
  expect(JSON.parse(readFileSync(join(folder, 'logs/tidings.jsonl'), 'utf8'))).toMatchObject(failed)
})

describe('an error in a deployed bundle', () => {
  it('is logged with the file and the line of the source, its cause with its own, and the id of the request', async () => {
    const { file, lean } = await deployed('failing', 'tests/fixtures/failing-function.ts')
    expect(lean).toBeLessThan(0.5)
    const [line] = await linesOf(file, scheduled)
    expect(line).toMatchObject({ event: 'work.failed', request: 'request-1', error: 'Error: The look has failed.' })
    expect(sourceAt(line?.at)).toContain('// what failed')
    expect(line?.at).toBe(line?.stack[0])
    expect(line?.causes).toHaveLength(1)
    expect(line?.causes[0]?.error).toBe('RangeError: (address) has too many')
    expect(sourceAt(line?.causes[0]?.at)).toContain('// what lay behind it')
    expect(JSON.stringify(line)).not.toContain('zoe')
  })

  it('of one of ours leads to our line, whatever package it was thrown in, and to its message in the queue', async () => {
    const { file } = await deployed('letters', 'functions/letters.ts')
    const linked = (value: string) => JSON.stringify({ value })
    const lines = await linesOf(
      file,
      { Records: sqs.Records.map((record) => ({ ...record, messageId: 'message-1', body: 'zoe@post.invalid' })) },
      {
        SST_RESOURCE_App: '{}',
        SST_RESOURCE_ResendKey: linked('re_tests'),
        SST_RESOURCE_Pepper: linked('pepper'),
        SST_RESOURCE_LinkKeys: linked(JSON.stringify({ current: 'k1', keys: { k1: 'k'.repeat(43) } })),
      },
    )
    // Beside what the function says at its start.
    const failed = lines.find(({ event }) => event === 'work.failed')
    expect(failed).toMatchObject({
      event: 'work.failed',
      request: 'request-1',
      message: 'message-1',
      error: expect.stringMatching(/^SyntaxError: /),
    })
    expect(sourceAt(failed?.at)).toContain('readLetterOrder(await c.req.json())')
    expect(failed?.stack.some((place) => /node_modules\/hono\/.*:\d+:\d+$/.test(place))).toBe(true)
    expect(JSON.stringify(lines)).not.toMatch(/zoe|bundle\.mjs/)
  })

  it('that has no map beside it is logged all the same, by its place in the bundle', async () => {
    const { file } = await deployed('failing', 'tests/fixtures/failing-function.ts')
    rmSync(`${file}.map`)
    const [line] = await linesOf(file, scheduled)
    expect(line?.error).toBe('Error: The look has failed.')
    expect(line?.stack[0]).toMatch(/bundle\.mjs:\d+:\d+/)
  })
})
