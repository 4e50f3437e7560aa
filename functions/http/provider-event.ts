import { type Address, parseAddress } from '../../core/model/address.ts'
import type { Bounce } from '../../core/model/bounce.ts'
import type { ProviderEvent } from '../../core/model/setback.ts'
import type { Instant } from '../../core/model/time.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * The provider's event as it comes: `null` is absent, one may stand where many may, a value may be of any kind, and there may be
 * more of everything than we know of (STD-55). Undefined for what is no event at all. Never throws. The shapes: docs/provider.md.
 */
export function readEvent(body: unknown, now: Instant): ProviderEvent | undefined {
  const event = fieldsOf(body)
  const type = nameOf(event?.type, /^[\w.-]{1,60}$/)
  if (!event || !type) return undefined
  const data = fieldsOf(event.data)
  const tags = tagsOf(data?.tags)
  const bounce = bounceOf(data?.bounce)
  const suppressed = suppressedOf(data)
  const failed = nameOf(fieldsOf(data?.failed)?.reason, /^[\w -]{1,80}$/)
  const link = textOf(fieldsOf(data?.click)?.link)
  return {
    type,
    // A suppression is of an address, not of a mail.
    to: addressesOf(type.startsWith('suppression.') ? data?.email : data?.to),
    tags: tags ?? {},
    at: instantOf(event.created_at, now),
    ...(bounce ? { bounce } : {}),
    ...(suppressed ? { suppressed } : {}),
    ...(failed ? { failed } : {}),
    ...(link ? { link } : {}),
    ...(!data || !tags ? { garbled: true } : {}),
  }
}

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** A word of the provider's own, which goes into notes and logs: anything else might be somebody's address. */
const nameOf = (value: unknown, shape = /^[A-Za-z][\w-]{0,59}$/): string | undefined =>
  typeof value === 'string' && shape.test(value) ? value : undefined

const listOf = (value: unknown): readonly unknown[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]

/** An object in events, a list where mails are sent and asked for. Undefined where it is something else. */
function tagsOf(value: unknown): Record<string, string> | undefined {
  if (value === null || value === undefined) return {}
  const fields = fieldsOf(value)
  const pairs = Array.isArray(value)
    ? value.map((one) => [fieldsOf(one)?.name, fieldsOf(one)?.value])
    : fields && Object.entries(fields)
  if (!pairs) return undefined
  return Object.fromEntries(
    pairs.flatMap(([name, given]) =>
      typeof name === 'string' && ['string', 'number', 'boolean'].includes(typeof given) ? [[name, String(given)]] : [],
    ),
  )
}

/** One or many, bare or as `Name <address>`, in a list or in one line. */
function addressesOf(value: unknown): readonly Address[] {
  const found = listOf(value).flatMap((one) => {
    if (typeof one !== 'string') return []
    const texts = one.length > 10_000 ? [] : [one, ...one.split(',')]
    const all = texts.map(bare).flatMap((text) => {
      const parsed = parseAddress(text)
      return parsed.ok ? [parsed.value] : []
    })
    return all
  })
  return [...new Set(found)]
}
const bare = (text: string) => /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text

function bounceOf(value: unknown): Bounce | undefined {
  const bounce = fieldsOf(value)
  if (!bounce) return undefined
  const [type, subType] = [nameOf(bounce.type), nameOf(bounce.subType)]
  const codes = listOf(bounce.diagnosticCode).flatMap((one) => textOf(one) ?? [])
  return { ...(type ? { type } : {}), ...(subType ? { subType } : {}), codes }
}

/** Which list, or how it came there; none of the prose. */
function suppressedOf(data: Fields | undefined): string | undefined {
  const { type, reason } = fieldsOf(data?.suppressed) ?? {}
  return [type, reason, data?.origin].map((one) => nameOf(one)).find((one) => one !== undefined)
}

/** In any of the forms that the provider writes: `2026-11-22T23:41:12.126Z`, with an offset, or as its database does. */
function instantOf(value: unknown, now: Instant): Instant {
  const text =
    typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d) /, '$1T').replace(/([+-]\d\d)$/, '$1:00') : ''
  const at = Date.parse(text)
  if (Number.isNaN(at)) return now
  const told = new Date(at).toISOString()
  // What lies ahead is a clock that is wrong.
  return told > now ? now : told
}
