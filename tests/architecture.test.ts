import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The import arrows of the house, read from the import lines themselves. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

type Import = { readonly file: string; readonly to: string; readonly typeOnly: boolean }

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

/** What a file imports: a path from the root for our own, the package's name for others. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  )
  return [...found].map(([, type, plain, dynamic]) => {
    const to = (plain ?? dynamic)!
    return {
      file,
      to: to.startsWith('.') ? relative(root, resolve(root, dirname(file), to)) : to,
      typeOnly: type !== undefined,
    }
  })
}

const all = (folder: string) => files(folder).flatMap(importsOf)
const offenders = (imports: Import[], allowed: (one: Import) => boolean) =>
  imports.filter((one) => !allowed(one)).map(({ file, to }) => `${file} → ${to}`)
const isPackage = (to: string, ...names: string[]) => names.some((name) => to === name || to.startsWith(`${name}/`))

/** Everything a file reaches through our own files, with the packages at the end of it. Types weigh nothing. */
function reach(entry: string): Set<string> {
  const seen = new Set<string>()
  const walk = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { to, typeOnly } of importsOf(file)) {
      if (typeOnly) continue
      if (/\.tsx?$/.test(to)) walk(to)
      else seen.add(to)
    }
  }
  walk(entry)
  return seen
}

