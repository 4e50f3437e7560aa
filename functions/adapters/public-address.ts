import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Azure's name and metadata service answers at this address, which is a public one (T40). */
const NOT_PUBLIC = new Set(['168.63.129.16'])

/**
 * Whether anybody on the internet may be asked there: an IP address in the form `new URL` and resolvers give it, in none
 * of the special ranges (private, loopback, link-local, mapped, NAT64, 6to4, documentation … : the IANA registries). Of
 * IPv6 only 2000::/3 has been given to anybody, so `::/96` and whatever comes to be special elsewhere is out as well.
 */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0 || NOT_PUBLIC.has(address)) return false
  const ip = ipaddr.parse(address)
  if (ip.range() !== 'unicast') return false
  return ip.kind() === 'ipv4' || (ip.toByteArray()[0] ?? 0) >> 5 === 1
}

/** This machine itself, said plainly. */
export const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && ipaddr.parse(address).range() === 'loopback'
