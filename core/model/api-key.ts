import { type Parsed, parsed, type Refusal, refusal } from './refusal.ts'
import { cleanText } from './text.ts'
import { HOUR, type Instant } from './time.ts'

/** The rooms of the API that a key may be let into. */
export const areas = ['articles', 'digests', 'readers', 'settings'] as const
export type Area = (typeof areas)[number]
/** To write is to read as well. */
export type Scope = `${Area}:${'read' | 'write'}`
export const scopes: readonly Scope[] = areas.flatMap((area) => [`${area}:read`, `${area}:write`] as const)
export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text)

/** A key to the API. Of the secret there is only its SHA-256: who reads the table cannot use it. */
export type ApiKey = {
  readonly id: `key_${string}`
  /** SHA-256 of the secret, in hexadecimal digits. */
  readonly hash: string
  /** What it is for: the name that it acts under. */
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Instant
  readonly by: string
  /** To within `USED_EVERY`. */
  readonly usedAt?: Instant
  readonly revokedAt?: Instant
}

/** Being used is written down so seldom. */
export const USED_EVERY = HOUR
/** More than anybody keeps apart. */
export const MOST_KEYS = 100

/** What the secret begins with: so that people, and programs that look for leaked secrets, know one when they see it. */
export const SECRET_PREFIX = 'tid_'

/** What the key from the configuration is called in the log: no other may be. */
export const CONFIGURED_KEY = 'the configured key'

/** Sixty bits of the hash name the key where its hash is nobody's business. */
export const keyIdOf = (hash: string): ApiKey['id'] => `key_${hash.slice(0, 15)}`

/** Which area each part of the API is in. */
const areaOf: Readonly<Record<string, Area>> = {
  articles: 'articles',
  topics: 'articles',
  tags: 'articles',
  feeds: 'articles',
  digests: 'digests',
  issues: 'digests',
  subscribers: 'readers',
  settings: 'settings',
  provider: 'settings',
  fence: 'settings',
  keys: 'settings',
  editors: 'settings',
  hooks: 'settings',
  audit: 'settings',
}

/** What a call needs; `part`: the first piece of its path. Undefined: no key that is made here may make it. */
export function neededScope(method: string, part: string): Scope | undefined {
  const area = Object.hasOwn(areaOf, part) ? areaOf[part] : undefined
  return area && `${area}:${method === 'GET' || method === 'HEAD' ? 'read' : 'write'}`
}

export const allows = (given: readonly Scope[], needed: Scope): boolean =>
  given.includes(needed) || given.includes(needed.replace(':read', ':write') as Scope)

/** A name and what it may do, as an owner writes them; nobody gives away what they have not (`own`). */
export function parseKey(
  input: { readonly name: string; readonly scopes: readonly string[] },
  own: readonly Scope[] = scopes,
): Parsed<Pick<ApiKey, 'name' | 'scopes'>> {
  const name = cleanText(input.name, 80)
  const refusals: Refusal[] = []
  if (name === '')
    refusals.push(refusal('name', 'Say what the key is for: the name of a program, or of whoever runs it.', 'required'))
  if (name.toLowerCase() === CONFIGURED_KEY)
    refusals.push(refusal('name', 'This name belongs to the key of the configuration: give another.', 'taken'))
  if (input.scopes.length === 0)
    refusals.push(refusal('scopes', 'Say what the key may do: choose at least one.', 'too_few'))
  for (const scope of input.scopes) {
    if (!isScope(scope))
      refusals.push(refusal('scopes', `"${cleanText(scope, 40)}" is nothing that a key may do.`, 'not_one_of'))
    else if (!allows(own, scope))
      refusals.push(refusal('scopes', `This key may not "${scope}" itself, and so cannot let another do it.`))
  }
  if (refusals.length > 0) return { ok: false, refusals }
  return parsed({ name, scopes: scopes.filter((scope) => input.scopes.includes(scope)) })
}

/** In words, for a list. */
export function scopesInWords(given: readonly Scope[]): string {
  const words = areas.flatMap((area) =>
    given.includes(`${area}:write`)
      ? [`read and change ${areaNames[area]}`]
      : given.includes(`${area}:read`)
        ? [`read ${areaNames[area]}`]
        : [],
  )
  return words.join(', ')
}

export const areaNames: Readonly<Record<Area, string>> = {
  articles: 'articles, topics and feeds',
  digests: 'digests and issues',
  readers: 'readers',
  settings: 'settings, keys and editors',
}
