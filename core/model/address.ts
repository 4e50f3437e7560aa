import { type Parsed, parsed, refusal, refused } from './refusal.ts'

/** An email address as we keep it: ASCII dot-atom, A-label domain, all lower case. It is also the identity key (STD-24). */
export type Address = string

const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/**
 * Reads an address as typed. RFC 5321 §4.5.3.1 limits in octets after IDNA (STD-20), dot-atom local parts only (STD-21,
 * STD-22), internationalised domains as A-labels (STD-23).
 */
export function parseAddress(input: unknown, field = 'email'): Parsed<Address> {
  const no = (sentence: string) => refused(refusal(field, sentence))
  if (typeof input !== 'string' || input.trim() === '') return no('Please enter an email address.')
  const typed = input.trim().toLowerCase()
  const at = typed.lastIndexOf('@')
  if (at < 1 || at === typed.length - 1) return no('An email address looks like name@example.org.')

  const local = typed.slice(0, at)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant
  if (/[^\x00-\x7f]/.test(local)) {
    return no(
      'The part before the @ may hold only plain letters, digits and signs: mail to other alphabets is not carried by our provider yet.',
    )
  }
  if (!atom.test(local) || local.length > 64) return no('The part before the @ is not one that mail can be sent to.')

  const domain = asciiDomain(typed.slice(at + 1))
  if (!domain) return no('The part after the @ is not a domain that mail can be sent to.')
  if (local.length + 1 + domain.length > 254) return no('The address is longer than mail allows (254 characters).')
  return parsed(`${local}@${domain}`)
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

/** The domain, for counting per provider. */
export const domainOf = (address: Address): string => address.slice(address.lastIndexOf('@') + 1)
