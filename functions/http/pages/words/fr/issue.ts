import type { PageWords } from '../words.ts'
import { count, quoted } from './named.ts'

export const issue: PageWords['issue'] = {
  dated: (digest, day) => `${digest}, ${day}`,
  stories: (stories) => count(stories, { one: '# article', other: '# articles' }),
  get: (digest) => `Recevoir ${quoted(digest)} par e-mail`,
  getMore: 'Recevoir nos lettres par e-mail',
  subscribe: 'S’abonner',
  none: 'Aucun numéro n’est encore paru.',
  nothingNew: (day) => `${day} : pas de numéro, car il n’y avait rien de nouveau.`,
  waits: (day) => `${day} : pas de numéro. Son contenu vient avec le suivant.`,
}
