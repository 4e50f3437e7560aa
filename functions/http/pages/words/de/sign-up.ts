import type { PageWords } from '../words.ts'
import { count, quoted } from './named.ts'

export const signUp: PageWords['signUp'] = {
  title: (publisher) => `${publisher}: Newsletter per Mail`,
  noName: 'Newsletter per Mail',
  lead: 'Wählen Sie, was Sie lesen möchten. Eine Mail, ein einziges Mal, wenn es so weit ist. Abbestellen geht mit einem Klick.',
  nothing: 'Noch gibt es keinen Newsletter zu abonnieren. Schauen Sie bald wieder vorbei.',
  digests: 'Newsletter',
  next: (day) => `Nächste Ausgabe: ${day}.`,
  topics: (topics) =>
    `Nur einige der ${count(topics, { other: '#' })} Themen? Wählen Sie hier; ohne Auswahl bekommen Sie alle.`,
  howOften: 'Wie oft es kommt',
  of: (digest) => ` (${digest})`,
  issues: (digest) => `Was in ${quoted(digest)} bisher stand`,
  email: 'E-Mail-Adresse',
  example: 'sie@example.org',
  button: 'Abonnieren',
  trap: 'Dieses Feld leer lassen',
  clock: 'Nach Ihrer Uhr, der von {zone}. Das können Sie jederzeit ändern.',
  wait: 'Einen Moment …',
  waitLonger: 'Einen Moment … Ihr Browser hat {share}\u00A0% einer kleinen Rechenaufgabe gelöst, die Roboter fernhält.',
  consent: (publisher) =>
    `Wir schicken eine Mail zur Bestätigung. Mit dem Abonnement willigen Sie ein, dass ${publisher || 'der Herausgeber'} Ihnen die gewählten Newsletter schickt: die Themen, die Sie ausgewählt haben, oder, wenn Sie keine ausgewählt haben, alle Themen des Newsletters, auch künftige. Abbestellen können Sie in jeder Mail mit einem Klick.`,
  consentVersion: (version) => `(Fassung ${version})`,

  wrongTitle: 'Bitte sehen Sie noch einmal nach',
  wrong: {
    noDigest: 'Bitte wählen Sie mindestens einen Newsletter.',
    tooMany: (most) => `Bitte wählen Sie höchstens ${count(most, { one: 'einen', other: '#' })} Newsletter.`,
    goneDigest: 'Einen dieser Newsletter gibt es nicht mehr: Bitte wählen Sie neu.',
    goneTopic: (digest) => `Eines dieser Themen gibt es in ${quoted(digest)} nicht mehr: Bitte wählen Sie neu.`,
    goneEdition: (digest) => `In diesem Rhythmus erscheint ${quoted(digest)} nicht mehr: Bitte wählen Sie neu.`,
    address: {
      none: 'Bitte geben Sie eine E-Mail-Adresse ein.',
      shape: 'Eine E-Mail-Adresse sieht so aus: name@example.org.',
      alphabet:
        'Vor dem @ dürfen nur Buchstaben ohne Akzent und Umlaut, Ziffern und Zeichen stehen: Andere Schriften befördert unser Mail-Dienst noch nicht.',
      local: 'An das, was vor dem @ steht, lässt sich keine Mail schicken.',
      domain: 'An das, was nach dem @ steht, lässt sich keine Mail schicken.',
      length: 'Die Adresse ist länger, als Mail es zulässt (254 Zeichen).',
    },
  },

  taken: {
    title: 'Sehen Sie in Ihr Postfach',
    text: 'Wir haben Ihnen eine Mail mit einer Schaltfläche geschickt. Ihr Abonnement beginnt, sobald Sie darauf klicken.',
    json: 'Sehen Sie in Ihr Postfach: Eine Mail mit einer Schaltfläche ist unterwegs.',
    nothing:
      'Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach. Wenn die letzte Anmeldung weniger als einen Tag her ist, kommt keine zweite Mail.',
    back: 'Zurück zu den Newslettern',
  },

  embed: {
    title: 'Das Formular auf Ihrer eigenen Website',
    text: 'Kopieren Sie dies in eine beliebige eigene Seite. Es bringt kein Skript mit und übernimmt Farben und Schrift der Seite, auf der es steht.',
    later: 'Wer sich darüber anmeldet, bekommt die Mail einige Minuten später als über unsere eigene Seite.',
    which: 'Newsletter',
    every: 'Alle, zur Auswahl',
    language: 'Sprache',
    show: 'Formular zeigen',
    html: 'HTML zum Kopieren',
    light: 'So sieht es auf einer hellen Seite aus',
    dark: 'So sieht es auf einer dunklen Seite aus',
  },
}
