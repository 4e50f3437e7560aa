import { type BuildOptions, build } from 'esbuild'

/** React's files need a build, so what runs outside of the test runner is bundled first: `entry` into `outfile`. */
export const bundled = (entry: string, outfile: string, options: BuildOptions = {}) =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2024',
    mainFields: ['module', 'main'],
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
    ...options,
  })
