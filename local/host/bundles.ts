import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { CannotStart } from '../cannot-start.ts'

export type BundlePlan = {
  readonly name: string
  readonly entry: string
  /** Files that it reads, from the project to beside the bundle: what `copyFiles` is on AWS. */
  readonly beside?: readonly { readonly from: string; readonly to: string }[]
}

const project = fileURLToPath(new URL('../..', import.meta.url))

/** Packages in CommonJS ask for what an ES module does not have. */
const banner = `import { createRequire as __createRequire } from 'node:module'
import { fileURLToPath as __fileURLToPath } from 'node:url'
const require = __createRequire(import.meta.url)
const __filename = __fileURLToPath(import.meta.url)
const __dirname = __fileURLToPath(new URL('.', import.meta.url))`

/** Bundles the functions as on AWS, so that what fails in a bundle fails here. Answers the file of each. */
export async function buildBundles(folder: string, plans: readonly BundlePlan[]): Promise<Map<string, string>> {
  const outdir = join(folder, 'build')
  // Pieces are named by what is in them: those of another version would stay.
  rmSync(outdir, { recursive: true, force: true })
  const built = await build({
    entryPoints: plans.map(({ name, entry }) => ({ in: entry, out: name })),
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2024',
    mainFields: ['module', 'main'],
    keepNames: true,
    sourcemap: 'linked',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: banner },
    logLevel: 'silent',
  }).catch((error: { errors?: { text: string; location: { file: string; line: number } | null }[] }) => {
    const [first] = error.errors ?? []
    if (!first) throw error
    const where = first.location ? `${first.location.file}:${first.location.line}: ` : ''
    throw new CannotStart(`The functions cannot be bundled: ${where}${first.text}.`)
  })
  void built
  for (const { from, to } of plans.flatMap(({ beside = [] }) => beside)) {
    mkdirSync(dirname(join(outdir, to)), { recursive: true })
    copyFileSync(join(project, from), join(outdir, to))
  }
  return new Map(plans.map(({ name }) => [name, join(outdir, `${name}.mjs`)]))
}
