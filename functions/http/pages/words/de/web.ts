import type { PageWords } from '../words.ts'
import { count, quoted } from './named.ts'

export const web: PageWords['web'] = {
  topics: 'Worum es geht',
  archive: 'Bisherige Ausgaben',
  older: 'Ältere Ausgaben',
  newest: 'Zurück zu den neuesten Ausgaben',
  andMore: (stories) => count(stories, { one: 'und # weiterer Beitrag', other: 'und # weitere Beiträge' }),
  follow: 'Im Feedreader:',
  previous: (day) => `Vorige Ausgabe: ${day}`,
  next: (day) => `Nächste Ausgabe: ${day}`,
  all: (digest) => `Alle Ausgaben von ${quoted(digest)}`,
  part: 'Dies sind einige ihrer Rubriken.',
  whole: 'Die ganze Ausgabe lesen',
  more: 'Weitere Artikel',
  choose: 'Themen oder andere Briefe auswählen',

  write: {
    title: 'An die Redaktion schreiben',
    lead: 'Was Sie schreiben, liest allein die Redaktion. Es wird nicht veröffentlicht und nach einem halben Jahr gelöscht.',
    name: 'Ihr Name',
    text: 'Was Sie sagen möchten',
    email: 'Ihre E-Mail-Adresse, falls Sie eine Antwort möchten',
    button: 'An die Redaktion senden',
    noName: 'Bitte sagen Sie der Redaktion, wer schreibt.',
    noText: 'Bitte schreiben Sie, was Sie sagen möchten.',
    tooLong: (most) => `Bitte sagen Sie es mit höchstens ${count(most, { other: '#' })} Zeichen.`,
    sent: 'Es ist unterwegs zur Redaktion',
    sentText: 'Wenn Sie eine Adresse angegeben haben, kann sie Ihnen dort antworten.',
    back: 'Zurück zum Artikel',
  },
}
