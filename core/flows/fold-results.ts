import type { IssueId } from '../model/issue.ts'
import { articlesByLink, isWanted, MOST_NEWS, type News, newsOf, notKnown, type Report } from '../model/outcome.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'outcomes' | 'issues' | 'settings' | 'site' | 'log'>

/**
 * Counts what the provider has told of many mails. Told twice, late, or in any order, each counts once: what is known of
 * a mail and the counter change in one transaction, and whom part was known of is left out of the next try. Price: per
 * 99 mails of an issue one transaction of two write units each; a read of the settings, and of the issue's articles
 * where somebody clicked.
 */
export async function foldResults(ports: Needs, reports: readonly Report[]): Promise<{ counted: number }> {
  const wanted = await wantedOf(ports, reports)
  let counted = 0
  for (const [issue, ones] of Map.groupBy(wanted, (report) => report.issue)) {
    const articleAt = ones.some(({ link }) => link !== undefined)
      ? articlesByLink(await ports.issues.articles(issue), ports.site)
      : () => undefined
    const news = newsOf(ones, articleAt)
    for (let from = 0; from < news.length; from += MOST_NEWS)
      counted += await tellOnce(ports, issue, news.slice(from, from + MOST_NEWS))
  }
  ports.log('results.folded', { reports: reports.length, mails: counted })
  return { counted }
}

/** Whoever turned nothing on is not counted after: nor is it kept (STD-65). */
async function wantedOf(ports: Needs, reports: readonly Report[]): Promise<readonly Report[]> {
  if (!reports.some(({ what }) => what === 'opened' || what === 'clicked')) return reports
  const settings = await ports.settings.get()
  return reports.filter((report) => isWanted(report, settings))
}

/** What others have written down meanwhile is only ever more: so each try has less to tell. */
const MOST_TRIES = 6

async function tellOnce(ports: Needs, issue: IssueId, all: readonly News[]): Promise<number> {
  let news = all
  for (let tries = 0; tries < MOST_TRIES && news.length > 0; tries++) {
    const known = await ports.outcomes.tell(issue, news)
    if (known.length === 0) return news.length
    const outcomes = await ports.outcomes.ofMany(issue, known)
    news = news.flatMap((one) => notKnown(one, outcomes.get(one.subscriber)) ?? [])
  }
  if (news.length > 0) throw new Error('others tell of the same mails again and again')
  return 0
}
