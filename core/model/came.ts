import type { ConsentEvent } from './subscriber.ts'
import type { Instant } from './time.ts'

/**
 * How a reader came to a digest: by their own word (a confirmed sign-up, or a tick on the preferences page that only a mail
 * of ours opens), with a list that was brought in, or added one by one on an editor's word. Every digest says which
 * (STD-63). Whoever came before this was written down has none: their mails say no more than that they are subscribed.
 */
export type Came = 'confirmed' | 'listed' | 'added'

/** Where it stands by the hundred thousand, a letter is enough. */
export const letterOf: Readonly<Record<Came, string>> = { confirmed: 'c', listed: 'l', added: 'a' }

/** A letter that we do not know says nothing. */
export const cameBy = (letter: unknown): Came | undefined =>
  (Object.keys(letterOf) as Came[]).find((came) => letterOf[came] === letter)

/** Which consent text was shown: none of ours. What was, the attestation says. */
export const IMPORT = 'import'
/** Where a reader changes what they take. */
export const PREFERENCES = '/preferences'

/** `said`: the word that was given for their consent. */
export type Coming = { readonly how: Came; readonly at: Instant; readonly said?: string }

/**
 * How and when somebody came to a digest that they take, by the history of their consent, oldest first; undefined where it
 * does not say. A word given for somebody who is in already changes nothing, and who takes back having left is where they were.
 */
export function comingOf(digest: string, history: readonly ConsentEvent[]): Coming | undefined {
  let coming: Coming | undefined
  let isOn = false
  for (const event of history) {
    const one = event.digests.find((taken) => taken.digest === digest)
    if (!one || event.kind === 'asked') continue
    const isEnd = endsIt(digest, event)
    const began = isEnd || (isOn && event.kind !== 'confirmed') ? undefined : beginningOf(event)
    if (began) coming = began
    isOn = !isEnd
  }
  return coming
}

/** Whether a digest was not taken any more after this line of the history: left, ended by us, or chosen to be nothing. */
export const endsIt = (digest: string, { kind, digests }: ConsentEvent): boolean =>
  kind === 'left' || kind === 'suppressed' || digests.some((one) => one.digest === digest && one.topics.length === 0)

/** What begins by this line of the history, if anything does: lifting and taking back go on with what was. */
function beginningOf({ kind, at, form, note }: ConsentEvent): Coming | undefined {
  if (kind === 'confirmed' || (kind === 'changed' && form === PREFERENCES)) return { how: 'confirmed', at }
  if (kind !== 'attested') return undefined
  return { how: form === IMPORT ? 'listed' : 'added', at, ...(note ? { said: note } : {}) }
}
