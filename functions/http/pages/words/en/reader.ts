import { listing } from '../../../../../core/model/counting.ts'

const list = listing('en-GB')

/** Confirming, leaving, choosing, and what a reader may ask of what is kept about them. */
export const reader = {
  /** "Thursday, 26 November at 08:00 (Europe/Berlin)" */
  moment: (day: string, time: string, zone: string) => `${day} at ${time} (${zone})`,
  next: (moment: string) => `Next: ${moment}.`,
  noNext: 'No issue is planned at present.',
  thisDigest: 'this digest',

  confirm: {
    title: 'One press, and it is done',
    asked: 'You asked for:',
    yes: 'Yes, send me these',
    notYou: 'Not you? Close this page, and nothing will come.',
  },
  confirmed: {
    title: 'You are subscribed',
    text: 'The next issue comes to you by itself. Every mail has a link to change what you get, and one to leave.',
    latest: (digest: string) => `Read the latest issue of ${digest}`,
    first: 'Yours will be the first issue.',
  },
  expired: {
    title: 'This link is too old',
    text: 'A confirmation link works for seven days. Press the button, and a fresh one comes.',
    again: 'Send me a fresh mail',
    other: 'Such a link works for a day. Ask again on your preferences page, and a fresh one comes.',
  },
  notOn: {
    title: 'You are not subscribed',
    left: 'You have left this, and nothing of it comes any more.',
    nothing: 'Nothing comes to you any more, and this link does not change that.',
    again: 'Sign up again',
    hint: 'A fresh mail with a button comes to your address. Once you press it, you are subscribed.',
    later:
      'A mail with a button went to your address not long ago: look for it, among spam too. The next one can go out tomorrow at the earliest; then this page has a button for it.',
    closed:
      'No mail of ours goes to this address any more: mail to it came back, or somebody at this address asked us to stop. Sign up with another address, or write to whoever publishes this.',
  },
  sent: {
    title: 'Look into your inbox',
    text: 'A mail with a button is on its way. It takes a minute or two.',
    nothing: 'Nothing there after a few minutes? Look among spam. It comes once in an hour at most.',
    move: 'It goes to the address that we know, not to the new one. You cannot read it there any more? Then leave, and sign up with the new address.',
    address:
      'It goes to the new address. Nothing there? If that address has a subscription of its own already, no mail comes: open its own preferences instead.',
  },

  leave: {
    title: (digest: string) => `Leave ${digest}?`,
    text: 'From this moment on no further issue will reach you.',
    button: (digest: string) => `Leave ${digest}`,
    all: (digests: readonly string[]) => `Leave all: ${list(digests)}`,
    instead: 'Change topics instead',
  },
  left: {
    title: (digest: string) => `You have left ${digest}`,
    text: 'No further issue will reach you. Thank you for having read it.',
    undo: 'That was a mistake: take it back',
    undoFor: 'You can take it back for a day.',
    see: 'See what else you get',
  },
  back: {
    title: 'You are subscribed again',
    text: 'All is as it was.',
    late: 'This can be taken back for a day only. Subscribe again, and it begins anew.',
  },
  stop: {
    title: (topic: string) => `Stop ${topic}?`,
    last: (digest: string) => `It is the last topic you follow in ${digest}: without it you leave the digest.`,
    rest: (digest: string) => `${digest} will come without this section. Everything else stays.`,
    button: (topic: string) => `Stop ${topic}`,
  },

  preferences: {
    title: 'What you get',
    goesTo: (address: string) => `It goes to ${address}.`,
    came: {
      confirmed: (day: string) => `You confirmed it on ${day}.`,
      listed: (publisher: string, day: string) =>
        `Your address came with a list that ${publisher} brought in on ${day}.`,
      added: (publisher: string, day: string) => `${publisher} added your address on ${day}.`,
      unknown: (day: string) => `You have been getting it since ${day}. How that came about is not on record.`,
      said: 'This is how your consent was put on record:',
      unwanted: 'If you do not want it, take its tick away and save.',
    },
    saved: 'Saved.',
    savedFrom: 'It holds from the next issue on.',
    wrong: 'Not all of it was saved:',
    nothing: 'You get nothing from us at present.',
    yours: 'Your digests',
    more: 'More to read',
    topicsOf: (digest: string) => `Topics of ${digest}`,
    howOften: (digest: string) => `How often ${digest} comes`,
    otherEdition: 'Another rhythm holds from its next issue on, which may repeat articles of the old one.',
    hint: 'With all topics ticked you also get those added later; without one you leave the digest.',
    how: 'How it comes',
    zone: 'Your time zone',
    language: 'Language',
    pause: 'Send nothing before',
    pauseHint: 'Leave it empty to get everything.',
    paused: (day: string) => `Paused: nothing comes before ${day}.`,
    badZone: 'There is no such time zone: please pick one from the list.',
    badPause: 'Please pick a day from tomorrow on, within a year.',
    tooMany: (most: number) => `Nobody can take more than ${most} digests.`,
    save: 'Save',
    address: 'Your address',
    addressHint:
      'A mail goes to the address that we know, and after its button one to the new address. Your digests follow once you press the button there.',
    waits: (moment: string) =>
      `Your digests have moved here. Until ${moment} the old address can take that back; so long your data, erasing it and another move wait.`,
    newAddress: 'New email address',
    addressButton: 'Move to this address',
    data: 'Your data',
    dataHint: 'Both go by a mail with a button, so that nobody does it for you.',
    exportButton: 'Send me what you keep about me',
    eraseButton: 'Erase everything about me',
  },
  find: {
    title: 'Change what you get',
    text: 'Every mail of ours has the link at its end. None at hand? Tell us your address, and the link comes by mail.',
    label: 'Your email address',
    button: 'Send me the link',
  },

  export: {
    title: 'Your data',
    text: 'Everything that is kept under your address, in one file (JSON): what you take, and your consent history.',
    button: 'Download',
  },
  erase: {
    title: 'Erase everything about you?',
    text: 'You get no further mail, and all that is kept about you goes, at once and for good. What remains is a fingerprint of your address, from which nobody can read it, so that no list brought in later writes to you again.',
    button: 'Erase me',
    done: 'All is gone',
    doneText: 'Nothing is kept under your address any more. Thank you for having read us.',
  },
  address: {
    title: 'Is this your new address?',
    text: 'From now on your digests come here, and no longer to the old one.',
    button: 'Yes, send them here',
    done: 'Your digests come here now',
    taken: 'This address has a subscription of its own',
    takenText: 'Nothing was changed. To change what it gets, use the link in one of its own mails.',
  },
  move: {
    title: 'Move to another address?',
    text: 'A mail goes to the new address, and your digests follow once its button is pressed. For seven days you can take the move back, by a mail that comes here.',
    button: 'Yes, begin the move',
  },
  takeBack: {
    title: 'Take the move back?',
    text: 'Your digests come to this address again, and no longer to the other one.',
    button: 'Take it back',
    done: 'Your digests come here again',
    late: 'This can be taken back no more',
    lateText: 'A move can be taken back for seven days, and once.',
  },
  waits: {
    title: 'This has to wait',
    text: (moment: string) =>
      `Your digests have moved to another address. Until ${moment} the old one can take that back; so long nothing that is kept about you is handed out, erased or moved on.`,
  },
  block: {
    title: 'No mail from us, ever?',
    text: 'We will not write to this address again, whatever anybody enters in a form.',
    button: 'Never write to me',
    done: 'We will not write to you again',
    doneText: 'If you change your mind one day, write to the editors.',
  },
}
