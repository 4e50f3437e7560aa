import type { Address } from '../model/address.ts'
import { LETTER_DEADLINE, type Letter, type LetterId } from '../model/letter.ts'
import { type Asked, bucketsOfLetter, decideEntry } from '../model/limits.ts'
import type { Networks } from '../model/network.ts'
import type { SignUpRequest, Subscriber } from '../model/subscriber.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'letters' | 'limits' | 'queue' | 'ids' | 'now' | 'log'>

/**
 * Somebody asks for the link to their preferences, by address alone. Whether anybody here has it is found out behind the
 * queue: the same writes and the same answer for all (T01, T02). Price: that of a letter that is counted.
 */
export const askForLink = (ports: Needs, to: Address, networks: Networks | undefined): Promise<LetterId | undefined> =>
  ask(ports, { kind: 'manage', to }, { to, networks, proven: false })

/** The mail that stands before everything we keep is handed out, or erased: a mail passed on opens neither (T18). Price: that of a letter that is counted. */
export const askFor = (
  ports: Needs,
  what: 'export' | 'erase',
  { id, address: to }: Subscriber,
  networks: Networks | undefined,
): Promise<LetterId | undefined> =>
  ask(ports, { kind: what, subscriber: id, to }, { to, known: true, reader: id, networks, proven: true })

/**
 * The mail that stands before a move. It goes to the address that is known: who has a link of a mail passed on moves nobody.
 * Price: that of a letter that is counted.
 */
export const askToMove = (
  ports: Needs,
  { id, address: to }: Subscriber,
  moveTo: Address,
  networks: Networks | undefined,
): Promise<LetterId | undefined> =>
  ask(ports, { kind: 'move', subscriber: id, to, moveTo }, { to, known: true, reader: id, networks, proven: true })

/** A mail to the new address, once the old one has said yes; they are there once its button is pressed. Price: that of a letter that is counted. */
export const askForAddress = (
  ports: Needs,
  { id }: Subscriber,
  to: Address,
  networks: Networks | undefined,
): Promise<LetterId | undefined> =>
  ask(ports, { kind: 'address', subscriber: id, to }, { to, reader: id, networks, proven: true })

/** A fresh confirmation, for somebody who has one that has had its day: as if they had signed up again. Price: that of a letter that is counted. */
export const askAgain = (
  ports: Needs,
  { id, address: to }: Subscriber,
  request: SignUpRequest,
  networks: Networks | undefined,
): Promise<LetterId | undefined> =>
  ask(
    ports,
    { kind: 'sign-up', request, fresh: ports.ids.subscriber() },
    { to, known: true, reader: id, networks, proven: true },
  )

/**
 * One rule for all of them: counted by whom it goes to, whose link asks, and where from, together with the sign-ups. So this
 * door is no way round the other, and many readers' links fill nobody's mailbox. Whoever asks is not told. Undefined: there
 * is no letter. Price: five writes for the counters, or six, and a read unit for each; one write, one message.
 */
async function ask(ports: Needs, about: Letter['about'], asked: Asked): Promise<LetterId | undefined> {
  const groups = bucketsOfLetter(asked)
  // It waits where many ask, and not for want of a proof of work: none of these forms has one.
  const entry = decideEntry(groups, await ports.limits.take(groups), true)
  if (entry.kind === 'refused') {
    ports.log('letter.refused', { level: 'warn', kind: about.kind, by: entry.by })
    return undefined
  }
  const now = ports.now()
  const id = ports.ids.letter()
  const letter: Letter = { id, about, createdAt: now, deadline: plus(now, LETTER_DEADLINE), state: 'waiting' }
  if (entry.kind === 'held') await ports.letters.put(letter, plus(now, entry.ms))
  else {
    await ports.letters.put(letter)
    await ports.queue.writeLetter({ letter: id })
  }
  ports.log('letter.asked', { letter: id, kind: about.kind })
  return id
}
