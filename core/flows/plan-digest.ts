import { beyond, tooMuch } from '../model/bounds.ts'
import {
  afterEdit,
  afterPause,
  afterResume,
  calendarsNamed,
  type Digest,
  type DigestInput,
  parseDigest,
  refusedEdits,
} from '../model/digest.ts'
import { type Refusal, refusal } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { knownCalendars, type ReadsCalendars } from './read-calendars.ts'
import { saveDigest } from './save-digest.ts'

type Needs = Pick<Ports, 'digests' | 'topics' | 'zones' | 'now' | 'log'>
/** Calendars that a digest is to go by are read before it is judged. */
type Judges = Needs & ReadsCalendars

export type Planned =
  | { readonly kind: 'saved'; readonly digest: Digest }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** Somebody else has this id, or has just changed this digest. */
  | { readonly kind: 'lost' }

/** A new digest, from what an editor entered. */
export async function planDigest(ports: Judges, input: DigestInput): Promise<Planned> {
  const known = await knownCalendars(ports, calendarsNamed(ports.zones, input))
  const read = parseDigest(ports.zones, input, await ports.topics.all(), ports.now(), known)
  if (!read.ok) return { kind: 'refused', refusals: read.refusals }
  const refusals = beyond('digests', (await ports.digests.count()) + 1, 'id')
  if (refusals.length > 0) return { kind: 'refused', refusals }
  const saved = await saveDigest(ports, undefined, read.value)
  if (saved === 'lost') return { kind: 'lost' }
  if (saved === 'too-many-calls') return tooManyCalls
  ports.log('digest.planned', { digest: read.value.id, topics: read.value.topics })
  return { kind: 'saved', digest: read.value }
}

/** A digest as an editor wants it from now on; `input` is the whole of it. */
export async function editDigest(ports: Judges, known: Digest, input: Omit<DigestInput, 'id'>): Promise<Planned> {
  const calendars = await knownCalendars(ports, calendarsNamed(ports.zones, input), known)
  const read = parseDigest(
    ports.zones,
    { ...input, id: known.id },
    await ports.topics.all(),
    ports.now(),
    calendars,
    known.editions,
  )
  const refusals = read.ok ? refusedEdits(known, read.value) : read.refusals
  if (!read.ok || refusals.length > 0) return { kind: 'refused', refusals }
  return keep(ports, known, afterEdit(known, read.value, ports.now()))
}

/** Stops the rhythm. What is on its way already goes out. */
export const pauseDigest = (ports: Needs, known: Digest): Promise<Planned> => keep(ports, known, afterPause(known))

/** Takes the rhythm up again, without the slots it missed. */
export const resumeDigest = (ports: Needs, known: Digest): Promise<Planned> =>
  keep(ports, known, afterResume(ports.zones, known, ports.now()))

const tooManyCalls: Planned = { kind: 'refused', refusals: [refusal('topics', tooMuch('topicAlerts'), 'too_many')] }

async function keep(ports: Needs, known: Digest, next: Digest): Promise<Planned> {
  const saved = await saveDigest(ports, known, next)
  if (saved === 'lost') return { kind: 'lost' }
  if (saved === 'too-many-calls') return tooManyCalls
  ports.log('digest.changed', { digest: next.id, status: next.status })
  return { kind: 'saved', digest: next }
}
