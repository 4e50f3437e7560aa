import type { PageWords } from '../words.ts'

export const common: PageWords['common'] = {
  rhythm: (rhythm, next) => `${rhythm}. ${next}`.trimEnd(),
  toDigests: 'Ver los boletines',
  further: 'Más boletines',
  gone: {
    title: 'Aquí no hay nada',
    text: 'Quizá el enlace esté cortado: cópielo entero del correo y vuelva a intentarlo.',
  },
  unreadable: {
    title: 'No se ha podido leer este formulario',
    text: 'No se ha cambiado nada. Vuelva a la página, recárguela y envíe el formulario de nuevo.',
  },
  sorry: {
    title: 'Algo ha fallado por nuestra parte',
    text: 'No se ha perdido nada suyo. Vuelva a intentarlo en un minuto, por favor.',
  },
}
