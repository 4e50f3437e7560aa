import type { PageWords } from '../words.ts'
import { count } from './named.ts'

export const issue: PageWords['issue'] = {
  dated: (digest, day) => `${digest}, ${day}`,
  stories: (stories) => count(stories, { one: '# artículo', other: '# artículos' }),
  get: (digest) => `Recibir ${digest} por correo`,
  getMore: 'Recibir nuestros boletines por correo',
  subscribe: 'Suscribirse',
  none: 'Todavía no ha salido ningún número.',
  nothingNew: (day) => `${day}: no hubo número, porque no había nada nuevo.`,
  waits: (day) => `${day}: no hubo número. Su contenido llega con el siguiente.`,
}
