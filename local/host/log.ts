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

/**
 * What the functions log, one JSON object a line, in `logs/tidings.jsonl`; above 10 MB a new file is begun and one old
 * kept. Few lines go to the terminal, and in brief, unless all were asked for.
 */
export function openLog(folder: string, terminal: Terminal, all: boolean): LogFile {
  const file = join(folder, 'logs', 'tidings.jsonl')
  let to = openSync(file, 'a', 0o600)
  let size = fstatSync(to).size

  function append(line: string): void {
    const bytes = Buffer.from(`${line}\n`)
    if (size + bytes.length > MOST_BYTES && size > 0) {
      closeSync(to)
      renameSync(file, join(folder, 'logs', 'tidings.1.jsonl'))
      to = openSync(file, 'a', 0o600)
      size = 0
    }
    writeSync(to, bytes)
    size += bytes.length
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
      append(JSON.stringify(entry))
      if (all) terminal.line(line)
      else if (isTrouble(entry) || noteworthy.has(String(entry.event))) terminal.line(brief(entry))
    },
    close: () => closeSync(to),
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
