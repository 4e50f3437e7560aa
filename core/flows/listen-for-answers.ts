import { silenceOf } from '../model/issue.ts'
import { letterSilence } from '../model/letter.ts'
import type { Silence } from '../model/silence.ts'
import { MINUTE, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues' | 'letters' | 'now'>

/** Whatever waits for an answer is looked after by the tick within this. */
const SOON = 5 * MINUTE
/** So many are looked at: a silence that nobody of them speaks of is none. */
const MOST = 10

/** What the mail provider owes to issues and letters under way. Price: two reads of the index, and one for each of them. */
export async function listenForAnswers({ issues, letters, now }: Needs): Promise<Silence[]> {
  const soon = plus(now(), SOON)
  const known = await issues.progressOf(await issues.due(soon, MOST))
  const found = [...known.values()].map(silenceOf)
  for (const id of await letters.due(soon, MOST)) {
    const letter = await letters.get(id)
    found.push(letter && letterSilence(letter))
  }
  return found.flatMap((one) => one ?? [])
}
