import { counting } from '../../../../../core/model/counting.ts'

const count = counting('en-GB')

/** Issues and articles on the web. */
export const issue = {
  /** A window's title: "The Harbour Brief, Tuesday 24 November 2026" */
  dated: (digest: string, day: string) => `${digest}, ${day}`,
  stories: (stories: number) => count(stories, { one: '# story', other: '# stories' }),
  get: (digest: string) => `Get ${digest} by mail`,
  getMore: 'Get digests like this by mail',
  subscribe: 'Subscribe',
  none: 'No issue has come out yet.',
  /** A slot that came and brought no issue: there was nothing new; or what it would have held waits. */
  nothingNew: (day: string) => `${day}: no issue, for nothing new was filed.`,
  waits: (day: string) => `${day}: no issue. What it would have held comes with the next one.`,
}
