import { type Parsed, parsed } from '../model/refusal.ts'
import { afterEdit, type FeedId, parseSource, type Source, type SourceInput } from '../model/source.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'

/** A feed with some of what an editor says of it changed; how it has fared stays. Undefined: there is no such feed. */
export async function editFeed(
  ports: Pick<Ports, 'feeds' | 'now'>,
  id: FeedId,
  change: Omit<Partial<SourceInput>, 'url'>,
): Promise<Parsed<Source> | undefined> {
  return untilWon<Parsed<Source> | undefined>(async () => {
    const known = await ports.feeds.get(id)
    if (!known) return undefined
    const wanted = parseSource({ ...known, ...change }, () => known.id, known.createdAt)
    if (!wanted.ok) return wanted
    const next = afterEdit(known, wanted.value, ports.now())
    return (await ports.feeds.save(known, next)) === 'saved' ? parsed(next) : 'lost'
  })
}
