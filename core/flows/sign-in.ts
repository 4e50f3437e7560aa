import type { Address } from '../model/address.ts'
import type { Editor } from '../model/editor.ts'
import { LETTER_DEADLINE } from '../model/letter.ts'
import { bucketsOf, decideEntry } from '../model/limits.ts'
import type { Networks } from '../model/network.ts'
import {
  type Attempt,
  CODE_WITHIN,
  codeOf,
  isAlive,
  isOpen,
  MOST_TRIES,
  SEEN_EVERY,
  type Session,
  signatureOf,
} from '../model/sign-in.ts'
import { earlier, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'editors' | 'letters' | 'limits' | 'links' | 'queue' | 'ids' | 'now' | 'log'>

/** A name that one browser alone knows, and the fingerprint that is kept of it. */
export type Secret = { readonly name: string; readonly id: string }

/** Who an address is here: an owner by the configuration (T26), or somebody whom one has let in. Price: one read for all but owners. */
export async function editorAt(
  ports: Pick<Ports, 'editors'>,
  owners: readonly Address[],
  address: Address,
): Promise<Editor | undefined> {
  if (owners.includes(address)) return { address, role: 'owner' }
  const member = (await ports.editors.list()).find((one) => one.address === address)
  return member && { address, role: member.role }
}

/**
 * Sends a code to an editor who wants to come in. The same writes and the same answer for a stranger, to whose letter
 * there is no address (T01, T20). Price: a read, five writes for the counters, two writes, one message.
 */
export async function askForCode(
  ports: Needs,
  owners: readonly Address[],
  address: Address,
  secret: Secret,
  networks: Networks | undefined,
  after?: string,
): Promise<void> {
  const groups = bucketsOf(address, networks, false)
  const entry = decideEntry(groups, await ports.limits.take(groups), false)
  const editor = await editorAt(ports, owners, address)
  const isIn = editor !== undefined && entry.kind !== 'refused'
  const now = ports.now()
  await ports.editors.begin({ id: secret.id, address, createdAt: now, tries: 0 })
  const letter = ports.ids.letter()
  await ports.letters.put({
    id: letter,
    about: { kind: 'sign-in', to: isIn ? address : '', attempt: secret.name, ...(after ? { after } : {}) },
    createdAt: now,
    // A code that comes when it works no more helps nobody.
    deadline: earlier(plus(now, CODE_WITHIN), plus(now, LETTER_DEADLINE)),
    state: 'waiting',
  })
  await ports.queue.writeLetter({ letter })
  ports.log('sign-in.asked', { letter })
}

/** `wrong`: so many tries are left. `over`: the code has run out, or too many were tried. */
export type Entered =
  | { readonly kind: 'in' }
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'over' }

/** What somebody comes in by: the digits that they have typed, or the link in the mail. */
export type Given = { readonly code: string } | { readonly proof: string }

/** The link was made for the attempt of this browser. Changes nothing, and asks nobody: the signature says it. */
export const isOwnLink = (ports: Pick<Ports, 'links'>, name: string, proof: string): boolean =>
  name !== '' && ports.links.verify('enter', signatureOf(proof, name)) !== undefined

/** By the code or the link, in the browser that asked for them (T21). Price: one write, one read; right, one read and a transaction more. */
export async function enter(
  ports: Needs,
  owners: readonly Address[],
  asked: Secret,
  given: Given,
  session: { readonly id: string; readonly agent?: string | undefined },
): Promise<Entered> {
  const now = ports.now()
  const attempt: Attempt | undefined = await ports.editors.try(asked.id)
  if (!attempt || !isOpen(attempt, now)) return { kind: 'over' }
  if (!isRight(ports, asked, given) || !(await editorAt(ports, owners, attempt.address))) {
    const left = MOST_TRIES - attempt.tries
    return left > 0 ? { kind: 'wrong', left } : { kind: 'over' }
  }
  const { address } = attempt
  const { agent } = session
  const opened = { id: session.id, address, createdAt: now, seenAt: now, ...(agent ? { agent } : {}) }
  if (!(await ports.editors.open(attempt, opened))) return { kind: 'over' }
  ports.log('sign-in.done', { session: session.id.slice(0, 8) })
  return { kind: 'in' }
}

const isRight = (ports: Pick<Ports, 'links'>, { name }: Secret, given: Given): boolean =>
  'code' in given
    ? given.code.replaceAll(/\D/g, '') === codeOf(ports.links.sign('sign-in', name, ports.links.currentKey))
    : isOwnLink(ports, name, given.proof)

/** Who is there, by the fingerprint of their session. Their role is asked for anew each time: whoever is shown out is out. Price: one read, one more for all but owners, and seldom a write. */
export async function whoIs(
  ports: Pick<Ports, 'editors' | 'now'>,
  owners: readonly Address[],
  id: string,
): Promise<{ readonly editor: Editor; readonly session: Session } | undefined> {
  const session = await ports.editors.session(id)
  const now = ports.now()
  if (!session || !isAlive(session, now)) return undefined
  const editor = await editorAt(ports, owners, session.address)
  if (editor && session.seenAt < plus(now, -SEEN_EVERY)) await ports.editors.seen(id, now)
  return editor && { editor, session }
}
