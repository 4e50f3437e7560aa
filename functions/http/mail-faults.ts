import { Parser } from 'htmlparser2'

export type MailReading = {
  /** Where its links lead, each once, in their order. */
  readonly links: readonly string[]
  /** What somebody would stumble over who hears the mail, or sees it without pictures; a sentence each. */
  readonly faults: readonly string[]
}

type Seen = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; text: string }

/** Reads a mail as a screen reader would (STD-80 to STD-83). */
export function readMail(html: string): MailReading {
  const elements = elementsIn(html)
  const named = (...names: string[]) => elements.filter(({ name }) => names.includes(name))
  const links = named('a').filter(({ attributes }) => attributes.href)
  return {
    links: [...new Set(links.map(({ attributes }) => attributes.href!))],
    faults: [
      ...languageFaults(named('html')[0]),
      ...headingFaults(named('h1', 'h2', 'h3', 'h4', 'h5', 'h6')),
      ...pictureFaults(named('img')),
      ...tableFaults(named('table')),
      ...linkFaults(links),
      ...(named('title')[0]?.text.trim() ? [] : ['The mail has no title.']),
    ],
  }
}

function elementsIn(html: string): Seen[] {
  const elements: Seen[] = []
  const open: Seen[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      const seen = { name, attributes, text: '' }
      elements.push(seen)
      open.push(seen)
    },
    ontext(data) {
      for (const one of open) if (one.name !== 'html' && one.name !== 'body') one.text += data
    },
    onclosetag(name) {
      const index = open.findLastIndex((one) => one.name === name)
      if (index >= 0) open.splice(index)
    },
  })
  parser.end(html)
  return elements
}

const languageFaults = (page: Seen | undefined): string[] =>
  page?.attributes.lang && page.attributes.dir ? [] : ['The mail does not say its language and direction.']

function headingFaults(headings: readonly Seen[]): string[] {
  const levels = headings.map(({ name }) => Number(name[1]))
  const faults =
    levels.filter((level) => level === 1).length === 1 ? [] : ['The mail has not exactly one main heading.']
  const skips = levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1)
  if (skips) faults.push('Its headings leave out a level.')
  if (headings.some(({ text }) => text.trim() === '')) faults.push('A heading is empty.')
  return faults
}

const pictureFaults = (pictures: readonly Seen[]): string[] =>
  pictures.every(({ attributes }) => attributes.alt !== undefined) ? [] : ['A picture has no words in its place.']

const tableFaults = (tables: readonly Seen[]): string[] =>
  tables.every(({ attributes }) => attributes.role === 'presentation')
    ? []
    : ['A table that only lays out is read out as a table.']

/** Two headlines alike lead to two places: nobody who hears the links alone can tell which is which. */
function linkFaults(links: readonly Seen[]): string[] {
  const places = new Map<string, Set<string>>()
  for (const { attributes, text } of links) {
    const name = (attributes['aria-label'] ?? text).trim().replaceAll(/\s+/g, ' ')
    places.set(name, (places.get(name) ?? new Set()).add(attributes.href!))
  }
  return [...places].flatMap(([name, hrefs]) => {
    if (name === '') return ['A link has no words.']
    return hrefs.size > 1
      ? [`${hrefs.size} links are all called “${name}”: give one of the articles another title.`]
      : []
  })
}
