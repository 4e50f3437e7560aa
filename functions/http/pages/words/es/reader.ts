import type { PageWords } from '../words.ts'
import { atTime, count, list } from './named.ts'

export const reader: PageWords['reader'] = {
  moment: (day, time, zone) => `${day}, ${atTime(time)} (${zone})`,
  next: (moment) => `Próximo número: ${moment}.`,
  noNext: 'Por ahora no hay ningún número previsto.',
  thisDigest: 'este boletín',

  confirm: {
    title: 'Un clic y ya está',
    asked: 'Usted pidió recibir:',
    yes: 'Sí, deseo recibirlo',
    notYou: '¿No fue usted? Cierre esta página y no recibirá nada.',
  },
  confirmed: {
    title: 'Su suscripción está confirmada',
    text: 'El próximo número le llegará por sí solo. Cada correo lleva un enlace para cambiar lo que recibe y otro para darse de baja.',
    latest: (digest) => `Leer el último número de ${digest}`,
    first: 'Recibirá usted el primer número.',
  },
  expired: {
    title: 'Este enlace ha caducado',
    text: 'Un enlace de confirmación vale siete días. Pulse el botón y le llegará uno nuevo.',
    again: 'Enviarme otro correo',
    other: 'Un enlace así vale un día. Pida otro en la página de sus suscripciones.',
  },
  notOn: {
    title: 'No está suscrito',
    left: 'Se dio de baja de esto y ya no le llega.',
    nothing: 'Ya no le llega nada nuestro, y este enlace no lo cambia.',
    again: 'Suscribirse de nuevo',
    hint: 'Le llegará un nuevo correo con un botón. En cuanto lo pulse, estará suscrito.',
    later:
      'Hace poco salió un correo con un botón a su dirección: búsquelo, también en el correo no deseado. El siguiente podrá salir mañana como muy pronto; entonces habrá aquí un botón para pedirlo.',
    closed:
      'Ya no enviamos correo a esta dirección: nos fue devuelto, o alguien nos lo pidió desde ella. Suscríbase con otra dirección o escriba a quien publica esto.',
  },
  sent: {
    title: 'Mire su bandeja de entrada',
    text: 'Un correo con un botón está en camino. Tardará uno o dos minutos.',
    nothing:
      '¿Han pasado unos minutos y no llega nada? Mire en el correo no deseado. Se envía como máximo una vez por hora.',
    move: 'Llega a la dirección que conocemos, no a la nueva. ¿Ya no puede leerlo allí? Dese de baja y suscríbase con la nueva dirección.',
    address:
      'Llega a la nueva dirección. ¿No llega nada? Si esa dirección ya tiene su propia suscripción, no se envía ningún correo: use el enlace que llevan los que recibe.',
  },

  leave: {
    title: (digest) => `¿Darse de baja de ${digest}?`,
    text: 'A partir de ese momento no recibirá ningún número más.',
    button: (digest) => `Darse de baja de ${digest}`,
    all: (digests) => `Darse de baja de todo: ${list(digests)}`,
    instead: 'Mejor cambiar los temas',
  },
  left: {
    title: (digest) => `Se ha dado de baja de ${digest}`,
    text: 'No recibirá ningún número más. Gracias por habernos leído.',
    undo: 'Fue un error: deshacer',
    undoFor: 'Puede deshacerlo durante un día.',
    see: 'Ver sus otras suscripciones',
  },
  back: {
    title: 'Su suscripción vuelve a estar activa',
    text: 'Todo está como antes.',
    late: 'Esto solo se puede deshacer durante un día. Puede suscribirse de nuevo y empezar desde cero.',
  },
  stop: {
    title: (topic) => `¿Dejar de recibir «${topic}»?`,
    last: (digest) => `Es el último tema que sigue en ${digest}: sin él, se da de baja del boletín.`,
    rest: (digest) => `${digest} llegará sin esta sección. Todo lo demás sigue igual.`,
    button: (topic) => `Dejar de recibir «${topic}»`,
  },

  preferences: {
    title: 'Sus suscripciones',
    goesTo: (address) => `Todo llega a ${address}.`,
    came: {
      confirmed: (day) => `Usted confirmó esta suscripción el ${day}.`,
      listed: (publisher, day) => `Su dirección figuraba en una lista que ${publisher} incorporó el ${day}.`,
      added: (publisher, day) => `${publisher} añadió su dirección el ${day}.`,
      unknown: (day) => `Lo recibe desde el ${day}. No consta cómo empezó.`,
      said: 'Así consta su consentimiento:',
      unwanted: 'Si no desea recibirlo, quite la marca y guarde.',
    },
    saved: 'Guardado.',
    savedFrom: 'Vale desde el próximo número.',
    wrong: 'No se ha guardado todo:',
    nothing: 'Por ahora no recibe nada nuestro.',
    yours: 'Sus boletines',
    more: 'Otros boletines',
    topicsOf: (digest) => `Temas de ${digest}`,
    howOften: (digest) => `Con qué frecuencia llega ${digest}`,
    otherEdition: 'Un ritmo nuevo vale desde su próximo número, que puede repetir artículos del anterior.',
    hint: 'Con todos los temas marcados recibirá también los que se añadan; sin ninguno, se da de baja del boletín.',
    how: 'Cómo le llega',
    zone: 'Su zona horaria',
    language: 'Idioma',
    pause: 'Pausa hasta el',
    pauseHint: 'Déjelo vacío para recibirlo todo.',
    paused: (day) => `En pausa: no llegará nada antes del ${day}.`,
    badZone: 'Esa zona horaria no existe: elija una de la lista, por favor.',
    badPause: 'Elija, por favor, un día a partir de mañana y dentro de un año.',
    tooMany: (most) => `No se pueden recibir más de ${count(most, { one: 'un boletín', other: '# boletines' })}.`,
    save: 'Guardar',
    address: 'Su dirección',
    addressHint:
      'Enviamos un correo a la dirección que conocemos y, tras pulsar su botón, otro a la nueva. Los boletines llegarán allí en cuanto pulse también el botón de este.',
    waits: (moment) =>
      `Sus boletines han pasado a esta dirección. La anterior puede deshacerlo hasta este momento: ${moment}. Hasta entonces esperan sus datos, su borrado y otro cambio.`,
    newAddress: 'Nueva dirección de correo',
    addressButton: 'Pasar a esta dirección',
    data: 'Sus datos',
    dataHint: 'En ambos casos recibirá antes un correo con un botón, para que nadie lo haga por usted.',
    exportButton: 'Enviarme mis datos',
    eraseButton: 'Borrar todos mis datos',
  },
  find: {
    title: 'Cambiar lo que recibe',
    text: 'El enlace está al final de todos nuestros correos. ¿No tiene ninguno a mano? Díganos su dirección y se lo enviamos.',
    label: 'Su dirección de correo',
    button: 'Enviarme el enlace',
  },

  export: {
    title: 'Sus datos',
    text: 'Todo lo que guardamos con su dirección, en un solo archivo (JSON): lo que recibe y el historial de sus consentimientos.',
    button: 'Descargar',
  },
  erase: {
    title: '¿Borrar todo lo que guardamos sobre usted?',
    text: 'No recibirá ningún correo más, y todo lo que guardamos sobre usted se borra en el acto y para siempre. Solo queda una huella de su dirección, de la que nadie puede deducirla, para que ninguna lista que se importe más adelante nos haga escribirle de nuevo.',
    button: 'Borrar mis datos',
    done: 'Todo está borrado',
    doneText: 'Ya no guardamos nada con su dirección. Gracias por habernos leído.',
  },
  address: {
    title: '¿Es esta su nueva dirección?',
    text: 'Desde ahora sus boletines llegarán aquí y ya no a la anterior.',
    button: 'Sí, envíenlos aquí',
    done: 'Sus boletines llegan ahora aquí',
    taken: 'Esta dirección ya tiene su propia suscripción',
    takenText:
      'No se ha cambiado nada. Para cambiar lo que recibe, use el enlace que llevan los correos enviados a ella.',
  },
  move: {
    title: '¿Pasar a otra dirección?',
    text: 'Enviamos un correo a la nueva dirección; los boletines llegarán allí en cuanto se pulse su botón. Durante siete días podrá deshacer el cambio con un correo que llegará aquí.',
    button: 'Sí, empezar el cambio',
  },
  takeBack: {
    title: '¿Deshacer el cambio?',
    text: 'Sus boletines llegarán de nuevo a esta dirección y ya no a la otra.',
    button: 'Deshacer el cambio',
    done: 'Sus boletines llegan de nuevo aquí',
    late: 'Ya no se puede deshacer',
    lateText: 'Un cambio de dirección se puede deshacer durante siete días, y una sola vez.',
  },
  waits: {
    title: 'Esto tiene que esperar',
    text: (moment) =>
      `Sus boletines han pasado a otra dirección. La anterior puede deshacerlo hasta este momento: ${moment}. Hasta entonces, nada de lo que se guarda sobre usted se entrega, se borra ni se vuelve a cambiar.`,
  },
  block: {
    title: '¿Ningún correo nuestro nunca más?',
    text: 'No volveremos a escribir a esta dirección, aunque alguien la ponga en un formulario.',
    button: 'No me escriban nunca más',
    done: 'No volveremos a escribirle',
    doneText: 'Si algún día cambia de opinión, escriba a la redacción.',
  },
}
