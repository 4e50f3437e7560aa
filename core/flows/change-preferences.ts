import {
  afterChoice,
  afterEdition,
  afterLeave,
  type ConsentEvent,
  type Subscriber,
  withoutTopic,
} from '../model/subscriber.ts'
import type { Choice } from '../model/variant.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'
import { wakeForReader } from './wake-for-reader.ts'

type Needs = Pick<Ports, 'subscribers' | 'digests' | 'links' | 'now' | 'log'>

/** Whose preferences a link opens; undefined for anything forged, or somebody forgotten. */
export async function readPreferences(ports: Needs, token: string): Promise<Subscriber | undefined> {
  const payload = ports.links.verify('preferences', token)
  return payload === undefined ? undefined : ports.subscribers.get(payload)
}

/** What the reader takes of each digest from now on; a digest missing from `choices` stays as it is, an empty choice leaves it. Price: one read, one transaction. */
export async function changePreferences(
  ports: Needs,
  id: string,
  choices: ReadonlyMap<string, Choice>,
): Promise<Subscriber | undefined> {
  return change(ports, id, (before) => {
    const now = ports.now()
    let after = before
    const digests: { digest: string; topics: Choice }[] = []
    for (const one of before.subscriptions.filter(({ status }) => status === 'active')) {
      const topics = choices.get(one.digest)
      if (topics === undefined || JSON.stringify(topics) === JSON.stringify(one.topics)) continue
      after = afterChoice(after, one.digest, topics, now).subscriber
      digests.push({ digest: one.digest, topics })
    }
    return { after, consent: { at: now, kind: 'changed', digests } }
  })
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
    if ((await ports.subscribers.save({ before, after, consent })) === 'lost') return 'lost'
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
    const moved = afterEdition(before, digest, edition, ports.now())
    return moved ? { after: moved.subscriber, consent: moved.consent } : { after: before, consent: undefined }
  })
  if (changed) await wakeForReader(ports, changed)
  return changed
}
