import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { compileCacheEnvironment } from '../../local/host/cache.ts'
import { platform, root } from './platform.ts'
import { type BuildInput, startRpc } from './rpc.ts'

export type Resource = {
  readonly type: string
  /** As the stacks name it; `inputs.name` ends in letters of chance. */
  readonly name: string
  /** Whatever a resource of AWS takes. */
  readonly inputs: any
}

export type Synthesis = {
  readonly resources: readonly Resource[]
  /** Names of those that stay when the stage is removed. */
  readonly retained: readonly string[]
  readonly functions: readonly BuildInput[]
  /** What goes out beside the bundle of each: the map that was made with it. */
  readonly maps: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly outputs: Readonly<Record<string, unknown>>
}

/** The text of a stack file with something changed. */
export type Edit = (path: string, text: string) => string

/** Of each secret what is to be found nowhere that it must not be. */
const hidden = {
  ResendKey: 're_the_secret_ResendKey',
  ResendAccountKey: 're_the_secret_ResendAccountKey',
  WebhookSecret: 'whsec_thesecretWebhookSecret',
  LinkKeys: 'the-secret-LinkKeys-of-these-tests',
  Pepper: 'the-secret-Pepper',
  ApiKey: 'the-secret-ApiKey',
} as const
export const secrets: Readonly<Record<keyof typeof hidden, string>> = {
  ...hidden,
  LinkKeys: JSON.stringify({ current: 'k1', keys: { k1: hidden.LinkKeys } }),
}

/** What a stage is given from outside. */
export const environment = {
  DOMAIN: 'news.harbourpost.example',
  OWNERS: 'owner@harbourpost.example',
  ALARM_ADDRESS: 'alarms@harbourpost.example',
}

const asItIs: Edit = (_, text) => text

/** Everything that a deploy of this stage would make, read off without an account; some three seconds. */
export async function synth(
  stage: string,
  edit: Edit = asItIs,
  given: Readonly<Record<string, string>> = environment,
): Promise<Synthesis> {
  const { file, scratch } = await bundled(stage, edit)
  const rpc = await startRpc(scratch)
  try {
    const made = await execute(file, {
      SST_SERVER: rpc.url,
      ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`SST_SECRET_${name}`, value])),
      ...given,
    })
    const maps = [...rpc.folders].map(
      ([id, folder]) => [id, JSON.parse(readFileSync(join(folder, 'bundle.mjs.map'), 'utf8'))] as const,
    )
    return { ...made, functions: rpc.functions, maps: Object.fromEntries(maps) }
  } finally {
    rpc.stop()
  }
}

type Bundled = { readonly file: string; readonly scratch: string }
const known = new Map<string, Promise<Bundled>>()

/** What a stage is given from outside is no part of it: one bundle for a stage and what is changed in it. */
function bundled(stage: string, edit: Edit): Promise<Bundled> {
  const name = `${stage} ${edit}`
  const one =
    known.get(name) ??
    (async () => {
      const scratch = mkdtempSync(join(tmpdir(), 'tidings-synth-'))
      const file = join(platform, `synth-${stage}-${process.pid}-${known.size}-${Date.now()}.mjs`)
      await bundle(file, scratch, stage, edit)
      return { file, scratch }
    })()
  known.set(name, one)
  return one
}

/** When no more of them is needed. */
export async function forgetBundles(): Promise<void> {
  for (const one of await Promise.allSettled(known.values()))
    if (one.status === 'fulfilled') {
      rmSync(one.value.file, { force: true })
      rmSync(one.value.scratch, { recursive: true, force: true })
    }
  known.clear()
}

export const secretOf = (name: string): string => hidden[name as keyof typeof hidden]

async function bundle(file: string, scratch: string, stage: string, edit: Edit): Promise<void> {
  mkdirSync(scratch, { recursive: true })
  const app = await appOf(stage)
  await build({
    entryPoints: [join(import.meta.dirname, 'world.ts')],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    nodePaths: [join(platform, 'node_modules')],
    inject: [join(platform, 'src/shim/run.js')],
    define: {
      $dev: 'false',
      $app: JSON.stringify({ removal: 'retain', protect: false, providers: { aws: {} }, ...app, stage }),
      $cli: JSON.stringify({
        command: 'deploy',
        paths: { home: scratch, root, work: scratch, platform },
        rpc: '',
        state: { version: {} },
      }),
    },
    external: [
      ...['@pulumi/*', '@pulumiverse/*', '@sst-provider/*', '@aws-sdk/*'],
      ...['undici', 'esbuild', 'archiver', 'glob', 'vite'],
    ],
    banner: {
      js: [
        'import { createRequire as __cr } from "node:module"; import { fileURLToPath as __fu } from "node:url"',
        'const require = __cr(import.meta.url), __filename = __fu(import.meta.url), __dirname = __fu(new URL(".", import.meta.url))',
      ].join('\n'),
    },
    plugins: [globals(edit)],
  })
}

/** SST hands the stacks `aws` and `sst` as globals. */
const globals = (edit: Edit): Plugin => ({
  name: 'globals',
  setup({ onLoad }) {
    onLoad({ filter: /(?:sst\.config|stacks\/[\w-]+)\.ts$/ }, ({ path }) => {
      if (path.startsWith(platform)) return undefined
      const text = edit(relative(root, path), readFileSync(path, 'utf8'))
      const given = `import * as aws from '@pulumi/aws'; import * as sst from '${join(platform, 'src/components')}'\n`
      return { contents: given + text, loader: 'ts', resolveDir: join(path, '..') }
    })
  },
})

async function appOf(stage: string): Promise<Record<string, unknown>> {
  Object.assign(globalThis, { $config: (config: unknown) => config })
  // Not a literal: the types of this file belong to another program.
  const path = join(root, 'sst.config.ts')
  const { default: config } = (await import(path)) as {
    default: { app(input: { stage: string }): Promise<Record<string, unknown>> }
  }
  return config.app({ stage })
}

function execute(file: string, given: Record<string, string>): Promise<Omit<Synthesis, 'functions' | 'maps'>> {
  return new Promise((done, failed) => {
    const child = fork(file, [], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        HOME: tmpdir(),
        PULUMI_DISABLE_PROVIDER_PREVIEW: '1',
        // The packages of AWS's provider are large.
        ...compileCacheEnvironment(),
        ...given,
      },
    })
    const out: Buffer[] = []
    const said: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
    child.once('close', () => {
      const line = Buffer.concat(out)
        .toString()
        .split('\n')
        .find((one) => one.startsWith('~synth'))
      if (line) return done(JSON.parse(line.slice('~synth'.length)) as Omit<Synthesis, 'functions' | 'maps'>)
      failed(
        new Error(
          `the stacks cannot be made: ${Buffer.concat([...said, ...out])
            .toString()
            .slice(-3_000)}`,
        ),
      )
    })
  })
}
