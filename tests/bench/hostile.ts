import { parsePastedText } from '../../core/model/pasted-text.ts'
import { fromWords } from '../../core/model/schedule-words.ts'
import { parseFeed } from '../../functions/adapters/feed-parser.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { medianOf, ratios, report, type Spread, say, tabulate } from './report.ts'

const ROUNDS = 5

type Reader = { readonly length: number; readonly shapes: readonly string[]; readonly read: (text: string) => unknown }

const rss = (title: string) =>
  `<rss version="2.0"><channel><title>A</title><item><title>${title}</title><link>https://skerry.example/1</link></item></channel></rss>`
const parse = (text: string) => parseFeed(new TextEncoder().encode(text))

/** Whoever reads what strangers write, and what they might write to keep it busy. */
const readers: Readonly<Record<string, Reader>> = {
  'a schedule in words': {
    length: 100_000,
    shapes: ['every day at 08:00, ', 'every day          ', 'mon, ', 'the first, ', 'the first mon, '],
    read: (text) => fromWords(zones, text),
  },
  // Twice as much is the most that is taken.
  'a pasted text': {
    length: 95_000,
    shapes: ['Related\n', 'a\n', '» ', 'By Ada ', '6.', '(', '. ', 'x', '\u0301', 'Comments\n\n', '#a ', '2024-'],
    read: (text) => parsePastedText(`The harbour is open again\n\nTwo ferries left before noon.\n${text}`),
  },
  'a feed': {
    length: 1_000_000,
    shapes: ['<![CDATA[', '<!--', '<a>', '\u0301', '&lt;'],
    read: (text) => parse(rss(text)),
  },
}

/** How the time grows with the length: of twice as much ÷ of as much. 2 is in step with it, 4 its square. */
export function reading(): void {
  const rows: Record<string, Record<string, unknown>> = {}
  const found: Record<string, Spread> = {}
  for (const [name, { length, shapes, read }] of Object.entries(readers)) {
    const grown = shapes.map((shape) => ({ shape, ...growth(read, shape, length) }))
    const worst = grown.reduce((a, b) => (medianOf(a.ratio) > medianOf(b.ratio) ? a : b))
    found[name.replaceAll(' ', '-')] = worst.ratio
    rows[name] = {
      shapes: shapes.length,
      'grows most with': JSON.stringify(worst.shape),
      'twice the length takes': `${worst.ratio.median} times (${worst.ratio.least} to ${worst.ratio.most})`,
    }
  }
  say(`What strangers write, of hostile shapes: the time of twice the length ÷ of the length, ${ROUNDS} rounds`)
  tabulate(rows)
  report({ bench: 'hostile', ratios: found })
}

function growth(read: (text: string) => unknown, shape: string, length: number): { ratio: Spread } {
  const text = (size: number) => shape.repeat(Math.ceil(size / shape.length))
  const [once, twice] = [text(length), text(2 * length)]
  read(once)
  const times = Array.from({ length: ROUNDS }, () => [timeOf(() => read(twice)), timeOf(() => read(once))] as const)
  return {
    ratio: ratios(
      times.map(([long]) => long),
      times.map(([, short]) => short),
    ),
  }
}

function timeOf(work: () => unknown): number {
  const began = performance.now()
  // What is done in less than a clock can tell is done again until it can.
  let times = 0
  do {
    work()
    times += 1
  } while (performance.now() - began < 5)
  return (performance.now() - began) / times
}
