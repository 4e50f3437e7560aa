const CREDENTIALS = '@aws-sdk/credential-provider-node'

/** How a function is made into one file. A test measures what comes of it, and `npm run bench -- cold` how long that takes to start. */
export const nodejs = {
  minify: true,
  // What comes by `import()` lies beside the bundle, in pieces of its own: read when it is asked for, not at the start.
  splitting: true,
  esbuild: {
    // React has its errors spelled out otherwise.
    define: { 'process.env.NODE_ENV': '"production"' },
    // No error of ours goes by the name of its class, and each name is a call at the start.
    keepNames: false,
    external: [CREDENTIALS],
  },
}

/** What stands in for the packages left out of it. */
export const besideEveryBundle: { from: string; to: string }[] = ['package.json', 'index.js'].map((file) => ({
  from: `functions/live/credentials/${file}`,
  to: `node_modules/${CREDENTIALS}/${file}`,
}))
