import { enableCompileCache } from 'node:module'
import { compileCache } from './host/cache.ts'

/** `npm start`. All that is ours comes after these lines: Node then finds it compiled, from the last time. */

const folder = compileCache()
if (folder !== undefined) enableCompileCache(folder)
await import('./run.ts')
