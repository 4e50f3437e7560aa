import type { PageWords } from '../words.ts'

export const common: PageWords['common'] = {
  rhythm: (rhythm, next) => `${rhythm}. ${next}`.trimEnd(),
  toDigests: 'Zu den Newslettern',
  gone: {
    title: 'Hier gibt es nichts',
    text: 'Vielleicht ist der Link abgeschnitten: Kopieren Sie ihn vollständig aus der Mail und versuchen Sie es noch einmal.',
  },
  sorry: {
    title: 'Bei uns ist etwas schiefgegangen',
    text: 'Von Ihren Daten ist nichts verloren. Bitte versuchen Sie es in einer Minute noch einmal.',
  },
}
