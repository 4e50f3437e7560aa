import { type Address, readAddress } from './address.ts'
import { slipsBetween } from './slips.ts'

/** What the text of a setting has to be. As data, so that a bundle holds none that its function does not read. */
export type Kind =
  | { readonly kind: 'number'; readonly from: number; readonly to: number; readonly whole?: true }
  | { readonly kind: 'switch' }
  /** `origin`: with no path behind it. */
  | { readonly kind: 'url'; readonly origin?: true }
  | { readonly kind: 'domain' }
  | { readonly kind: 'address' }
  | { readonly kind: 'addresses' }
  | { readonly kind: 'keys' }
  /** `like` looks at all of it, from `^` to `$`. */
  | { readonly kind: 'text'; readonly like: RegExp; readonly as: string }

export type Setting = {
  readonly is: Kind
  /** What it is for, and in which unit: it ends the sentence that says what is wanted. */
  readonly about: string
  readonly readBy: readonly string[]
  /** Never shown, nor any part of it. */
  readonly secret?: true
  /** Where nothing is given. Without it, and not `optional`, it has to be given. */
  readonly otherwise?: string
  /** `production`: it has to be given there, and may be left out elsewhere. */
  readonly optional?: true | 'but in production'
}
export type Schema = Readonly<Record<string, Setting>>

/** Signing keys by id, each 16 bytes or more in base64url, and which one new links are signed with. */
export type Keys = { readonly current: string; readonly keys: Readonly<Record<string, string>> }

type ValueOf<K extends Kind> = K extends { kind: 'number' }
  ? number
  : K extends { kind: 'switch' }
    ? boolean
    : K extends { kind: 'addresses' }
      ? readonly Address[]
      : K extends { kind: 'keys' }
        ? Keys
        : string
export type Value<S extends Setting> = S extends { otherwise: string }
  ? ValueOf<S['is']>
  : S extends { optional: true | 'but in production' }
    ? ValueOf<S['is']> | undefined
    : ValueOf<S['is']>
export type Values<S extends Schema> = { readonly [Name in keyof S]: Value<S[Name]> }

/** What came, or nothing where none did; of a secret only that it did. */
export type Wrong = { readonly name: string; readonly came?: string; readonly setting: Setting }

/**
 * Everything at once: the values, or all that is wrong with them. What is empty is not given. Numbers, switches and the like
 * have one spelling: what JavaScript would make of `1e3`, ` 5` or `0x10` is not what somebody meant who wrote `10/s`.
 */
export function readConfiguration<S extends Schema>(
  schema: S,
  given: (name: keyof S & string) => string | undefined,
  inProduction = false,
): { readonly values: Values<S>; readonly wrong: readonly Wrong[] } {
  const values: Record<string, unknown> = {}
  const wrong: Wrong[] = []
  for (const [name, setting] of Object.entries(schema)) {
    const came = given(name) || undefined
    const text = came ?? setting.otherwise
    const mayBeLeftOut = setting.optional === true || (setting.optional !== undefined && !inProduction)
    values[name] = text === undefined ? undefined : valueIn(setting.is, text)
    if (values[name] === undefined && (text !== undefined || !mayBeLeftOut))
      wrong.push({ name, ...(came === undefined ? {} : { came }), setting })
  }
  return { values: values as Values<S>, wrong }
}

function valueIn(is: Kind, text: string): unknown {
  switch (is.kind) {
    case 'number': {
      const number = (is.whole ? /^(?:0|[1-9]\d{0,8})$/ : /^(?:0|[1-9]\d{0,8})(?:\.\d{1,3})?$/).test(text)
        ? Number(text)
        : Number.NaN
      return number >= is.from && number <= is.to ? number : undefined
    }
    case 'switch':
      return /^(?:1|true|yes|on)$/i.test(text) || (/^(?:0|false|no|off)$/i.test(text) ? false : undefined)
    case 'url':
      return isUrl(text, is.origin) ? withoutSlash(text) : undefined
    case 'domain':
      return isDomain(text) ? text : undefined
    case 'address':
      return addressIn(text)
    case 'addresses': {
      const found = text.split(',').map((one) => addressIn(one.trim()))
      return found.includes(undefined) ? undefined : found
    }
    case 'keys':
      return keysIn(text)
    case 'text':
      return is.like.test(text) ? text : undefined
  }
}

function isUrl(text: string, asOrigin: boolean | undefined): boolean {
  const url = /\s/.test(text) ? null : URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password + url.hash !== '') return false
  return !asOrigin || (/^\/+$/.test(url.pathname) && url.search === '')
}

/** As DNS has it: lower case, A-labels, two of them at least. */
const isDomain = (text: string): boolean =>
  text.length <= 253 &&
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text) &&
  URL.parse(`http://${text}`)?.hostname === text

/** A name before it, or what surrounds it, is not the address. */
const addressIn = (text: string): Address | undefined => (/\s/.test(text) ? undefined : readAddress(text).address)

function keysIn(text: string): Keys | undefined {
  try {
    const { current, keys } = JSON.parse(text) as Keys
    const all = Object.entries(keys)
    return Object.hasOwn(keys, current) && all.every(([id, key]) => /^[\w-]+$/.test(id) && /^[\w-]{22,}$/.test(key))
      ? { current, keys }
      : undefined
  } catch {
    return undefined
  }
}

const kinds = {
  number: 'number',
  switch: 'on or off (1 or 0, true or false, yes or no)',
  url: 'an address that starts with https:// or http://',
  domain: 'a domain as DNS has it, such as news.example.org',
  address: 'an email address',
  addresses: 'email addresses with commas between',
  keys: '{"current":"k1","keys":{"k1":"32 bytes in base64url"}}',
} as const

/** What it has to be, and what for. */
export function wanted({ is, about }: Setting): string {
  const kind =
    is.kind === 'number'
      ? `a ${is.whole ? 'whole ' : ''}number from ${is.from} to ${is.to}`
      : is.kind === 'text'
        ? is.as
        : kinds[is.kind]
  return about === '' ? kind : `${kind}: ${about}`
}

/** All that is wrong, a line each: its name, what came, and what is wanted. */
export const inWords = (wrong: readonly Wrong[]): string =>
  wrong
    .map(({ name, came, setting }) => {
      const is =
        came === undefined ? 'not set' : setting.secret ? 'not right (it is not shown: a secret)' : quoted(came)
      return `${name} is ${is}. Wanted: ${wanted(setting)}.`
    })
    .join('\n')

const quoted = (came: string): string => JSON.stringify(came.length > 120 ? `${came.slice(0, 120)}…` : came)

/**
 * Names that nobody reads and that look like one of ours which is not set: a letter too many, too few, wrong or in the other's
 * place (two in long names). Short names, and those whose own beginning is not ours, may be anybody's; what begins with one of
 * `prefixes` is ours.
 */
export function misspelt(
  names: readonly string[],
  known: readonly string[],
  prefixes: readonly string[] = [],
): { readonly name: string; readonly meant?: string }[] {
  const unset = known.filter((one) => !names.includes(one))
  return names.flatMap((name) => {
    if (known.includes(name)) return []
    const meant = unset.find((one) => one.length >= 8 && isNear(name, one))
    if (meant !== undefined) return [{ name, meant }]
    return prefixes.some((prefix) => name.startsWith(prefix)) ? [{ name }] : []
  })
}

const isNear = (name: string, known: string): boolean => slipsBetween(name, known) <= (known.length >= 12 ? 2 : 1)

/** `https://news.example.org/` and `https://news.example.org` are one address. */
function withoutSlash(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end -= 1
  return text.slice(0, end)
}
