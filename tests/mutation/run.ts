import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * How strong the tests are: small errors, the mutants, are put into core/model and core/flows one at a time, and each
 * should fail a test. No part of `npm test`, as it takes minutes to hours: it is for whoever changes many tests at once, to
 * run before and after.
 *
 * The chosen mutants lie in one copy of the code, each behind a switch (StrykerJS, @stryker-mutator/core@10.1.1). A mutant
 * is tried on the tests that reach it, the shortest files first, until one fails; one in what a module works out when it is
 * loaded, on every test file that imports it. What a module keeps once asked (the zones it has seen, say) counts as reached
 * by the first test that asks. A mutant that never ends is stopped after a hundred times the visits of the unmutated run,
 * or after three times its time and 20 seconds.
 *
 * The last line printed is {"mutants":300,"killed":…,"survived":…,"noCoverage":…,"timeout":…,"score":…}, in mutants; the
 * score is the share of those killed and timed out, in percent. A mutant that keeps a module from loading is killed.
 *
 * A sample is the mutants with the smallest digests of file, place, replacement and seed: it is the same on every commit
 * where the files are.
 */
const usage = `npm run mutation                                every mutant: hours
npm run mutation -- --sample N [--seed S]       N of them, the same on every commit (seed 1)
npm run mutation -- --only core/model/pace.ts   of this file, or of the files of a glob
npm run mutation -- --tests model,flows,http    what judges them: folders or files of tests/ (model,flows), as adapters/contract
npm run mutation -- --keep FILE                 writes every mutant with its verdict, as JSON
npm run mutation -- --against FILE              names those noticed in such a file and not now, and then exits with 1`

type Place = { readonly line: number; readonly column: number }
type Mutant = {
  readonly id: string
  readonly fileName: string
  readonly location: { readonly start: Place; readonly end: Place }
  readonly mutatorName: string
  readonly replacement: string
}
type Status = 'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'RuntimeError' | 'Ignored'
type Tried = Mutant & {
  readonly status: Status
  readonly killedBy?: readonly string[]
  /** Of a time-out: that it went round too often. None if it was the clock that ended it. */
  readonly statusReason?: string
}

/** The tool's own, while it reads a file. A mutant with a reason to be ignored does not come into the code. */
type Collected = { ignoreReason?: string; toApiMutant(): Mutant }
type Collector = { collect(...args: unknown[]): Collected }

type Verdict = {
  /** The same on every commit where file, place and replacement are. */
  readonly id: string
  readonly file: string
  /** Line and column, both from 1. */
  readonly at: string
  readonly mutator: string
  readonly replacement: string
  readonly status: Status
  /** The test that failed. */
  readonly by?: string
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'core/{model,flows}/*.ts' },
    tests: { type: 'string', default: 'model,flows' },
    keep: { type: 'string' },
    against: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const project = fileURLToPath(new URL('../..', import.meta.url))
/** Sixty megabytes that only this needs: beside what the service is built of, and gone with the next `npm ci`. */
const tools = join(project, 'node_modules/.cache/mutation')
const VERSION = '10.1.1'
const wanted = ['@stryker-mutator/core', '@stryker-mutator/instrumenter', '@stryker-mutator/vitest-runner']
const require = createRequire(join(tools, 'package.json'))

const before = values.against ? (JSON.parse(readFileSync(values.against, 'utf8')) as Verdict[]) : []
const keptAt = values.keep && resolve(values.keep)
process.chdir(project)
const files = globSync(values.only).toSorted()
if (files.length === 0) throw new Error(`There is no file ${values.only}.`)
if (!fetched()) fetchTools()

let chosen = await choose()
const digests = new Map<string, string>()
await keepTheOthersOut()
const verdicts = (await judge()).toSorted((a, b) => (a.id < b.id ? -1 : 1))

if (keptAt) writeFileSync(keptAt, `${JSON.stringify(verdicts, null, 1)}\n`)
for (const one of verdicts) if (!noticed(one)) console.log(`${one.status}: ${told(one)}`)
const wereNoticed = new Set(before.filter(noticed).map(({ id }) => id))
const lost = verdicts.filter((one) => wereNoticed.has(one.id) && !noticed(one))
for (const one of lost) console.log(`Noticed before, not now: ${told(one)}`)
console.log(JSON.stringify(sums()))
process.exit(lost.length > 0 ? 1 : 0)

function fetched(): boolean {
  return wanted.every((name) => {
    const at = join(tools, 'node_modules', name, 'package.json')
    return existsSync(at) && (JSON.parse(readFileSync(at, 'utf8')) as { version?: string }).version === VERSION
  })
}

function fetchTools(): void {
  console.log('StrykerJS is fetched from npm, once: some 60 MB.')
  mkdirSync(tools, { recursive: true })
  const dependencies = Object.fromEntries(wanted.map((name) => [name, VERSION]))
  writeFileSync(join(tools, 'package.json'), JSON.stringify({ private: true, dependencies }))
  // It runs the Vitest of the project. Without this flag npm would lay another one beside it.
  const args = ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, { cwd: tools, stdio: 'inherit' })
  if (status === 0) return
  console.error('It could not be fetched.')
  process.exit(1)
}

