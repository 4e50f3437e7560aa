import { squashed, stemOf } from './page-title.ts'
import { isByline, isFurniture } from './pasted-text.ts'
import { cleanText } from './text.ts'

/** What a page's summary is held against: none of it is one. */
export type Around = {
  readonly title: string
  /** Titles as they are written, names of the site, its tagline, what pictures say, the author. */
  readonly others: readonly string[]
}

const LONGEST = 1_200

/**
 * What a page says of the story: not its headline once more, nor what stands around any story of the site (the tagline, the
 * way there, the form for comments, the question about cookies). Undefined where nothing is left.
 */
export function cleanSummary(written: string | undefined, { title, others }: Around): string | undefined {
  const summary = withoutHeadline(withoutMarks(cleanText(written ?? '', LONGEST)), title)
  const bare = bareOf(stemOf(summary) ?? summary)
  const isRepeated = bareOf(title).includes(bare) || others.some((one) => bareOf(cleanText(one, LONGEST)) === bare)
  const isNone =
    isRepeated ||
    isByline(summary) ||
    besides.test(summary) ||
    isFurniture(summary) ||
    isTrail(summary) ||
    isConsent(summary)
  return summary === '' || isNone || notices.test(summary) ? undefined : summary
}

const bareOf = (text: string): string => squashed(text).replaceAll('.', '')

/** Without the numbers of a listing's lines and of notes, and without what an archive or a forum (Lemmy) puts before the text. */
const withoutMarks = (text: string): string =>
  text
    .replaceAll(/(?<=\S)\[(?:\d{1,3}|[a-z])\]/g, '')
    .replace(/^1 2 3(?: \d{1,4})* ?/, '')
    .replace(/^submitted by \S+ to \S+ -?\d+ points? \| \d+ comments? ?(?:https?:\/\/\S+ ?)?/, '')
    .replace(/^arXiv:\S+ Announce Type: \S+ (?:Abstract: )?/, '')

const SHORTEST_HEADLINE = 20
const SHORTEST_REST = 40

/** A text that begins with its headline says it twice. One that begins a sentence with the same words goes on in it. */
function withoutHeadline(text: string, title: string): string {
  if (!text.startsWith(title) || text.length === title.length) return text
  const rest = text.slice(title.length)
  const isApart = /^\s?[-–—:|·•]\s/u.test(rest) || /^[.!?。！？]\s/u.test(rest) || /[.!?。！？]$/u.test(title)
  const beginsAnew = title.length >= SHORTEST_HEADLINE && /^\s+[\p{Lu}\p{N}“„«"]/u.test(rest)
  const isSpaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]$/u.test(title) && /^\s/u.test(rest)
  const left = rest.replace(/^[^\p{L}\p{N}“„«"]+/u, '')
  return (isApart || beginsAnew || isSpaced) && left.length >= Math.min(SHORTEST_REST, title.length) ? left : text
}

/** The way to a page from the first of its site: `Home » News » Sea`. */
const isTrail = (text: string): boolean =>
  /^(?:you are here|sie sind hier|vous êtes ici|est[áa]s? aquí|أنت هنا|您的位置|当前位置)\s?[:：]/iu.test(text) ||
  (!/[.!?。！？]$/u.test(text) && (text.match(/\s[»›>→/]\s/gu)?.length ?? 0) >= 2)

const consents = [
  /^(?:we|this (?:web)?site|our (?:web)?site|this page)\b.{0,60}\b(?:uses?|using|stores?|process)\b.{0,80}(?:cookies?\b|personal data|information on a device)/i,
  /^(?:before you continue|your privacy\b|we (?:value|care about|respect) your privacy|by (?:clicking|continuing|using|browsing)\b|(?:please|you need to) (?:enable|turn on|allow) (?:javascript|cookies)|javascript is |checking your browser\b|(?:verify|verifying|confirm) (?:that )?you are (?:a )?human|enable javascript and cookies)/i,
  /^(?:wir (?:und unsere partner )?(?:verwenden|nutzen|setzen)\b.{0,60}cookies|diese (?:website|seite|webseite) (?:verwendet|nutzt|benutzt)\b.{0,60}cookies|mit ihrer (?:zustimmung|einwilligung)|bevor sie fortfahren|wir schätzen ihre privatsphäre|bitte aktivieren sie (?:javascript|cookies))/i,
  /^(?:nous (?:et nos partenaires )?utilisons\b.{0,60}cookies|ce site (?:web )?utilise\b.{0,60}cookies|avec votre (?:consentement|accord)|avant de continuer|nous respectons votre vie privée|veuillez activer (?:javascript|les cookies))/i,
  /^(?:(?:nosotros y )?nuestros socios|(?:utilizamos|usamos)\b.{0,60}cookies|este sitio (?:web )?(?:utiliza|usa)\b.{0,60}cookies|con su (?:consentimiento|acuerdo)|antes de continuar|valoramos su privacidad|active (?:javascript|las cookies))/i,
  /^(?:نحن )?(?:نستخدم|يستخدم هذا الموقع).{0,60}(?:ملفات تعريف|كوكيز)/u,
  /^(?:我们|本网站|本站|此网站).{0,20}使用.{0,20}cookie/iu,
]
const isConsent = (text: string): boolean =>
  consents.some((pattern) => pattern.test(text)) || (text.match(/cookie/gi)?.length ?? 0) > 2

/** Who wrote it and when, and where to find them. */
const besides =
  /^(?:(?:(?:first |last )?(?:published|posted|updated|written)\b[^.!?]{0,60}\bby \S+(?: [^\s.!?]+){0,4}|follow [^.!?]{1,60} on [^.!?]{1,30})\.?)$/i

/** Stands for a summary where there is none. */
const notices =
  /^\(?\d{0,6}\)?\s?(?:no (?:content|description|summary)(?: (?:provided|available))?|comments?|kommentare?|commentaires?|comentarios?|تعليقات|评论)[.:]?$/iu
