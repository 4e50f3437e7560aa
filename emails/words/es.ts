import { counting, listing } from '../../core/model/counting.ts'
import { naming, spanning } from './intl.ts'
import type { Moment, Words } from './words.ts'

const count = counting('es-ES')
const list = listing('es-ES')
const few = naming(list, (more) => `${more} más`)
const span = spanning(
  (days) => count(days, { one: '# día', other: '# días' }),
  (hours) => count(hours, { one: '# hora', other: '# horas' }),
)
/** One o'clock is one hour, all others are several. */
const on = ({ day, time, zone }: Moment) => `el ${day} ${time.startsWith('01') ? 'a la' : 'a las'} ${time} (${zone})`
const change = 'Cambiar lo que recibo'
const notYou = '¿No fue usted? No tiene que hacer nada.'
/** As the page is headed. */
const yours = '«Sus suscripciones»'
const when = `En la página ${yours} consta cuándo fue y cómo habría dado usted su consentimiento.`
const unwanted = 'Si no desea recibirlo, dese de baja con el enlace de abajo.'

export const spanish: Words = {
  lang: 'es',
  intl: 'es-ES',
  date: (written) => written,
  fullDay: (weekday, date) => `${weekday} ${date}`,
  at: (day, time) => `${day}, ${time}`,
  today: 'hoy',
  yesterday: 'ayer',

  headed: (name, headline) => `${name}: ${headline}`,
  dated: (name, date) => `${name}, ${date}`,
  label: (words) => `${words}:`,

  length: (stories, minutes) =>
    `${count(stories, { one: '# artículo', other: '# artículos' })}, ${count(minutes, { one: '# minuto', other: '# minutos' })}`,
  medium: (kind, minutes) =>
    [
      { audio: 'Para escuchar', video: 'Para ver' }[kind],
      ...(minutes === undefined ? [] : [count(minutes, { one: '# minuto', other: '# minutos' })]),
    ].join(', '),
  more: (more, topic) => `${count(more, { one: '# artículo', other: '# artículos' })} más en «${topic}» en la web`,
  enough: (topic) => `¿Ya no le interesa «${topic}»?`,
  stop: (topic) => `Dejar de recibir «${topic}»`,
  why: {
    confirmed: (digest, rhythm, host) => `Usted recibe ${digest} ${rhythm}, porque confirmó su suscripción en ${host}.`,
    listed: (digest, rhythm, publisher) =>
      `Usted recibe ${digest} ${rhythm}, porque su dirección figuraba en una lista que incorporó ${publisher}. ${when} ${unwanted}`,
    added: (digest, rhythm, publisher) =>
      `Usted recibe ${digest} ${rhythm}, porque ${publisher} añadió su dirección. ${when} ${unwanted}`,
    unknown: (digest, rhythm, host) =>
      `Usted recibe ${digest} ${rhythm}, porque su dirección está suscrita en ${host}. En la página ${yours} consta desde cuándo y cómo ocurrió.`,
  },
  preferences: 'Cambiar temas, horarios o idioma',
  leave: 'Darse de baja de este boletín',
  web: 'Leer en la web',

  plainly: 'Si el botón no funciona, abra esta dirección:',
  lasts: (hours) => `El enlace es válido durante ${span(hours)}.`,

  confirmation: {
    subject: (digests) => `Confirme, por favor: ${few(digests)}`,
    question: (digests) => `¿Desea recibir ${few(digests)}?`,
    asked: (host, moment) =>
      `Alguien, probablemente usted, lo pidió en ${host} ${on(moment)}. No enviaremos nada sin su consentimiento.`,
    topics: (names) => `${names.length === 1 ? 'Tema' : 'Temas'}: ${list(names)}`,
    allTopics: 'Todos los temas, también los que vengan',
    yes: 'Sí, deseo recibirlo',
    notYou: '¿No fue usted? No haga nada y no recibirá nada más.',
    unwanted: '¿No fue usted y no quiere ningún correo nuestro?',
    block: 'No enviar más correos a esta dirección',
  },

  notice: {
    already: ({ digests, host, asked }) => ({
      subject: `Ya recibe ${few(digests)}`,
      title: 'Ya tiene esta suscripción',
      paragraphs: [
        `Alguien, probablemente usted, suscribió esta dirección a ${few(digests)} en ${host} ${on(asked)}.`,
        'Eso ya lo recibe, así que nada cambia.',
      ],
      button: change,
      small: [notYou],
    }),
    manage: ({ publisher, host, asked }) => ({
      subject: `Su enlace a lo que recibe de ${publisher}`,
      title: `Su enlace a lo que recibe de ${publisher}`,
      paragraphs: [
        `Alguien, probablemente usted, pidió este enlace en ${host} ${on(asked)}. Con él puede elegir temas, horarios e idioma, hacer una pausa o darse de baja.`,
      ],
      button: change,
      small: ['El enlace es solo suyo: no lo comparta con nadie.', notYou],
    }),
    move: ({ host, asked, newAddress }) => ({
      subject: '¿Enviar sus boletines a otra dirección?',
      title: '¿Enviar sus boletines a otra dirección?',
      paragraphs: [
        `Alguien, probablemente usted, pidió en ${host} ${on(asked)} que sus boletines lleguen desde ahora a ${newAddress}.`,
        'Si pulsa el botón, preguntamos también a esa dirección. Los boletines cambian solo cuando ella diga que sí.',
      ],
      button: 'Sí, empezar el cambio',
      small: ['¿No fue usted? No haga nada y todo seguirá como está.'],
    }),
    address: ({ host, asked }) => ({
      subject: 'Confirme su nueva dirección, por favor',
      title: 'Confirme su nueva dirección, por favor',
      paragraphs: [
        `Alguien, probablemente usted, pidió en ${host} ${on(asked)} que sus boletines lleguen desde ahora a esta dirección.`,
      ],
      button: 'Sí, envíenlos aquí',
      small: ['¿No fue usted? No haga nada y no llegará nada.'],
    }),
    moved: ({ host, asked, newAddress, until }) => ({
      subject: 'Sus boletines llegan ahora a otra dirección',
      title: 'Sus boletines llegan ahora a otra dirección',
      paragraphs: [
        `Pasaron de esta dirección a ${newAddress} en ${host} ${on(asked)}.`,
        `¿No fue usted? Deshaga el cambio: puede hacerlo ${until ? `hasta ${on(until)}` : 'durante una semana'}. Hasta entonces, nada de lo que guardamos sobre usted se entrega, se borra ni se vuelve a cambiar.`,
      ],
      button: 'Deshacer el cambio',
      small: ['¿Fue usted? Entonces no tiene que hacer nada.'],
    }),
    export: ({ publisher, host, asked }) => ({
      subject: `Sus datos en ${publisher}`,
      title: `Sus datos en ${publisher}`,
      paragraphs: [
        `Alguien, probablemente usted, pidió en ${host} ${on(asked)} una copia de todo lo que guardamos sobre esta dirección.`,
      ],
      button: 'Descargar mis datos',
      small: [notYou],
    }),
    erase: ({ host, asked }) => ({
      subject: '¿Borrar todo lo que guardamos sobre usted?',
      title: '¿Borrar todo lo que guardamos sobre usted?',
      paragraphs: [
        `Alguien, probablemente usted, lo pidió en ${host} ${on(asked)}.`,
        'Se borra todo: su dirección, sus suscripciones y sus ajustes. Solo queda una huella cifrada de la dirección, para que ninguna lista que se importe más adelante nos haga escribirle de nuevo.',
        'No se puede deshacer.',
      ],
      button: 'Borrar mis datos',
      small: ['¿No fue usted? No haga nada y todo seguirá igual.'],
    }),
    welcome: ({ digests, next, latest }) => ({
      subject: `Le damos la bienvenida a ${few(digests)}`,
      title: `Le damos la bienvenida a ${few(digests)}`,
      paragraphs: ['Su suscripción está confirmada.', ...(next ? [`El próximo número llega ${on(next)}.`] : [])],
      button: latest ? 'Leer el último número' : change,
      small: [],
    }),
  },
}
