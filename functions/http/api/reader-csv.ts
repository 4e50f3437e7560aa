import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { formulaSafe, type Line } from '../../../core/model/reader-list.ts'

const CHUNK = 64 * 1024

/**
 * The rows of a CSV file (RFC 4180, and as spreadsheets write it), read as they are asked for: separated by commas,
 * semicolons or tabs, whichever the header holds most; UTF-8, UTF-16, or else Windows-1252. A quotation mark
 * that never closes takes everything after it along: its row says so, and is the last.
 */
export async function* readCsv(bytes: Uint8Array): AsyncGenerator<Line> {
  const { delimiter, start, text } = separatorOf(asUtf8(bytes))
  let isBroken = false
  // Lists are rare, and nobody else reads it.
  const { parse } = await import('csv-parse')
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    // An error would take along the rows that are read and not yet asked for.
    skip_records_with_error: true,
    on_skip: () => {
      isBroken = true
      return undefined
    },
  })
  let row = 0
  for await (const cells of Readable.from(chunksOf(text, start)).pipe(parser)) yield { row: ++row, cells }
  if (isBroken)
    yield { row: row + 1, broken: 'A quotation mark opens here and never closes: nothing from here on was read.' }
}

/** One line of a CSV file, its cells safe from being taken for formulas. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => quoted(formulaSafe(cell))).join(',')}\r\n`

const quoted = (cell: string) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** UTF-8, without its mark, whatever a file is written in: UTF-16, or else Windows-1252. */
export function asUtf8(bytes: Uint8Array): Buffer {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : (wideOf(bytes) ?? (isUtf8(bytes) ? undefined : 'windows-1252'))
  const text = encoding ? Buffer.from(new TextDecoder(encoding).decode(bytes)) : Buffer.from(bytes)
  return text.subarray(0, 3).equals(Buffer.from('\ufeff')) ? text.subarray(3) : text
}

/** UTF-16 without its mark, as databases write it: every other byte of a header's first letters is none. */
function wideOf([a, b, c, d]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (a && b === 0 && c && d === 0) return 'utf-16le'
  return a === 0 && b && c === 0 && d ? 'utf-16be' : undefined
}

/** How many of the first lines may be titles, in which no cells are parted. */
const MOST_TITLES = 4

/** Excel may say it in a line of its own, which it does not show; else it is told from the header. */
function separatorOf(text: Buffer): { delimiter: string; start: number; text: Buffer } {
  const head = text.toString('latin1', 0, CHUNK)
  const told = /^"?sep=([,;\t])"?(?:\r\n|\n|\r)/i.exec(head)
  if (told) return { delimiter: told[1]!, start: told[0].length, text }
  const lines = (head.match(/(?:"[^"]*"|[^"\r\n])+/g) ?? []).slice(0, MOST_TITLES)
  const header = lines.map((line) => line.replaceAll(/"[^"]*"/g, '')).find((line) => /[,;\t]/.test(line)) ?? ''
  const count = (delimiter: string) => header.split(delimiter).length
  const [delimiter] = [',', ';', '\t'].sort((a, b) => count(b) - count(a))
  return { delimiter: delimiter!, start: 0, text }
}

function* chunksOf(text: Buffer, start: number): Generator<Buffer> {
  for (let from = start; from < text.length; from += CHUNK) yield text.subarray(from, from + CHUNK)
}
