import { afterAnswer, saidInstead } from '../model/answer.ts'
import { patienceIn, TIME_LIMITS, timeLeft } from '../model/deadline.ts'
import { LAST_RETRY } from '../model/issue.ts'
import { LETTER_LOOK, type Letter, type LetterId, letterKey } from '../model/letter.ts'
import type { Mail } from '../model/mail.ts'
import { missingToSend } from '../model/settings.ts'
import type { Unanswered } from '../model/silence.ts'
import { between, HOUR, type Instant, plus, SECOND } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { type Composes, composeLetter } from './compose-letter.ts'

type Needs = Composes & Pick<Ports, 'fence' | 'mail' | 'wait' | 'random' | 'log'>

/** `done`: nothing is left to do. `later`: the provider would not or did not answer; the tick queues it again in its time. */
export type Written = 'done' | 'later'

/**
 * Writes one letter: decides whether to, composes and freezes it, posts it under its own idempotency key, closes it.
 * Every step may be repeated; at most one mail comes of it. In a copy of the table letters wait, but for an editor's code.
 * `endsAt`: when the function has to have ended; what cannot be asked before that is the next one's. Price of a confirmation:
 * about 6 reads, 4 writes, one request to the provider.
 */
export async function writeLetter(
  ports: Needs,
  id: LetterId,
  endsAt: Instant = plus(ports.now(), TIME_LIMITS.letters * SECOND),
): Promise<Written> {
  const letter = await ports.letters.get(id)
  if (!letter || letter.state === 'accepted' || letter.state === 'dropped') return 'done'
  const late = whyTooLate(letter, ports.now())
  if (late) return drop(ports, letter, late)
  if (patienceIn(timeLeft(ports.now(), endsAt)) === undefined) return handOver(ports, letter)
  const fence = await ports.fence.check()
  // Whoever is to arm a copy has to come in first (design §6): their code is all that it sends.
  if (fence.kind === 'closed' && letter.about.kind !== 'sign-in') {
    ports.log('fence.closed', { level: 'error', letter: id, reason: fence.reason })
    return later(ports, letter, LETTER_LOOK)
  }

  const installation = fence.kind === 'armed' ? fence.installation : 'copy'
  const composed = letter.state === 'composed' ? letter : await compose(ports, letter, installation)
  if (!composed?.mail) return 'done'
  return post(ports, composed, composed.mail, installation, endsAt)
}

/** Never after its deadline, and never 23 hours after it may first have been accepted: then the provider has forgotten the key. */
function whyTooLate(letter: Letter, now: Instant): string | undefined {
  if (now > letter.deadline) return 'deadline-passed'
  if (letter.firstPostedAt && between(letter.firstPostedAt, now) > LAST_RETRY) return 'outcome-unknown'
  return undefined
}

/** `ours`: it cannot be made because of how this house is set up, so that no letter can, a sign-in code neither. */
async function drop(ports: Needs, letter: Letter, reason: string, whose?: 'ours'): Promise<Written> {
  await ports.letters.close(letter, 'dropped', reason, ports.now())
  const level = whose === 'ours' ? { level: 'error' } : {}
  ports.log('letter.dropped', { ...level, letter: letter.id, kind: letter.about.kind, reason })
  return 'done'
}

async function compose(ports: Needs, letter: Letter, installation: string): Promise<Letter | undefined> {
  const missing = missingToSend(await ports.settings.get())
  if (missing) {
    await drop(ports, letter, missing, 'ours')
    return undefined
  }
  const made = await composeLetter(ports, letter, installation)
  if (typeof made === 'string') {
    await drop(ports, letter, made)
    return undefined
  }
  return ports.letters.compose(letter.id, made)
}

/** The message that brought it is done with: one that went back to the queue, and one more from the tick, would be two. */
async function later(ports: Needs, letter: Letter, waitMs: number, unanswered?: Unanswered | null): Promise<Written> {
  await ports.letters.look(letter.id, plus(ports.now(), waitMs), unanswered)
  return 'later'
}

/** The next tick queues it. */
function handOver(ports: Needs, letter: Letter, unanswered?: Unanswered): Promise<Written> {
  ports.log('letter.handed-over', { letter: letter.id, kind: letter.about.kind })
  return later(ports, letter, 0, unanswered)
}

async function post(ports: Needs, letter: Letter, mail: Mail, installation: string, endsAt: Instant): Promise<Written> {
  const key = letterKey(installation, letter.id)
  // Whether some request so far may have been accepted: only if none, its 23 hours have not begun.
  let maybe = letter.firstPostedAt !== undefined
  if (!maybe) await ports.letters.clock(letter.id, ports.now())
  let unanswered: Unanswered | undefined
  for (let tries = 1; ; tries++) {
    const askedAt = ports.now()
    const answer = await ports.mail.letter(mail, key, timeLeft(askedAt, endsAt))
    const said = saidInstead(answer)
    if (said !== undefined) unanswered = { askedAt, said }
    if (answer.kind === 'accepted' && answer.refused.length > 0)
      return isAboutUs(answer.refused[0]!.message)
        ? drop(ports, letter, 'refused-sender', 'ours')
        : drop(ports, letter, 'refused-address')
    const next = afterAnswer(answer, tries, ports.random(), timeLeft(ports.now(), endsAt))
    switch (next.do) {
      case 'settle':
        await ports.letters.close(letter, 'accepted', undefined, ports.now())
        ports.log('letter.sent', { letter: letter.id, kind: letter.about.kind })
        return 'done'
      case 'again':
        maybe ||= next.accepted === 'maybe'
        // Overdue from now on: whoever sends digests sees it, and leaves turns to letters.
        if (answer.kind === 'too-fast' && tries === 1) await ports.letters.look(letter.id, ports.now())
        await ports.wait(next.inMs)
        break
      case 'pause':
        if (!maybe) await ports.letters.clock(letter.id, null)
        ports.log('letter.waits', {
          level: answer.kind === 'refused' ? 'error' : 'warn',
          letter: letter.id,
          reason: next.reason,
        })
        return later(ports, letter, Math.min(next.waitMs, HOUR), null)
      case 'leave-open':
        ports.log('letter.unanswered', {
          level: 'warn',
          letter: letter.id,
          kind: letter.about.kind,
          tries,
          reason: said,
        })
        return later(ports, letter, LETTER_LOOK, unanswered)
      case 'hand-over':
        if (!maybe && next.accepted === 'no') await ports.letters.clock(letter.id, null)
        return handOver(ports, letter, unanswered)
    }
  }
}

/** Whether the provider refuses a mail for who sends it, in its words: "Invalid `from` field." (resend.com/docs/api-reference/errors). */
const isAboutUs = (message: string): boolean => /`(?:from|reply_to)`/.test(message)
