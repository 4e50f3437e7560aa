import type { PageWords } from '../words.ts'
import { count, quoted } from './named.ts'

export const issue: PageWords['issue'] = {
  dated: (digest, day) => `${digest}, ${day}`,
  stories: (stories) => count(stories, { one: '# Beitrag', other: '# Beiträge' }),
  get: (digest) => `${quoted(digest)} per Mail bekommen`,
  getMore: 'Mehr davon per Mail bekommen',
  subscribe: 'Abonnieren',
  none: 'Noch ist keine Ausgabe erschienen.',
  nothingNew: (day) => `${day}: keine Ausgabe, denn es gab nichts Neues.`,
  waits: (day) => `${day}: keine Ausgabe. Was darin gestanden hätte, kommt mit der nächsten.`,
}