function toolAt(name: string): string {
  return pathToFileURL(require.resolve(name)).href
}

/** The digests of the mutants to try. Reads every file once, as the tool itself does again: seconds. */
async function choose(): Promise<Set<string>> {
  const { Instrumenter } = await import(toolAt('@stryker-mutator/instrumenter'))
  const silent = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false }
  const sources = files.map((file) => ({ name: resolve(file), mutate: true, content: readFileSync(file, 'utf8') }))
  const options = { plugins: null, ignorers: [], excludedMutations: [] }
  const { mutants } = (await new Instrumenter(silent).instrument(sources, options)) as { mutants: Mutant[] }
  const all = [...new Set(mutants.map(digest))].toSorted()
  const sample = all.slice(0, values.sample === undefined ? all.length : Number(values.sample))
  console.log(`${sample.length} of ${all.length} mutants, in ${files.length} files.`)
  return new Set(sample)
}

function digest({ fileName, location: { start, end }, mutatorName, replacement }: Mutant): string {
  const place = [start.line, start.column, end.line, end.column]
  const words = [relative(project, fileName), ...place, mutatorName, replacement, values.seed]
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16)
}

/** So that the chosen ones alone weigh on the code: all thirteen thousand would slow every test. The tool has no option for it. */
async function keepTheOthersOut(): Promise<void> {
  const inside = new URL('transformers/mutant-collector.js', toolAt('@stryker-mutator/instrumenter'))
  const { MutantCollector } = (await import(inside.href)) as { MutantCollector: { prototype: Collector } }
  const { collect } = MutantCollector.prototype
  MutantCollector.prototype.collect = function (...args) {
    const collected = collect.apply(this, args)
    const mutant = collected.toApiMutant()
    if (chosen.has(digest(mutant))) digests.set(mutant.id, digest(mutant))
    else collected.ignoreReason = 'not in the sample'
    return collected
  }
}

/** Whom the clock ended is tried once more: the machine may have been busy elsewhere. */
async function judge(): Promise<Verdict[]> {
  const first = await tryThem()
  const late = first.filter(({ status, statusReason }) => status === 'Timeout' && statusReason === undefined)
  const done = first.filter((mutant) => !late.includes(mutant)).map(verdict)
  if (late.length === 0) return done
  console.log(`${late.length} ran out of time: once more.`)
  chosen = new Set(late.map(({ id }) => digests.get(id)!))
  return [...done, ...(await tryThem()).map(verdict)]
}

async function tryThem(): Promise<Tried[]> {
  digests.clear()
  process.env.MUTATION_TESTS = values.tests
  const copies = mkdtempSync(join(tmpdir(), 'tidings-mutation-'))
  const options = {
    mutate: files,
    testRunner: 'vitest',
    plugins: [toolAt('@stryker-mutator/vitest-runner')],
    vitest: { configFile: 'tests/mutation/vitest.config.ts', related: true },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutFactor: 3,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 30,
    disableTypeChecks: false,
    // It would be rewritten by means of an API that TypeScript 7 does not have.
    tsconfigFile: 'none',
    ignorePatterns: ['.tidings', '.sst'],
    tempDirName: copies,
    cleanTempDir: 'always',
    reporters: ['progress-append-only'],
    logLevel: 'warn',
    warnings: { slow: false },
    allowConsoleColors: false,
  }
  try {
    const { Stryker } = await import(toolAt('@stryker-mutator/core'))
    const tried = (await new Stryker(options).runMutationTest()) as Tried[]
    return tried.filter(({ id }) => digests.has(id))
  } finally {
    rmSync(copies, { recursive: true, force: true })
  }
}

function verdict({ id, fileName, location, mutatorName, replacement, status, killedBy }: Tried): Verdict {
  return {
    id: digests.get(id)!,
    file: relative(project, fileName),
    at: `${location.start.line}:${location.start.column}`,
    mutator: mutatorName,
    replacement,
    status,
    ...(killedBy?.[0] ? { by: killedBy[0].replace(/^.*\/(?=tests\/)/, '') } : {}),
  }
}

function noticed({ status }: Verdict): boolean {
  return status === 'Killed' || status === 'RuntimeError' || status === 'Timeout'
}

function told({ file, at, mutator, replacement }: Verdict): string {
  const short = replacement.replaceAll(/\s+/g, ' ')
  return `${file}:${at} ${mutator} → ${short.length > 80 ? `${short.slice(0, 79)}…` : short}`
}

function sums() {
  const of = (...statuses: Status[]) => verdicts.filter(({ status }) => statuses.includes(status)).length
  const [killed, timeout] = [of('Killed', 'RuntimeError'), of('Timeout')]
  return {
    mutants: verdicts.length,
    killed,
    survived: of('Survived'),
    noCoverage: of('NoCoverage'),
    timeout,
    score: Math.round((10_000 * (killed + timeout)) / Math.max(1, verdicts.length)) / 100,
  }
}
