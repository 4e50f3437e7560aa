import { type Instant, instant } from './time.ts'

const aTime = String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[ap]m)?`
const anOffset = String.raw`(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?(?: UTC)?)`
const aDay = String.raw`(?:(?!0000)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d))`
const aDate = new RegExp(`^${aDay}(?:(?:T|,? )${aTime} ?${anOffset}?)?$`, 'i')

/** Whether this is a day, or a moment, and nothing besides. What databases write for none (`0000-00-00`) is neither. */
export const isDate = (text: string): boolean => aDate.test(text)

const date =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d)(?: [A-Z]{2,5}| [+-]\d{4})?)?$/i

/** ISO 8601, with or without a time, and as Mailchimp, Go and Postgres write it; without a zone it is UTC. Undefined for anything else. */
export function instantOf(text: string): Instant | undefined {
  const [, day, time = '00:00', seconds = '00', fraction = '', , hours, minutes = '00'] = date.exec(text.trim()) ?? []
  if (!day) return undefined
  const offset = hours ? `${hours}:${minutes}` : 'Z'
  const ms = Date.parse(`${day}T${time}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`)
  return Number.isNaN(ms) || instant(Date.parse(day)).slice(0, 10) !== day ? undefined : instant(ms)
}
