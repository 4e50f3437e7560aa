import { isAscii, isUtf8 } from 'node:buffer'

/**
 * What the bytes say: byte order mark, then the HTTP charset, then the XML declaration (in a page its `meta`, too), then
 * UTF-8 (or Latin-1, where it cannot be). Text that is UTF-8 letter by letter is no alphabet of single bytes, whoever says so.
 */
export function decode(bytes: Uint8Array, contentType = '', as: 'feed' | 'page' = 'feed'): string {
  const said = marked(bytes) ?? known(/charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType)?.[1]) ?? declared(bytes, as)
  const label = isOfBytes(said) && isUtf8(bytes) && !isAscii(bytes) ? 'utf-8' : said
  const text = new TextDecoder(label ?? 'utf-8').decode(bytes)
  if (label === undefined && isGarbled(text)) return new TextDecoder('windows-1252').decode(bytes)
  const isMixed = as === 'feed' && (label ?? 'utf-8') === 'utf-8' && text.includes('\uFFFD')
  return isMixed ? new TextDecoder().decode(mended(bytes)) : text
}

/** An encoding in which each byte is a letter. */
const isOfBytes = (label = ''): boolean => /^(?:windows-|iso-8859-|koi8-|macintosh)/.test(label)

/** An entry that was pasted in from elsewhere: bytes that are no UTF-8 are what they are in Windows-1252. Linear. */
function mended(bytes: Uint8Array): Uint8Array {
  const letters = Array.from({ length: 256 }, (_, byte) =>
    new TextEncoder().encode(new TextDecoder('windows-1252').decode(Uint8Array.of(byte))),
  )
  const written = new Uint8Array(bytes.length * 3)
  let end = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceAt(bytes, at)
    const letter = length > 0 ? bytes.subarray(at, at + length) : letters[bytes[at] ?? 0]!
    written.set(letter, end)
    end += letter.length
    at += Math.max(1, length)
  }
  return written.subarray(0, end)
}

/** How many bytes the character takes that begins here, if it is one (Unicode 15, table 3-7); 0: it is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]]
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < least || second > most) return 0
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let next = at + 2; next < at + length; next += 1) if ((bytes[next] ?? 0) >> 6 !== 2) return 0
  return length
}

/** More bytes that UTF-8 cannot explain than letters it can: these were never UTF-8. */
const isGarbled = (text: string): boolean =>
  text.includes('\uFFFD') && text.split('\uFFFD').length > (text.match(/[\u0080-\uFFFC]/g)?.length ?? 0)

function marked(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le'
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be'
  return undefined
}

function declared(bytes: Uint8Array, as: 'feed' | 'page'): string | undefined {
  const head = (most: number) => new TextDecoder('windows-1252').decode(bytes.subarray(0, most))
  const label =
    /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head(400))?.[1] ??
    (as === 'page' ? /<meta\s[^>]*?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]+)/i.exec(head(4_096))?.[1] : undefined)
  // Whoever could read the declaration byte by byte was not reading UTF-16.
  return label && /^(?:utf-?16|ucs-?[24]|utf-?32)/i.test(label) ? 'utf-8' : known(label)
}

function known(label: string | undefined): string | undefined {
  if (!label) return undefined
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

/** The name of the first element (`{` for JSON), and whether a DOCTYPE before it defines anything (T47). Reads each character once. */
export function opening(text: string): { root: string; definesEntities: boolean } {
  let at = 0
  const after = (end: string) => {
    const found = text.indexOf(end, at)
    at = found === -1 ? text.length : found + end.length
  }
  while (at < text.length) {
    if (/\s|\uFEFF/.test(text[at] ?? '')) at += 1
    else if (text.startsWith('<?', at)) after('?>')
    else if (text.startsWith('<!--', at)) after('-->')
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) {
      const quoted = /"[^"]*"|'[^']*'|[[>]/g
      quoted.lastIndex = at
      let mark = quoted.exec(text)
      while (mark && mark[0].length > 1) mark = quoted.exec(text)
      if (mark?.[0] !== '>') return { root: '', definesEntities: true }
      at = mark.index + 1
    } else break
  }
  if (text[at] === '{') return { root: '{', definesEntities: false }
  const name = /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 100))?.[1]
  return { root: name?.toLowerCase() ?? '', definesEntities: false }
}
