import { idOf } from './outcome.ts'

/** The tag that every mail of ours carries: which installation sent it. */
export const INSTALLATION_TAG = 'installation'

/** Who sends on the provider's team is told of all of it. `ask`: a mail of before it was tagged, which is ours if what it names is in our table. */
export type Origin =
  | { readonly kind: 'ours' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'ask'; readonly about: 'issue' | 'letter' | 'subscriber'; readonly id: string }

/** `installations`: who sends from this table, and who did. An event of anybody else's mail changes nobody here (STD-55). */
export function originOf(tags: Readonly<Record<string, string>>, installations: readonly string[]): Origin {
  const tagged = tags[INSTALLATION_TAG]
  if (tagged !== undefined) return { kind: installations.includes(tagged) ? 'ours' : 'foreign' }
  const [issue, letter, subscriber] = [idOf('iss', tags.issue), idOf('let', tags.letter), idOf('sub', tags.subscriber)]
  if (issue) return { kind: 'ask', about: 'issue', id: issue }
  // Letters are forgotten after two days; most of them name their reader.
  if (subscriber) return { kind: 'ask', about: 'subscriber', id: subscriber }
  if (letter) return { kind: 'ask', about: 'letter', id: letter }
  return { kind: 'foreign' }
}
