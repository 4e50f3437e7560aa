import type { PageWords } from '../words.ts'

export const common: PageWords['common'] = {
  rhythm: (rhythm, next) => `${rhythm}. ${next}`.trimEnd(),
  toDigests: 'Zu den Newslettern',
  further: 'Weitere Newsletter',
  gone: {
    title: 'Hier gibt es nichts',
    text: 'Vielleicht ist der Link abgeschnitten: Kopieren Sie ihn vollständig aus der Mail und versuchen Sie es noch einmal.',
  },
  unreadable: {
    title: 'Dieses Formular war nicht zu lesen',
    text: 'Es wurde nichts geändert. Gehen Sie zurück zur Seite, laden Sie sie neu und senden Sie das Formular noch einmal.',
  },
  sorry: {
    title: 'Bei uns ist etwas schiefgegangen',
    text: 'Von Ihren Daten ist nichts verloren. Bitte versuchen Sie es in einer Minute noch einmal.',
  },
}
