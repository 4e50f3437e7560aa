import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What documents say of the code and of each other, read from the files themselves. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export const read = (file: string): string => readFileSync(join(root, file), 'utf8')

export const filesIn = (folder: string, named: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && named.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()

/** `STD-02`, `STD-01, 10, 11`, `STD-80 to STD-83`, `T40-T46`, `I3`; a date such as `24T08:00` is none. */
const citation =
  /(?<![\w$}%/])(STD-|T(?=\d\d)|I)(\d{1,2})(?![\w:])(?:(?: to |-)(?:STD-|T|I)(\d{1,2})(?![\w:]))?((?:, \d\d(?![\w:]))*)/g

const numbered = (family: string, n: number): string => `${family}${family === 'I' ? n : String(n).padStart(2, '0')}`

/** The numbers of rules that a text cites, each of a range by itself. */
export function citedIn(text: string): Set<string> {
  const found = new Set<string>()
  for (const [, family = '', from = '', to, more = ''] of text.matchAll(citation)) {
    for (let n = Number(from); n <= Number(to ?? from); n++) found.add(numbered(family, n))
    for (const [one] of more.matchAll(/\d\d/g)) found.add(numbered(family, Number(one)))
  }
  return found
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  const counts = new Map<string, number>()
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-')
    const count = counts.get(slug) ?? 0
    counts.set(slug, count + 1)
    anchors.add(count === 0 ? slug : `${slug}-${count}`)
  }
  return anchors
}

/** Where the links of a page lead, but for those to other sites. */
export const linksOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)]
    .map(([, to]) => to!)
    .filter((to) => !/^[a-z][a-z0-9+.-]*:/i.test(to))

const withoutFences = (markdown: string): string => markdown.replaceAll(/^```[\s\S]*?^```/gm, '')
const withoutCode = (markdown: string): string => withoutFences(markdown).replaceAll(/`[^`\n]*`/g, '')

/** Paths of the repository that a page names between backticks: `core/ports.ts`, `tests/chaos`. Patterns are none, nor is Python of other repositories. */
export const pathsIn = (markdown: string): string[] =>
  [...markdown.matchAll(/`((?:core|functions|emails|local|stacks|tests|docs|findings|\.ci|\.github)\/[\w./-]*)`/g)]
    .map(([, path]) => path!)
    .filter((path) => !path.endsWith('.py'))
