import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { besideTheBundle } from '../../functions/http/console/asset-files.ts'
import { besideEveryBundle, nodejs } from '../../stacks/bundle.ts'

const root = resolve(import.meta.dirname, '../..')

/** Each entry of `functions/`. */
export const functionNames = [
  ...(['site', 'console', 'webhooks', 'tick', 'collect'] as const),
  ...(['send', 'letters', 'results', 'hooks'] as const),
] as const
export type FunctionName = (typeof functionNames)[number]

/** SST's own, by other words: what packages in CommonJS miss in an ES module. */
const banner = `import { createRequire as topLevelCreateRequire } from 'module';
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from 'url'
const require = topLevelCreateRequire(import.meta.url);
const __filename = topLevelFileUrlToPath(import.meta.url)
const __dirname = topLevelFileUrlToPath(new topLevelURL('.', import.meta.url))`

export type LambdaBundle = { readonly file: string; readonly bytes: number; readonly inputs: readonly string[] }

/**
 * An entry as SST puts it on Lambda, with what lies beside it. `entry` is a path in the project, for functions not of ours;
 * `plain` leaves out what stacks/bundle.ts does beyond making it small.
 */
export async function lambdaBundle(
  name: string,
  folder: string,
  entry = `functions/${name}.ts`,
  plain = false,
): Promise<LambdaBundle> {
  const file = join(folder, name, 'bundle.mjs')
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    outfile: file,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2024',
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    metafile: true,
    banner: { js: banner },
    logLevel: 'error',
    minify: nodejs.minify,
    ...(plain ? { keepNames: true } : nodejs.esbuild),
    external: ['sharp', 'pg-native', ...(plain ? [] : nodejs.esbuild.external)],
  })
  for (const { from, to } of [...besideEveryBundle, ...(name === 'console' ? besideTheBundle : [])]) {
    mkdirSync(dirname(join(folder, name, to)), { recursive: true })
    copyFileSync(join(root, from), join(folder, name, to))
  }
  const output = outputOf(metafile, file)
  return { file, bytes: output.bytes, inputs: Object.keys(output.inputs) }
}

const outputOf = ({ outputs }: Metafile, file: string) => {
  const found = Object.entries(outputs).find(([path]) => resolve(root, path) === file)
  if (!found) throw new Error(`${file} was not written`)
  return found[1]
}
