import { type Arrangement, afterChange, type Change } from '../model/arrangement.ts'
import type { Digest, Edition } from '../model/digest.ts'
import { type Parsed, parsed, type Refusal, refusal, refused } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { type ComingIssue, comingIssue } from './coming-issue.ts'
import { untilWon } from './until-won.ts'

type Needs = Pick<Ports, 'digests' | 'issues' | 'articles' | 'zones' | 'now' | 'log'>

/** A change of the slot that comes next is said without its name. */
export type Wanted =
  | Exclude<Change, { readonly slot: string }>
  | { readonly kind: 'intro'; readonly text: string }
  | { readonly kind: 'skip'; readonly slot?: string | undefined }
  | { readonly kind: 'unskip'; readonly slot?: string | undefined }

/**
 * Does one thing to the coming issue of an edition: orders it, leaves an article out, puts one first, gives it words of its
 * own, skips its slot. Two editors at once: both changes hold. Price: what the coming issue costs, and a write.
 */
export async function arrangeIssue(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  wanted: Wanted,
): Promise<Parsed<Arrangement>> {
  const changed = await untilWon(async (): Promise<Parsed<Arrangement> | 'lost'> => {
    const coming = await comingIssue(ports, digest, edition)
    const change = named(wanted, coming)
    if (!change.ok) return change
    const after = afterChange(coming.arrangement, change.value, digest.topics, coming.articles)
    if (!after.ok) return after
    const saved = await ports.digests.arrange(digest.id, edition.name, coming.arrangement, after.value)
    return saved === 'lost' ? 'lost' : after
  })
  if (changed.ok) ports.log('issue.arranged', { digest: digest.id, edition: edition.name, change: wanted.kind })
  return changed
}

/** With the slot that it is about. Refused where there is none. */
function named(wanted: Wanted, { slot, edition, arrangement }: ComingIssue): Parsed<Change> {
  if (wanted.kind !== 'intro' && wanted.kind !== 'skip' && wanted.kind !== 'unskip') return parsed(wanted)
  if (edition.schedule.every === 'filing') return refused(onFiling(wanted.kind))
  // An intro may be written for what goes out by hand, too.
  if (wanted.kind === 'intro') return parsed({ ...wanted, slot: slot?.local ?? '' })
  const which = wanted.slot ?? (wanted.kind === 'unskip' ? arrangement.skips.at(-1) : slot?.local)
  if (which !== undefined) return parsed({ kind: wanted.kind, slot: which })
  return refused(refusal('slot', 'Nothing is to come: there is nothing to skip.'))
}

const onFiling = (kind: string): Refusal =>
  refusal(
    kind === 'intro' ? 'intro' : 'slot',
    'This edition goes out as things are filed: pause the digest, or take the article back.',
  )
