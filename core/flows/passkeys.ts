import type { Address } from '../model/address.ts'
import { type Editor, mayOwn } from '../model/editor.ts'
import {
  decideUse,
  type HouseRule,
  MOST_PASSKEYS,
  ownersWithout,
  type Passkey,
  parsePasskeyName,
} from '../model/passkey.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import type { Session } from '../model/sign-in.ts'
import type { Ports } from '../ports.ts'
import { endSessions } from './let-in.ts'
import { editorAt, type From, tellOfDoor, warnOwners, welcome } from './sign-in.ts'

type Needs = Pick<Ports, 'editors' | 'letters' | 'limits' | 'links' | 'queue' | 'ids' | 'now' | 'log'>

/** What a browser has made, once its signature, its challenge and where it comes from are found right. */
export type Made = Pick<Passkey, 'id' | 'credential' | 'key' | 'counter' | 'transports'>

/**
 * Adds a passkey to whoever is signed in, and tells them and the owners. Refused: one that is there already, one too many, no
 * name. Price: one read, one write, and a write to each who is told.
 */
export async function addPasskey(
  ports: Needs,
  owners: readonly Address[],
  { address }: Editor,
  made: Made,
  called: string,
): Promise<Parsed<Passkey>> {
  const name = parsePasskeyName(called)
  if (!name.ok) return name
  const own = (await ports.editors.passkeys()).filter((one) => one.address === address)
  if (own.length >= MOST_PASSKEYS)
    return refused(refusal('name', `Nobody has more than ${MOST_PASSKEYS} passkeys: remove one first.`, 'too_many'))
  const passkey: Passkey = { ...made, address, name: name.value, createdAt: ports.now() }
  if (!(await ports.editors.addPasskey(passkey)))
    return refused(refusal('name', 'This passkey is there already.', 'taken'))
  await tellOfDoor(ports, owners, address, { what: 'new-passkey', agent: passkey.name })
  ports.log('passkey.added')
  return parsed(passkey)
}

/** One's own, or for an owner anybody's; undefined: there is none such. Price: one read. */
async function passkeyOf(ports: Needs, by: Editor, id: string): Promise<Passkey | undefined> {
  const passkey = await ports.editors.passkey(id)
  return passkey && (passkey.address === by.address || mayOwn(by)) ? passkey : undefined
}

/** Undefined: there is none such. Price: one read, one write. */
export async function namePasskey(
  ports: Needs,
  by: Editor,
  id: string,
  called: string,
): Promise<Parsed<Passkey> | undefined> {
  const passkey = await passkeyOf(ports, by, id)
  if (!passkey || passkey.address !== by.address) return undefined
  const name = parsePasskeyName(called)
  if (!name.ok) return name
  if (!(await ports.editors.namePasskey(id, name.value))) return undefined
  ports.log('passkey.named')
  return parsed({ ...passkey, name: name.value })
}

/**
 * Removes one, one's own or as an owner somebody else's, whose device is lost. Where the house asks for passkeys nobody
 * removes their own last one: a code would not let them in again. Undefined: there is none such. Price: three reads, one write.
 */
export async function removePasskey(ports: Needs, by: Editor, id: string): Promise<Parsed<Passkey> | undefined> {
  const passkey = await passkeyOf(ports, by, id)
  if (!passkey) return undefined
  const left = (await ports.editors.passkeys()).filter((one) => one.address === passkey.address && one.id !== id)
  if (passkey.address === by.address && left.length === 0 && (await ports.editors.rule()))
    return refused(refusal('passkey', 'The house asks for passkeys, and this is your last one: add another one first.'))
  await ports.editors.removePasskey(id)
  ports.log('passkey.removed')
  return parsed(passkey)
}

/**
 * Has the house ask for passkeys, or no longer. Asked for only while every owner has one, so that the rule locks no owner
 * out. Whoever came in by a code signs in anew. Price: two reads, one write, and one a session.
 */
export async function requirePasskeys(
  ports: Needs,
  owners: readonly Address[],
  by: Editor,
  isAsked: boolean,
  here: string | undefined,
): Promise<Parsed<HouseRule | undefined>> {
  const passkeys = await ports.editors.passkeys()
  const without = ownersWithout(owners, passkeys)
  if (isAsked && without.length > 0)
    return refused(refusal('passkeys', `First every owner adds a passkey. Without one so far: ${without.join(', ')}.`))
  const rule = isAsked ? { since: ports.now(), by: by.address } : undefined
  await ports.editors.setRule(rule)
  ports.log('passkey.required', { asked: isAsked })
  // Those of whoever else has one: nothing that a code has opened stays open. Who has none keeps what is open, and adds one.
  const has = new Set(passkeys.map(({ address }) => address))
  if (rule) await endSessions(ports, (one) => one.id !== here && has.has(one.address))
  return parsed(rule)
}

export type ByPasskey =
  | { readonly kind: 'in'; readonly browser: string }
  /** It was removed meanwhile, its owner may not come in, or another browser has used it in the same moment. */
  | { readonly kind: 'unknown' }
  /** Its counter has not risen: there may be a copy of it. */
  | { readonly kind: 'copied' }

/**
 * By a passkey whose signature over a challenge of ours is found right: `counter` is what it has counted. Used once, by the
 * counter that was read. Price: one read for all but owners, two writes; in a browser that is new, a letter to each who is told.
 */
export async function enterByPasskey(
  ports: Needs,
  owners: readonly Address[],
  passkey: Passkey,
  counter: number,
  session: { readonly id: string; readonly agent?: string | undefined },
  from: From,
): Promise<ByPasskey> {
  const { address } = passkey
  if (!(await editorAt(ports, owners, address))) return { kind: 'unknown' }
  if (decideUse(passkey.counter, counter) === 'copied') {
    ports.log('passkey.copied', { level: 'error' })
    await warnOwners(ports, owners, address, 'copied-passkey')
    return { kind: 'copied' }
  }
  const now = ports.now()
  if (!(await ports.editors.countPasskey(passkey.id, passkey.counter, counter, now))) return { kind: 'unknown' }
  const { id, agent } = session
  const opened: Session = { id, address, createdAt: now, seenAt: now, ...(agent ? { agent } : {}) }
  await ports.editors.start(opened)
  ports.log('sign-in.done', { session: id.slice(0, 8) })
  return { kind: 'in', browser: await welcome(ports, owners, opened, from) }
}
