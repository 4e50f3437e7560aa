import { type Refusal, refusal } from './refusal.ts'

/**
 * How much there may be of each thing. Every line has its number from what breaks first behind it: DynamoDB takes 100 items
 * in a transaction, 400 KB in an item and gives 1 MB in an answer ("Service, account, and table quotas in Amazon DynamoDB");
 * a page is read by a person. What is one more is refused with a sentence before anything is written, and a test asks for
 * each at its number and one past it.
 */
export const bounds = {
  /** Read whole at most pages, in a few answers. */
  topics: 1_000,
  /** A topic is one item, and read with all others: a hundred names of 60 letters are 18 KB of it at most. */
  topicTags: 100,
  /** Each is woken twice by every article that is filed under the topic. */
  topicAlerts: 25,
  /** Their names are looked through at many pages, and their editions at every beat. */
  digests: 1_000,
  /** Sections that somebody scrolls through, in one mail. */
  digestTopics: 40,
  digestEditions: 5,
  /** Filing is one transaction: forty places left and forty come to, with the article and its lines, are 83 items of 100. */
  articleTopics: 40,
  articleTags: 40,
  /** Of its paragraphs, in UTF-8. They lie deflated in the article's item of 400 KB, and some texts hardly shrink. */
  articleBytes: 250_000,
  /** Those that are looked at. Their lines are read at every beat: 100 KB. */
  feeds: 1_000,
  feedTags: 30,
  feedRules: 50,
  /** What one transaction can stop at once. */
  subscriptions: 15,
  /** People in the house, read whole when somebody comes in. */
  editors: 200,
  hooks: 10,
} as const

export type Bound = keyof typeof bounds

const sentences: Readonly<Record<Bound, (most: string) => string>> = {
  topics: (most) => `There are ${most} topics, and no more than that: remove one that nothing is filed under any more.`,
  topicTags: (most) => `A topic answers to at most ${most} tags.`,
  topicAlerts: (most) =>
    `Filing under a topic wakes at most ${most} editions that go out as things are filed: leave one of its topics out, or give this edition a rhythm.`,
  digests: (most) =>
    `There are ${most} digests, and no more than that: change one that nobody takes any more into the one you want.`,
  digestTopics: (most) => `A digest holds at most ${most} topics.`,
  digestEditions: (most) => `A digest comes out in at most ${most} editions.`,
  articleTopics: (most) =>
    `An article is filed under at most ${most} topics: give it fewer tags, or tags of fewer topics.`,
  articleTags: (most) => `An article has at most ${most} tags.`,
  articleBytes: (most) => `The text of an article takes at most ${most} bytes in UTF-8: divide it, or link to it.`,
  feeds: (most) => `There are ${most} feeds, and no more than that: remove one that brings nothing.`,
  feedTags: (most) => `A feed gives its entries at most ${most} tags.`,
  feedRules: (most) => `A feed has at most ${most} rules.`,
  subscriptions: (most) => `A reader takes at most ${most} digests.`,
  editors: (most) => `There are ${most} people in the house, and no more than that: show somebody out first.`,
  hooks: (most) => `There are ${most} webhooks, and no more than that: remove one first.`,
}

/** What is said to whoever asks for more. */
export const tooMuch = (bound: Bound): string => sentences[bound](bounds[bound].toLocaleString('en'))

/** The refusal of so many, where they are too many. */
export const beyond = (bound: Bound, count: number, field: string): Refusal[] =>
  count > bounds[bound] ? [refusal(field, tooMuch(bound), bound === 'articleBytes' ? 'too_long' : 'too_many')] : []
