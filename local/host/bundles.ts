import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CannotStart } from '../cannot-start.ts'
import { keptBuild } from './kept-build.ts'

export type BundlePlan = {
  readonly name: string
  readonly entry: string
  /** Files that it reads, from the project to beside the bundle: what `copyFiles` is on AWS. */
  readonly beside?: readonly { readonly from: string; readonly to: string }[]
}

const project = fileURLToPath(new URL('../..', import.meta.url))

/** Packages in CommonJS ask for what an ES module does not have. Under names of ours alone, as SST does: a package in the same piece may have a `URL` of its own. */
const banner = `import { createRequire as __createRequire } from 'node:module'
import { fileURLToPath as __fileURLToPath, URL as __URL } from 'node:url'
const require = __createRequire(import.meta.url)
const __filename = __fileURLToPath(import.meta.url)
const __dirname = __fileURLToPath(new __URL('.', import.meta.url))`

/**
 * Bundles the functions as on AWS, so that what fails in a bundle on AWS fails here. Answers the file of each. They lie
 * where no package of this project can be reached, and below `folder` only where there is no such place.
 */
export async function buildBundles(folder: string, plans: readonly BundlePlan[]): Promise<Map<string, string>> {
  const own = join(folder, 'build')
  const beside = plans.flatMap((plan) => plan.beside ?? []).map(({ from, to }) => ({ from: join(project, from), to }))
  const built = await keptBuild(
    {
      entryPoints: plans.map(({ name, entry }) => ({ in: entry, out: name })),
      outExtension: { '.js': '.mjs' },
      splitting: true,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'es2024',
      mainFields: ['module', 'main'],
      keepNames: true,
      sourcemap: 'linked',
      sourcesContent: false,
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      banner: { js: banner },
      logLevel: 'silent',
    },
    beside,
    own,
  ).catch((error: { errors?: { text: string; location: { file: string; line: number } | null }[] }) => {
    const [first] = error.errors ?? []
    if (!first) throw error
    const where = first.location ? `${first.location.file}:${first.location.line}: ` : ''
    throw new CannotStart(`The functions cannot be bundled: ${where}${first.text}.`)
  })
  // Left by an earlier version, which built them here at each start.
  if (!built.folder.startsWith(own)) rmSync(own, { recursive: true, force: true })
  return new Map(plans.map(({ name }) => [name, join(built.folder, `${name}.mjs`)]))
}
