import type { ArticleInput } from './article.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import { cleanText, normalized } from './text.ts'
import type { PlainDay } from './time.ts'

/** The longest text an editor may paste, in characters. A whole page of the web is shorter; a book is not an article. */
export const LONGEST_PASTE = 200_000
/** Beyond it, a line is a text, whoever it begins with. */
const LONGEST_BYLINE = 300

/** A paragraph grows no longer than what an article keeps of one (5,000): longer ones are divided between sentences. */
const LONGEST_PARAGRAPH = 4_000

/**
 * Dateline, headline, byline and paragraphs out of the text of a news page as it is pasted; the page's furniture
 * (subscribe, share, comments, captcha, cookies, related articles) stays behind. The day is a calendar day, never a
 * guess. Refusals carry the field `text`.
 */
export function parsePastedText(text: string): Parsed<ArticleInput> {
  if (text.trim() === '')
    return refused(
      refusal('text', 'There is nothing here yet: paste the headline, then the paragraphs below it.', 'required'),
    )
  if (text.length > LONGEST_PASTE)
    return refused(
      refusal(
        'text',
        'This text is longer than 200,000 characters: paste one article, without the rest of the site.',
        'too_long',
      ),
    )
  const lines = linesOf(text).map(describe)
  const start = firstParagraph(lines)
  const headline =
    start < lines.length
      ? headlineAmong(lines.slice(0, start))
      : (headlineAmong(lines.slice(0, -1)) ?? headlineAmong(lines))
  if (!headline)
    return refused(
      refusal('text', 'This text has no headline: put one on a line of its own above the first paragraph.'),
    )
  const below = lines.slice(lines.indexOf(headline) + 1)
  const end = endOf(below, start - lines.length + below.length)
  const body = bodyOf(below, start - lines.length + below.length, end, headline)
  if (body.length === 0)
    return refused(refusal('text', 'There is no text below the headline: paste the paragraphs of the article too.'))

  const about = [...lines.slice(0, start), ...below.slice(end, end + 1)]
  const publishedAt = about.find((line) => line.day)?.day
  const author = about.find((line) => line.author)?.author
  return parsed({
    title: cleanText(headline.text.replace(/^#+ /, '')),
    ...(publishedAt ? { publishedAt } : {}),
    ...(author ? { author } : {}),
    body: body.flatMap((line) => divided(line.text)),
  })
}

// ---- lines and what can be said of each

type Line = {
  readonly text: string
  /** Length, with letters that stand for whole words (Chinese, Japanese, Korean) counted three times. */
  readonly weight: number
  readonly words: number
  readonly endsAsSentence: boolean
  /** Says when or by whom, and nothing else. */
  readonly isMeta: boolean
  readonly day?: PlainDay
  readonly author?: string
  /** `always`: nobody writes this in an article. `perhaps`: a headline or a sentence could begin like this. */
  readonly furniture: 'no' | 'perhaps' | 'always'
  /** Opens what stands below an article on its page. */
  readonly turnsTo?: 'form' | 'comments' | 'others'
}

/** Whether a line says who wrote something or when, and nothing else. */
export const isByline = (line: string): boolean => line.length <= LONGEST_BYLINE && describe(line).isMeta

/** Who wrote it, from a line that says that, and when or as what, and nothing else: `By Ada Reed, June 20, 2024`, `Ada Reed 20 June`. */
export function writerIn(line: string): string | undefined {
  const [said] = line.split(/\s(?:[|•·●–—]|\/\/)\s|\s?[|•●]\s?/)
  if (said === undefined || line.length > 200) return undefined
  return bylineIn(said)?.author ?? bylineIn(`by ${said}`)?.author
}

/** Whether a line is a date, or how long ago it was, and nothing else. */
export const isDate = (line: string): boolean => dateIn(line) !== undefined

/** The text's lines, cleaned; lines that an editor's mail program broke at its right margin are whole again. */
function linesOf(text: string): string[] {
  const blocks = text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n').split(/\n[^\S\n]*\n/)
  return blocks.flatMap((block) => {
    const lines = block
      .split('\n')
      .map((line) => cleanText(line, Number.POSITIVE_INFINITY))
      .filter((line) => line !== '')
    return isWrapped(lines) ? [lines.join(' ')] : lines
  })
}

const isWrapped = (lines: readonly string[]): boolean =>
  lines.length > 1 &&
  lines.slice(0, -1).every((line) => line.length >= 40 && line.length <= 100) &&
  lines.some((line, at) => at > 0 && /^\p{Ll}/u.test(line) && !isSentence(lines[at - 1] ?? ''))

function describe(text: string): Line {
  const parts = text.length <= 160 ? text.split(/\s[|•·●–—]\s|\s?[|•●]\s?/).filter((part) => part !== '') : [text]
  const bylines = parts.map(bylineIn)
  const dates = parts.map(dateIn)
  const author = bylines.find((byline) => byline)?.author
  const turnsTo = turnIn(text)
  const day = dates.find((date) => date?.day)?.day ?? bylines.find((byline) => byline?.day)?.day
  const knows = (at: number) => dates[at] !== undefined || bylines[at] !== undefined
  const isShort = (part: string) => part.split(' ').length <= 2 || furnitureIn(part) !== 'no'
  return {
    text,
    weight: weightOf(text),
    words: text.split(' ').length,
    endsAsSentence: isSentence(text),
    isMeta: parts.some((_, at) => knows(at)) && parts.every((part, at) => knows(at) || isShort(part)),
    ...(day ? { day } : {}),
    ...(author ? { author } : {}),
    ...(turnsTo ? { turnsTo } : {}),
    furniture: parts.length > 1 && parts.every(isFurniture) ? 'always' : furnitureIn(text),
  }
}

/** Whether a line is of a page's furniture, and nobody writes it in an article. */
export const isFurniture = (text: string): boolean => furnitureIn(text) === 'always'

const isSentence = (text: string): boolean => /[.!?…。！？؟।]['"”’»)\]」』]*$/u.test(text)

const weightOf = (text: string): number =>
  text.length + 2 * (text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu)?.length ?? 0)

// ---- what the lines are together

/** Where the article's prose begins: paragraph near paragraph, unlike a notice above it; `lines.length` where there is none. */
function firstParagraph(lines: readonly Line[]): number {
  const prose = lines.flatMap((line, at) => (isParagraph(line) ? [at] : []))
  return prose.find((at, index) => (prose[index + 1] ?? Infinity) - at <= 4) ?? prose[0] ?? lines.length
}

const isParagraph = (line: Line): boolean => {
  if (line.furniture !== 'no' || line.isMeta) return false
  if (line.weight > 220) return true
  if (!line.endsAsSentence) return false
  const isStatement = /[.。।]['"”’»)\]」』]*$/u.test(line.text)
  return line.weight >= 140 || (isStatement && line.weight >= 80)
}

/** The likeliest headline among the lines above the prose. What looks like furniture is taken where nothing else is left. */
function headlineAmong(head: readonly Line[]): Line | undefined {
  const free = head.filter((line) => !line.isMeta && line.weight <= 300 && line.furniture !== 'always')
  const plain = free.filter((line) => line.furniture === 'no' && !/[^.]\.$|[。।]$/u.test(line.text))
  const doubtful = free.filter((line) => line.furniture === 'perhaps' && !/[.。।]$/u.test(line.text))
  const named = plain.filter((line) => !isLabel(line))
  return (
    (head.length <= CLEAN_HEAD ? named[0] : mostTelling(named, head)) ??
    longest(doubtful.filter((line) => line.words >= 5)) ??
    longest(plain) ??
    free.find((line) => line.furniture === 'no') ??
    longest(doubtful)
  )
}

/** More lines than these above the prose are a whole page's navigation, and the first line is nobody's headline. */
const CLEAN_HEAD = 12

/** The headline of a whole page: some words long, beside the date or the byline; a line below it explains it. */
function mostTelling(named: readonly Line[], head: readonly Line[]): Line | undefined {
  const places = new Map(head.map((line, at) => [line, at]))
  const beside = (line: Line, step: number) => head[(places.get(line) ?? 0) + step]
  const score = (line: Line) =>
    (line.words <= 14 ? line.words : 28 - line.words) +
    (beside(line, 1)?.isMeta ? 6 : 0) +
    (beside(line, -1)?.isMeta ? 3 : 0)
  const best = named.reduce<Line | undefined>((one, line) => (one && score(one) >= score(line) ? one : line), undefined)
  const above = best && beside(best, -1)
  return above && above.words >= 5 && named.includes(above) ? above : best
}

const longest = (lines: readonly Line[]): Line | undefined =>
  lines.reduce<Line | undefined>((best, line) => (best && best.weight >= line.weight ? best : line), undefined)

/** The name of a section or of the paper itself, as it stands above a headline. */
const isLabel = (line: Line): boolean => {
  if (line.words <= 2 && line.weight < 25) return true
  const words = line.text.split(' ')
  return words.length <= 4 && words.every((word) => /^[^\p{Ll}]/u.test(word)) && isMasthead(line.text)
}

const isMasthead = (text: string): boolean =>
  keyOf(text)
    .split(' ')
    .some((word) => mastheads.has(word))

/** How many of the lines below the headline are the article's: it ends where the page turns to readers or other articles. */
function endOf(below: readonly Line[], start: number): number {
  // A box of links or of buttons may stand inside an article: then prose follows, paragraph upon paragraph.
  const lastProse = below.findLastIndex((line, at) => at > 0 && isParagraph(line) && isParagraph(below[at - 1] ?? line))
  const turn = below.findIndex(
    (line, at) =>
      at > start &&
      line.turnsTo !== undefined &&
      (at > lastProse || line.turnsTo === 'form' || (line.turnsTo === 'comments' && isSomebody(below[at + 1]))),
  )
  let end = turn === -1 ? below.length : turn
  while (end > 0 && isTail(below[end - 1])) end -= 1
  return end
}

/** Below "3 comments" stands a reader's name; below a button of that name the article goes on. */
const isSomebody = (line: Line | undefined): boolean => line?.furniture === 'no' && !isParagraph(line)

const isTail = (line: Line | undefined): boolean => {
  if (!line) return false
  if (line.furniture !== 'no' || line.isMeta) return true
  return !line.endsAsSentence && line.weight < 100 && !/^(?:[-–—•*‣▪]|\d{1,2}[.)])\s/u.test(line.text)
}

function bodyOf(below: readonly Line[], start: number, end: number, headline: Line): Line[] {
  const isReal = (line: Line) => line.furniture !== 'always' && line.text !== headline.text && !line.turnsTo
  const kept: Line[] = []
  let isAmongLinks = false
  for (const [at, line] of below.slice(0, end).entries()) {
    isAmongLinks = line.turnsTo === 'others' || (isAmongLinks && !isParagraph(line))
    if (isAmongLinks || !isReal(line)) continue
    const isPart = at < start ? line.endsAsSentence && !line.isMeta : line.furniture === 'no' || line.endsAsSentence
    if (isPart) kept.push(line)
  }
  // A note of a line or two may come without full stops.
  return kept.length > 0 ? kept : below.filter((line) => isReal(line) && !line.isMeta && line.furniture === 'no')
}

function divided(paragraph: string): string[] {
  if (paragraph.length <= LONGEST_PARAGRAPH) return [paragraph]
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(paragraph)) {
    if (piece !== '' && piece.length + segment.length > LONGEST_PARAGRAPH) {
      pieces.push(piece.trim())
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece.trim()].filter((one) => one !== '')
}

// ---- bylines

type Byline = { readonly author: string; readonly day?: PlainDay }

const byWords =
  /^(?:(?:(?:written|words|story|reporting)\s+)?by:?|von|par|por|di|door|av|af|autor|автор|przez|od)\s+(?=\p{L})/iu

const byLabels =
  /^(?:author|autora?|autore|auteure?|verfasser|text|texte|texto|testo|tekst|автор|текст|作者|記者|记者|文)\s*[:：/／]\s*/iu

const particles = new Set(
  'and und et y e en og och i и & de da do dos das van von der den del della di du la le el bin al ibn ben ter ten'.split(
    ' ',
  ),
)

const roles =
  /(?:writer|reporter|correspondent|editor|staff|journalist|redakt|korrespond|journaliste|redactor|corrispondente)/i

/** Who wrote it, from a line that says nothing else (a date may follow: `By Ada Reed, June 20, 2024`). */
function bylineIn(text: string): Byline | undefined {
  if (text.length > 120) return undefined
  const named = text.replace(byLabels, '').replace(byWords, '')
  if (named === text) return undefined
  const words = named.split(' ')
  const dated = words.findIndex((_, at) => at > 0 && dateIn(words.slice(at).join(' ')) !== undefined)
  const day = dated === -1 ? undefined : writtenDay(words.slice(dated).join(' '))
  const author = withoutRole((dated === -1 ? words : words.slice(0, dated)).join(' ').replace(/[,;:\s]{1,9}$/, ''))
  return isNameOfPeople(author) ? { author, ...(day ? { day } : {}) } : undefined
}

const withoutRole = (names: string): string =>
  names
    .split(/,\s*/)
    .filter((name, at) => at === 0 || !roles.test(name))
    .join(', ')
    .replace(/\s?\([^()]*\)$/, '')

const isNameOfPeople = (names: string): boolean => {
  const words = names.split(/[\s,]+/).filter((word) => word !== '')
  const isName = (word: string) => /^(?:[\p{Lu}\p{Lo}][\p{L}\p{M}'’.-]*)$/u.test(word)
  return words.length > 0 && words.length <= 12 && words.every((word) => particles.has(word) || isName(word))
}

// ---- dates, as people write them

/** The day that `text` states, in the common forms of some forty languages; undefined where it says more, less, or 6/7/2024. */
export const writtenDay = (text: string): PlainDay | undefined => dateIn(text)?.day

/** 1 to 12 for the name of a month, long or short; undefined for other words. */
export const monthNamed = (word: string): number | undefined => calendarWords().months.get(keyOf(word))

export const isWeekday = (word: string): boolean => calendarWords().weekdays.has(keyOf(word))

const updates =
  /(?:last\s+)?(?:updated|modified)|aktualisiert|mis(?:e)?\s+à\s+jour|modifié|actualizado|atualizado|aggiornato|bijgewerkt|обновлено/iu

/** A date without anything beside it but weekday, hour and the like; `{}` for a date that names no certain day. */
function dateIn(text: string): { day?: PlainDay } | undefined {
  if (text.length > 120 || !/\d/.test(normalized(text, 'NFKC'))) return undefined
  const stated = normalized(text, 'NFKC')
    .split(updates)
    .find((part) => /\d/.test(part))
  if (!stated) return undefined
  return numericDate(stated) ?? wordedDate(stated)
}

function numericDate(text: string): { day?: PlainDay } | undefined {
  const yearFirst =
    /(?<!\d)(\d{4})(?:([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)|\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일])/u.exec(
      text,
    )
  const yearLast = /(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)/.exec(text)
  const found = yearFirst ?? yearLast
  if (!found || !isBesideDate(text.replace(found[0], ' '))) return undefined
  if (yearFirst)
    return dayOf(Number(yearFirst[1]), Number(yearFirst[3] ?? yearFirst[5]), Number(yearFirst[4] ?? yearFirst[6]))
  const [first, second, year] = [Number(found[1]), Number(found[3]), Number(found[4])]
  if (second > 12) return dayOf(year, first, second)
  // 6/7/2024 is June in one country and July in another: we say nothing.
  return found[2] === '.' || first > 12 || first === second ? dayOf(year, second, first) : {}
}

function wordedDate(text: string): { day?: PlainDay } | undefined {
  const words = withoutTime(text).match(/\p{L}[\p{L}\p{M}]*|\d+/gu) ?? []
  const months = words.filter((word) => monthNamed(word) !== undefined)
  const named = months.length > 1 ? months.filter((word) => !isWeekday(word)) : months
  const numbers = words.filter((word) => /\d/.test(word))
  const rest = words.filter((word) => !/\d/.test(word) && !months.includes(word))
  const years = numbers.filter((number) => number.length === 4)
  const days = numbers.filter((number) => number.length <= 2)
  if (named.length !== 1 || years.length > 1 || days.length > 1 || years.length + days.length !== numbers.length)
    return undefined
  if (!isBesideDate(rest.join(' '))) return undefined
  if (years.length === 0 || days.length === 0) return {}
  return dayOf(Number(years[0]), monthNamed(named[0] ?? '') ?? 0, Number(days[0]))
}

const dayOf = (year: number, month: number, day: number): { day?: PlainDay } | undefined => {
  const at = new Date(Date.UTC(year, month - 1, day))
  const isReal = year >= 1900 && year <= 2200 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return isReal ? { day: at.toISOString().slice(0, 10) } : undefined
}

const withoutTime = (text: string): string =>
  text.replaceAll(
    /T?\d{1,2}(?:[:.]|\s?h\s?)\d{2}(?![\d.])(?::\d{2}(?:\.\d+)?)?|\d{1,2}\s?(?:am|pm|uhr|h)(?!\p{L})|[+-]\d{2}:?\d{2}(?!\d)/giu,
    ' ',
  )

const isBesideDate = (text: string): boolean =>
  (withoutTime(text).match(/\p{L}[\p{L}\p{M}]*|\d+/gu) ?? []).every(
    (word) => /^\p{L}$/u.test(word) || beside.has(keyOf(word)) || isWeekday(word),
  )

/** The names of months and weekdays as the world's newspapers print them, from the runtime's own language data. */
function calendarWords(): { months: ReadonlyMap<string, number>; weekdays: ReadonlySet<string> } {
  calendar ??= readCalendar()
  return calendar
}

let calendar: { months: Map<string, number>; weekdays: Set<string> } | undefined

const calendarLanguages =
  'en en-GB de de-AT fr es pt it nl da sv nb fi is et lv lt pl cs sk sl hu ro bg ru uk el tr ca id ar ar-LB fa he hi'.split(
    ' ',
  )

function readCalendar() {
  const months = new Map<string, number>()
  const weekdays = new Set<string>()
  const unsure = new Set<string>()
  const styles: Intl.DateTimeFormatOptions[] = [
    { month: 'long', day: 'numeric', weekday: 'long' },
    { month: 'short', day: 'numeric', weekday: 'short' },
    { month: 'long' },
  ]
  for (const language of calendarLanguages)
    for (const style of styles) {
      const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { ...style, timeZone: 'UTC' })
      for (let month = 0; month < 12; month += 1)
        for (const { type, value } of format.formatToParts(Date.UTC(2024, month, 1))) {
          const name = keyOf(value)
          if (type === 'weekday') weekdays.add(name)
          if (type !== 'month' || name === '') continue
          if (months.has(name) && months.get(name) !== month + 1) unsure.add(name)
          months.set(name, month + 1)
        }
    }
  for (const name of unsure) months.delete(name)
  return { months, weekdays }
}

// ---- furniture, as words

/** What a line says, without case, accents, digits and punctuation. */
const keyOf = (text: string): string =>
  normalized(text, 'NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim()

function furnitureIn(text: string): Line['furniture'] {
  if (text.length > 300) return 'no'
  const key = keyOf(text)
  if (
    key === '' ||
    wholes.has(key) ||
    forms.has(key) ||
    comments.has(key) ||
    others.has(key) ||
    isAddress(text) ||
    isRowOfLinks(text)
  )
    return 'always'
  const words = key.split(' ')
  const isStatement = /[^.]\.$|[。।]$/u.test(text)
  if (labels.has(keyOf(/^[^:：©/]{1,40}[:：©/]/u.exec(text)?.[0] ?? '')) || /^(?:©|\(c\) ?\d{4})/i.test(text))
    return 'always'
  if (key.endsWith(' sponsored by')) return 'always'
  if (begins(key, openings) && (!isStatement || words.length <= 14)) return 'always'
  if (notices.some((notice) => key.includes(notice))) return 'perhaps'
  return words.length <= 9 && !isStatement && hints.has(words[0] ?? '') ? 'perhaps' : 'no'
}

const turnIn = (text: string): Line['turnsTo'] => {
  if (text.length > 80 || /[.。।]$/u.test(text)) return undefined
  const key = keyOf(text)
  if (forms.has(key)) return 'form'
  if (comments.has(key)) return 'comments'
  return others.has(key) || begins(key, moreFrom) ? 'others' : undefined
}

const begins = (key: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => key === phrase || key.startsWith(`${phrase} `))

const isAddress = (text: string): boolean =>
  /^(?:https?:\/\/|www\.)\S+$|^\S{1,64}@[^\s.]{1,63}\.\S+$|^[#@][\p{L}\p{N}_]+(?:\s?[#@][\p{L}\p{N}_]+)*$/iu.test(text)

const isRowOfLinks = (text: string): boolean => {
  const steps = text.split(/\s?[›»>|•·→]\s?|\s\/\s/).filter((step) => step !== '')
  if (steps.length >= 3 && steps.every((step) => step.split(' ').length <= 3) && !isSentence(text)) return true
  return keyOf(text)
    .split(' ')
    .every((word) => networks.has(word))
}

const phrases = (list: string): string[] =>
  list
    .split(/[\n;]/)
    .map(keyOf)
    .filter((phrase) => phrase !== '')

const networks = new Set(
  phrases(`
    facebook; twitter; x; whatsapp; telegram; linkedin; reddit; pinterest; instagram; tiktok; youtube; threads; bluesky
    mastodon; email; mail; print; rss; copy; link; share; on; via; pocket; flipboard; xing; vk`),
)

/** Words that stand beside a date. */
const beside = new Set(
  phrases(`
    published; posted; on; at; the; st; nd; rd; th; of; date; first; dated; am; pm; gmt; utc; est; edt; et; pst; pdt
    pt; cst; cdt; ct; bst; ist; jst; cet; cest; msk; veröffentlicht; erschienen; stand; um; uhr; den; der; vom; mez
    mesz; publié; paru; le; er; à; heure; heures; date; publicado; el; del; de; a; las; fecha; hora; em; às; data
    publicação; pubblicato; il; alle; ore; gepubliceerd; op; om; uur; datum; publicerad; udgivet; publisert; kl; klo
    opublikowano; dnia; roku; godz; vydáno; dne; опубликовано; дата; года; год; в; yayınlanma; tarihi; saat`),
)

/** Words of which papers make their names. */
const mastheads = new Set(
  phrases(`
    news; times; post; herald; journal; gazette; tribune; observer; chronicle; courier; daily; weekly; press; zeitung
    nachrichten; anzeiger; rundschau; diario; jornal; giornale; corriere; courrier; gazeta; dagblad; новости`),
)

/** Whole lines that nobody writes in an article. */
const wholes = new Set(
  phrases(`
    subscribe; subscribe now; sign up; sign in; log in; login; register; my account; menu; search; home
    skip to content; skip to main content; share; share this; print; email; save; bookmark; listen; copy link
    gift this article; advertisement; advertising; sponsored; sponsored content; ad; newsletter; reply; follow
    follow us; close; back to top; min read; minute read; minutes read; mins read; read min; reading time min
    reading time minutes; hours ago; hour ago; minutes ago; days ago; day ago; shares; views; likes; loading
    load more; show more; see more; read more; continue reading; tags; topics; accept; accept all; reject all
    manage cookies; cookie settings; cookie policy; privacy policy; terms of service; terms of use; contact
    contact us; about us; previous; next; previous article; next article; all rights reserved; name; website
    post comment; submit; cancel reply; abonnieren; jetzt abonnieren; anmelden; registrieren; teilen; drucken; merken
    anzeige; werbung; suche; startseite; zum inhalt springen; weiterlesen; mehr lesen; impressum; datenschutz
    alle akzeptieren; min lesezeit; minuten lesezeit; lesezeit minuten; lesedauer min; kontakt; schließen; antworten
    alle rechte vorbehalten; artikel teilen; folgen; s'abonner; je m'abonne; abonnez-vous; s'inscrire; se connecter
    partager; imprimer; publicité; rechercher; accueil; lire la suite; tout accepter; min de lecture
    minutes de lecture; lecture min; mentions légales; répondre; tous droits réservés; envoyer; suscríbete
    suscribirse; iniciar sesión; registrarse; compartir; imprimir; publicidad; anuncio; buscar; inicio; leer más
    seguir leyendo; aceptar; aceptar todo; min de lectura; minutos de lectura; responder
    todos los derechos reservados; enviar; assine; assinar; assine já; entrar; cadastre-se; compartilhar; partilhar
    publicidade; início; leia mais; continue lendo; aceitar; min de leitura; minutos de leitura
    todos os direitos reservados; abbonati; accedi; registrati; condividi; stampa; pubblicità; cerca; leggi tutto
    continua a leggere; accetta; accetta tutti; min di lettura; minuti di lettura; tutti i diritti riservati
    abonneren; abonneer; inloggen; delen; advertentie; zoeken; lees meer; lees verder; accepteren; min leestijd
    leestijd min; alle rechten voorbehouden; subskrybuj; zaloguj się; udostępnij; reklama; szukaj; czytaj więcej
    czytaj dalej; akceptuję; min czytania; wszelkie prawa zastrzeżone; prenumerera; logga in; dela; annons; läs mer
    подписаться; подпишитесь; войти; поделиться; реклама; поиск; читать далее; принять; ответить
    все права защищены; abone ol; giriş yap; paylaş; reklam; devamını oku; 订阅; 登录; 分享; 广告; 阅读更多; 返回顶部; 搜索; 購読; ログイン
    シェア; 広告; 続きを読む; 検索; 구독; 로그인; 공유; 광고`),
)

/** After these come readers' words, never the article. */
const forms = new Set(
  phrases(`
    leave a reply; leave a comment; post a comment; write a comment; add a comment; join the conversation
    join the discussion; view comments; show comments; please enter your comment; please enter your name here
    be the first to comment; no comments; no comments yet; kommentar schreiben; kommentar verfassen
    schreiben sie einen kommentar; schreibe einen kommentar; diskutieren sie mit; laisser un commentaire
    laissez un commentaire; réagir; ajouter un commentaire; deja un comentario; deja una respuesta
    dejar un comentario; deixe um comentário; deixe uma resposta; deixe o seu comentário; lascia un commento
    lascia una risposta; reageer; geef een reactie; plaats een reactie; dodaj komentarz; zostaw komentarz
    lämna ett svar; оставить комментарий; добавить комментарий; yorum yap; 发表评论; コメントを残す`),
)

/** The head of the readers' words, or a button that leads there. */
const comments = new Set(
  phrases(`
    comments; comment; kommentare; commentaires; comentarios; comentários; commenti; reacties; komentarze
    kommentarer; комментарии; yorumlar; 评论; コメント; 댓글`),
)

/** Here begin the links to other articles. */
const others = new Set(
  phrases(`
    more articles; more stories; more news; related; related articles; related stories; related news; related posts
    related topics; related content; recommended; recommended for you; you may also like; you might also like
    more like this; read next; up next; what to read next; most read; most popular; trending; trending now
    latest news; top stories; popular; editor's picks; don't miss; in other news; also read; more on this story
    mehr zum thema; mehr artikel; weitere artikel; verwandte artikel; ähnliche artikel
    das könnte sie auch interessieren; das könnte dich auch interessieren; lesen sie auch; meistgelesen
    meist gelesen; auch interessant; à lire aussi; à lire également; lire aussi; articles similaires
    sur le même sujet; les plus lus; plus d'articles; dans la même rubrique; artículos relacionados
    noticias relacionadas; relacionados; te puede interesar; también te puede interesar; lo más leído; más noticias
    más artículos; lea también; artigos relacionados; notícias relacionadas; leia também; veja também; mais lidas
    mais notícias; você pode gostar; articoli correlati; potrebbe interessarti; ti potrebbe interessare; leggi anche
    i più letti; altri articoli; gerelateerde artikelen; lees ook; meest gelezen; meer artikelen; meer nieuws
    powiązane artykuły; czytaj także; czytaj też; najczęściej czytane; zobacz też; relaterade artiklar; läs också
    mest läst; читайте также; похожие статьи; по теме; ещё по теме; самое читаемое; ilgili haberler; benzer haberler
    相关文章; 相关新闻; 関連記事; あわせて読みたい; 관련 기사`),
)

const moreFrom = phrases('more from; more on; more in; mehr von; mehr aus; más de; plus de; altro da')

/** Lines that begin so are furniture, unless they grow into a long sentence. */
const openings = phrases(`
    subscribe to our; subscribe to the newsletter; subscribe today; subscribe for; sign up for our; sign up for the
    sign up to our; sign up here; get our newsletter; join our newsletter; already a subscriber; follow us on
    follow us; share this; share on; share via; click here to; click to share; please enter your
    please enter an answer; enter your email; your email address; you have entered an incorrect email; save my name
    required fields are; you must be logged in; log in to leave; notify me of; this site uses akismet
    the recaptcha verification; this site is protected by recaptcha; please verify you are; i am not a robot
    we use cookies; this website uses cookies; this site uses cookies; by continuing to use this; melden sie sich
    jetzt newsletter; abonnieren sie; newsletter abonnieren; folgen sie uns; ihre e-mail-adresse wird
    deine e-mail-adresse wird; wir verwenden cookies; diese website verwendet cookies; diese website benutzt cookies
    bitte geben sie; abonnez-vous à; inscrivez-vous à; suivez-nous; partager sur; partager cet article
    votre adresse e-mail ne; nous utilisons des cookies; ce site utilise des cookies; veuillez saisir; suscríbete a
    suscríbase a; síguenos; comparte este; tu dirección de correo; su dirección de correo; utilizamos cookies
    usamos cookies; este sitio utiliza cookies; por favor introduzca; assine nossa; assine a nossa; inscreva-se
    siga-nos; compartilhe; o seu endereço de; usamos cookies; este site usa cookies; iscriviti alla; iscriviti a
    seguici su; condividi su; il tuo indirizzo; utilizziamo i cookie; questo sito utilizza; schrijf je in
    meld je aan; volg ons; deel dit; je e-mailadres wordt; wij gebruiken cookies; we gebruiken cookies; zapisz się
    obserwuj nas; udostępnij na; twój adres e-mail; ta strona używa; följ oss; vi använder cookies; подпишитесь на
    подписывайтесь; ваш адрес email; мы используем cookie; мы используем файлы cookie
    этот сайт использует файлы cookie; bizi takip edin`)

/** Before a colon these say that the rest of the line is a link, a credit or a list of tags. */
const labels = new Set(
  phrases(`
    read more; read also; also read; see also; read next; related; more; tags; topics; filed under; share; follow us
    photo; photos; photo by; photo credit; photo credits; image; image credit; picture; credit; credits; illustration
    source photo; lesen sie auch; lesen sie mehr; mehr dazu; mehr zum thema; schlagwörter; foto; fotos; bild
    bildquelle; lire aussi; à lire aussi; lire également; crédit photo; crédits; lea también; leer también
    le puede interesar; crédito; leia também; leia mais; veja também; crédito da foto; leggi anche; lees ook
    czytaj także; czytaj też; zdjęcie; läs också; bilden; читайте также; фото; теги; ayrıca bakınız; 图; 写真; 사진`),
)

/** Words of notices, wherever in a line at the article's edges they stand. */
const notices = phrases(`
    utilisation de cookies; recaptcha verification; protected by recaptcha; not a robot; captcha; uses cookies; use of cookies; cookie policy
    privacy policy; terms of service apply; email address will not be published; to post a comment
    all rights reserved; unsubscribe at any time; durch recaptcha geschützt; kein roboter; verwendung von cookies
    datenschutzerklärung; alle rechte vorbehalten; pas un robot; politique de confidentialité; tous droits réservés
    no soy un robot; política de privacidad; todos los derechos; não sou um robô; política de privacidade
    todos os direitos; non sono un robot; informativa sulla privacy; tutti i diritti riservati; geen robot
    alle rechten voorbehouden; wszelkie prawa; все права защищены`)

/** First words of short lines that are furniture more often than not. */
const hints = new Set(
  phrases(`
    read; subscribe; share; comment; comments; captcha; recaptcha; cookie; cookies; newsletter; newsletters
    advertisement; related; login; follow; tags; filed; topics; copyright; loading; listen; watch; abonnieren; teilen
    kommentar; anzeige; werbung; abonnez; partager; partagez; publicité; suscríbete; comparte; compartir; publicidad
    assine; compartilhe; abbonati; condividi; pubblicità; abonneer; advertentie; delen; reklama; подпишитесь
    поделиться; реклама`),
)
