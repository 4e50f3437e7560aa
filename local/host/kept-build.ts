import { createHash, randomUUID } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, Metafile } from 'esbuild'
import { cacheFolder } from './cache.ts'

/** What esbuild is asked for, as far as JSON can say it: by that it is known again. */
export type BuildPlan = Omit<BuildOptions, 'outdir' | 'outfile' | 'absWorkingDir' | 'metafile' | 'plugins' | 'write'>

/** Files that lie beside what was built, as copies. `from` is an absolute path, `to` one below the folder. */
export type Beside = readonly { readonly from: string; readonly to: string }[]

export type KeptBuild = {
  readonly folder: string
  readonly metafile: () => Metafile
}

type Note = {
  /** Everything that it was made of, relative to the project, and in which state that was. */
  readonly inputs: readonly string[]
  readonly state: string
  /** Everything that came of it. */
  readonly files: readonly string[]
}

const project = fileURLToPath(new URL('../..', import.meta.url))
const HOUR = 60 * 60_000
const DAY = 24 * HOUR

/** They say how to read what esbuild is given, and are none of its inputs. */
const aside = ['package.json', 'tsconfig.json', 'node_modules/esbuild/package.json']

/**
 * What esbuild makes of a plan: built once, and found again as long as nothing that went into it has changed. Each build
 * has a folder of its own that is never written again, so several processes may look and build side by side; its note
 * is written last, and a folder without one is not looked at. `otherwise` is where they go if nothing can be shared.
 */
export async function keptBuild(plan: BuildPlan, beside: Beside, otherwise: string): Promise<KeptBuild> {
  const builds = join(cacheFolder() ?? otherwise, 'bundles')
  const shelf = join(builds, sha256(JSON.stringify([plan, beside])).slice(0, 32))
  const folder = find(shelf) ?? (await make(plan, beside, shelf, builds))
  return { folder, metafile: () => JSON.parse(readFileSync(join(folder, META), 'utf8')) as Metafile }
}

const NOTE = 'note.json'
const META = 'meta.json'

function find(shelf: string): string | undefined {
  const seen = new Map<string, string>()
  for (const folder of foldersIn(shelf)) {
    const note = noteIn(folder)
    if (!note || stateOf(note.inputs, seen) !== note.state) continue
    if (!note.files.every((name) => existsSync(join(folder, name)))) continue
    keepFresh(folder, note.files)
    return folder
  }
  return undefined
}

async function make(plan: BuildPlan, beside: Beside, shelf: string, builds: string): Promise<string> {
  // Read only now: whoever finds a build needs none of it.
  const { build } = await import('esbuild')
  const folder = join(shelf, randomUUID())
  const began = Date.now()
  const { metafile } = await build({ ...plan, absWorkingDir: project, outdir: folder, metafile: true })
  for (const { from, to } of beside) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(from, join(folder, to))
  }
  const inputs = [...Object.keys(metafile.inputs), ...beside.map(({ from }) => relative(project, from)), ...aside]
  writeFileSync(join(folder, META), JSON.stringify(metafile))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const note: Note = { inputs, state: stateOf(inputs, new Map()), files }
  // What was changed meanwhile may be in it or not: then it is good for once.
  if (inputs.every((path) => changedAt(path) < began)) {
    writeFileSync(join(folder, `${NOTE}.new`), JSON.stringify(note))
    renameSync(join(folder, `${NOTE}.new`), join(folder, NOTE))
  }
  keepFresh(folder, files)
  sweep(builds)
  return folder
}

/**
 * Which files these are, how long, and when they were last written: two thousand of them, looked at in 15 ms, where
 * reading them would take as long as starting a function does.
 */
function stateOf(inputs: readonly string[], seen: Map<string, string>): string {
  const marks = inputs.map((path) => {
    const mark = seen.get(path) ?? markOf(path)
    seen.set(path, mark)
    return `${path} ${mark}\n`
  })
  return sha256(marks.join(''))
}

function markOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(resolve(project, path), { throwIfNoEntry: false }) ?? {}
  return `${ino} ${size} ${mtimeMs}`
}

const changedAt = (path: string): number =>
  statSync(resolve(project, path), { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY

/**
 * What a process runs from looks used as long as it lives: pieces are read when they are first needed, which may be
 * days later, and by their age go both `sweep` and whatever else cleans the folder that they lie in.
 */
function keepFresh(folder: string, files: readonly string[]): void {
  const touch = () => {
    const now = new Date()
    for (const name of ['.', NOTE, ...files])
      try {
        utimesSync(join(folder, name), now, now)
      } catch {
        // Whoever misses it hears of that.
      }
  }
  touch()
  setInterval(touch, HOUR).unref()
}

/** Away with what nobody has used for a day, of this checkout or another. */
function sweep(builds: string): void {
  for (const folder of foldersIn(builds).flatMap(foldersIn)) {
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    if (age > DAY) rmSync(folder, { recursive: true, force: true })
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    return []
  }
}

function noteIn(folder: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, NOTE), 'utf8')) as Note
  } catch {
    return undefined
  }
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')
