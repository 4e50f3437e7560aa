import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { faultsOf, type Outcome, told } from './outcome.ts'
import { fields, type Says } from './says.ts'
import { type Step, story } from './site.ts'
import type { Software } from './software.ts'

/** What came of one generator. */
export type Result = {
  readonly software: Software
  readonly versions: readonly string[]
  readonly outcomes: readonly { readonly step: Step; readonly outcome: Outcome }[]
  readonly feed: Says
  readonly pages: Says
}

const VERSIONS = '## Versions'

/** The kept results, as a page of the docs. */
export function pageFor(results: readonly Result[], day: string): string {
  return `# Publishing software, as it is

What our collector makes of sites that others' software builds, when their owners do what owners do. \`npm run generators\` builds
one small site with each generator, serves it, follows its feed, and goes through the steps below; it fails where a result is
not the one kept here. \`npm run generators -- --keep\` writes this page. Last written on ${day}.

## The steps

${story.map(({ name, says }) => `- **${name}**: ${says}`).join('\n')}

The site has nine posts: a dash in a title, German, Arabic, Japanese, code and tags such as \`C++\`, one without a description, one with
\`& " <\` in its title, one dated 2099, one that is older than what is news.

## What became of the posts

_added_, _changed_: articles. _earlier_: too old to be news when the feed was followed, and not filed. _held back_: by the generator.
_flagged_: the editor is told that the feed has taken it out. **doubled**: a story that we had came in again. **lost**: it is in the feed
and not here. **stale**: the article has old words, or a link that does not lead straight to the page. Notes say why.

${stepsTable(results)}

${results.flatMap(noteLines).join('\n')}

## What feeds and pages say

Right, of all that are news: the title to the letter, the moment to the second, the language of the post, its description (or the
beginning of its text, where it has none). First as the article has it that the feed made, then as our reader of pages has it, given the
address alone. _none_: it says nothing, or what we do not believe (\`en\` of Arabic).

${table(
  ['generator', 'where', ...fields],
  results.flatMap(({ software, feed, pages }) => [saysRow(software, 'feed', feed), saysRow(software, 'pages', pages)]),
)}

What they say instead:

${results
  .flatMap(({ software, feed, pages }) => [
    ...differLines(software, 'feed', feed),
    ...differLines(software, 'pages', pages),
  ])
  .join('\n')}

${VERSIONS}

${table(
  ['generator', 'packages', 'theme'],
  results.map(({ software: { name, theme, from }, versions }) => [
    name,
    `${from.kind === 'npm' ? 'npm' : 'Debian'}: ${versions.join(', ')}`,
    theme,
  ]),
)}
`
}

/** `absent`: generators that are not here, each with why. */
export function stepsTable(results: readonly Result[], absent: ReadonlyMap<string, string> = new Map()): string {
  const steps = story.map(({ name }) => name)
  const blank = [...absent].map(([name, why]) => [name, why, ...steps.slice(1).map(() => '')])
  return table(['generator', ...steps], [...results.map(stepRow), ...blank])
}

const stepRow = ({ software, outcomes }: Result): string[] => [
  software.name,
  ...outcomes.map(({ outcome }, nth) => told(outcome, nth === 0)),
]

const saysRow = ({ name }: Software, where: 'feed' | 'pages', { right, of }: Says): string[] => [
  name,
  where,
  ...fields.map((field) => `${right[field]} of ${of}`),
]

function noteLines({ software: { name, notes = {} }, outcomes }: Result): string[] {
  return outcomes.flatMap(({ step, outcome }) => {
    const note = notes[step.name] ?? (faultsOf(outcome) > 0 ? NO_NOTE : undefined)
    return note ? [`- **${name}**, ${step.name}: ${note}`] : []
  })
}

const NO_NOTE = 'nobody has said why.'

/** Steps where something is in bold, and no note says why. */
export const unexplained = (result: Result): string[] => noteLines(result).filter((line) => line.endsWith(NO_NOTE))

function differLines({ name }: Software, where: 'feed' | 'pages', { differ, of }: Says): string[] {
  return fields.flatMap((field) => {
    const posts = Map.groupBy(
      differ.filter((one) => one.field === field),
      ({ says }) => says,
    )
    const said = [...posts].map(
      ([says, some]) => `${some.length === of ? 'all' : some.map(({ post }) => post).join(', ')}: ${says}`,
    )
    return said.length > 0 ? [`- **${name}**, ${where}, ${field}: ${said.join('; ')}`] : []
  })
}

/** What the page says of one generator, but its versions: they may be others elsewhere. */
function linesOf(page: string, name: string): string[] {
  return page
    .split(VERSIONS, 1)[0]!
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line.startsWith(`| ${name} |`) || line.startsWith(`- **${name}**,`))
}

export type Differs = { readonly kept: readonly string[]; readonly now: readonly string[] }

/** Undefined where all is as it is kept. */
export function differsFrom(page: string, result: Result): Differs | undefined {
  const { name } = result.software
  const [kept, now] = [linesOf(page, name), linesOf(pageFor([result], ''), name)]
  const differs = { kept: kept.filter((line) => !now.includes(line)), now: now.filter((line) => !kept.includes(line)) }
  return differs.kept.length + differs.now.length > 0 ? differs : undefined
}

export const keptAt = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
export const keep = (path: string, page: string): void => writeFileSync(path, page)

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)))
  const lines = cells.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`)
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`)
  return lines.join('\n')
}
