import type { Address } from '../model/address.ts'
import type { Issue, Progress } from '../model/issue.ts'
import type { Outcome } from '../model/outcome.ts'
import { type Received, type WhyNot, whyNot } from '../model/received.ts'
import type { Subscriber } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { findCopy } from './find-copy.ts'

type Needs = Pick<Ports, 'issues' | 'outcomes' | 'subscribers' | 'zones' | 'now'>

export type LookedUp = {
  readonly reader: Subscriber
  /** What the provider has told of it, if anything. */
  readonly outcome: Outcome
} & ({ readonly received: Received; readonly whyNot?: never } | { readonly received?: never; readonly whyNot: WhyNot })

/**
 * What one reader got of an issue, or why nothing; undefined where nobody here has the address. Price: four reads, and
 * those of `findCopy`.
 */
export async function lookUpReader(
  ports: Needs,
  issue: Issue,
  progress: Progress,
  address: Address,
): Promise<LookedUp | undefined> {
  const { subscriber: reader } = await ports.subscribers.byAddress(address)
  if (!reader) return undefined
  const received = await findCopy(ports, issue.id, progress, reader.id)
  const outcome = (await ports.outcomes.of(issue.id, reader.id)) ?? {}
  return received
    ? { reader, outcome, received }
    : { reader, outcome, whyNot: whyNot(ports.zones, issue, progress, reader, ports.now()) }
}
