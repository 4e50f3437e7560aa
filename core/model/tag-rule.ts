import { beyond, bounds } from './bounds.ts'
import { type Refusal, refusal } from './refusal.ts'
import { cleanText, normalized, slugOf } from './text.ts'

/**
 * Which tag an entry of a feed gets, and when. A pattern is found anywhere in the text; with a `*` in it, it is the whole
 * text, and each `*` is anything. Capitals do not matter. No regular expressions: these come from people, and a bad one
 * can hang.
 */
export type TagRule = {
  /** All that is named has to fit. */
  readonly when: Readonly<Partial<Record<RuleField, string>>>
  /** As `slugOf` writes it. */
  readonly tag: string
}

export const ruleFields = ['category', 'title', 'author'] as const
export type RuleField = (typeof ruleFields)[number]

export type TagRuleInput = { when: Partial<Record<RuleField, string | undefined>>; tag: string }

/** More rules than these nobody reads. */
export const MOST_RULES = bounds.feedRules

/** Rules as an editor gave them, and what is wrong with them; `field` is where they stand. */
export function parseRules(input: readonly TagRuleInput[], field: string): { rules: TagRule[]; refusals: Refusal[] } {
  const refusals: Refusal[] = []
  refusals.push(...beyond('feedRules', input.length, field))
  const rules = input.slice(0, MOST_RULES).map(({ when, tag }, at): TagRule => {
    const patterns = ruleFields.flatMap((name) => {
      const given = when[name]
      if (given === undefined) return []
      const pattern = cleanText(given, 200)
      if (pattern.replaceAll('*', '') === '')
        refusals.push(
          refusal(`${field}.${at}.when.${name}`, 'Write what to look for: "World/China", or "*ferry*".', 'required'),
        )
      return [[name, pattern] as const]
    })
    if (patterns.length === 0)
      refusals.push(refusal(`${field}.${at}.when`, 'Say when: by "category", "title" or "author".', 'required'))
    if (slugOf(tag) === '') refusals.push(refusal(`${field}.${at}.tag`, 'Say which tag the entry gets.', 'required'))
    return { when: Object.fromEntries(patterns), tag: slugOf(tag) }
  })
  return { rules, refusals }
}

type Ruled = {
  readonly title: string
  readonly author?: string | undefined
  readonly categories: readonly string[]
}

/** The tags that the rules give an entry, in the order of the rules. */
export const tagsByRules = (entry: Ruled, rules: readonly TagRule[]): string[] => [
  ...new Set(rules.filter((rule) => fits(entry, rule)).map(({ tag }) => tag)),
]

function fits(entry: Ruled, { when }: TagRule): boolean {
  const texts = { category: entry.categories, title: [entry.title], author: [entry.author ?? ''] }
  return ruleFields.every((name) => {
    const pattern = when[name]
    return pattern === undefined || texts[name].some((text) => matches(text, pattern))
  })
}

const folded = (text: string): string => normalized(text, 'NFKC').toLowerCase()

/** In a time that grows with the length of the text, whatever the pattern. */
function matches(text: string, pattern: string): boolean {
  const within = folded(text)
  const [first = '', ...rest] = folded(pattern).split('*')
  const last = rest.pop()
  if (last === undefined) return within.includes(first)
  if (!within.startsWith(first) || !within.endsWith(last)) return false
  let at = first.length
  for (const piece of rest) {
    const found = within.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= within.length - last.length
}

const fieldWords: Readonly<Record<RuleField, string>> = {
  category: 'a category',
  title: 'the title',
  author: 'the author',
}

/** `Where a category holds "World/China", and the title is "Ferry*": tag "china".` */
export function ruleInWords({ when, tag }: TagRule): string {
  const parts = ruleFields.flatMap((name) => {
    const pattern = when[name]
    return pattern === undefined ? [] : [`${fieldWords[name]} ${pattern.includes('*') ? 'is' : 'holds'} "${pattern}"`]
  })
  return `Where ${parts.join(', and ')}: tag "${tag}".`
}
