import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cannotStart } from '../cannot-start.ts'

/** Where the table's engine is on this machine: npm installs the one package that fits it. */
export function dynoxideBinary(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const binary = join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide')
    if (existsSync(binary)) return binary
  } catch {
    // Told below.
  }
  return cannotStart(
    `The table's engine for this machine (${name}) is not installed: run "npm ci" without --omit=optional, on Linux or macOS (x64, arm64) or Windows (x64).`,
  )
}
