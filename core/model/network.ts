/** Where a request came from, as far as it is counted and kept: IPv4 /32 and /24, IPv6 /64 and /48 (T05, STD-60). */
export type Networks = {
  /** One connection: a household, or an office behind one address. */
  readonly narrow: string
  /** Those around it, whom one customer of a provider often has together. */
  readonly wide: string
}

const v4 = /^(?:\d{1,3}\.){3}\d{1,3}$/

/** The networks of an address as the trusted hop wrote it (T12); undefined for what is none. */
export function networksOf(ip = ''): Networks | undefined {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '')
  if (v4.test(plain)) return { narrow: `${plain}/32`, wide: `${plain.replace(/\.\d+$/, '.0')}/24` }
  const groups = groupsOf(ip)
  return groups && { narrow: `${groups.slice(0, 4).join(':')}::/64`, wide: `${groups.slice(0, 3).join(':')}::/48` }
}

/** The eight groups of an IPv6 address, whatever was left out of it. */
function groupsOf(ip: string): string[] | undefined {
  const [head = '', tail, ...rest] = (ip.toLowerCase().split('%', 1)[0] ?? '').split('::')
  const split = (part = '') => (part === '' ? [] : part.split(':'))
  const [front, back] = [split(head), split(tail)]
  const left = 8 - front.length - back.length
  if (rest.length > 0 || (tail === undefined ? left !== 0 : left < 1)) return undefined
  const groups = [...front, ...Array<string>(left).fill('0'), ...back]
  return groups.every((group) => /^[\da-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16).toString(16))
    : undefined
}
