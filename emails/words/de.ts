import { counting, listing } from '../../core/model/counting.ts'
import { naming, spanning } from './intl.ts'
import type { Moment, Words } from './words.ts'

const count = counting('de-DE')
const list = listing('de-DE')
const others = (more: number) => `${more} weitere`
const few = naming(list, others)
/** A name inside a sentence: "Der Hafenbrief" is not declined. */
const quoted = (name: string) => `„${name}“`
const these = naming(list, others, quoted)
const span = spanning(
  (days) => count(days, { one: '# Tag', other: '# Tage' }),
  (hours) => count(hours, { one: '# Stunde', other: '# Stunden' }),
)
const on = ({ day, time, zone }: Moment) => `am ${day}, um ${time} Uhr (${zone})`
const change = 'Auswahl ändern'
const notYou = 'Sie waren das nicht? Dann brauchen Sie nichts zu tun.'
/** As the page is headed. */
const yours = quoted('Ihre Abonnements')
const when = `Wann das war und wie Sie demnach zugestimmt haben, steht auf Ihrer Seite ${yours}.`
const unwanted = 'Möchten Sie das nicht, bestellen Sie über den Link hier unten ab.'

export const german: Words = {
  lang: 'de',
  intl: 'de-DE',
  // The day stays with its month.
  date: (written) => written.replace(' ', '\u00A0'),
  fullDay: (weekday, date) => `${weekday}, ${date}`,
  at: (day, time) => `${day}, ${time}`,
  today: 'heute',
  yesterday: 'gestern',

  headed: (name, headline) => `${name}: ${headline}`,
  dated: (name, date) => `${name}, ${date}`,
  label: (words) => `${words}:`,

  length: (stories, minutes) =>
    `${count(stories, { one: '# Beitrag', other: '# Beiträge' })}, ${count(minutes, { one: '# Minute', other: '# Minuten' })}`,
  medium: (kind, minutes) =>
    [
      { audio: 'Zum Hören', video: 'Zum Ansehen' }[kind],
      ...(minutes === undefined ? [] : [count(minutes, { one: '# Minute', other: '# Minuten' })]),
    ].join(', '),
  more: (more, topic) => `Noch ${count(more, { one: '# Beitrag', other: '# Beiträge' })} zu ${quoted(topic)} im Web`,
  enough: (topic) => `Genug von ${quoted(topic)}?`,
  stop: (topic) => `${quoted(topic)} abbestellen`,
  why: {
    confirmed: (digest, rhythm, host) =>
      `Sie erhalten ${quoted(digest)} ${rhythm}, weil Sie Ihr Abonnement auf ${host} bestätigt haben.`,
    listed: (digest, rhythm, publisher) =>
      `Sie erhalten ${quoted(digest)} ${rhythm}, weil Ihre Adresse in einer Liste stand, die ${publisher} übernommen hat. ${when} ${unwanted}`,
    added: (digest, rhythm, publisher) =>
      `Sie erhalten ${quoted(digest)} ${rhythm}, weil ${publisher} Ihre Adresse eingetragen hat. ${when} ${unwanted}`,
    unknown: (digest, rhythm, host) =>
      `Sie erhalten ${quoted(digest)} ${rhythm}, weil Ihre Adresse auf ${host} angemeldet ist. Seit wann und wie es dazu kam, steht auf Ihrer Seite ${yours}.`,
  },
  preferences: 'Themen, Zeiten oder Sprache ändern',
  leave: 'Diesen Newsletter abbestellen',
  web: 'Im Web lesen',

  plainly: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
  lasts: (hours) => `Der Link gilt ${span(hours)}.`,

  confirmation: {
    subject: (digests) => `Bitte bestätigen: ${few(digests)}`,
    question: (digests) => `Dürfen wir Ihnen ${these(digests)} schicken?`,
    asked: (host, moment) =>
      `Jemand, vermutlich Sie selbst, hat das ${on(moment)} auf ${host} bestellt. Solange Sie nicht zustimmen, verschicken wir nichts.`,
    topics: (names) => `${names.length === 1 ? 'Thema' : 'Themen'}: ${list(names)}`,
    allTopics: 'Alle Themen, auch künftige',
    yes: 'Ja, bitte schicken',
    notYou: 'Sie waren das nicht? Dann tun Sie nichts, und es kommt nichts mehr.',
    unwanted: 'Sie waren das nicht und möchten gar keine Mails von uns?',
    block: 'Keine Mails mehr an diese Adresse',
  },

  notice: {
    already: ({ digests, host, asked }) => ({
      subject: `Schon abonniert: ${few(digests)}`,
      title: 'Das haben Sie schon abonniert',
      paragraphs: [
        `Jemand, vermutlich Sie selbst, hat diese Adresse ${on(asked)} auf ${host} für ${these(digests)} angemeldet.`,
        'Das bekommen Sie bereits; es ändert sich also nichts.',
      ],
      button: change,
      small: [notYou],
    }),
    manage: ({ publisher, host, asked }) => ({
      subject: `Ihr Link zu Ihren Abonnements bei ${publisher}`,
      title: `Ihr Link zu Ihren Abonnements bei ${publisher}`,
      paragraphs: [
        `Jemand, vermutlich Sie selbst, hat diesen Link ${on(asked)} auf ${host} angefordert. Dort wählen Sie Themen, Zeiten und Sprache, legen eine Pause ein oder bestellen ab.`,
      ],
      button: change,
      small: ['Der Link gehört Ihnen allein: Geben Sie ihn nicht weiter.', notYou],
    }),
    move: ({ host, asked, newAddress }) => ({
      subject: 'Ihre Newsletter an eine andere Adresse?',
      title: 'Ihre Newsletter an eine andere Adresse?',
      paragraphs: [
        `Jemand, vermutlich Sie selbst, hat ${on(asked)} auf ${host} darum gebeten, dass Ihre Newsletter künftig an ${newAddress} gehen.`,
        'Mit der Schaltfläche fragen wir bei dieser Adresse nach. Erst wenn auch sie zustimmt, ziehen die Newsletter um.',
      ],
      button: 'Ja, den Umzug beginnen',
      small: ['Sie waren das nicht? Dann tun Sie nichts, und alles bleibt, wie es ist.'],
    }),
    address: ({ host, asked }) => ({
      subject: 'Bitte bestätigen Sie Ihre neue Adresse',
      title: 'Bitte bestätigen Sie Ihre neue Adresse',
      paragraphs: [
        `Jemand, vermutlich Sie selbst, hat ${on(asked)} auf ${host} darum gebeten, dass die eigenen Newsletter künftig an diese Adresse gehen.`,
      ],
      button: 'Ja, hierher schicken',
      small: ['Sie waren das nicht? Dann tun Sie nichts, und es kommt nichts.'],
    }),
    moved: ({ host, asked, newAddress, until }) => ({
      subject: 'Ihre Newsletter gehen jetzt an eine andere Adresse',
      title: 'Ihre Newsletter gehen jetzt an eine andere Adresse',
      paragraphs: [
        `Die Newsletter sind ${on(asked)} auf ${host} von dieser Adresse zu ${newAddress} umgezogen.`,
        `Sie waren das nicht? Nehmen Sie es zurück: Das geht bis ${until ? `${until.day}, ${until.time} Uhr (${until.zone})` : 'eine Woche danach'}. Bis dahin wird nichts, was wir über Sie speichern, herausgegeben, gelöscht oder weiter verschoben.`,
      ],
      button: 'Umzug zurücknehmen',
      small: ['Sie waren es selbst? Dann brauchen Sie nichts zu tun.'],
    }),
    export: ({ publisher, host, asked }) => ({
      subject: `Ihre Daten von ${publisher}`,
      title: `Ihre Daten von ${publisher}`,
      paragraphs: [
        `Jemand, vermutlich Sie selbst, hat ${on(asked)} auf ${host} um eine Kopie von allem gebeten, was wir zu dieser Adresse speichern.`,
      ],
      button: 'Meine Daten herunterladen',
      small: [notYou],
    }),
    erase: ({ host, asked }) => ({
      subject: 'Alles löschen, was wir über Sie speichern?',
      title: 'Alles löschen, was wir über Sie speichern?',
      paragraphs: [
        `Jemand, vermutlich Sie selbst, hat ${on(asked)} auf ${host} darum gebeten.`,
        'Alles wird gelöscht: Ihre Adresse, Ihre Abonnements und Ihre Einstellungen. Nur ein verschlüsselter Fingerabdruck der Adresse bleibt, damit keine später eingelesene Liste dazu führt, dass wir Ihnen wieder schreiben.',
        'Das lässt sich nicht rückgängig machen.',
      ],
      button: 'Alles über mich löschen',
      small: ['Sie waren das nicht? Dann tun Sie nichts, und alles bleibt, wie es ist.'],
    }),
    welcome: ({ digests, next, latest }) => ({
      subject: `Willkommen bei ${these(digests)}`,
      title: `Willkommen bei ${these(digests)}`,
      paragraphs: ['Ihr Abonnement ist bestätigt.', ...(next ? [`Die nächste Ausgabe kommt ${on(next)}.`] : [])],
      button: latest ? 'Neueste Ausgabe lesen' : change,
      small: [],
    }),
  },
}