describe('the house', () => {
  it('keeps core free of everything outside itself', () => {
    const imports = all('core')
    expect(imports.length).toBeGreaterThan(50)
    expect(offenders(imports, ({ to }) => to.startsWith('core/'))).toEqual([])
  })

  it('keeps nouns from knowing verbs: the model imports no flow and no port', () => {
    expect(offenders(all('core/model'), ({ to }) => !to.startsWith('core/flows') && to !== 'core/ports.ts')).toEqual([])
  })

  it('gives flows the outside world as types alone', () => {
    const ports = all('core/flows').filter(({ to }) => to === 'core/ports.ts')
    expect(ports.length).toBeGreaterThan(5)
    expect(offenders(ports, ({ typeOnly }) => typeOnly)).toEqual([])
  })

  it('lets only functions know AWS, Hono and Resend, and the laptop what it needs to play them', () => {
    const imports = [...all('core'), ...all('emails')]
    expect(offenders(imports, ({ to }) => !isPackage(to, '@aws-sdk', 'hono', 'resend', 'sst', 'aws-lambda'))).toEqual(
      [],
    )
    expect(offenders(all('local'), ({ to }) => !isPackage(to, 'resend', 'sst'))).toEqual([])
  })

  it('lets only emails know React', () => {
    const imports = [...all('core'), ...all('functions'), ...all('local')]
    expect(offenders(imports, ({ to }) => !isPackage(to, 'react', 'react-dom', '@react-email'))).toEqual([])
  })

  it('reads configuration and secrets by the list of them alone, in one place for functions and one for the stacks', () => {
    const holding = (words: RegExp) =>
      [...['functions', 'stacks', 'local', 'core', 'emails'].flatMap(files), 'sst.config.ts'].filter((file) =>
        // What a bundle is told to take for it is not read.
        words.test(readFileSync(join(root, file), 'utf8').replaceAll("'process.env.NODE_ENV'", '')),
      )
    expect(holding(/process\.env(?:\.|\?|\[)/).sort()).toEqual(['functions/live/config.ts', 'stacks/stage.ts'])
    expect(holding(/from 'sst'/)).toEqual(['functions/live/config.ts'])
    // Elsewhere the environment is handed on whole: to whoever reads it by the list, or to a child.
    expect(holding(/process\.env\b/).filter((file) => !file.startsWith('local/'))).toEqual([
      ...['functions/live/config.ts', 'stacks/stage.ts', 'sst.config.ts'],
    ])
    expect(
      files('core').filter((file) =>
        /process\.|Date\.now\(|new Date\(\)|Math\.random/.test(readFileSync(join(root, file), 'utf8')),
      ),
    ).toEqual([])
  })

  it('asks one file what the clocks of places show: nobody else asks the runtime, whose rules may be a year old', () => {
    const folders = ['core', 'functions', 'emails', 'local', 'stacks'].flatMap(files)
    const found = folders.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        // In UTC anything may be written; and a browser may say where it is.
        .filter((line) => /\bTemporal\b|\btimeZone\b|supportedValuesOf|\.getTimezoneOffset/.test(line))
        .filter((line) => !/\btimeZone: 'UTC'/.test(line) && !line.includes('resolvedOptions().timeZone'))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(found.filter((line) => !line.startsWith('functions/adapters/zones/runtime.ts: '))).toEqual([])
    expect(found.length).toBeGreaterThan(0)
    expect(folders.filter((file) => importsOf(file).some(({ to }) => isPackage(to, 'temporal-polyfill')))).toEqual([])
  })

  it('keeps templates to their props: emails know no flow, no adapter, no environment', () => {
    expect(
      offenders(
        all('emails'),
        ({ to }) => !to.startsWith('functions/') && !to.startsWith('core/flows') && !to.startsWith('local/'),
      ),
    ).toEqual([])
    expect(
      files('emails').filter((file) => /process\.env|Date\.now\(/.test(readFileSync(join(root, file), 'utf8'))),
    ).toEqual([])
  })

  it('speaks React under emails and Hono under http, each by its own pragma', () => {
    const pragma = (folder: string) =>
      files(folder)
        .filter((file) => file.endsWith('.tsx'))
        .map((file) => readFileSync(join(root, file), 'utf8'))
    expect(pragma('functions').every((source) => source.startsWith('/** @jsxImportSource hono/jsx */'))).toBe(true)
    expect(pragma('emails').every((source) => source.startsWith('/** @jsxImportSource react */'))).toBe(true)
  })

  it.each(['site', 'webhooks', 'tick', 'collect', 'imports'].map((name) => `functions/${name}.ts`))(
    'keeps React, the provider and the reading of pages off the path of %s',
    (entry) => {
      const reached = [...reach(entry)]
      expect(reached.length).toBeGreaterThan(10)
      expect(
        reached.filter(
          (one) =>
            one.startsWith('emails/') ||
            isPackage(one, 'react', '@react-email', 'resend', 'linkedom', '@mozilla/readability') ||
            one === 'zod',
        ),
      ).toEqual([])
    },
  )

  it('reads calendars where they are fetched, and nowhere on the path of readers, mail or the tick', () => {
    const entries = files('functions').filter((file) => !file.slice('functions/'.length).includes('/'))
    expect(entries.filter((entry) => reach(entry).has('ical.js')).sort()).toEqual([
      'functions/collect.ts',
      'functions/console.ts',
    ])
  })

  it('keeps entries apart from what tests import: a file that exports a handler is imported by nobody', () => {
    const entries = files('functions').filter((file) => !file.slice('functions/'.length).includes('/'))
    const imports = [...all('functions'), ...all('core'), ...all('local'), ...all('tests')]
    expect(offenders(imports, ({ to }) => !entries.includes(to))).toEqual([])
  })

  it('says every number of where it runs once: stacks, laptop, simulator and chaos read it in the manifest', () => {
    const all = ['stacks', 'local/host', 'local/engines', 'local/simulate', 'tests/chaos'].flatMap(files)
    const readers = [...all, 'local/service.ts'].filter((file) => !/(?:manifest|saboteurs)\.ts$/.test(file))
    expect(readers.length).toBeGreaterThan(40)
    // `timeout: '15 seconds'`, `const VISIBILITY = 2 * MINUTE`, `SEND_LEASE_SECONDS: '12'`, `rate(1 minute)`
    const words =
      /\b\w*(?:timeout|memory|visibility|receives|retry|retries|batch_?size|window|concurrency|reserved|lease)\w*/
    const number = new RegExp(`${words.source}['"]?\\s*(?::|=)\\s*[\`'"]?[1-9]|rate\\([1-9]`, 'i')
    const ofOtherThings = ['busy_timeout = 5000', 'VisibilityTimeout: 1,']
    const found = readers.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .filter((line) => number.test(line) && !ofOtherThings.some((one) => line.includes(one)))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(found).toEqual([])
  })

  it('lets the laptop know of the stacks what they only say: the manifest and who may do what', () => {
    const said = ['stacks/manifest.ts', 'stacks/access.ts']
    const imports = [...all('core'), ...all('functions'), ...all('emails'), ...all('local')]
    expect(
      offenders(
        imports,
        ({ file, to }) => !to.startsWith('stacks/') || (file.startsWith('local/') && said.includes(to)),
      ),
    ).toEqual([])
    expect(said.flatMap(importsOf).filter(({ to }) => !to.startsWith('core/model/') && !said.includes(to))).toEqual([])
  })
})
