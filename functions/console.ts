import { isPageThread } from './adapters/page-reader.ts'

/** Editors' pages and the JSON API. A stranger's page is read in a thread that runs this same file: nothing is wired there. */
export const handler = isPageThread ? undefined : (await import('./live/console.ts')).handler
