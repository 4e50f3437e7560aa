import { addressProblems } from '../../../../../core/model/address.ts'

/** The front door: the form, what may be wrong with it, the page behind it, and the form for other sites. */
export const signUp = {
  title: (publisher: string) => `${publisher}: digests by mail`,
  noName: 'Digests by mail',
  lead: 'Pick what you follow. One mail, once, when it is due. Leave with one click.',
  nothing: 'There is no digest to subscribe to yet. Please come back soon.',
  digests: 'Digests',
  next: (day: string) => `Next: ${day}.`,
  topics: (count: number) => `Only some of its ${count} topics? Pick them here; if you pick none, you get all.`,
  howOften: 'How often it comes',
  /** Behind a question to the eye that the digest's name answers for whoever hears it. */
  of: (digest: string) => ` (${digest})`,
  issues: (digest: string) => `What ${digest} has brought so far`,
  email: 'Email address',
  example: 'you@example.org',
  button: 'Subscribe',
  trap: 'Leave this empty',
  /** `{zone}`: filled in by the browser. */
  clock: 'On your clock, that of {zone}. You can change it at any time.',
  wait: 'One moment…',
  /** `{share}`: per cent of the work done. */
  waitLonger: 'One moment… your browser has done {share} % of a small piece of work that keeps robots away.',
  consent: (publisher: string) =>
    `We send a mail to confirm. By subscribing you agree that ${publisher || 'the publisher'} sends you the digests you chose: the topics you picked, or, if you picked none, all topics of the digest, later ones included. You can leave with one click in every mail.`,
  consentVersion: (version: string) => `(Text of ${version})`,

  wrongTitle: 'Please look again',
  wrong: {
    noDigest: 'Please pick at least one digest.',
    tooMany: (most: number) => `Please pick at most ${most} digests.`,
    goneDigest: 'One of these digests does not exist any more: please pick again.',
    goneTopic: (digest: string) => `${digest} no longer has one of these topics: please pick again.`,
    goneEdition: (digest: string) => `${digest} does not come out like that any more: please pick again.`,
    address: addressProblems,
  },

  taken: {
    title: 'Look into your inbox',
    text: 'We have sent you a mail with a button in it. Your subscription begins when you press it.',
    /** `next` of the JSON answer. */
    json: 'Look into your inbox: a mail with a button is on its way.',
    nothing:
      'Nothing there after a few minutes? Look among spam. If you have asked within the last day, no second mail comes.',
    back: 'Back to the digests',
  },

  embed: {
    title: 'The form on your own site',
    text: 'Copy this into any page of yours. It brings no script and takes the colours and the type of the page that it stands in.',
    later: 'Whoever signs up through it gets the mail some minutes later than from our own page.',
    which: 'Digest',
    every: 'All, to choose from',
    language: 'Language',
    show: 'Show this form',
    html: 'HTML to copy',
    light: 'How it looks on a light page',
    dark: 'How it looks on a dark page',
  },
}
