import {
  afterChoice,
  afterEdition,
  afterLeave,
  afterPreferences,
  type ConsentEvent,
  type Preferences,
  type Subscriber,
  withoutTopic,
} from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { saveAndTell, type Tells } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'digests' | 'links' | 'zones' | 'log'> & Tells

/** Whose preferences a link opens; undefined for anything forged, or somebody forgotten. */
export async function readPreferences(ports: Needs, token: string): Promise<Subscriber | undefined> {
  const payload = ports.links.verify('preferences', token)
  return payload === undefined ? undefined : ports.subscribers.get(payload)
}

/**
 * What the reader takes from now on, in one transaction: topics and digests, language, a pause. A digest that they add
 * begins at once: the link of a mail of ours says who they are. Nobody who gets no mail comes back this way. Price: one
 * read and one a digest, one transaction.
 */
export async function changePreferences(
  ports: Needs,
  id: string,
  preferences: Preferences,
): Promise<Subscriber | undefined> {
  const named = await Promise.all([...preferences.choices.keys()].map((digest) => ports.digests.get(digest)))
  const digests = named.filter((digest) => digest !== undefined)
  const changed = await change(ports, id, (before) => {
    if (before.status === 'bounced' || before.status === 'complained') return { after: before, consent: undefined }
    const { subscriber: after, consent } = afterPreferences(ports.zones, before, preferences, digests, ports.now())
    return { after, consent }
  })
  if (changed) await wakeForReader(ports, changed)
  return changed
}

/** "Enough of Trade?": takes one topic off, and the digest with its last one. */
export async function stopTopic(
  ports: Needs,
  id: string,
  digestId: string,
  topic: string,
): Promise<Subscriber | undefined> {
  const digest = await ports.digests.get(digestId)
  return change(ports, id, (before) => {
    const now = ports.now()
    const one = before.subscriptions.find(
      (subscription) => subscription.digest === digestId && subscription.status === 'active',
    )
    if (!one) return { after: before, consent: undefined }
    const rest = withoutTopic(one.topics, topic, digest?.topics ?? [])
    const { subscriber, consent } =
      rest.length === 0 ? afterLeave(before, digestId, now) : afterChoice(before, digestId, rest, now)
    return { after: subscriber, consent }
  })
}

async function change(
  ports: Needs,
  id: string,
  decide: (before: Subscriber) => { after: Subscriber; consent: ConsentEvent | undefined },
): Promise<Subscriber | undefined> {
  return untilWon(async () => {
    const before = await ports.subscribers.get(id)
    if (!before) return undefined
    const { after, consent } = decide(before)
    if (after === before || !consent) return before
    if ((await saveAndTell(ports, { before, after, consent })) === 'lost') return 'lost'
    ports.log('preferences.changed', { subscriber: id, digests: consent.digests.map((one) => one.digest) })
    return after
  })
}

/** Another edition of a digest, from its next issue on. Undefined: there is no such edition, or they take it already. Price: two reads, one transaction. */
export async function changeEdition(
  ports: Needs,
  id: string,
  digestId: string,
  edition: string,
): Promise<Subscriber | undefined> {
  const digest = await ports.digests.get(digestId)
  if (!digest) return undefined
  const changed = await change(ports, id, (before) => {
    const moved = afterEdition(ports.zones, before, digest, edition, ports.now())
    return moved ? { after: moved.subscriber, consent: moved.consent } : { after: before, consent: undefined }
  })
  if (changed) await wakeForReader(ports, changed)
  return changed
}
