import type { Address } from '../model/address.ts'
import { reportedBy, reportOf } from '../model/outcome.ts'
import { isSetback, type ProviderEvent, setbackOf, setbackOfListing, whatIsMissing } from '../model/setback.ts'
import type { Ports } from '../ports.ts'
import { countForeign } from './count-foreign.ts'
import { recordSetback } from './record-setback.ts'
import type { Tells } from './tell-hooks.ts'
import { whoseMail } from './whose-mail.ts'

type Needs = Pick<
  Ports,
  'subscribers' | 'issues' | 'outcomes' | 'letters' | 'fence' | 'strays' | 'queue' | 'site' | 'now' | 'log'
> &
  Tells

/** `unreadable`: the provider shall try again, and a person look. */
export type Heard = 'done' | 'unreadable'

/** What arrived: the event, or as much of its shape as says what it was. */
export type Arrived = { readonly id: string; readonly event: ProviderEvent; readonly shape: string }

/**
 * Hears what the provider tells of the whole team's mail. What is not ours changes nobody. Keeps in memory who we are and how
 * much was foreign: one for a worker, for as long as it lives. Price: of what is foreign or of no interest, nothing; of what is counted, a message.
 */
export function hearEvents(ports: Needs): (arrived: Arrived) => Promise<Heard> {
  const whose = whoseMail(ports)
  const foreign = countForeign(ports)

  return async (arrived) => {
    const heard = await hear(arrived)
    await foreign.flush()
    return heard
  }

  async function hear(arrived: Arrived): Promise<Heard> {
    const { id, event } = arrived
    if (event.type === 'suppression.added') return hearOfListing(arrived)
    if (!event.type.startsWith('email.')) {
      pass(ports, id, event)
      return 'done'
    }
    // A bounce or complaint that cannot be read may be ours, whatever is left of its tags.
    if (!event.garbled && (await whose(event)) === 'foreign') {
      foreign.add()
      return 'done'
    }
    if (isSetback(event.type)) return hearOfSetback(arrived)
    // There may be as many of these as mails: they are taken down here, and counted many at a time.
    const report = reportedBy(event.type) && reportOf(event, event.link, ports.site)
    if (report) await ports.queue.report(report)
    else pass(ports, id, event)
    return 'done'
  }

  async function hearOfSetback(arrived: Arrived): Promise<Heard> {
    const { id, event } = arrived
    const missing = whatIsMissing(event)
    const address = missing ? undefined : await whoIsMeant(ports, event)
    const setback = address && setbackOf(event, address)
    if (!setback) return layAside(ports, arrived, missing ?? 'address')
    await recordSetback(ports, id, setback)
    return 'done'
  }

  /** It is about an address, and carries no tags: it is ours where the address is known here. */
  async function hearOfListing(arrived: Arrived): Promise<Heard> {
    const { id, event } = arrived
    const address = event.to[0]
    if (event.garbled || !address) return layAside(ports, arrived, event.garbled ? 'shape' : 'address')
    const { subscriber, suppression } = await ports.subscribers.byAddress(address)
    if (subscriber || suppression) await recordSetback(ports, id, setbackOfListing(event, address))
    else foreign.add()
    return 'done'
  }
}

/** Our mails go to one address each. Where more are named, the reader that the mail was for is among them. */
async function whoIsMeant(ports: Pick<Ports, 'subscribers'>, event: ProviderEvent): Promise<Address | undefined> {
  if (event.to.length === 1) return event.to[0]
  const reader = event.tags.subscriber && (await ports.subscribers.get(event.tags.subscriber))
  return reader && event.to.includes(reader.address) ? reader.address : undefined
}

/** Kept for a person, and asked for again: the provider tries eight times in 28 hours, and gives up by itself. */
async function layAside(
  ports: Pick<Ports, 'strays' | 'now' | 'log'>,
  { id, event, shape }: Arrived,
  missing: string,
): Promise<Heard> {
  ports.log('webhook.unreadable', { level: 'error', event: id, type: event.type, missing })
  await ports.strays.keep({ id, type: event.type, missing, shape, at: ports.now() })
  return 'unreadable'
}

/** What the provider reports and we need not write down. Anything else is new to us, and somebody should hear of it (STD-55). */
const knownTypes =
  /^(?:email\.(?:sent|delivered|delivery_delayed|opened|clicked|scheduled|received)|(?:suppression|contact|domain|topic|inbox)\..+)$/

function pass(ports: Pick<Ports, 'log'>, id: string, { type }: ProviderEvent): void {
  // It makes nobody mailable: only an editor lifts what stands here (STD-57).
  const level = knownTypes.test(type) ? {} : { level: 'warn' }
  if (type === 'suppression.removed') ports.log('suppression.removed-by-provider', { event: id })
  else ports.log('webhook.ignored', { event: id, type, ...level })
}
