import { LETTER_DEADLINE, type LetterId } from '../model/letter.ts'
import type { SignUpRequest } from '../model/subscriber.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

/**
 * Takes a sign-up down and queues it. The same writes and the same answer whoever asks (T01, T02): who they are, and
 * whether they get a mail, is found out behind the queue. Price: one write, one message.
 */
export async function signUp(
  ports: Pick<Ports, 'letters' | 'queue' | 'ids' | 'now' | 'log'>,
  request: SignUpRequest,
): Promise<LetterId> {
  const now = ports.now()
  const id = ports.ids.letter()
  const about = { kind: 'sign-up', request, fresh: ports.ids.subscriber() } as const
  await ports.letters.put({ id, about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' })
  await ports.queue.writeLetter({ letter: id })
  ports.log('sign-up.taken', { letter: id, digests: request.wishes.map((wish) => wish.digest) })
  return id
}
