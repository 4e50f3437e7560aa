import type { PageWords } from '../words.ts'
import { count, quoted } from './named.ts'

export const web: PageWords['web'] = {
  topics: 'De quoi il s’agit',
  archive: 'Numéros parus',
  older: 'Numéros plus anciens',
  newest: 'Retour aux numéros les plus récents',
  andMore: (stories) => count(stories, { one: 'et # autre article', other: 'et # autres articles' }),
  follow: 'Dans un lecteur de flux\u00A0:',
  previous: (day) => `Numéro précédent\u00A0: ${day}`,
  next: (day) => `Numéro suivant\u00A0: ${day}`,
  all: (digest) => `Tous les numéros de ${quoted(digest)}`,
  part: 'Voici quelques-unes de ses rubriques.',
  whole: 'Lire le numéro entier',
  more: 'Autres articles',
  choose: 'Choisir des thèmes ou d’autres lettres',

  write: {
    title: 'Écrire à la rédaction',
    lead: 'Seule la rédaction lit ce que vous écrivez. Rien n’en est publié, et tout est effacé au bout de six mois.',
    name: 'Votre nom',
    text: 'Ce que vous voulez dire',
    email: 'Votre adresse e-mail, si vous souhaitez une réponse',
    button: 'Envoyer à la rédaction',
    noName: 'Veuillez dire à la rédaction qui écrit.',
    noText: 'Veuillez écrire ce que vous voulez dire.',
    tooLong: (most) => `Veuillez le dire en ${count(most, { other: '#' })} caractères au plus.`,
    sent: 'Votre message est en route vers la rédaction',
    sentText: 'Si vous avez laissé une adresse, elle peut vous y répondre.',
    back: 'Retour à l’article',
  },
}
