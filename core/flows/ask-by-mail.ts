import type { Address } from '../model/address.ts'
import { LETTER_DEADLINE, type Letter, type LetterId } from '../model/letter.ts'
import { bucketsOf, decideEntry } from '../model/limits.ts'
import type { Networks } from '../model/network.ts'
import type { Subscriber } from '../model/subscriber.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'letters' | 'queue' | 'ids' | 'now' | 'log'>

/**
 * Somebody asks for the link to their preferences, by address alone. Whether anybody here has it is found out behind the
 * queue: the same writes and the same answer for all (T01, T02). Counted with the sign-ups, so that this door is no way
 * round the other. Price: five writes for the counters and a read for each, one write, one message.
 */
export async function askForLink(
  ports: Needs & Pick<Ports, 'limits'>,
  to: Address,
  networks: Networks | undefined,
): Promise<void> {
  const groups = bucketsOf(to, networks, false)
  const entry = decideEntry(groups, await ports.limits.take(groups), false)
  if (entry.kind === 'refused') ports.log('letter.refused', { level: 'warn', kind: 'manage', by: entry.by })
  else await write(ports, { kind: 'manage', to })
}

/** The mail that stands before everything we keep is handed out, or erased: a mail passed on opens neither (T18). Price: one write, one message. */
export const askFor = (ports: Needs, what: 'export' | 'erase', { id, address }: Subscriber): Promise<LetterId> =>
  write(ports, { kind: what, subscriber: id, to: address })

/** A mail to a new address; they are there once its button is pressed. Price: one write, one message. */
export const askForAddress = (ports: Needs, { id }: Subscriber, to: Address): Promise<LetterId> =>
  write(ports, { kind: 'address', subscriber: id, to })

async function write(ports: Needs, about: Letter['about']): Promise<LetterId> {
  const now = ports.now()
  const id = ports.ids.letter()
  await ports.letters.put({ id, about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' })
  await ports.queue.writeLetter({ letter: id })
  ports.log('letter.asked', { letter: id, kind: about.kind })
  return id
}
