import type { Issue } from '../../core/model/issue.ts'
import { anArticle, anIssue, at } from '../support/examples.ts'

/** Ten articles in two topics, with summaries of the usual length. */
export const articles = Array.from({ length: 10 }, (_, n) =>
  anArticle({
    id: `art_${n}`,
    title: `Headline number ${n} about what has happened at the quays this week`,
    summary:
      'Talks resume at noon. Hauliers say that the backlog will take a month to clear, even if a deal is signed today.',
    topics: [n < 5 ? 'trade' : 'city'],
    filed: { [n < 5 ? 'trade' : 'city']: at('07:00') },
  }),
)
export const tenArticles = (): Issue => anIssue({ articles })
