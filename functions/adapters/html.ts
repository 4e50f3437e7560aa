import { Parser } from 'htmlparser2'
import { beginning } from '../../core/model/text.ts'

/** The deepest nesting of HTML that is followed (T48). */
export const DEEPEST_HTML = 256
/** The characters of text after which nothing more is read. */
const LONGEST_TEXT = 4_000

/** An address as it is written, and how large it is said to be, in pixels. */
export type Picture = { url?: string | undefined; width?: number | undefined; height?: number | undefined }

const blocks = new Set(
  'address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

const silent = new Set(
  'script style template noscript iframe object embed svg math head select textarea button audio video'.split(' '),
)

/** HTML as the words a reader would see, on one line, entities decoded once; and the pictures in it. */
export function html(source: string | undefined): { text: string; pictures: Picture[] } {
  if (!source) return { text: '', pictures: [] }
  let text = ''
  let depth = 0
  let hushed = 0
  const pictures: Picture[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1
      if (silent.has(name)) hushed += 1
      if (blocks.has(name)) text += ' '
      if (name === 'img' && hushed === 0) pictures.push(pictureFrom(attributes))
      if (depth > DEEPEST_HTML) parser.pause()
    },
    onclosetag(name) {
      depth -= 1
      if (silent.has(name)) hushed -= 1
      if (blocks.has(name)) text += ' '
    },
    ontext(data) {
      // One piece may be all that there is: cut before anything is made of it.
      if (hushed === 0) text += beginning(data, LONGEST_TEXT + 1)
      if (text.length > LONGEST_TEXT) parser.pause()
    },
  })
  parser.end(source)
  return { text: text.replaceAll(/\s+/g, ' ').trim(), pictures }
}

/** HTML that somebody escaped once too often: what it says begins with a tag and closes others. */
export function escapedTwice(source: string | undefined): ReturnType<typeof html> {
  const once = html(source)
  const isHtmlStill = /^<(?:!--|[a-z])/i.test(once.text) && /<\/(?:p|div|a|span|td)>/i.test(once.text)
  return isHtmlStill && /^\s*&lt;/i.test(source ?? '') ? html(once.text) : once
}

const pictureFrom = (attributes: Readonly<Record<string, string>>): Picture => ({
  url: attributes.src,
  width: sizeFrom(attributes.width),
  height: sizeFrom(attributes.height),
})

const sizeFrom = (written: string | undefined): number | undefined =>
  /^\d{1,5}/.test(written ?? '') ? Number.parseInt(written ?? '', 10) : undefined

/** A text that may or may not be HTML: it is, where it closes a tag. `5 < 6` and `the <video> tag` are words. */
export const plain = (source: string | undefined): string =>
  html(/<\/[a-z]|<(?:br|img|hr)\b/i.test(source ?? '') ? source : source?.replaceAll('<', '&lt;')).text
