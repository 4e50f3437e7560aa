import { counting, listing } from '../../core/model/counting.ts'
import { naming, spanning } from './intl.ts'
import type { Moment, Words } from './words.ts'

const count = counting('en-GB')
const list = listing('en-GB')
const few = naming(list, (more) => `${more} more`)
const span = spanning(
  (days) => count(days, { one: '# day', other: '# days' }),
  (hours) => count(hours, { one: '# hour', other: '# hours' }),
)
const on = ({ day, time, zone }: Moment) => `on ${day} at ${time} (${zone})`
const change = 'Change what you get'
const notYou = 'Not you? Do nothing.'
const unwanted = 'If you do not want it, the link below takes you off it.'

export const english: Words = {
  lang: 'en',
  intl: 'en-GB',
  date: (written) => written,
  fullDay: (weekday, date) => `${weekday}, ${date}`,
  at: (day, time) => `${day}, ${time}`,
  today: 'today',
  yesterday: 'yesterday',

  headed: (name, headline) => `${name}: ${headline}`,
  dated: (name, date) => `${name}, ${date}`,
  label: (words) => `${words}:`,

  length: (stories, minutes) =>
    `${count(stories, { one: '# story', other: '# stories' })}, ${count(minutes, { one: '# minute', other: '# minutes' })}`,
  medium: (kind, minutes) =>
    [
      { audio: 'To hear', video: 'To watch' }[kind],
      ...(minutes === undefined ? [] : [count(minutes, { one: '# minute', other: '# minutes' })]),
    ].join(', '),
  more: (more, topic) => `${count(more, { other: '# more' })} in ${topic} on the web`,
  enough: (topic) => `Enough of ${topic}?`,
  stop: (topic) => `Stop ${topic}`,
  why: {
    confirmed: (digest, rhythm, host) =>
      `You get ${digest} ${rhythm}, because you confirmed your subscription at ${host}.`,
    listed: (digest, rhythm, publisher) =>
      `You get ${digest} ${rhythm}, because your address came with a list that ${publisher} brought in. When, and how you are said to have agreed, is on your preferences page. ${unwanted}`,
    added: (digest, rhythm, publisher) =>
      `You get ${digest} ${rhythm}, because ${publisher} added your address. When, and how you are said to have agreed, is on your preferences page. ${unwanted}`,
    unknown: (digest, rhythm, host) =>
      `You get ${digest} ${rhythm}, because your address is subscribed at ${host}. Since when, and how that came about, is on your preferences page.`,
  },
  preferences: 'Change topics, times or language',
  leave: 'Leave this digest',
  web: 'Read on the web',

  plainly: 'If the button does not work, open this address:',
  lasts: (hours) => `The link works for ${span(hours)}.`,

  confirmation: {
    subject: (digests) => `Please confirm: ${few(digests)}`,
    question: (digests) => `Shall we send you ${few(digests)}?`,
    asked: (host, moment) =>
      `Somebody, most likely you, asked for this at ${host} ${on(moment)}. Nothing is sent until you say yes.`,
    topics: (names) => `${names.length === 1 ? 'Topic' : 'Topics'}: ${list(names)}`,
    allTopics: 'All its topics, later ones included',
    yes: 'Yes, send me these',
    notYou: 'Not you? Do nothing, and nothing more will come.',
    unwanted: 'Not you, and you want no mail from us at all?',
    block: 'Stop all mail to this address',
  },

  notice: {
    already: ({ digests, host, asked }) => ({
      subject: `You are subscribed already: ${few(digests)}`,
      title: 'You are subscribed already',
      paragraphs: [
        `Somebody, most likely you, signed this address up for ${few(digests)} at ${host} ${on(asked)}.`,
        'You get that already, so nothing changes.',
      ],
      button: change,
      small: [notYou],
    }),
    manage: ({ publisher, host, asked }) => ({
      subject: `Your link to what you get from ${publisher}`,
      title: `Your link to what you get from ${publisher}`,
      paragraphs: [
        `Somebody, most likely you, asked for this link at ${host} ${on(asked)}. With it you choose topics, times and language, pause, or leave.`,
      ],
      button: change,
      small: ['The link is yours alone: do not pass it on.', notYou],
    }),
    move: ({ host, asked, newAddress }) => ({
      subject: 'Move your digests to another address?',
      title: 'Move your digests to another address?',
      paragraphs: [
        `Somebody, most likely you, asked at ${host} ${on(asked)} that your digests go to ${newAddress} from now on.`,
        'With the button that address is asked in turn. The digests move when it says yes, too.',
      ],
      button: 'Yes, begin the move',
      small: ['Not you? Do nothing, and everything stays as it is.'],
    }),
    address: ({ host, asked }) => ({
      subject: 'Please confirm your new address',
      title: 'Please confirm your new address',
      paragraphs: [
        `Somebody, most likely you, asked at ${host} ${on(asked)} that their digests come to this address from now on.`,
      ],
      button: 'Yes, send them here',
      small: ['Not you? Do nothing, and nothing will come.'],
    }),
    moved: ({ host, asked, newAddress, until }) => ({
      subject: 'Your digests go to another address now',
      title: 'Your digests go to another address now',
      paragraphs: [
        `They were moved at ${host} ${on(asked)}, from this address to ${newAddress}.`,
        `Not you? Take it back: this works until ${until ? `${until.day} at ${until.time} (${until.zone})` : 'a week has passed'}. Until then nothing that we keep about you is handed out, erased or moved on.`,
      ],
      button: 'Take it back',
      small: ['It was you? Then there is nothing to do.'],
    }),
    export: ({ publisher, host, asked }) => ({
      subject: `Your data from ${publisher}`,
      title: `Your data from ${publisher}`,
      paragraphs: [
        `Somebody, most likely you, asked at ${host} ${on(asked)} for a copy of all that we keep about this address.`,
      ],
      button: 'Download my data',
      small: [notYou],
    }),
    erase: ({ host, asked }) => ({
      subject: 'Erase all that we keep about you?',
      title: 'Erase all that we keep about you?',
      paragraphs: [
        `Somebody, most likely you, asked for this at ${host} ${on(asked)}.`,
        'Everything goes: your address, your subscriptions and your settings. Only a keyed fingerprint of the address stays, so that no list brought in later makes us write to you again.',
        'This cannot be undone.',
      ],
      button: 'Erase me',
      small: ['Not you? Do nothing, and everything stays as it is.'],
    }),
    welcome: ({ digests, next, latest }) => ({
      subject: `Welcome to ${few(digests)}`,
      title: `Welcome to ${few(digests)}`,
      paragraphs: ['You are subscribed.', ...(next ? [`The next issue comes ${on(next)}.`] : [])],
      button: latest ? 'Read the latest issue' : change,
      small: [],
    }),
  },
}
