const client = 'functions/http/console/client'

/**
 * Where the console's scripts and styles lie in the project; an asset may be several files, one after the other. A new one
 * gets its line here, and a page names it in its Frame's `scripts`.
 */
export const assetFiles = {
  'console.css': [
    'node_modules/modern-normalize/modern-normalize.css',
    `${client}/console.css`,
    `${client}/digest.css`,
  ],
  'console.js': [`${client}/said.js`, `${client}/keys.js`, `${client}/list.js`],
  'htmx.js': ['node_modules/htmx.org/dist/htmx.min.js'],
  /** A chart: what `<Chart>` needs, together `chartAssets`. */
  'uplot.css': ['node_modules/uplot/dist/uPlot.min.css'],
  'uplot.js': ['node_modules/uplot/dist/uPlot.iife.min.js'],
  'chart.js': [`${client}/chart.js`],
  /** Dragging: a page that uses it brings a script of its own that says what may be dragged where. */
  'sortable.js': ['node_modules/sortablejs/Sortable.min.js'],
  /** A digest's page: the preview, and dragging. */
  'digest.js': [`${client}/digest.js`],
  'import.js': [`${client}/import.js`],
  /** Passkeys: what a browser is asked, and a script that asks it. */
  'webauthn.js': ['node_modules/@simplewebauthn/browser/dist/bundle/index.umd.min.js'],
  'passkeys.js': [`${client}/passkeys.js`],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type AssetName = keyof typeof assetFiles

export const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A bundle is one file without a project around it: these go beside it, on AWS and on a laptop. */
export const besideTheBundle: { from: string; to: string }[] = [
  ...new Set<string>(Object.values(assetFiles).flat()),
].map((from) => ({ from, to: `console-assets/${nameIn(from)}` }))
