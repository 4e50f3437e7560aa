import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Terminal } from '../terminal.ts'

export type LogFile = {
  /** A line that a function printed. */
  take(name: string, from: 'stdout' | 'stderr', line: string): void
  close(): void
}

const MOST_BYTES = 10 * 1024 * 1024
/** What a person at the terminal wants to see happen, besides trouble. */
const noteworthy = new Set(['issue.opened', 'issue.sent', 'letter.sent'])

/** How bytes are written: a disk may take fewer than it is given, or none. Answers how many it took. */
export type WriteBytes = (to: number, bytes: Uint8Array) => number

/**
 * What the functions log, one JSON object a line, in `logs/tidings.jsonl`; above 10 MB a new file is begun and one old
 * kept. Few lines go to the terminal, and in brief, unless all were asked for. A line that cannot be written (a full disk)
 * is said once, and stops nothing: where there is room again, the file goes on.
 */
export function openLog(folder: string, terminal: Terminal, all: boolean, writeBytes: WriteBytes = writeSync): LogFile {
  const file = join(folder, 'logs', 'tidings.jsonl')
  let to: number | undefined
  let size = 0
  /** Lines that are in no file, since the last that is. */
  let lost = 0
  /** The last line stands there in part: the next begins on one of its own. */
  let isBroken = false

  function reopen(): number {
    to = openSync(file, 'a', 0o600)
    size = fstatSync(to).size
    return to
  }

  function close(): void {
    if (to !== undefined) closeSync(to)
    to = undefined
  }

  function append(line: string): void {
    const bytes = Buffer.from(`${isBroken ? '\n' : ''}${line}\n`)
    let at = to ?? reopen()
    if (size + bytes.length > MOST_BYTES && size > 0) {
      close()
      renameSync(file, join(folder, 'logs', 'tidings.1.jsonl'))
      at = reopen()
    }
    for (let done = 0; done < bytes.length; ) {
      const taken = writeBytes(at, bytes.subarray(done))
      if (taken > 0) isBroken = true
      done += taken
      size += taken
    }
    isBroken = false
  }

  function keep(line: string): void {
    try {
      append(line)
    } catch (error) {
      lost += 1
      const why = (error as NodeJS.ErrnoException).code ?? String(error)
      if (lost === 1) terminal.line(`log cannot be written (${why}): lines are lost until it can. The service goes on.`)
      return
    }
    if (lost > 0) terminal.line(`log is written again; ${lost} ${lost === 1 ? 'line is' : 'lines are'} lost`)
    lost = 0
  }

  return {
    take(name, from, line) {
      if (line.trim() === '') return
      const entry = parse(line) ?? {
        time: new Date().toISOString(),
        level: from === 'stderr' ? 'warn' : 'info',
        function: name,
        event: 'printed',
        line,
      }
      keep(JSON.stringify(entry))
      if (all) terminal.line(line)
      else if (isTrouble(entry) || noteworthy.has(String(entry.event))) terminal.line(brief(entry))
    },
    close,
  }
}

type Entry = Record<string, unknown>

function parse(line: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? (entry as Entry) : undefined
  } catch {
    return undefined
  }
}

const isTrouble = (entry: Entry): boolean => /^(?:warn|error|fatal|critical)/i.test(String(entry.level))

/** Said otherwise, or too much for one line: the file has it. */
const beside = new Set(['time', 'level', 'function', 'event', 'request', 'message', 'stack'])

/** `send issue.sent issue=iss_1 readers=5`, or `tick error work.failed path=/tick error=… at=core/flows/tick.ts:63:9` */
function brief(entry: Entry): string {
  const { level, function: name, event } = entry
  const words = Object.entries(entry).flatMap(([field, value]) => {
    if (beside.has(field)) return []
    return `${field}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`
  })
  return [name, ...(isTrouble(entry) ? [level] : []), event, ...words].join(' ').slice(0, 500)
}
