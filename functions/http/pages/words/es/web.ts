import type { PageWords } from '../words.ts'
import { count } from './named.ts'

export const web: PageWords['web'] = {
  topics: 'De qué trata',
  archive: 'Números anteriores',
  older: 'Números más antiguos',
  newest: 'Volver a los números más recientes',
  andMore: (stories) => count(stories, { one: 'y # artículo más', other: 'y # artículos más' }),
  follow: 'En un lector de canales:',
  previous: (day) => `Número anterior: ${day}`,
  next: (day) => `Número siguiente: ${day}`,
  all: (digest) => `Todos los números de ${digest}`,
  part: 'Estas son algunas de sus secciones.',
  whole: 'Leer el número completo',
  more: 'Más artículos',
  choose: 'Elegir temas u otros boletines',

  write: {
    title: 'Escribir a la redacción',
    lead: 'Lo que escriba lo lee solo la redacción. No se publica, y se borra al cabo de medio año.',
    name: 'Su nombre',
    text: 'Lo que quiere decir',
    email: 'Su dirección de correo, si desea una respuesta',
    button: 'Enviar a la redacción',
    noName: 'Diga a la redacción quién escribe, por favor.',
    noText: 'Escriba lo que quiere decir, por favor.',
    tooLong: (most) => `Dígalo en ${count(most, { other: '#' })} caracteres como máximo, por favor.`,
    sent: 'Su mensaje va camino de la redacción',
    sentText: 'Si ha dejado una dirección, allí pueden responderle.',
    back: 'Volver al artículo',
  },
}
