import { type Parsed, parsed, refusal, refused } from './refusal.ts'

/** An email address as we keep it: ASCII dot-atom, A-label domain, all lower case. It is also the identity key (STD-24). */
export type Address = string

const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/** What may be wrong with an address as typed, as a sentence for whoever typed it. */
export const addressProblems = {
  none: 'Please enter an email address.',
  shape: 'An email address looks like name@example.org.',
  alphabet:
    'The part before the @ may hold only plain letters, digits and signs: mail to other alphabets is not carried by our provider yet.',
  local: 'The part before the @ is not one that mail can be sent to.',
  domain: 'The part after the @ is not a domain that mail can be sent to.',
  length: 'The address is longer than mail allows (254 characters).',
}
export type AddressProblem = keyof typeof addressProblems

/** As `readAddress`, with a refusal in English. */
export function parseAddress(input: unknown, field = 'email'): Parsed<Address> {
  const { address, problem } = readAddress(input)
  if (!problem) return parsed(address)
  const code = problem === 'none' ? 'required' : problem === 'length' ? 'too_long' : undefined
  return refused(refusal(field, addressProblems[problem], code))
}

/** In letters as they are typed, before any of them is looked at: an address is a quarter of it at most. */
const LONGEST_TYPED = 1_000

type Read =
  | { readonly address: Address; readonly problem?: undefined }
  | { readonly problem: AddressProblem; readonly address?: undefined }

/**
 * Reads an address as typed. RFC 5321 §4.5.3.1 limits in octets after IDNA (STD-20), dot-atom local parts only (STD-21,
 * STD-22), internationalised domains as A-labels (STD-23).
 */
export function readAddress(input: unknown): Read {
  if (typeof input !== 'string' || input.trim() === '') return { problem: 'none' }
  if (input.length > LONGEST_TYPED) return { problem: 'length' }
  const typed = input.trim().toLowerCase()
  const at = typed.lastIndexOf('@')
  if (at < 1 || at === typed.length - 1) return { problem: 'shape' }

  const local = typed.slice(0, at)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant
  if (/[^\x00-\x7f]/.test(local)) return { problem: 'alphabet' }
  if (local.length > 64 || !atom.test(local)) return { problem: 'local' }

  const domain = asciiDomain(typed.slice(at + 1))
  if (!domain) return { problem: 'domain' }
  if (local.length + 1 + domain.length > 254) return { problem: 'length' }
  return { address: `${local}@${domain}` }
}

function asciiDomain(typed: string): string | undefined {
  if (/[\s%/?#@:\\[\]<>^|]/.test(typed)) return undefined
  const domain = URL.canParse(`http://${typed}`) ? new URL(`http://${typed}`).hostname : ''
  const labels = domain.split('.')
  if (labels.length < 2 || domain.length > 253) return undefined
  if (!labels.every((one) => one.length <= 63 && label.test(one))) return undefined
  if (/^\d+$/.test(labels.at(-1)!)) return undefined
  return domain
}

/** "a…@mail.example.net": enough to know one's own, too little for whoever got a mail passed on. */
export function masked(address: Address): string {
  const [name = '', host = ''] = address.split('@')
  return `${[...name][0] ?? ''}…@${host}`
}

/** The domain, for counting per provider. */
export const domainOf = (address: Address): string => address.slice(address.lastIndexOf('@') + 1)

/**
 * The mailbox behind an address, for counting alone and never for identity (STD-24, T10): without its tag, and at Google
 * without dots. Where tags are no tags, two people share one counter, which costs the second of them a day.
 */
export function mailboxOf(address: Address): string {
  const domain = domainOf(address)
  const local = address.slice(0, -domain.length - 1)
  const tag = local.indexOf('+', 1)
  const untagged = tag === -1 ? local : local.slice(0, tag)
  return domain === 'gmail.com' || domain === 'googlemail.com'
    ? `${untagged.replaceAll('.', '')}@gmail.com`
    : `${untagged}@${domain}`
}
