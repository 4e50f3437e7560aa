import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder of what is made of sources and good as long as they stay as they are, shared by all data folders and tests
 * of this user. What lies in it is run, so it has to be this user's, and nobody else's to write in. Undefined where
 * there can be none: whoever asks does without.
 */
export function cacheFolder(): string | undefined {
  const user = process.getuid?.()
  const folder = join(tmpdir(), user === undefined ? 'tidings-cache' : `tidings-cache-${user}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    const found = lstatSync(folder)
    const isOurs = user === undefined || (found.uid === user && (found.mode & 0o022) === 0)
    return found.isDirectory() && isOurs ? folder : undefined
  } catch {
    return undefined
  }
}

/**
 * Where Node keeps what it has compiled of the local host, its TypeScript already stripped: to read it from there is
 * half of the work of a start. It is written when a process ends, one file in place of another.
 * https://nodejs.org/docs/latest-v24.x/api/module.html#module-compile-cache
 */
export function compileCache(): string | undefined {
  const folder = cacheFolder()
  return folder && join(folder, 'compiled')
}

/** The same for a child, which knows it by its environment. */
export function compileCacheEnvironment(): Record<string, string> {
  const folder = compileCache()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder }
}
