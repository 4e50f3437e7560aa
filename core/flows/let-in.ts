import type { Address } from '../model/address.ts'
import { bounds, tooMuch } from '../model/bounds.ts'
import { type GivenRole, isGivenRole, type Member } from '../model/editor.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import { isAlive, type Session } from '../model/sign-in.ts'
import type { Ports } from '../ports.ts'
import { allOf } from './all-of.ts'

type Needs = Pick<Ports, 'editors' | 'now' | 'log'>

/**
 * Lets somebody into the console, or gives them another role. Whoever is signed in signs in anew: no session outlives a
 * change of what it may do (T22). Owners are made by the configuration alone (T26). Price: two reads, a write, and one a session.
 */
export async function letIn(
  ports: Needs,
  owners: readonly Address[],
  by: string,
  address: Address,
  role: string,
): Promise<Parsed<{ readonly member: Member; readonly was: GivenRole | undefined }>> {
  if (role === 'owner')
    return refused(refusal('role', 'Nobody is made an owner here: owners are named where the service is deployed.'))
  if (!isGivenRole(role)) return refused(refusal('role', 'Choose what they may do: editor or viewer.', 'not_one_of'))
  if (owners.includes(address))
    return refused(refusal('email', 'This is an owner already: owners are named where the service is deployed.'))
  const members = await ports.editors.list()
  const known = members.find((one) => one.address === address)
  if (known?.role === role) return parsed({ member: known, was: role })
  if (!known && members.length >= bounds.editors) return refused(refusal('email', tooMuch('editors'), 'too_many'))
  const member: Member = { address, role, since: known?.since ?? ports.now(), by: known?.by ?? by }
  await ports.editors.put(member)
  await endSessions(ports, (one) => one.address === address)
  ports.log(known ? 'editor.changed' : 'editor.let-in', { role })
  return parsed({ member, was: known?.role })
}

/** Shows somebody out: what they have open is closed to them at their next step, and their passkeys go. False: there is no such person. Price: three reads, a write, and one a session and passkey. */
export async function showOut(ports: Needs, address: Address): Promise<boolean> {
  if (!(await ports.editors.list()).some((one) => one.address === address)) return false
  // Out first: a session that is left by a crash opens nothing.
  await ports.editors.remove(address)
  await endSessions(ports, (one) => one.address === address)
  const passkeys = (await ports.editors.passkeys()).filter((one) => one.address === address)
  await allOf(passkeys.map(({ id }) => ports.editors.removePasskey(id)))
  ports.log('editor.shown-out')
  return true
}

/** Ends sessions: how many. Price: one read, and a write each. */
export async function endSessions(
  ports: Pick<Ports, 'editors' | 'log'>,
  which: (session: Session) => boolean,
): Promise<number> {
  const ended = (await ports.editors.sessions()).filter(which)
  await allOf(ended.map(({ id }) => ports.editors.close(id)))
  if (ended.length > 0) ports.log('session.ended', { count: ended.length })
  return ended.length
}

/** Who is signed in, whoever was last there first. `whose`: theirs alone. Price: one read. */
export async function openSessions(ports: Pick<Ports, 'editors' | 'now'>, whose?: Address): Promise<Session[]> {
  const now = ports.now()
  return (await ports.editors.sessions())
    .filter((one) => isAlive(one, now) && (whose === undefined || one.address === whose))
    .toSorted((a, b) => b.seenAt.localeCompare(a.seenAt))
}
