import { execFileSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { cannotStart } from './cannot-start.ts'

/**
 * The data folder, there and writable. Readable by nobody else: it holds readers' addresses, their mails and the secrets,
 * and one from an earlier version, or from a copy, is closed when it is opened. `npm start` makes every file of its own
 * and of its children unreadable to others (umask 077), from before there is anything in it.
 */
export function openFolder(path: string): string {
  const folder = resolve(path)
  try {
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    closeToOthers(folder)
    writeFileSync(join(folder, '.writable'), '')
    rmSync(join(folder, '.writable'))
  } catch (error) {
    return cannotStart(
      `The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): give it another with --data, or its rights back.`,
    )
  }
  return folder
}

/** What is ours in a data folder: somebody may have given one in which other things lie, and those are left alone. */
const ours =
  /^(?:(?:table|mailbox)\.db(?:-\w+)?|table\.pid|secrets\.json(?:\.new)?|demo\.json|lock|\.writable|logs|queues|build)$/

/** In a folder of everybody's, nobody may take away what is another's. */
const STICKY = 0o1000

/** Files 0600, folders 0700. A folder that is not ours alone, such as `/tmp`, stays as it is: what is ours in it is closed. */
function closeToOthers(folder: string): void {
  const found = readdirSync(folder)
  const isShared = (lstatSync(folder).mode & STICKY) !== 0
  if (!isShared && found.every((name) => ours.test(name))) close(folder, 0o700)
  for (const name of found) if (ours.test(name)) closeAll(join(folder, name))
}

function closeAll(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat || stat.isSymbolicLink()) return
  close(path, stat.isDirectory() ? 0o700 : 0o600)
  if (stat.isDirectory()) for (const name of readdirSync(path)) closeAll(join(path, name))
}

function close(path: string, mode: number): void {
  try {
    if ((lstatSync(path).mode & 0o777) !== mode) chmodSync(path, mode)
  } catch {
    // Of another user, or on a disk that knows no rights (FAT): whoever put it there has decided who reads it.
  }
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
