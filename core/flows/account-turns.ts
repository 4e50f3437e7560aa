import { between, type Instant, MINUTE, plus, SECOND } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'issues' | 'letters' | 'now' | 'wait'>

/** The provider lets a team ask ten times a second in all, mail included: two of them at most are ours. */
const APART = SECOND / 2
/** So long one run asks; what is left, the next goes on with. */
const RUN = 3 * MINUTE
/** After so many requests it is looked again whether mail is on its way. */
const LOOK_AFTER = 10

/** When the next request may be made; false: no more in this run. */
export type Turn = () => Promise<boolean>

/**
 * Long walks over lists at the provider step back for mail: while an issue is being sent, or a letter waits, they make no
 * request at all. Price: two reads of the index for every ten requests, and one for each issue on its way.
 */
export function turnsBesideMail(ports: Needs): Turn {
  const begunAt = ports.now()
  let asked = 0
  return async () => {
    const now = ports.now()
    if (between(begunAt, now) >= RUN) return false
    if (asked % LOOK_AFTER === 0 && (await isMailing(ports, now))) return false
    if (asked > 0) await ports.wait(APART)
    asked += 1
    return true
  }
}

async function isMailing({ issues, letters }: Needs, now: Instant): Promise<boolean> {
  if ((await letters.due(now, 1)).length > 0) return true
  const under = await issues.due(plus(now, 5 * MINUTE), 10)
  return [...(await issues.progressOf(under)).values()].some(({ status }) => status === 'sending')
}
