import { describe, expect, it } from 'vitest'
import { localeFor, locales } from '../../core/model/locale.ts'
import { rhythmIn } from '../../core/model/rhythm.ts'
import { forReaders, inWords, type Schedule } from '../../core/model/schedule.ts'

const berlin = { at: ['08:00'], zone: 'Europe/Berlin' }
const utc = { at: ['09:00'], zone: 'UTC' }
/** A name from left to right, set apart. */
const apart = (name: string) => `\u2068${name}\u2069`

/** Each schedule as all six languages say it: en, de, fr, es, ar, zh. */
const said: readonly (readonly [Schedule, readonly string[]])[] = [
  [
    { every: 'weekday', ...berlin },
    [
      'every weekday at 08:00, Europe/Berlin',
      'montags bis freitags um 08:00 Uhr (Europe/Berlin)',
      'du lundi au vendredi à 08:00 (Europe/Berlin)',
      'de lunes a viernes a las 08:00 (Europe/Berlin)',
      `من الاثنين إلى الجمعة في الساعة 08:00 بتوقيت ${apart('Europe/Berlin')}`,
      '周一至周五 08:00（Europe/Berlin 时间）',
    ],
  ],
  [
    { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin' },
    [
      'every day at 08:00, your time',
      'täglich um 08:00 Uhr Ihrer Zeit',
      'tous les jours à 08:00 (votre heure locale)',
      'todos los días a las 08:00 (su hora local)',
      'يوميًا في الساعة 08:00 بتوقيتكم المحلي',
      '每天 08:00（您的当地时间）',
    ],
  ],
  [
    { every: 'week', on: ['mon', 'thu'], ...berlin },
    [
      'every Monday and Thursday at 08:00, Europe/Berlin',
      'montags und donnerstags um 08:00 Uhr (Europe/Berlin)',
      'le lundi et le jeudi à 08:00 (Europe/Berlin)',
      'los lunes y los jueves a las 08:00 (Europe/Berlin)',
      `كل يوم اثنين وخميس في الساعة 08:00 بتوقيت ${apart('Europe/Berlin')}`,
      '每周一和周四 08:00（Europe/Berlin 时间）',
    ],
  ],
  [
    { every: 'week', on: ['wed', 'sat', 'sun'], at: ['01:30', '19:00'], zone: 'UTC' },
    [
      'every Wednesday, Saturday and Sunday at 01:30 and 19:00, UTC',
      'mittwochs, samstags und sonntags um 01:30 und 19:00 Uhr (UTC)',
      'le mercredi, le samedi et le dimanche à 01:30 et à 19:00 (UTC)',
      'los miércoles, los sábados y los domingos a la 01:30 y a las 19:00 (UTC)',
      `كل يوم أربعاء وسبت وأحد في الساعة 01:30 والساعة 19:00 بتوقيت ${apart('UTC')}`,
      '每周三、周六和周日 01:30、19:00（UTC 时间）',
    ],
  ],
  [
    { every: 'month', on: [1, 31], ...utc },
    [
      'on the 1st and last day of every month at 09:00, UTC',
      'am 1. und am letzten Tag jedes Monats um 09:00 Uhr (UTC)',
      'le 1er et le dernier jour de chaque mois à 09:00 (UTC)',
      'el día 1 y el último día de cada mes a las 09:00 (UTC)',
      `في اليوم الأول واليوم الأخير من كل شهر في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每月1日和最后一天 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'month', on: [15, 30], ...utc },
    [
      'on the 15th and 30th of every month or its last day at 09:00, UTC',
      'am 15. und am 30. jedes Monats (oder am letzten Tag) um 09:00 Uhr (UTC)',
      'le 15 et le 30 de chaque mois (ou le dernier jour) à 09:00 (UTC)',
      'el día 15 y el día 30 de cada mes (o el último) a las 09:00 (UTC)',
      `في اليوم 15 واليوم 30 من كل شهر (أو في آخر أيامه) في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每月15日和30日（当月没有则为最后一天）09:00（UTC 时间）',
    ],
  ],
  // Which weeks they are, the next date says.
  [
    { every: 'week', on: ['mon'], interval: 2, countedFrom: '2026-12-07', ...utc },
    [
      'every second Monday at 09:00, UTC',
      'alle zwei Wochen montags um 09:00 Uhr (UTC)',
      'toutes les deux semaines le lundi à 09:00 (UTC)',
      'cada dos semanas los lunes a las 09:00 (UTC)',
      `كل أسبوعين يوم الاثنين في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每两周的周一 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'week', on: ['tue', 'sun'], interval: 3, countedFrom: '2026-12-07', ...utc },
    [
      'every third Tuesday and Sunday at 09:00, UTC',
      'alle drei Wochen dienstags und sonntags um 09:00 Uhr (UTC)',
      'toutes les trois semaines le mardi et le dimanche à 09:00 (UTC)',
      'cada tres semanas los martes y los domingos a las 09:00 (UTC)',
      `كل ثلاثة أسابيع يوم الثلاثاء والأحد في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每三周的周二和周日 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'month', on: ['first tue', 'third tue', 'last fri'], ...utc },
    [
      'on the first and third Tuesday and last Friday of every month at 09:00, UTC',
      'am ersten und dritten Dienstag und am letzten Freitag jedes Monats um 09:00 Uhr (UTC)',
      'le premier et le troisième mardi et le dernier vendredi de chaque mois à 09:00 (UTC)',
      'el primer y el tercer martes y el último viernes de cada mes a las 09:00 (UTC)',
      `في أول وثالث يوم ثلاثاء وآخر يوم جمعة من كل شهر في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每月第一个和第三个周二和最后一个周五 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'month', on: ['last weekday'], ...utc },
    [
      'on the last weekday of every month at 09:00, UTC',
      'am letzten Arbeitstag (Montag bis Freitag) jedes Monats um 09:00 Uhr (UTC)',
      'le dernier jour de semaine (du lundi au vendredi) de chaque mois à 09:00 (UTC)',
      'el último día de lunes a viernes de cada mes a las 09:00 (UTC)',
      `في آخر يوم بين الاثنين والجمعة من كل شهر في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每月最后一个工作日（周一至周五）09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'quarter', on: [1, 'last day'], ...utc },
    [
      'on the 1st and last day of every quarter at 09:00, UTC',
      'am 1. und letzten Tag jedes Quartals um 09:00 Uhr (UTC)',
      'le 1er jour et le dernier jour de chaque trimestre à 09:00 (UTC)',
      'el día 1 y el último día de cada trimestre a las 09:00 (UTC)',
      `في اليوم الأول واليوم الأخير من كل ربع سنة في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每季度第1天和最后一天 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'quarter', on: ['second wed'], ...utc },
    [
      'on the second Wednesday of every quarter at 09:00, UTC',
      'am zweiten Mittwoch jedes Quartals um 09:00 Uhr (UTC)',
      'le deuxième mercredi de chaque trimestre à 09:00 (UTC)',
      'el segundo miércoles de cada trimestre a las 09:00 (UTC)',
      `في ثاني يوم أربعاء من كل ربع سنة في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每季度第二个周三 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'year', on: ['01-01', '07-04'], ...utc },
    [
      'every year on 1 January and 4 July at 09:00, UTC',
      'jedes Jahr am 1. Januar und am 4. Juli um 09:00 Uhr (UTC)',
      'chaque année le 1er janvier et le 4 juillet à 09:00 (UTC)',
      'cada año el 1 de enero y el 4 de julio a las 09:00 (UTC)',
      `كل عام في 1 يناير و4 يوليو في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每年1月1日和7月4日 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'year', on: ['02-29'], ...utc },
    [
      'every year on the last day of February at 09:00, UTC',
      'jedes Jahr am letzten Tag im Februar um 09:00 Uhr (UTC)',
      'chaque année le dernier jour de février à 09:00 (UTC)',
      'cada año el último día de febrero a las 09:00 (UTC)',
      `كل عام في آخر يوم من فبراير في الساعة 09:00 بتوقيت ${apart('UTC')}`,
      '每年2月最后一天 09:00（UTC 时间）',
    ],
  ],
  [
    { every: 'day', ...utc, from: '2026-12-01' },
    [
      'every day at 09:00, from 1 December 2026, UTC',
      'täglich um 09:00 Uhr (UTC), ab dem 1. Dezember 2026',
      'tous les jours à 09:00 (UTC), à partir du 1er décembre 2026',
      'todos los días a las 09:00 (UTC), a partir del 1 de diciembre de 2026',
      `يوميًا في الساعة 09:00 بتوقيت ${apart('UTC')}، ابتداءً من 1 ديسمبر 2026`,
      '每天 09:00（UTC 时间），自2026年12月1日起',
    ],
  ],
  [
    { every: 'day', ...utc, from: '2026-12-01', until: '2026-12-24' },
    [
      'every day at 09:00, from 1 December 2026 until 24 December 2026, UTC',
      'täglich um 09:00 Uhr (UTC), vom 1. Dezember 2026 bis zum 24. Dezember 2026',
      'tous les jours à 09:00 (UTC), du 1er décembre 2026 au 24 décembre 2026',
      'todos los días a las 09:00 (UTC), del 1 de diciembre de 2026 al 24 de diciembre de 2026',
      `يوميًا في الساعة 09:00 بتوقيت ${apart('UTC')}، من 1 ديسمبر 2026 إلى 24 ديسمبر 2026`,
      '每天 09:00（UTC 时间），自2026年12月1日起至2026年12月24日止',
    ],
  ],
  [
    { every: 'filing', settleMinutes: 10, atMostEveryMinutes: 60 },
    [
      'as it happens, at most every 60 minutes',
      'bei neuen Meldungen, höchstens alle 60 Minuten',
      'au fil de l’actualité, au plus toutes les 60 minutes',
      'en cuanto hay novedades, como máximo cada 60 minutos',
      'فور ورود الجديد، مرة كل 60 دقيقة على الأكثر',
      '有新内容即发送，最多每60分钟一次',
    ],
  ],
  [
    { every: 'filing', settleMinutes: 10, atMostEveryMinutes: 1 },
    [
      'as it happens, at most every minute',
      'bei neuen Meldungen, höchstens einmal pro Minute',
      'au fil de l’actualité, au plus une fois par minute',
      'en cuanto hay novedades, como máximo una vez por minuto',
      'فور ورود الجديد، مرة كل دقيقة على الأكثر',
      '有新内容即发送，最多每1分钟一次',
    ],
  ],
]

describe('a schedule, said to its readers', () => {
  it.each(said)('is a phrase of each language: %o', (schedule, phrases) => {
    expect(locales.map((locale) => rhythmIn(schedule, locale))).toEqual(phrases)
  })

  it('says that a day may be the last only where no month is named by it anyway', () => {
    expect(rhythmIn({ every: 'month', on: [30, 31], ...utc }, 'en')).toBe(
      'on the 30th and last day of every month at 09:00, UTC',
    )
  })

  it('is in English what editors read, but for their dates and for readers in zones of their own', () => {
    for (const every of ['day', 'weekday'] as const)
      expect(forReaders({ every, ...berlin, except: ['2026-12-25'] })).toBe(inWords({ every, ...berlin }))
    expect(forReaders({ every: 'month', on: [1, 22, 23], ...utc }, 'xx')).toBe(
      'on the 1st, 22nd and 23rd of every month at 09:00, UTC',
    )
  })

  it('says nothing of days that are left out', () => {
    for (const locale of locales)
      expect(rhythmIn({ every: 'day', ...utc, except: ['2026-12-25'] }, locale)).not.toMatch(/25/)
  })
})

describe('the language of a reader', () => {
  it.each([
    ['en', 'en'],
    ['de-AT', 'de'],
    ['zh-TW', 'zh'],
    ['ZH_hans', 'zh'],
    ['ar-EG', 'ar'],
    ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
    ['fi-FI, fi;q=0.9, de;q=0.8, en;q=0.7', 'de'],
    ['est', 'en'],
    ['arz', 'en'],
    ['del', 'en'],
    ['constructor', 'en'],
    ['', 'en'],
    ['*', 'en'],
  ])('is the first of those asked for that we write, else English: %s is %s', (asked, locale) => {
    expect(localeFor(asked)).toBe(locale)
  })
})
