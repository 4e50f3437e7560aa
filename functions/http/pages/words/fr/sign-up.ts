import type { PageWords } from '../words.ts'
import { count, quoted } from './named.ts'

export const signUp: PageWords['signUp'] = {
  title: (publisher) => `${publisher}\u00A0: nos lettres par e-mail`,
  noName: 'Nos lettres par e-mail',
  lead: 'Choisissez ce que vous suivez. Un message, une seule fois, à l’heure dite. Un clic suffit pour se désabonner.',
  nothing: 'Il n’y a pas encore de lettre à laquelle s’abonner. Revenez bientôt.',
  digests: 'Lettres',
  next: (day) => `Prochain numéro\u00A0: ${day}.`,
  topics: (topics) =>
    `Seulement certains de ses ${count(topics, { other: '# thèmes' })}\u00A0? Choisissez-les ici\u00A0; sans choix, vous les recevez tous.`,
  howOften: 'À quel rythme',
  of: (digest) => ` (${digest})`,
  issues: (digest) => `Les numéros parus de ${quoted(digest)}`,
  email: 'Adresse e-mail',
  example: 'vous@example.org',
  button: 'S’abonner',
  trap: 'Laissez ce champ vide',
  clock: 'À votre heure, celle de {zone}. Vous pouvez en changer à tout moment.',
  wait: 'Un instant…',
  waitLonger:
    'Un instant… votre navigateur a accompli {share}\u00A0% d’un petit calcul qui tient les robots à distance.',
  consent: (publisher) =>
    `Nous envoyons un message de confirmation. En vous abonnant, vous acceptez que ${publisher || 'l’éditeur'} vous envoie les lettres choisies\u00A0: les thèmes que vous avez retenus ou, si vous n’en avez retenu aucun, tous les thèmes de la lettre, présents et à venir. Vous pouvez vous désabonner d’un clic dans chaque message.`,
  consentVersion: (version) => `(Texte de ${version})`,

  wrongTitle: 'Merci de vérifier',
  wrong: {
    noDigest: 'Choisissez au moins une lettre.',
    tooMany: (most) => `Choisissez au plus ${count(most, { one: 'une lettre', other: '# lettres' })}.`,
    goneDigest: 'L’une de ces lettres n’existe plus\u00A0: merci de choisir à nouveau.',
    goneTopic: (digest) => `${quoted(digest)} ne propose plus l’un de ces thèmes\u00A0: merci de choisir à nouveau.`,
    goneEdition: (digest) => `${quoted(digest)} ne paraît plus à ce rythme\u00A0: merci de choisir à nouveau.`,
    address: {
      none: 'Saisissez une adresse e-mail.',
      shape: 'Une adresse e-mail s’écrit ainsi\u00A0: nom@example.org.',
      alphabet:
        'Avant l’arobase ne peuvent figurer que des lettres sans accent, des chiffres et des signes\u00A0: notre prestataire n’achemine pas encore les autres écritures.',
      local: 'Ce qui précède l’arobase ne permet pas d’envoyer un message.',
      domain: 'Ce qui suit l’arobase ne permet pas d’envoyer un message.',
      length: 'Cette adresse dépasse la longueur permise (254 caractères).',
    },
  },

  taken: {
    title: 'Consultez votre messagerie',
    text: 'Nous vous avons envoyé un message contenant un bouton. Votre abonnement commence dès que vous appuyez dessus.',
    json: 'Consultez votre messagerie\u00A0: un message contenant un bouton est en route.',
    nothing:
      'Toujours rien après quelques minutes\u00A0? Regardez parmi les indésirables. Si vous l’avez demandée il y a moins d’un jour, aucun autre message ne part.',
    back: 'Revenir aux lettres',
  },

  embed: {
    title: 'Le formulaire sur votre propre site',
    text: 'Copiez ceci dans l’une de vos pages. Il n’apporte aucun script et prend les couleurs et les caractères de la page qui l’accueille.',
    later: 'Qui s’inscrit par ce formulaire reçoit le message quelques minutes plus tard que depuis notre propre page.',
    which: 'Lettre',
    every: 'Toutes, au choix',
    language: 'Langue',
    show: 'Afficher ce formulaire',
    html: 'HTML à copier',
    light: 'Sur une page claire',
    dark: 'Sur une page sombre',
  },
}
