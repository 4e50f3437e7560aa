import type { Log, LogFields } from '../../core/ports.ts'
import { strike } from './strike.ts'
import { ownPlace, placesOf } from './trace.ts'

/** Fields that must never be in a log, whoever passes them by mistake. */
const secret = /^(?:address|email|to|token|body|html|text|key|secret|authorization)$/i
/** Longer texts are cut: a line of CloudWatch ends at 256 KB. */
const MOST_LETTERS = 4_000
const MOST_CAUSES = 8
const DEEPEST = 5

type World = {
  readonly name: string
  readonly now: () => string
  /** What every line has beside its own: which request it belongs to. */
  readonly about?: () => LogFields | undefined
  readonly write?: (line: string) => void
}

/** One JSON line an event, without addresses and tokens (T80). It never throws, whatever it is given. */
export function jsonLog({
  name,
  now,
  about = () => undefined,
  write = (line) => void process.stdout.write(`${line}\n`),
}: World): Log {
  const log = (event: string, { level = 'info', ...fields }: LogFields = {}) =>
    write(JSON.stringify({ time: now(), level, function: name, ...about(), event, ...(plain(fields) as object) }))
  return Object.assign(log, {
    error: (event: string, error: unknown, fields: LogFields = {}) =>
      log(event, { level: 'error', ...fields, ...told(error) }),
  })
}

/** As JSON can say it. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return inShort(strike(value))
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) return '…'
  try {
    if (value instanceof Error) return wordsOf(value)
    if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), depth + 1)
    if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1))
    return Object.fromEntries(
      Object.entries(value).flatMap(([field, one]) =>
        secret.test(field) ? [] : [[strike(field), plain(one, depth + 1)]],
      ),
    )
  } catch {
    return '…'
  }
}

const inShort = (text: string) => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text)

/** What failed, where, and what lay behind it: its cause and theirs, and all that an AggregateError holds. */
function told(error: unknown): LogFields {
  const [first, ...causes] = behind(error).map((one) => {
    const places = placesIn(one)
    return { error: wordsOf(one), at: ownPlace(places), stack: places }
  })
  return { ...first, ...(causes.length > 0 ? { causes } : {}) }
}

function behind(error: unknown): unknown[] {
  const found = [error]
  for (const one of found) {
    const more = [fieldOf(one, 'cause'), ...listOf(fieldOf(one, 'errors'))]
    for (const other of more)
      if (other !== undefined && !found.includes(other) && found.length < MOST_CAUSES) found.push(other)
  }
  return found
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const placesIn = (error: unknown): readonly string[] => placesOf(String(fieldOf(error, 'stack') ?? ''))

/** `TypeError: …`, or what was thrown in place of an error. */
function wordsOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return inShort(strike(sayable(error)))
  const [name, message] = [fieldOf(error, 'name'), fieldOf(error, 'message')]
  return inShort(strike(message === undefined ? 'something that is no error' : `${sayable(name)}: ${sayable(message)}`))
}

function sayable(value: unknown): string {
  try {
    return String(value)
  } catch {
    return '…'
  }
}

/** Errors of others may be anything. */
function fieldOf(value: unknown, field: string): unknown {
  try {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined
  } catch {
    return undefined
  }
}
