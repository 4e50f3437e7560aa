import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import { bundled } from '../support/bundle.ts'

const root = resolve(import.meta.dirname, '../..')

/** A change to one of our own files: what stands there, and what stands there instead. */
export type Patch = { readonly file: string; readonly find: string; readonly put: string }

/** The laptop's part is plain TypeScript that finds its files beside itself: it is not bundled. */
const laptop: Plugin = {
  name: 'laptop',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path)
      return relative(root, file).startsWith('local/') ? { path: pathToFileURL(file).href, external: true } : undefined
    })
  },
}

const patched = (patches: readonly Patch[]): Plugin => ({
  name: 'patched',
  setup(esbuild) {
    for (const [file, ours] of Map.groupBy(patches, (patch) => resolve(root, patch.file))) {
      esbuild.onLoad({ filter: new RegExp(`^${file.replaceAll(/[.\\+*?[^\]$(){}=!<>|:-]/g, '\\$&')}$`) }, () => {
        let contents = readFileSync(file, 'utf8')
        for (const { find, put } of ours) {
          if (contents.split(find).length !== 2)
            throw new Error(`${relative(root, file)} does not say this once any more: ${find}`)
          contents = contents.replace(find, () => put)
        }
        return { contents, loader: file.endsWith('.tsx') ? 'tsx' : 'ts', resolveDir: dirname(file) }
      })
    }
  },
})

/** `entry` of this folder, into `outfile`, with our own files changed as the patches say. */
export async function bundle(entry: string, outfile: string, patches: readonly Patch[] = []): Promise<void> {
  await bundled(resolve(import.meta.dirname, entry), outfile, {
    // Read when something fails, and not before: it is larger than what it is about.
    sourcemap: 'linked',
    logLevel: 'silent',
    plugins: [laptop, patched(patches)],
  })
}
