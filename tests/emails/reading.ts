import { Parser } from 'htmlparser2'

export type Element = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; text: string }

const empty = new Set(['meta', 'br', 'hr', 'img', 'link'])

/** A mail's elements in the order they begin, each with all the text inside it; and the text a reader is shown. */
export function read(html: string): { readonly elements: readonly Element[]; readonly visible: string } {
  const elements: Element[] = []
  const open: Element[] = []
  let visible = ''
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' }
      elements.push(element)
      if (!empty.has(name)) open.push(element)
    },
    ontext(text) {
      for (const element of open) element.text += text
      const unseen = ({ name, attributes }: Element) => name === 'head' || /display:none/.test(attributes.style ?? '')
      if (!open.some(unseen)) visible += text
    },
    onclosetag(name) {
      if (!empty.has(name)) open.pop()
    },
  })
  parser.end(html)
  return { elements, visible }
}

/** Every piece of text, with the elements that it stands in, from the outside in. */
export function nested(html: string, tell: (text: string, path: readonly Element[]) => void): void {
  const open: Element[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!empty.has(name)) open.push({ name, attributes, text: '' })
    },
    ontext: (text) => tell(text, open),
    onclosetag(name) {
      if (!empty.has(name)) open.pop()
    },
  })
  parser.end(html)
}

export const named = (html: string, ...names: string[]): Element[] =>
  read(html).elements.filter(({ name }) => names.includes(name))

/** Without white space, which lines may be broken at. */
export const solid = (text: string): string => text.replaceAll(/\s+/g, '')
