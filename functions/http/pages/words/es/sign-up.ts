import type { PageWords } from '../words.ts'
import { count } from './named.ts'

export const signUp: PageWords['signUp'] = {
  title: (publisher) => `${publisher}: boletines por correo`,
  noName: 'Boletines por correo',
  lead: 'Elija lo que le interesa. Un solo correo, una sola vez, a su hora. Darse de baja es un clic.',
  nothing: 'Todavía no hay ningún boletín al que suscribirse. Vuelva pronto, por favor.',
  digests: 'Boletines',
  next: (day) => `Próximo número: ${day}.`,
  topics: (topics) =>
    `¿Solo algunos de sus ${count(topics, { other: '# temas' })}? Elíjalos aquí; si no elige ninguno, los recibirá todos.`,
  howOften: 'Con qué frecuencia llega',
  of: (digest) => ` (${digest})`,
  issues: (digest) => `Lo publicado hasta ahora en ${digest}`,
  email: 'Dirección de correo',
  example: 'usted@example.org',
  button: 'Suscribirse',
  trap: 'Deje este campo vacío',
  clock: 'Según su reloj, el de {zone}. Puede cambiarlo cuando quiera.',
  wait: 'Un momento…',
  waitLonger:
    'Un momento… su navegador lleva hecho el {share}\u00A0% de un pequeño cálculo que mantiene lejos a los robots.',
  consent: (publisher) =>
    `Enviamos un correo para confirmar. Al suscribirse, acepta que ${publisher || 'el editor'} le envíe los boletines elegidos: los temas que haya marcado o, si no ha marcado ninguno, todos los temas del boletín, también los que vengan. Puede darse de baja con un clic en cada correo.`,
  consentVersion: (version) => `(Texto de ${version})`,

  wrongTitle: 'Revíselo, por favor',
  wrong: {
    noDigest: 'Elija al menos un boletín.',
    tooMany: (most) => `Elija como máximo ${count(most, { one: 'un boletín', other: '# boletines' })}.`,
    goneDigest: 'Uno de estos boletines ya no existe: elija de nuevo, por favor.',
    goneTopic: (digest) => `${digest} ya no tiene uno de estos temas: elija de nuevo, por favor.`,
    goneEdition: (digest) => `${digest} ya no sale con esa frecuencia: elija de nuevo, por favor.`,
    address: {
      none: 'Escriba una dirección de correo.',
      shape: 'Una dirección de correo tiene esta forma: nombre@example.org.',
      alphabet:
        'Antes de la arroba solo puede haber letras sin tilde, cifras y signos: nuestro proveedor todavía no admite otros alfabetos.',
      local: 'A lo que está antes de la arroba no se puede enviar correo.',
      domain: 'A lo que está después de la arroba no se puede enviar correo.',
      length: 'La dirección es más larga de lo que admite el correo (254 caracteres).',
    },
  },

  taken: {
    title: 'Mire su bandeja de entrada',
    text: 'Le hemos enviado un correo con un botón. Su suscripción empieza cuando lo pulse.',
    json: 'Mire su bandeja de entrada: un correo con un botón está en camino.',
    nothing:
      '¿Han pasado unos minutos y no llega nada? Mire en el correo no deseado. Si la pidió hace menos de un día, no llega un segundo correo.',
    back: 'Volver a los boletines',
  },

  embed: {
    title: 'El formulario en su propio sitio',
    text: 'Copie esto en cualquiera de sus páginas. No lleva ningún script y toma los colores y la letra de la página en que está.',
    later: 'Quien se suscribe con él recibe el correo unos minutos más tarde que desde nuestra propia página.',
    which: 'Boletín',
    every: 'Todos, a elegir',
    language: 'Idioma',
    show: 'Mostrar este formulario',
    html: 'HTML para copiar',
    light: 'En una página clara',
    dark: 'En una página oscura',
  },
}
