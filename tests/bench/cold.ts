import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { routerKey } from '../../functions/adapters/through-router.ts'
import functionUrl from '../fixtures/lambda/function-url.json' with { type: 'json' }
import sqs from '../fixtures/lambda/sqs.json' with { type: 'json' }
import { startDynoxide } from '../support/dynoxide.ts'
import { theSettings } from '../support/examples.ts'
import { type FunctionName, functionNames, type LambdaBundle, lambdaBundle } from '../support/lambda.ts'
import { report, say, tabulate } from './report.ts'

type Times = { load: number; first: number }

/**
 * How long each function takes from nothing to its first answer: its bundle as SST makes it, in a fresh process each time,
 * on the table engine; beside an empty handler of the framework and one that gets one item. In turn, so that whatever
 * slows the machine slows all of them.
 */
export async function cold(): Promise<void> {
  const rounds = Number(process.env.BENCH_ROUNDS ?? 9)
  const folder = mkdtempSync(join(tmpdir(), 'tidings-cold-'))
  const engine = await startDynoxide()
  const { table, settings } = await engine.stores({ now: () => new Date().toISOString() })
  await settings.put(theSettings)
  const entries = [
    { name: 'empty', bundle: await lambdaBundle('empty', folder, 'tests/bench/cold/empty.ts') },
    { name: 'get-item', bundle: await lambdaBundle('get-item', folder, 'tests/bench/cold/get-item.ts', true) },
    { name: 'get-item, our way', bundle: await lambdaBundle('get-item-ours', folder, 'tests/bench/cold/get-item.ts') },
    ...(await Promise.all(functionNames.map(async (name) => ({ name, bundle: await lambdaBundle(name, folder) })))),
  ]
  const env = environment(engine.endpoint, table.name)
  const times = new Map<string, Times[]>(entries.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++)
    for (const { name, bundle } of entries) {
      const took = await once(env, bundle.file, eventFor(name))
      // The first round fills the caches of the disk.
      if (round > 0) times.get(name)?.push(took)
    }
  engine.stop()
  rmSync(folder, { recursive: true, force: true })

  const total = (name: string) => median((times.get(name) ?? []).map(({ load, first }) => load + first))
  const ratio = (name: string, to: string) => Math.round((total(name) / total(to)) * 100) / 100
  const rows = entries.map(({ name, bundle }) => [
    name,
    {
      KiB: kibOf(bundle),
      'KiB in all': Math.round(bundle.whole.bytes / 1024),
      'load ms': Math.round(median((times.get(name) ?? []).map(({ load }) => load))),
      'first answer ms': Math.round(median((times.get(name) ?? []).map(({ first }) => first))),
      '÷ empty': ratio(name, 'empty'),
      '÷ one item': ratio(name, 'get-item'),
    },
  ])
  say(`Median of ${rounds} fresh processes each, Node ${process.version}`)
  tabulate(Object.fromEntries(rows))
  const ratios = Object.fromEntries(functionNames.map((name) => [name, ratio(name, 'get-item')]))
  const kib = Object.fromEntries(entries.map(({ name, bundle }) => [name, kibOf(bundle)]))
  report({ bench: 'cold', ratios, kib })
}

/** Of what it starts with. */
const kibOf = ({ starting }: LambdaBundle) => Math.round(starting.bytes / 1024)

function environment(endpoint: string, name: string): Record<string, string> {
  const linked = (value: string) => JSON.stringify({ value })
  return {
    PATH: process.env.PATH ?? '',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TABLE_NAME: name,
    SITE_URL: 'https://news.harbourpost.example',
    DYNAMODB_ENDPOINT: endpoint,
    SQS_ENDPOINT: 'http://127.0.0.1:9',
    ...Object.fromEntries(
      ['SEND', 'LETTERS', 'RESULTS', 'HOOKS'].map((queue) => [`${queue}_QUEUE_URL`, `http://127.0.0.1:9/${queue}`]),
    ),
    OWNERS: 'owner@harbourpost.example',
    SST_RESOURCE_App: JSON.stringify({ name: 'tidings', stage: 'bench' }),
    SST_RESOURCE_ResendKey: linked('re_bench'),
    SST_RESOURCE_ResendAccountKey: linked('none'),
    SST_RESOURCE_WebhookSecret: linked('whsec_YSBzZWNyZXQ='),
    SST_RESOURCE_LinkKeys: linked(
      JSON.stringify({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
    ),
    SST_RESOURCE_Pepper: linked('pepper'),
    SST_RESOURCE_ApiKey: linked('the-key-of-the-bench'),
  }
}

/** The least that each has to do with an event of its kind: a page, a look at the table, an order that is done with already. */
function eventFor(name: string): unknown {
  const headers = { ...functionUrl.headers, 'x-tidings-router': routerKey('pepper') }
  const orders: Partial<Record<FunctionName | string, string>> = {
    send: JSON.stringify({ issue: 'iss_0', cursor: 0, nonce: 'n' }),
    letters: JSON.stringify({ letter: 'let_0' }),
    hooks: JSON.stringify({ hook: 'hook_0', delivery: 'msg_0' }),
    results: JSON.stringify({ issue: 'iss_0', subscriber: 'sub_0', what: 'delivered', at: '2026-11-24T06:00:00.000Z' }),
  }
  const body = orders[name]
  if (body) return { Records: sqs.Records.map((record) => ({ ...record, body })) }
  if (['tick', 'collect', 'account', 'imports'].includes(name)) return {}
  const rawPath = name === 'webhooks' ? '/webhooks/resend' : name === 'console' ? '/console/sign-in' : '/'
  const method = name === 'webhooks' ? 'POST' : 'GET'
  const { requestContext } = functionUrl
  return {
    ...functionUrl,
    rawPath,
    headers,
    requestContext: { ...requestContext, http: { ...requestContext.http, method, path: rawPath } },
  }
}

const once = (env: Record<string, string>, file: string, event: unknown): Promise<Times> =>
  new Promise((done, failed) => {
    const child = fork(join(import.meta.dirname, 'cold/child.mjs'), [], {
      env: { ...env, COLD: JSON.stringify({ file, event }) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.once('message', (times) => done(times as Times))
    child.once('exit', (code) => failed(new Error(`${file} ended with ${code}`)))
  })

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
