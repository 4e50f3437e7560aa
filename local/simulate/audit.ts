import { wasServed } from '../../core/model/issue.ts'
import { isPaused } from '../../core/model/pause.ts'
import { variantsOf } from '../../core/model/variant.ts'
import type { Accepted, Played } from './outcome.ts'
import type { World } from './world.ts'

type PlayedIssue = Extract<Played, { readonly issue: object }>

/** What is promised, held against what the provider accepted. Answers a sentence for each promise that is broken; never an address. */
export async function audit(world: World, played: readonly Played[], accepted: Accepted): Promise<string[]> {
  const issues = played.filter((one): one is PlayedIssue => one.issue !== undefined)
  const broken: string[] = []
  for (const one of issues) {
    const { issue, progress } = one
    const about = `${issue.id} (${issue.digest}, ${issue.slot.name})`
    const got = accepted.get(issue.id)?.recipients ?? []
    const twice = got.length - new Set(got).size
    if (twice > 0) broken.push(`twice: ${readers(twice)} got ${about} more than once`)
    if (progress.status === 'sending') broken.push(`stuck: ${about} is still being sent`)
    if (progress.status !== 'sent') continue

    const missing = await missed(world, one, new Set(got))
    if (missing > progress.counts.failed) broken.push(`missing: ${readers(missing)} did not get ${about}`)
    if (progress.counts.sent !== new Set(got).size)
      broken.push(`wrong: ${about} counts ${progress.counts.sent} sent, the provider has ${new Set(got).size}`)
  }
  const failed = [...world.failures].map(([what, times]) => `failed: ${what}${times > 1 ? ` (${times} times)` : ''}`)
  return [...failed, ...broken, ...twoIssues(issues), ...twoOfOne(issues)]
}

/** How many readers that the issue has news for are not among those who got it. Nobody comes or goes in a simulation. */
async function missed({ ports }: World, { issue }: PlayedIssue, got: ReadonlySet<string>): Promise<number> {
  const variants = variantsOf(issue)
  let missing = 0
  let after: string | undefined
  for (;;) {
    const { rows, last, ended } = await ports.audience.page(issue.digest, issue.edition, issue.zone, after, 1_000)
    for (const { address, topics, locale, pausedUntil, servedTo } of rows) {
      const getsNone = isPaused(ports.zones, pausedUntil, issue.openedAt) || wasServed(issue, servedTo)
      if (!getsNone && variants.of(topics, locale) && !got.has(address)) missing += 1
    }
    if (ended) return missing
    after = last
  }
}

/** One issue a slot. */
const twoIssues = (issues: readonly PlayedIssue[]): string[] =>
  [...Map.groupBy(issues, ({ issue }) => `${issue.digest} ${issue.edition} ${issue.zone} ${issue.slot.name}`)]
    .filter(([, ones]) => ones.length > 1)
    .map(([slot, ones]) => `two issues: ${slot} has ${ones.map(({ issue }) => issue.id).join(', ')}`)

/** What was filed is news in one sent issue of an edition and zone at most; filed under another topic later, it may come again for that topic's readers. */
function twoOfOne(issues: readonly PlayedIssue[]): string[] {
  const first = new Map<string, string>()
  const broken: string[] = []
  for (const { issue } of issues.filter(({ progress }) => progress.status === 'sent')) {
    for (const { id, fresh } of issue.articles.filter((article) => !article.out)) {
      for (const topic of fresh) {
        const filing = `${issue.digest} ${issue.edition} ${issue.zone} ${topic} ${id}`
        const before = first.get(filing)
        if (before) broken.push(`again: ${id} is news under ${topic} in ${before} and in ${issue.id}`)
        first.set(filing, issue.id)
      }
    }
  }
  return broken
}

const readers = (count: number) => `${count} ${count === 1 ? 'reader' : 'readers'}`
