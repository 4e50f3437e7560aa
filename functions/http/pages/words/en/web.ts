import { counting } from '../../../../../core/model/counting.ts'

const count = counting('en-GB')

/** What readers find on the web: the archive, an issue's surroundings, and the way to write to the editors. */
export const web = {
  topics: 'What it covers',
  archive: 'Past issues',
  older: 'Older issues',
  newest: 'Back to the newest issues',
  /** Behind an issue's first headlines. */
  andMore: (stories: number) => count(stories, { one: 'and # more story', other: 'and # more stories' }),
  follow: 'In a feed reader:',
  previous: (day: string) => `Previous issue: ${day}`,
  next: (day: string) => `Next issue: ${day}`,
  all: (digest: string) => `All issues of ${digest}`,
  /** An issue as somebody gets it who follows only some of its topics; what comes second is a link. */
  part: 'These are some of its sections.',
  whole: 'Read the whole issue',
  more: 'More articles',
  choose: 'Choose topics, or other digests',

  write: {
    title: 'Write to the editors',
    lead: 'What you write goes to the editors alone. It is not published, and is deleted after half a year.',
    name: 'Your name',
    text: 'What you want to say',
    email: 'Your email address, if you would like an answer',
    button: 'Send it to the editors',
    noName: 'Please tell the editors who is writing.',
    noText: 'Please write what you want to say.',
    tooLong: (most: number) => `Please say it in at most ${count(most, { other: '#' })} characters.`,
    sent: 'It is on its way to the editors',
    sentText: 'If you have left an address, they can answer you there.',
    back: 'Back to the article',
  },
}
