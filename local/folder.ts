import { execFileSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cannotStart } from './cannot-start.ts'

/** The data folder, there and writable. Readable by nobody else: it holds readers' addresses. */
export function openFolder(path: string): string {
  const folder = resolve(path)
  try {
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    writeFileSync(join(folder, '.writable'), '')
    rmSync(join(folder, '.writable'))
  } catch (error) {
    return cannotStart(
      `The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): give it another with --data, or its rights back.`,
    )
  }
  return folder
}

/**
 * One service at a time on a data folder: two would share a file and take each other's work for crashed. The lock
 * names its holder, so that one left by a killed process is seen for what it is. Answers how to give it back.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock')
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(readFileSync(file, 'utf8'))
    if (isRunning(holder, 'start.ts'))
      cannotStart(
        `A service already runs on ${folder} (pid ${holder}): stop it first, or give this one another folder with --data.`,
      )
    rmSync(file, { force: true })
  }
}

/**
 * Whether this process lives and is one of ours. Numbers come round again, above all in containers, where every start
 * has the same one: the command line must hold `words`. Where it cannot be read, a living process counts as ours.
 */
export function isRunning(pid: number, words: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return commandOf(pid)?.includes(words) ?? true
}

function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    if (process.platform === 'win32') return undefined
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return undefined
  }
}
