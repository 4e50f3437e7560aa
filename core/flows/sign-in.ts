import type { Address } from '../model/address.ts'
import type { Editor } from '../model/editor.ts'
import { type DoorNews, LETTER_DEADLINE, warningLetter } from '../model/letter.ts'
import { bucketsOfCode, bucketsOfGuess } from '../model/limits.ts'
import type { Networks } from '../model/network.ts'
import { whatCodeOpens } from '../model/passkey.ts'
import {
  type Attempt,
  BROWSER_WITHIN,
  browserPayload,
  CODE_WITHIN,
  codeOf,
  isAlive,
  isOpen,
  isSignedIn,
  MOST_TRIES,
  type OwnBrowser,
  ownBrowserIn,
  SEEN_EVERY,
  type Session,
  signatureOf,
  wasMailed,
} from '../model/sign-in.ts'
import { earlier, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'editors' | 'letters' | 'limits' | 'links' | 'queue' | 'ids' | 'now' | 'log'>

/** A name that one browser alone knows, and the fingerprint that is kept of it. */
export type Secret = { readonly name: string; readonly id: string }

/** Where somebody asks from: the network, and what the browser brings of being an editor's own, if anything. */
export type From = { readonly networks?: Networks | undefined; readonly passes?: readonly string[] | undefined }

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

/** What a code opens for this address now; undefined: it is nobody's here. Price: two reads, one more for all but owners. */
async function opensFor(ports: Pick<Ports, 'editors' | 'now'>, owners: readonly Address[], address: Address) {
  const [rule, passkeys, members] = [
    await ports.editors.rule(),
    await ports.editors.passkeys(),
    owners.includes(address) ? [] : await ports.editors.list(),
  ]
  const member = members.find((one) => one.address === address)
  if (!owners.includes(address) && !member) return undefined
  const own = passkeys.filter((one) => one.address === address).length
  return whatCodeOpens(rule, member ?? { role: 'owner' }, own, ports.now())
}

/**
 * Sends a code to an editor who wants to come in. The same writes and the same answer for a stranger, to whose letter
 * there is no address (T01, T20). Counted by counters of its own, which no reader's touch; past them the attempt begins all
 * the same and has no mail, so that nothing wins it. Price: three reads, five writes for the counters (two in a browser of
 * their own), two writes, one message.
 */
export async function askForCode(
  ports: Needs,
  owners: readonly Address[],
  address: Address,
  secret: Secret,
  from: From,
  after?: string,
): Promise<void> {
  const own = ownBrowser(ports, from.passes, address)
  const counts = await ports.limits.take(bucketsOfCode(address, from.networks, own?.name))
  const opens = await opensFor(ports, owners, address)
  const isFull = counts.includes('full')
  const now = ports.now()
  const letter = ports.ids.letter()
  await ports.editors.begin({
    id: secret.id,
    address,
    createdAt: now,
    tries: 0,
    ...(isFull ? {} : { letter }),
    ...(own ? { own: own.name } : {}),
  })
  if (isFull) {
    ports.log('sign-in.refused', { level: 'warn', by: 'codes' })
    return own ? undefined : warnOwners(ports, owners, address, 'mails-used')
  }
  const isIn = opens === 'all' || opens === 'passkeys'
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

/**
 * `in`: `browser` is what makes this one their own. `wrong`: so many tries are left. `over`: the code has run out, or too
 * many were tried. `later`: too many were typed for this address, over all attempts; the link of the mail works.
 */
export type Entered =
  | { readonly kind: 'in'; readonly browser: string }
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'over' }
  | { readonly kind: 'later' }

/** What somebody comes in by: the digits that they have typed, or the link in the mail. */
export type Given = { readonly code: string } | { readonly proof: string }

/** The link was made for the attempt of this browser. Changes nothing, and asks nobody: the signature says it. */
export const isOwnLink = (ports: Pick<Ports, 'links'>, name: string, proof: string): boolean =>
  name !== '' && ports.links.verify('enter', signatureOf(proof, name)) !== undefined

/**
 * By the code or the link, in the browser that asked for them (T21). A code is counted for its editor before it is looked at;
 * the link is no guess (128 bits), and works when no more codes are taken. Whoever fails is told to the owners. Price: a write
 * and two reads; for a code four writes for the counters, or one; right, a transaction, and a letter to each who is told.
 */
export async function enter(
  ports: Needs,
  owners: readonly Address[],
  asked: Secret,
  given: Given,
  session: { readonly id: string; readonly agent?: string | undefined },
  from: From = {},
): Promise<Entered> {
  const now = ports.now()
  const attempt: Attempt | undefined = await ports.editors.try(asked.id)
  if (!attempt || !isOpen(attempt, now)) return { kind: 'over' }
  const { address } = attempt
  // A link that was opened somewhere has codes mailed, and gives nobody a guess more.
  const own = attempt.own && isSignedIn(attempt.own) ? attempt.own : undefined
  if ('code' in given && (await ports.limits.take(bucketsOfGuess(address, from.networks, own))).includes('full')) {
    ports.log('sign-in.refused', { level: 'warn', by: 'guesses' })
    if (own === undefined) await warnOwners(ports, owners, address, 'wrong-code')
    return { kind: 'later' }
  }
  const letter = attempt.letter && (await ports.letters.get(attempt.letter))
  const opens = await opensFor(ports, owners, address)
  const isLet = opens === 'all' || opens === 'passkeys'
  if (!isRight(ports, asked, given) || !wasMailed(letter) || !isLet) {
    const left = MOST_TRIES - attempt.tries
    ports.log('sign-in.failed', { level: 'warn', left })
    // Whoever sits at their own browser may mistype a few times without waking anybody.
    if (own === undefined || left <= 0) await warnOwners(ports, owners, address, 'wrong-code')
    return left > 0 ? { kind: 'wrong', left } : { kind: 'over' }
  }
  const { id, agent } = session
  const only = opens === 'passkeys' ? ({ only: opens } as const) : {}
  const opened: Session = { id, address, createdAt: now, seenAt: now, ...(agent ? { agent } : {}), ...only }
  if (!(await ports.editors.open(attempt, opened))) return { kind: 'over' }
  ports.log('sign-in.done', { session: id.slice(0, 8) })
  return { kind: 'in', browser: await welcome(ports, owners, opened, from) }
}

const isRight = (ports: Pick<Ports, 'links'>, { name }: Secret, given: Given): boolean =>
  'code' in given
    ? given.code.replaceAll(/\D/g, '') === codeOf(ports.links.sign('sign-in', name, ports.links.currentKey))
    : isOwnLink(ports, name, given.proof)

// ── Browsers of one's own ───────────────────────────────────────────────────────────────────────────────────────────

/** The browser as this editor's own, by what it brings; undefined: it is none of theirs. */
export function ownBrowser(
  ports: Pick<Ports, 'links' | 'ids' | 'now'>,
  passes: readonly string[] = [],
  address: Address,
): OwnBrowser | undefined {
  const whose = ports.ids.fingerprint(address)
  const payloads = passes.flatMap((pass) => ports.links.verify('browser', pass) ?? [])
  const found = payloads.flatMap((payload) => ownBrowserIn(payload, whose, ports.now()) ?? [])
  return found.find(({ hasSignedIn }) => hasSignedIn) ?? found[0]
}

/** What makes a browser this editor's own, for the next half year. */
export function passTo(
  ports: Pick<Ports, 'links' | 'ids' | 'now'>,
  address: Address,
  name = ports.ids.nonce(),
): string {
  const until = plus(ports.now(), BROWSER_WITHIN)
  const payload = browserPayload(name, true, ports.ids.fingerprint(address), until)
  return ports.links.sign('browser', payload, ports.links.currentKey)
}

/** Of what a browser brings, what goes on standing beside a new pass: those of other editors, none twice. */
export function besides(ports: Pick<Ports, 'links' | 'now'>, passes: readonly string[], pass: string): string[] {
  const whose = whoseIs(ports, pass)
  return passes.filter((one) => {
    const other = whoseIs(ports, one)
    return other !== undefined && other !== whose
  })
}

/** Whose browser a pass would make this one, by the fingerprint; undefined: it is forged, or has run out. */
export function whoseIs(ports: Pick<Ports, 'links' | 'now'>, pass: string): string | undefined {
  const payload = ports.links.verify('browser', pass)
  const whose = payload?.split('~')[2]
  return payload && whose && ownBrowserIn(payload, whose, ports.now()) ? whose : undefined
}

/**
 * Who has just come in: the browser is theirs from now on, and if it was not before, they and the owners are told. Written
 * by the tick: nobody waits for it. Price: nothing, or a write to each who is told.
 */
export async function welcome(
  ports: Needs,
  owners: readonly Address[],
  { address, agent }: Pick<Session, 'address' | 'agent'>,
  { passes }: From,
): Promise<string> {
  const known = ownBrowser(ports, passes, address)
  if (known?.hasSignedIn) return passTo(ports, address, known.name.slice('in-'.length))
  await tellOfDoor(ports, owners, address, { what: 'new-browser', ...(agent ? { agent } : {}) })
  return passTo(ports, address)
}

// ── Who is told ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** To the owners, and to the editor whom it is about, each once. Price: a write to each. */
export async function tellOfDoor(
  ports: Pick<Ports, 'letters' | 'ids' | 'now'>,
  owners: readonly Address[],
  editor: Address,
  news: DoorNews,
): Promise<void> {
  const now = ports.now()
  for (const to of new Set([editor, ...owners])) {
    const about = { kind: 'door', to, editor, ...news } as const
    const deadline = plus(now, LETTER_DEADLINE)
    await ports.letters.put({ id: ports.ids.letter(), about, createdAt: now, deadline, state: 'waiting' })
  }
}

/**
 * Warns the owners that somebody fails to come in as an editor, with one mail a day each at most: put twice, it is one
 * letter. The same writes for a stranger's address, to whose letters there is no address (T02). Price: one read for all but
 * owners, a write an owner.
 */
export async function warnOwners(
  ports: Pick<Ports, 'editors' | 'letters' | 'ids' | 'now'>,
  owners: readonly Address[],
  address: Address,
  what: DoorNews['what'],
): Promise<void> {
  const editor = await editorAt(ports, owners, address)
  const now = ports.now()
  for (const [n, owner] of owners.entries()) {
    const whose = editor ? ports.ids.fingerprint(owner) : `${ports.ids.fingerprint(address)}-${n}`
    await ports.letters.put({
      id: warningLetter(now, whose, what),
      about: { kind: 'door', to: editor ? owner : '', editor: editor ? address : '', what },
      createdAt: now,
      deadline: plus(now, LETTER_DEADLINE),
      state: 'waiting',
    })
  }
}

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
