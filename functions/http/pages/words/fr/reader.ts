import type { PageWords } from '../words.ts'
import { count, list, quoted } from './named.ts'

const thisDigest = 'cette lettre'
const named = (digest: string) => (digest === thisDigest ? digest : quoted(digest))

export const reader: PageWords['reader'] = {
  moment: (day, time, zone) => `${day} à ${time} (${zone})`,
  next: (moment) => `Prochain numéro\u00A0: ${moment}.`,
  noNext: 'Aucun numéro n’est prévu pour le moment.',
  thisDigest,

  confirm: {
    title: 'Plus qu’un clic',
    asked: 'Vous avez demandé à recevoir\u00A0:',
    yes: 'Oui, je m’abonne',
    notYou: 'Ce n’était pas vous\u00A0? Fermez cette page, et vous ne recevrez rien.',
  },
  confirmed: {
    title: 'Votre abonnement est confirmé',
    text: 'Le prochain numéro vous parviendra de lui-même. Chaque message contient un lien pour modifier vos choix et un autre pour vous désabonner.',
    latest: (digest) => `Lire le dernier numéro de ${quoted(digest)}`,
    first: 'Vous recevrez le tout premier numéro.',
  },
  expired: {
    title: 'Ce lien a expiré',
    text: 'Un lien de confirmation est valable sept jours. Appuyez sur le bouton pour en recevoir un nouveau.',
    again: 'Recevoir un nouveau lien',
    other: 'Un tel lien est valable un jour. Demandez-en un nouveau depuis la page de vos abonnements.',
  },
  notOn: {
    title: 'Vous n’êtes pas abonné(e)',
    left: 'Vous vous êtes désabonné(e) de ceci, et plus rien ne vous en parvient.',
    nothing: 'Plus rien ne vous parvient, et ce lien n’y change rien.',
    again: 'S’abonner à nouveau',
    hint: 'Un nouveau message avec un bouton arrive à votre adresse. Dès que vous appuyez dessus, vous êtes abonné(e).',
    later:
      'Un message avec un bouton est parti récemment à votre adresse\u00A0: cherchez-le, aussi parmi les indésirables. Le prochain pourra partir demain au plus tôt\u00A0; cette page aura alors un bouton pour cela.',
    closed:
      'Nous n’envoyons plus de messages à cette adresse\u00A0: ils nous sont revenus, ou quelqu’un à cette adresse nous l’a demandé. Abonnez-vous avec une autre adresse, ou écrivez à l’éditeur.',
  },
  sent: {
    title: 'Consultez votre messagerie',
    text: 'Un message contenant un bouton est en route. Comptez une minute ou deux.',
    nothing:
      'Toujours rien après quelques minutes\u00A0? Regardez parmi les indésirables. Le message ne part qu’une fois par heure au plus.',
    move: 'Il part à l’adresse que nous connaissons, et non à la nouvelle. Vous n’y avez plus accès\u00A0? Désabonnez-vous, puis abonnez-vous avec la nouvelle adresse.',
    address:
      'Il part à la nouvelle adresse. Vous n’avez rien reçu\u00A0? Si cette adresse a déjà son propre abonnement, aucun message ne part\u00A0: servez-vous plutôt du lien qui figure dans les messages qu’elle reçoit.',
  },

  leave: {
    title: (digest) => `Se désabonner de ${named(digest)}\u00A0?`,
    text: 'Dès lors, vous ne recevrez plus aucun numéro.',
    button: (digest) => `Se désabonner de ${named(digest)}`,
    all: (digests) => `Se désabonner de tout\u00A0: ${list(digests.map(quoted))}`,
    instead: 'Modifier plutôt les thèmes',
  },
  left: {
    title: (digest) => `Vous ne recevrez plus ${named(digest)}`,
    text: 'Votre désabonnement est effectif dès maintenant. Merci de nous avoir lus.',
    undo: 'C’était une erreur\u00A0: annuler',
    undoFor: 'Vous avez un jour pour changer d’avis.',
    see: 'Voir vos autres abonnements',
  },
  back: {
    title: 'Votre abonnement est rétabli',
    text: 'Tout est comme avant.',
    late: 'L’annulation n’est possible que pendant un jour. Vous pouvez vous abonner de nouveau\u00A0: tout repartira de zéro.',
  },
  stop: {
    title: (topic) => `Ne plus recevoir ${quoted(topic)}\u00A0?`,
    last: (digest) =>
      `C’est le dernier thème que vous suivez dans ${quoted(digest)}\u00A0: sans lui, vous ne recevrez plus cette lettre.`,
    rest: (digest) => `${quoted(digest)} arrivera sans cette rubrique. Le reste ne change pas.`,
    button: (topic) => `Ne plus recevoir ${quoted(topic)}`,
  },

  preferences: {
    title: 'Vos abonnements',
    goesTo: (address) => `Nous écrivons à ${address}.`,
    came: {
      confirmed: (day) => `Vous avez confirmé cet abonnement le ${day}.`,
      listed: (publisher, day) => `Votre adresse figurait dans une liste importée par ${publisher} le ${day}.`,
      added: (publisher, day) => `${publisher} a ajouté votre adresse le ${day}.`,
      unknown: (day) => `Cet abonnement date du ${day}. Son origine n’a pas été consignée.`,
      said: 'Votre accord a été consigné ainsi\u00A0:',
      unwanted: 'Si vous n’en voulez pas, décochez la lettre et enregistrez.',
    },
    saved: 'C’est enregistré.',
    savedFrom: 'Vos choix valent dès le prochain numéro.',
    wrong: 'Tout n’a pas été enregistré\u00A0:',
    nothing: 'Vous ne recevez rien de nous pour le moment.',
    yours: 'Vos lettres',
    more: 'D’autres lettres',
    topicsOf: (digest) => `Thèmes de ${quoted(digest)}`,
    howOften: (digest) => `Fréquence de ${quoted(digest)}`,
    otherEdition: 'Un autre rythme vaut à partir de son prochain numéro, qui peut reprendre des articles de l’ancien.',
    hint: 'Si tous les thèmes sont choisis, vous recevez aussi ceux à venir\u00A0; si aucun ne l’est, vous vous désabonnez de la lettre.',
    how: 'Réception',
    zone: 'Votre fuseau horaire',
    language: 'Langue',
    pause: 'Pause jusqu’au',
    pauseHint: 'Laissez vide pour tout recevoir.',
    paused: (day) => `En pause\u00A0: rien n’arrive avant le ${day}.`,
    badZone: 'Ce fuseau horaire n’existe pas\u00A0: choisissez-en un dans la liste.',
    badPause: 'Choisissez un jour à partir de demain, dans l’année qui vient.',
    tooMany: (most) =>
      `Il n’est pas possible de recevoir plus ${count(most, { one: 'd’une lettre', other: 'de # lettres' })}.`,
    save: 'Enregistrer',
    address: 'Votre adresse',
    addressHint:
      'Un message part à l’adresse que nous connaissons et, une fois son bouton pressé, un autre à la nouvelle. Vos lettres suivront dès que vous aurez appuyé sur le bouton de celui-ci.',
    waits: (moment) =>
      `Vos lettres sont passées à cette adresse. L’ancienne peut encore l’annuler jusqu’à cette date\u00A0: ${moment}. D’ici là, vos données, leur effacement et un autre changement attendent.`,
    newAddress: 'Nouvelle adresse e-mail',
    addressButton: 'Passer à cette adresse',
    data: 'Vos données',
    dataHint:
      'Dans les deux cas, vous recevez d’abord un message avec un bouton, pour que personne n’agisse à votre place.',
    exportButton: 'Recevoir mes données',
    eraseButton: 'Effacer toutes mes données',
  },
  find: {
    title: 'Modifier vos abonnements',
    text: 'Le lien se trouve à la fin de chacun de nos messages. Vous n’en avez pas sous la main\u00A0? Donnez-nous votre adresse, et vous le recevrez par e-mail.',
    label: 'Votre adresse e-mail',
    button: 'Recevoir le lien',
  },

  export: {
    title: 'Vos données',
    text: 'Tout ce que nous conservons sous votre adresse, en un seul fichier (JSON)\u00A0: vos abonnements et l’historique de vos consentements.',
    button: 'Télécharger',
  },
  erase: {
    title: 'Effacer tout ce que nous conservons sur vous\u00A0?',
    text: 'Vous ne recevrez plus aucun message, et tout ce que nous conservons sur vous disparaît, aussitôt et pour de bon. Seule reste une empreinte de votre adresse, que personne ne peut relire, afin qu’une liste importée plus tard ne relance pas les envois.',
    button: 'Tout effacer',
    done: 'Tout est effacé',
    doneText: 'Plus rien n’est conservé sous votre adresse. Merci de nous avoir lus.',
  },
  address: {
    title: 'Est-ce votre nouvelle adresse\u00A0?',
    text: 'Vos lettres arriveront désormais ici, et non plus à l’ancienne.',
    button: 'Oui, envoyez-les ici',
    done: 'Vos lettres arrivent maintenant ici',
    taken: 'Cette adresse a déjà son propre abonnement',
    takenText:
      'Rien n’a été changé. Pour modifier ce qu’elle reçoit, servez-vous du lien qui figure dans l’un de ses messages.',
  },
  move: {
    title: 'Passer à une autre adresse\u00A0?',
    text: 'Un message part à la nouvelle adresse\u00A0; vos lettres suivront dès que son bouton aura été pressé. Pendant sept jours, vous pourrez annuler ce changement par un message qui arrivera ici.',
    button: 'Oui, commencer le changement',
  },
  takeBack: {
    title: 'Annuler le changement\u00A0?',
    text: 'Vos lettres arriveront de nouveau à cette adresse, et non plus à l’autre.',
    button: 'Annuler le changement',
    done: 'Vos lettres arrivent de nouveau ici',
    late: 'Il est trop tard pour l’annuler',
    lateText: 'Un changement d’adresse s’annule pendant sept jours, et une seule fois.',
  },
  waits: {
    title: 'Il faut encore attendre',
    text: (moment) =>
      `Vos lettres sont passées à une autre adresse. L’ancienne peut encore l’annuler jusqu’à cette date\u00A0: ${moment}. D’ici là, rien de ce qui est conservé sur vous n’est remis, effacé ni déplacé de nouveau.`,
  },
  block: {
    title: 'Plus aucun message de notre part\u00A0?',
    text: 'Nous n’écrirons plus à cette adresse, quoi que l’on saisisse dans un formulaire.',
    button: 'Ne plus jamais m’écrire',
    done: 'Nous ne vous écrirons plus',
    doneText: 'Si un jour vous changez d’avis, écrivez à la rédaction.',
  },
}
