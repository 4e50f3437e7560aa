import { type Delivery, type DeliveryId, deliveriesOf, type HookEvent, happened } from '../model/hook.ts'
import type { Issue } from '../model/issue.ts'
import { withoutPast } from '../model/subscriber.ts'
import type { Ports, SaveSubscriber } from '../ports.ts'

/** Whoever has no queue at hand leaves the nudge to the tick. */
export type Tells = Pick<Ports, 'hooks' | 'ids' | 'now'> & Partial<Pick<Ports, 'queue'>>

/**
 * Saves a reader, and puts down in the same transaction what others are told of it: either both happen or neither. Price
 * beyond the save: nothing where nobody comes or goes; else one read, and for each hook that wants to hear of it two write
 * units and a message.
 */
export async function saveAndTell(
  ports: Tells & Pick<Ports, 'subscribers'>,
  change: SaveSubscriber,
): Promise<'saved' | 'lost' | 'seen'> {
  const tell = await tellings(ports, happened(change.before, change.after))
  const after = withoutPast(change.after, ports.now())
  const saved = await ports.subscribers.save({ ...change, after, ...(tell.length > 0 ? { tell } : {}) })
  if (saved === 'saved') await nudge(ports, tell)
  return saved
}

/** What is to be put down for these events, hook by hook. Price: one read, if there is any event at all. */
export async function tellings(
  ports: Pick<Ports, 'hooks' | 'ids' | 'now'>,
  events: readonly HookEvent[],
  id?: DeliveryId,
): Promise<Delivery[]> {
  if (events.length === 0) return []
  const hooks = await ports.hooks.list()
  return events.flatMap((event) => deliveriesOf(hooks, event, id ?? ports.ids.delivery(), ports.now()))
}

/**
 * Puts down that an issue has been sent, before it is true, so that no crash in between forgets it: whoever tells it looks
 * whether it was. The issue gives the event its id: written down twice, it is told once. Price: one read, and a write a hook.
 */
export async function announceSent(
  ports: Pick<Ports, 'hooks' | 'ids' | 'now'>,
  { id, digest }: Pick<Issue, 'id' | 'digest'>,
): Promise<Delivery[]> {
  const told = await tellings(ports, [{ type: 'issue.sent', issue: id, digest }], `msg_${id.slice('iss_'.length)}`)
  if (told.length > 0) await ports.hooks.put(told)
  return told
}

/** A nudge that is lost costs a minute: the tick finds what has not been told. */
export async function nudge({ queue }: Partial<Pick<Ports, 'queue'>>, told: readonly Delivery[]): Promise<void> {
  for (const { hook, id } of told) await queue?.tellHook({ hook, delivery: id }).catch(() => undefined)
}
