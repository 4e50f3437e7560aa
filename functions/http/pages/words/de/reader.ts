import { capital } from '../../../../../core/model/text.ts'
import type { PageWords } from '../words.ts'
import { count, list, quoted } from './named.ts'

const thisDigest = 'diesen Newsletter'
const named = (digest: string) => (digest === thisDigest ? digest : quoted(digest))

export const reader: PageWords['reader'] = {
  moment: (day, time, zone) => `${day}, um ${time} Uhr (${zone})`,
  next: (moment) => `Nächste Ausgabe: ${moment}.`,
  noNext: 'Zurzeit ist keine Ausgabe geplant.',
  thisDigest,

  confirm: {
    title: 'Nur noch ein Klick',
    asked: 'Sie möchten bekommen:',
    yes: 'Ja, bitte schicken',
    notYou: 'Sie waren das nicht? Schließen Sie diese Seite, und es kommt nichts.',
  },
  confirmed: {
    title: 'Ihr Abonnement ist bestätigt',
    text: 'Die nächste Ausgabe kommt von selbst. In jeder Mail steht ein Link, um Ihre Auswahl zu ändern, und einer, um abzubestellen.',
    latest: (digest) => `Neueste Ausgabe von ${quoted(digest)} lesen`,
    first: 'Sie sind von der ersten Ausgabe an dabei.',
  },
  expired: {
    title: 'Dieser Link ist abgelaufen',
    text: 'Ein Bestätigungslink gilt sieben Tage. Mit einem Klick kommt ein neuer.',
    again: 'Neue Mail schicken',
    other: 'Ein solcher Link gilt einen Tag. Auf der Seite „Ihre Abonnements“ können Sie einen neuen anfordern.',
  },
  notOn: {
    title: 'Sie haben nichts abonniert',
    left: 'Das haben Sie abbestellt, und es kommt nicht mehr.',
    nothing: 'Sie bekommen nichts mehr von uns, und dieser Link ändert daran nichts.',
    again: 'Wieder anmelden',
    hint: 'Sie bekommen eine neue Mail mit einem Knopf. Mit einem Klick darauf sind Sie angemeldet.',
    later:
      'Vor Kurzem ging eine Mail mit einem Knopf an Ihre Adresse: Bitte suchen Sie danach, auch im Spam. Die nächste kann frühestens morgen hinausgehen; dann finden Sie hier einen Knopf dafür.',
    closed:
      'An diese Adresse schicken wir keine Mails mehr: Sie kamen zurück, oder jemand unter dieser Adresse hat uns darum gebeten. Melden Sie sich mit einer anderen Adresse an, oder schreiben Sie an den Herausgeber.',
  },
  sent: {
    title: 'Sehen Sie in Ihr Postfach',
    text: 'Eine Mail mit einer Schaltfläche ist unterwegs. Das dauert ein, zwei Minuten.',
    nothing:
      'Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach. Die Mail kommt höchstens einmal pro Stunde.',
    move: 'Sie geht an die Adresse, die wir kennen, nicht an die neue. Können Sie dort nichts mehr lesen? Dann bestellen Sie ab und melden Sie sich mit der neuen Adresse an.',
    address:
      'Sie geht an die neue Adresse. Nichts angekommen? Hat diese Adresse schon eigene Abonnements, kommt keine Mail: Nehmen Sie dann den Link in den Mails, die sie bekommt.',
  },

  leave: {
    title: (digest) => capital(`${named(digest)} abbestellen?`, 'de'),
    text: 'Danach bekommen Sie keine Ausgabe mehr.',
    button: (digest) => capital(`${named(digest)} abbestellen`, 'de'),
    all: (digests) => `Alle abbestellen: ${list(digests.map(quoted))}`,
    instead: 'Stattdessen Themen ändern',
  },
  left: {
    title: (digest) => `Sie haben ${named(digest)} abbestellt`,
    text: 'Sie bekommen keine Ausgabe mehr. Danke fürs Lesen.',
    undo: 'Das war ein Versehen: zurücknehmen',
    undoFor: 'Das geht einen Tag lang.',
    see: 'Ihre übrigen Abonnements',
  },
  back: {
    title: 'Sie sind wieder dabei',
    text: 'Alles ist wie vorher.',
    late: 'Zurücknehmen lässt sich das nur einen Tag lang. Sie können neu abonnieren und beginnen dann von vorn.',
  },
  stop: {
    title: (topic) => `${quoted(topic)} abbestellen?`,
    last: (digest) =>
      `Es ist Ihr letztes Thema in ${quoted(digest)}: Ohne dieses Thema ist auch der Newsletter abbestellt.`,
    rest: (digest) => `${quoted(digest)} kommt dann ohne diesen Teil. Alles andere bleibt.`,
    button: (topic) => `${quoted(topic)} abbestellen`,
  },

  preferences: {
    title: 'Ihre Abonnements',
    goesTo: (address) => `Alles geht an ${address}.`,
    came: {
      confirmed: (day) => `Sie haben das Abonnement am ${day} bestätigt.`,
      listed: (publisher, day) => `Ihre Adresse stand in einer Liste, die ${publisher} am ${day} übernommen hat.`,
      added: (publisher, day) => `${publisher} hat Ihre Adresse am ${day} eingetragen.`,
      unknown: (day) => `Sie bekommen ihn seit dem ${day}. Wie es dazu kam, ist nicht festgehalten.`,
      said: 'So wurde Ihre Zustimmung festgehalten:',
      unwanted: 'Möchten Sie das nicht, entfernen Sie das Häkchen und speichern Sie.',
    },
    saved: 'Gespeichert.',
    savedFrom: 'Es gilt ab der nächsten Ausgabe.',
    wrong: 'Nicht alles wurde gespeichert:',
    nothing: 'Zurzeit bekommen Sie nichts von uns.',
    yours: 'Ihre Newsletter',
    more: 'Was es sonst noch gibt',
    topicsOf: (digest) => `Themen von ${quoted(digest)}`,
    howOften: (digest) => `Wie oft ${quoted(digest)} kommt`,
    otherEdition: 'Ein anderer Rhythmus gilt ab seiner nächsten Ausgabe; sie kann Beiträge des bisherigen wiederholen.',
    hint: 'Sind alle Themen gewählt, bekommen Sie auch künftige; ist keines gewählt, bestellen Sie den Newsletter ab.',
    how: 'Zustellung',
    zone: 'Ihre Zeitzone',
    language: 'Sprache',
    pause: 'Pause bis',
    pauseHint: 'Bleibt das Feld leer, kommt alles.',
    paused: (day) => `Pause: Es kommt nichts, frühestens wieder am ${day}.`,
    badZone: 'Diese Zeitzone gibt es nicht: Bitte wählen Sie eine aus der Liste.',
    badPause: 'Bitte wählen Sie einen Tag ab morgen, innerhalb eines Jahres.',
    tooMany: (most) => `Mehr als ${count(most, { one: 'einen', other: '#' })} Newsletter kann niemand abonnieren.`,
    save: 'Speichern',
    address: 'Ihre Adresse',
    addressHint:
      'Eine Mail geht an die Adresse, die wir kennen, und nach dem Klick darin eine an die neue. Ihre Newsletter folgen, sobald Sie auch dort auf die Schaltfläche klicken.',
    waits: (moment) =>
      `Ihre Newsletter sind hierher umgezogen. Zurücknehmen kann das die alte Adresse noch bis: ${moment}. So lange warten Ihre Daten, das Löschen und ein weiterer Umzug.`,
    newAddress: 'Neue E-Mail-Adresse',
    addressButton: 'Zu dieser Adresse wechseln',
    data: 'Ihre Daten',
    dataHint: 'Für beides kommt erst eine Mail mit einer Schaltfläche, damit es niemand an Ihrer Stelle tut.',
    exportButton: 'Meine Daten anfordern',
    eraseButton: 'Alles über mich löschen',
  },
  find: {
    title: 'Ihre Auswahl ändern',
    text: 'Der Link dazu steht am Ende jeder Mail von uns. Keine zur Hand? Nennen Sie uns Ihre Adresse, und er kommt per Mail.',
    label: 'Ihre E-Mail-Adresse',
    button: 'Link schicken',
  },

  export: {
    title: 'Ihre Daten',
    text: 'Alles, was wir unter Ihrer Adresse speichern, in einer Datei (JSON): Ihre Abonnements und wann Sie wozu eingewilligt haben.',
    button: 'Herunterladen',
  },
  erase: {
    title: 'Alles löschen, was wir über Sie speichern?',
    text: 'Sie bekommen keine Mail mehr, und alles, was wir über Sie speichern, wird sofort und endgültig gelöscht. Nur ein Fingerabdruck Ihrer Adresse bleibt, aus dem niemand sie lesen kann, damit keine später eingelesene Liste dazu führt, dass wir Ihnen wieder schreiben.',
    button: 'Alles über mich löschen',
    done: 'Alles ist gelöscht',
    doneText: 'Unter Ihrer Adresse ist nichts mehr gespeichert. Danke, dass Sie uns gelesen haben.',
  },
  address: {
    title: 'Ist das Ihre neue Adresse?',
    text: 'Ihre Newsletter kommen dann hierher und nicht mehr an die alte.',
    button: 'Ja, hierher schicken',
    done: 'Ihre Newsletter kommen jetzt hierher',
    taken: 'Diese Adresse hat schon eigene Abonnements',
    takenText: 'Geändert wurde nichts. Was sie bekommt, ändern Sie über den Link in einer ihrer Mails.',
  },
  move: {
    title: 'Zu einer anderen Adresse wechseln?',
    text: 'An die neue Adresse geht eine Mail; Ihre Newsletter folgen, sobald darin auf die Schaltfläche geklickt wird. Sieben Tage lang können Sie den Umzug mit einer Mail, die hierher kommt, zurücknehmen.',
    button: 'Ja, den Umzug beginnen',
  },
  takeBack: {
    title: 'Umzug zurücknehmen?',
    text: 'Ihre Newsletter kommen dann wieder an diese Adresse und nicht mehr an die andere.',
    button: 'Zurücknehmen',
    done: 'Ihre Newsletter kommen wieder hierher',
    late: 'Das lässt sich nicht mehr zurücknehmen',
    lateText: 'Ein Umzug lässt sich sieben Tage lang zurücknehmen, und nur einmal.',
  },
  waits: {
    title: 'Das muss noch warten',
    text: (moment) =>
      `Ihre Newsletter sind zu einer anderen Adresse umgezogen. Zurücknehmen kann das die alte noch bis: ${moment}. So lange wird nichts, was über Sie gespeichert ist, herausgegeben, gelöscht oder weiter verschoben.`,
  },
  block: {
    title: 'Gar keine Mails von uns?',
    text: 'Dann schreiben wir nie wieder an diese Adresse, was auch immer jemand in ein Formular einträgt.',
    button: 'Schreiben Sie mir nie wieder',
    done: 'Wir schreiben Ihnen nicht mehr',
    doneText: 'Falls Sie es sich einmal anders überlegen, schreiben Sie der Redaktion.',
  },
}
