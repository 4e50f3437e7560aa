import { counting, listing } from '../../core/model/counting.ts'
import { naming, spanning } from './intl.ts'
import type { Moment, Words } from './words.ts'

// A no-break space stands before : ? ! and inside « » in French: here as \u00A0, so that it can be seen.
const count = counting('fr-FR')
const list = listing('fr-FR')
const quoted = (name: string) => `«\u00A0${name}\u00A0»`
const these = naming(list, (more) => `${more} autres`, quoted)
const span = spanning(
  (days) => count(days, { one: '# jour', other: '# jours' }),
  (hours) => count(hours, { one: '# heure', other: '# heures' }),
)
const on = ({ day, time, zone }: Moment) => `le ${day} à ${time} (${zone})`
const change = 'Modifier mes abonnements'
const notYou = 'Ce n’était pas vous\u00A0? Vous n’avez rien à faire.'
/** As the page is headed. */
const yours = quoted('Vos abonnements')
const when = `La page ${yours} indique à quelle date, et comment vous auriez donné votre accord.`
const unwanted = 'Si vous n’en voulez pas, le lien ci-dessous vous désabonne.'

export const french: Words = {
  lang: 'fr',
  intl: 'fr-FR',
  date: (written) => written.replace(/^1 /, '1er '),
  fullDay: (weekday, date) => `${weekday} ${date}`,
  at: (day, time) => `${day} à ${time}`,
  today: 'aujourd’hui',
  yesterday: 'hier',

  headed: (name, headline) => `${name}\u00A0: ${headline}`,
  dated: (name, date) => `${name}, ${date}`,
  label: (words) => `${words}\u00A0:`,

  length: (stories, minutes) =>
    `${count(stories, { one: '# article', other: '# articles' })}, ${count(minutes, { one: '# minute', other: '# minutes' })}`,
  medium: (kind, minutes) =>
    [
      { audio: 'À écouter', video: 'À regarder' }[kind],
      ...(minutes === undefined ? [] : [count(minutes, { one: '# minute', other: '# minutes' })]),
    ].join(', '),
  more: (more, topic) =>
    `${count(more, { one: '# autre article', other: '# autres articles' })} dans ${quoted(topic)} sur le web`,
  enough: (topic) => `${quoted(topic)} ne vous intéresse plus\u00A0?`,
  stop: (topic) => `Ne plus recevoir ${quoted(topic)}`,
  why: {
    confirmed: (digest, rhythm, host) =>
      `Vous recevez ${quoted(digest)} ${rhythm}, car vous avez confirmé votre abonnement sur ${host}.`,
    listed: (digest, rhythm, publisher) =>
      `Vous recevez ${quoted(digest)} ${rhythm}, car votre adresse figurait dans une liste importée par ${publisher}. ${when} ${unwanted}`,
    added: (digest, rhythm, publisher) =>
      `Vous recevez ${quoted(digest)} ${rhythm}, car ${publisher} a ajouté votre adresse. ${when} ${unwanted}`,
    unknown: (digest, rhythm, host) =>
      `Vous recevez ${quoted(digest)} ${rhythm}, car votre adresse est inscrite sur ${host}. La page ${yours} indique depuis quand et comment.`,
  },
  preferences: 'Modifier les thèmes, les horaires ou la langue',
  leave: 'Se désabonner de cette lettre',
  web: 'Lire sur le web',

  plainly: 'Si le bouton ne fonctionne pas, ouvrez cette adresse\u00A0:',
  lasts: (hours) => `Ce lien est valable ${span(hours)}.`,

  confirmation: {
    subject: (digests) => `Merci de confirmer\u00A0: ${these(digests)}`,
    question: (digests) => `Souhaitez-vous recevoir ${these(digests)}\u00A0?`,
    asked: (host, moment) =>
      `Quelqu’un, sans doute vous, en a fait la demande sur ${host} ${on(moment)}. Nous n’enverrons rien sans votre accord.`,
    topics: (names) => `${names.length === 1 ? 'Thème' : 'Thèmes'}\u00A0: ${list(names)}`,
    allTopics: 'Tous les thèmes, présents et à venir',
    yes: 'Oui, je m’abonne',
    notYou: 'Ce n’était pas vous\u00A0? Ne faites rien, et vous ne recevrez plus rien.',
    unwanted: 'Ce n’était pas vous, et vous ne voulez aucun message de nous\u00A0?',
    block: 'Ne plus rien envoyer à cette adresse',
  },

  notice: {
    already: ({ digests, host, asked }) => ({
      subject: `Vous recevez déjà ${these(digests)}`,
      title: 'Vous êtes déjà sur la liste',
      paragraphs: [
        `Quelqu’un, sans doute vous, a inscrit cette adresse à ${these(digests)} sur ${host} ${on(asked)}.`,
        'C’est déjà le cas\u00A0: rien ne change.',
      ],
      button: change,
      small: [notYou],
    }),
    manage: ({ publisher, host, asked }) => ({
      subject: `Votre lien vers vos abonnements à ${publisher}`,
      title: `Votre lien vers vos abonnements à ${publisher}`,
      paragraphs: [
        `Quelqu’un, sans doute vous, a demandé ce lien sur ${host} ${on(asked)}. Il vous permet de choisir thèmes, horaires et langue, de faire une pause ou de vous désabonner.`,
      ],
      button: change,
      small: ['Ce lien n’appartient qu’à vous\u00A0: ne le transmettez à personne.', notYou],
    }),
    move: ({ host, asked, newAddress }) => ({
      subject: 'Envoyer vos lettres à une autre adresse\u00A0?',
      title: 'Envoyer vos lettres à une autre adresse\u00A0?',
      paragraphs: [
        `Quelqu’un, sans doute vous, a demandé sur ${host} ${on(asked)} que vos lettres soient désormais envoyées à ${newAddress}.`,
        'Si vous appuyez sur le bouton, nous interrogeons cette adresse à son tour. Vos lettres n’y vont que si elle accepte aussi.',
      ],
      button: 'Oui, commencer le changement',
      small: ['Ce n’était pas vous\u00A0? Ne faites rien, et tout reste en l’état.'],
    }),
    address: ({ host, asked }) => ({
      subject: 'Merci de confirmer votre nouvelle adresse',
      title: 'Merci de confirmer votre nouvelle adresse',
      paragraphs: [
        `Quelqu’un, sans doute vous, a demandé sur ${host} ${on(asked)} à recevoir désormais ses lettres à cette adresse.`,
      ],
      button: 'Oui, envoyez-les ici',
      small: ['Ce n’était pas vous\u00A0? Ne faites rien, et vous ne recevrez rien.'],
    }),
    moved: ({ host, asked, newAddress, until }) => ({
      subject: 'Vos lettres vont maintenant à une autre adresse',
      title: 'Vos lettres vont maintenant à une autre adresse',
      paragraphs: [
        `Elles sont passées de cette adresse à ${newAddress}, sur ${host} ${on(asked)}.`,
        `Ce n’était pas vous\u00A0? Annulez ce changement\u00A0: c’est possible ${until ? `jusqu’au ${until.day} à ${until.time} (${until.zone})` : 'pendant une semaine'}. D’ici là, rien de ce que nous conservons sur vous n’est remis, effacé ni déplacé de nouveau.`,
      ],
      button: 'Annuler le changement',
      small: ['C’était vous\u00A0? Vous n’avez rien à faire.'],
    }),
    export: ({ publisher, host, asked }) => ({
      subject: `Vos données chez ${publisher}`,
      title: `Vos données chez ${publisher}`,
      paragraphs: [
        `Quelqu’un, sans doute vous, a demandé sur ${host} ${on(asked)} une copie de tout ce que nous conservons sur cette adresse.`,
      ],
      button: 'Télécharger mes données',
      small: [notYou],
    }),
    erase: ({ host, asked }) => ({
      subject: 'Effacer tout ce que nous conservons sur vous\u00A0?',
      title: 'Effacer tout ce que nous conservons sur vous\u00A0?',
      paragraphs: [
        `Quelqu’un, sans doute vous, en a fait la demande sur ${host} ${on(asked)}.`,
        'Tout disparaît\u00A0: votre adresse, vos abonnements et vos réglages. Seule reste une empreinte chiffrée de l’adresse, afin qu’une liste importée plus tard ne relance pas les envois.',
        'C’est irréversible.',
      ],
      button: 'Tout effacer',
      small: ['Ce n’était pas vous\u00A0? Ne faites rien, et rien ne change.'],
    }),
    welcome: ({ digests, next, latest }) => ({
      subject: `Bienvenue dans ${these(digests)}`,
      title: `Bienvenue dans ${these(digests)}`,
      paragraphs: ['Votre abonnement est confirmé.', ...(next ? [`Le prochain numéro arrive ${on(next)}.`] : [])],
      button: latest ? 'Lire le dernier numéro' : change,
      small: [],
    }),
  },
}
