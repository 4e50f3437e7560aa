import type { PageWords } from '../words.ts'

export const common: PageWords['common'] = {
  rhythm: (rhythm, next) => `${rhythm}. ${next}`.trimEnd(),
  toDigests: 'Voir nos lettres',
  further: 'D’autres lettres',
  gone: {
    title: 'Il n’y a rien ici',
    text: 'Le lien est peut-être incomplet\u00A0: copiez-le en entier depuis le message, puis réessayez.',
  },
  unreadable: {
    title: 'Ce formulaire est illisible',
    text: 'Rien n’a été modifié. Revenez à la page, rechargez-la et envoyez de nouveau le formulaire.',
  },
  sorry: {
    title: 'Un problème est survenu de notre côté',
    text: 'Rien de ce qui vous concerne n’est perdu. Merci de réessayer dans une minute.',
  },
}
