import { LETTER_DEADLINE, type LetterId } from '../model/letter.ts'
import type { SignUpRequest } from '../model/subscriber.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type How = {
  /** Its id, where it has one already: put twice, it is one letter. */
  readonly letter?: LetterId
  /** Not queued now, but by the tick, when so long has passed. */
  readonly holdMs?: number
}

/**
 * Takes a sign-up down and queues it. The same writes and the same answer whoever asks (T01, T02): who they are, and
 * whether they get a mail, is found out behind the queue. Price: one write, one message.
 */
export async function signUp(
  ports: Pick<Ports, 'letters' | 'queue' | 'ids' | 'now' | 'log'>,
  request: SignUpRequest,
  { letter: id = ports.ids.letter(), holdMs = 0 }: How = {},
): Promise<LetterId> {
  const now = ports.now()
  const about = { kind: 'sign-up', request, fresh: ports.ids.subscriber() } as const
  const letter = { id, about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' } as const
  if (holdMs > 0) await ports.letters.put(letter, plus(now, holdMs))
  else {
    await ports.letters.put(letter)
    await ports.queue.writeLetter({ letter: id })
  }
  ports.log('sign-up.taken', { letter: id, digests: request.wishes.map((wish) => wish.digest) })
  return id
}
