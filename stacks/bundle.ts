import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CREDENTIALS = '@aws-sdk/credential-provider-node'

/** How a function is made into one file. A test measures what comes of it, and `npm run bench -- cold` how long that takes to start. */
export const nodejs = {
  minify: true,
  // What comes by `import()` lies beside the bundle, in pieces of its own: read when it is asked for, not at the start.
  splitting: true,
  // Beside the bundle, for the log to say where in the sources something failed: read only then (functions/adapters/trace.ts).
  sourcemap: true,
  esbuild: {
    // React has its errors spelled out otherwise.
    define: { 'process.env.NODE_ENV': '"production"' },
    // No error of ours goes by the name of its class, and each name is a call at the start.
    keepNames: false,
    external: [CREDENTIALS],
  },
}

/** Of the maps only what leads to a place: the texts of all sources would be three times as much. */
export function leanMaps(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.map'))) {
    const { sourcesContent: _, ...map } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    writeFileSync(join(folder, name), JSON.stringify(map))
  }
}

/** What stands in for the packages left out of it. */
export const besideEveryBundle: { from: string; to: string }[] = ['package.json', 'index.js'].map((file) => ({
  from: `functions/live/credentials/${file}`,
  to: `node_modules/${CREDENTIALS}/${file}`,
}))
