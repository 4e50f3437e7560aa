import { type Copy, cutPieces, joinCopies, type Pieces, type Recipient } from '../model/batch.ts'
import type { Issue } from '../model/issue.ts'
import { leavePayload, leaveUrl, preferencesPayload, preferencesUrl } from '../model/link.ts'
import { digestMail, roomTaken } from '../model/mail.ts'
import type { Unanswered } from '../model/silence.ts'
import type { Instant } from '../model/time.ts'
import { composeDigest, type VariantKey, type Variants, variantsOf } from '../model/variant.ts'
import type { Ports } from '../ports.ts'

/** `open`: the provider has not answered; the batch is taken up again, with the same key and the same bytes. */
export type BatchOutcome = 'settled' | 'open'

/** What a worker has before it while it sends one issue: the frozen issue, its variants cut to pieces, and room to write bodies in. */
export type Desk = {
  readonly issue: Omit<Issue, 'articles'>
  /** Whose desk it is, as the lease names it. */
  readonly worker: string
  /** The provider has asked us to stop for now: no more claims in this run. */
  paused: boolean
  /** A request was not made, or not made again, for want of time: the next worker goes on at once. */
  outOfTime: boolean
  /** A batch was left open because this had no answer. `null`: the provider has answered all that it was asked; undefined: it was not asked. */
  unanswered: Unanswered | null | undefined
  /** When whoever works here has to have ended. */
  readonly endsAt: Instant
  /** How many batches wait until they may ask again: they neither ask nor work. */
  resting(): number
  rest(wait: Promise<void>): Promise<void>
  /** Returns when one more begins to rest. */
  nextRests(): Promise<void>
  variants(): Promise<Variants>
  /** The request body for these readers: the same readers, the same bytes, on any worker, in any year. It is `use`'s until that says `settled`. */
  write(recipients: readonly Recipient[], use: (body: Uint8Array) => Promise<BatchOutcome>): Promise<BatchOutcome>
}

type Needs = Pick<Ports, 'issues' | 'render' | 'links' | 'zones'>

/** Bytes of variants that are kept at hand: some two thousand usual ones. Others are read again, so that a worker's memory stays flat. */
const MOST_AT_HAND = 32_000_000

export function openDesk(ports: Needs, issue: Omit<Issue, 'articles'>, worker: string, endsAt: Instant): Desk {
  const atHand = new Map<VariantKey, { readonly pieces: Promise<Pieces>; bytes: number }>()
  let held = 0
  let resting = 0
  let oneMoreRests = () => {}
  const rooms: Uint8Array<ArrayBuffer>[] = []
  let whole: Promise<Issue> | undefined
  const wholeIssue = () => {
    whole ??= ports.issues.articles(issue.id).then((articles) => ({ ...issue, articles }))
    return whole
  }
  const piecesOf = (variant: VariantKey): Promise<Pieces> => {
    const known = atHand.get(variant)
    const one = known ?? { pieces: templateOf(ports, issue, wholeIssue, variant).then(cutPieces), bytes: 0 }
    // Last used, last dropped.
    atHand.delete(variant)
    atHand.set(variant, one)
    return known ? one.pieces : one.pieces.then((pieces) => keep(variant, pieces))
  }
  /** Few variants, many readers: each is looked up once. */
  const piecesOfAll = async (recipients: readonly Recipient[]) => {
    const all = new Map<VariantKey, Pieces>()
    for (const { variant } of recipients) if (!all.has(variant)) all.set(variant, await piecesOf(variant))
    return all
  }
  const keep = (variant: VariantKey, pieces: Pieces): Pieces => {
    const one = atHand.get(variant)
    if (!one) return pieces
    one.bytes = pieces.texts.reduce((sum, text) => sum + text.length, 0)
    held += one.bytes
    for (const [oldest, { bytes }] of atHand) {
      if (held <= MOST_AT_HAND) break
      atHand.delete(oldest)
      held -= bytes
    }
    return pieces
  }
  return {
    issue,
    worker,
    paused: false,
    outOfTime: false,
    unanswered: undefined,
    endsAt,
    resting: () => resting,
    async rest(wait) {
      resting += 1
      oneMoreRests()
      try {
        await wait
      } finally {
        resting -= 1
      }
    },
    nextRests: () =>
      new Promise((resolve) => {
        oneMoreRests = resolve
      }),
    variants: async () => variantsOf(await wholeIssue()),
    async write(recipients, use) {
      const copies = copiesFor(ports, issue, recipients, await piecesOfAll(recipients))
      const { body, room } = joinCopies(copies, rooms.pop())
      const outcome = await use(body)
      // The next request writes over it only when this one is answered: one that was given up may still be under way.
      if (outcome === 'settled') rooms.push(room)
      return outcome
    },
  }
}

/** The frozen mail of a variant. The first worker that needs it renders it; what stands in the store is what everybody sends. */
async function templateOf(
  ports: Needs,
  issue: Omit<Issue, 'articles'>,
  whole: () => Promise<Issue>,
  variant: VariantKey,
): Promise<string> {
  const frozen = await ports.issues.body(issue.id, variant)
  if (frozen !== undefined) return frozen
  return ports.issues.freezeBody(issue.id, variant, await renderTemplate(ports, await whole(), variant))
}

/** The mail of a variant as JSON with placeholders. Over the size that mail clients cut at, its lowest ranked items become "N more" (STD-29). */
export async function renderTemplate(
  ports: Pick<Ports, 'render' | 'zones'>,
  issue: Issue,
  variant: VariantKey,
): Promise<string> {
  let most = issue.frozen.maxArticles
  for (;;) {
    const props = composeDigest(ports.zones, issue, variant, most)
    const rendered = await ports.render.digest(props)
    const taken = roomTaken(rendered.html)
    if (taken <= 1 || props.stories <= 1) return JSON.stringify(digestMail(issue, rendered))
    // As many as would fit if they were all of one length; at least one less, so that it ends.
    most = Math.max(1, Math.min(props.stories - 1, Math.floor((props.stories / taken) * 0.97)))
  }
}

const copiesFor = (
  ports: Pick<Ports, 'links'>,
  issue: Omit<Issue, 'articles'>,
  recipients: readonly Recipient[],
  pieces: ReadonlyMap<VariantKey, Pieces>,
): Copy[] =>
  recipients.map((recipient) => ({
    pieces: pieces.get(recipient.variant)!,
    values: valuesFor(ports, issue, recipient),
  }))

/** Signed with the issue's key, whatever the current one is: a rotation in mid-issue changes no byte. */
function valuesFor(
  ports: Pick<Ports, 'links'>,
  issue: Omit<Issue, 'articles'>,
  { id, address }: Recipient,
): Copy['values'] {
  const { site, keyId, named } = issue.frozen
  return {
    address,
    subscriber: id,
    leave: leaveUrl(site, ports.links.sign('leave', leavePayload(id, issue.digest, named && issue.id), keyId)),
    preferences: preferencesUrl(site, ports.links.sign('preferences', preferencesPayload(id), keyId)),
  }
}
