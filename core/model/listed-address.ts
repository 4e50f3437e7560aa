import { type Address, parseAddress } from './address.ts'
import { callsOff } from './list-words.ts'
import { isNoYes, saysPlainly } from './status-words.ts'
import { cleanText } from './text.ts'

/**
 * An address as lists write it: with a name before it, in angle brackets, as a link, with a sign after it, or one that nobody
 * sees. `name`, `rest`: what stands besides it.
 */
export type ListedAddress = { readonly bare: string; readonly name: string; readonly rest: string }

/** Undefined where several addresses stand in the cell. */
export function listedAddress(cell: string): ListedAddress | undefined {
  if (/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(cell)) return { bare: cell, name: '', rest: '' }
  const text = cleanText(cell, 1_000).replaceAll(/[\u200C\u200D]/g, '')
  const inBrackets = [...text.matchAll(/<([^<>]*)>/g)]
  const [found] = inBrackets
  const inside = inBrackets.length === 1 ? found![1]!.trim() : text
  const [, link, query = ''] = /^mailto:([^?]*)(.*)/i.exec(inside) ?? []
  const address = link ?? inside
  if (inBrackets.length > 1 || address.split('@').length > 2) return undefined
  const before = inBrackets.length === 1 ? text.slice(0, found!.index) : ''
  const after = inBrackets.length === 1 ? text.slice(found!.index + found![0].length) : ''
  // A name is what it begins with, up to a sign that names have not.
  const name = /^[^,;:|/()[\]{}–—]*?(?= -|[,;:|/()[\]{}–—]|$)/u.exec(before)![0]
  return { bare: withoutSigns(address), name, rest: [before.slice(name.length), after, query].join(' ').trim() }
}

/** Without what ends a line or a sentence. */
function withoutSigns(address: string): string {
  let end = address.length
  while (end > 0 && ' ;,.'.includes(address[end - 1]!)) end -= 1
  return address.slice(0, end)
}

/** What calls somebody off beside their address. People are called Block and Bounce: in a name only plain words count. */
export function offBeside({ name, rest }: ListedAddress): string | undefined {
  if (rest !== '' && (callsOff(rest) || /[☐✗✘❌❎✖⛔🚫🛑]/u.test(rest) || isNoYes(rest))) return rest
  return saysPlainly(name) ? name.trim() : undefined
}

/** The addresses in a row that is about several people, so that nobody knows whom it calls off; none where it is about one. */
export function severalIn(cells: readonly string[]): readonly Address[] {
  const found = cells.flatMap((cell) => cell.split(/[\s<>()[\],;:"]/))
  const addresses = found.flatMap((one) => {
    if (!one.includes('@')) return []
    const read = parseAddress(withoutSigns(one))
    return read.ok ? [read.value] : []
  })
  return new Set(addresses).size > 1 ? addresses : []
}
