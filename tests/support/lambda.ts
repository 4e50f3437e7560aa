import { join, relative, resolve } from 'node:path'
import type { Metafile } from 'esbuild'
import { besideTheBundle } from '../../functions/http/console/asset-files.ts'
import { keptBuild } from '../../local/host/kept-build.ts'
import { besideEveryBundle, nodejs } from '../../stacks/bundle.ts'

const root = resolve(import.meta.dirname, '../..')

/** Each entry of `functions/`. */
export const functionNames = [
  ...(['site', 'console', 'webhooks', 'tick', 'collect'] as const),
  ...(['account', 'imports', 'send', 'letters', 'results', 'hooks'] as const),
] as const
export type FunctionName = (typeof functionNames)[number]

/** SST's own, by other words: what packages in CommonJS miss in an ES module. */
const banner = `import { createRequire as topLevelCreateRequire } from 'module';
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from 'url'
const require = topLevelCreateRequire(import.meta.url);
const __filename = topLevelFileUrlToPath(import.meta.url)
const __dirname = topLevelFileUrlToPath(new topLevelURL('.', import.meta.url))`

export type LambdaBundle = {
  readonly file: string
  /** What is read before it can answer: the entry, and the pieces that it cannot do without. */
  readonly starting: Pieces
  /** Everything that is deployed. */
  readonly whole: Pieces
  /** Packages in CommonJS that come by `import()`: in a piece of their own they have a default and no names. */
  readonly nameless: readonly string[]
}
type Pieces = { readonly bytes: number; readonly inputs: readonly string[] }

/**
 * An entry as SST puts it on Lambda, with what lies beside it: built when something of it has changed, in `folder` only
 * where there is no place to keep it. `entry` is a path in the project, for functions not of ours; `plain` leaves out what
 * stacks/bundle.ts does beyond making it small.
 */
export async function lambdaBundle(
  name: string,
  folder: string,
  entry = `functions/${name}.ts`,
  plain = false,
): Promise<LambdaBundle> {
  const beside = [...besideEveryBundle, ...(name === 'console' ? besideTheBundle : [])]
  const built = await keptBuild(
    {
      entryPoints: [join(root, entry)],
      // As SST does: the entry keeps its name, and its pieces lie beside it.
      entryNames: 'bundle',
      outExtension: { '.js': '.mjs' },
      splitting: !plain && nodejs.splitting,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'es2024',
      mainFields: ['module', 'main'],
      sourcemap: 'linked',
      banner: { js: banner },
      logLevel: 'error',
      minify: nodejs.minify,
      ...(plain ? { keepNames: true } : nodejs.esbuild),
      external: ['sharp', 'pg-native', ...(plain ? [] : nodejs.esbuild.external)],
    },
    beside.map(({ from, to }) => ({ from: join(root, from), to })),
    join(folder, name),
  )
  const file = join(built.folder, 'bundle.mjs')
  const metafile = built.metafile()
  return {
    file,
    starting: startingFrom(metafile, file),
    whole: piecesOf(codeOf(metafile)),
    nameless: namelessIn(metafile),
  }
}

const namelessIn = (metafile: Metafile) =>
  [...codeOf(metafile).values()].flatMap(({ entryPoint }) =>
    entryPoint && metafile.inputs[entryPoint]?.format === 'cjs' ? [entryPoint] : [],
  )

type Output = Metafile['outputs'][string]

const codeOf = ({ outputs }: Metafile) => new Map(Object.entries(outputs).filter(([path]) => path.endsWith('.mjs')))

function startingFrom(metafile: Metafile, file: string): Pieces {
  const code = codeOf(metafile)
  const found = new Map<string, Output>()
  const add = (path: string) => {
    const output = code.get(path)
    if (!output || found.has(path)) return
    found.set(path, output)
    // What wires a function it waits for, too.
    const isWaitedFor = (piece: string) => code.get(piece)?.entryPoint?.startsWith('functions/live/')
    for (const { path, kind } of output.imports) if (kind === 'import-statement' || isWaitedFor(path)) add(path)
  }
  add(relative(root, file))
  if (found.size === 0) throw new Error(`${file} was not written`)
  return piecesOf(found)
}

const piecesOf = (outputs: ReadonlyMap<string, Output>): Pieces => ({
  bytes: [...outputs.values()].reduce((sum, { bytes }) => sum + bytes, 0),
  inputs: [...outputs.values()].flatMap(({ inputs }) => Object.keys(inputs)),
})
