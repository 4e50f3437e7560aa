import type { NoticeProps } from '../../core/model/letter.ts'
import type { Locale } from '../../core/model/locale.ts'
import type { Rendered } from '../../core/model/mail.ts'
import { rhythmIn } from '../../core/model/rhythm.ts'
import type { Theme } from '../../core/model/theme.ts'
import type { DigestProps } from '../../core/model/variant.ts'
import { Code } from '../../emails/code.tsx'
import { Comment } from '../../emails/comment.tsx'
import { Door } from '../../emails/door.tsx'
import { Held } from '../../emails/held.tsx'
import { Quota } from '../../emails/quota.tsx'
import { renderer } from '../../emails/render.tsx'
import { Report } from '../../emails/report.tsx'
import { aConfirmation, aDigest, aNotice, anItem, aSection, aWelcome, blockUrl } from './samples.ts'

/** A logo that needs no network: a sign in ink on nothing, which is what is lost in the dark. */
export const aLogo = { url: 'https://harbourpost.example/logo.png', width: 216, height: 40, alt: 'Harbour Post' }
/** Of a publisher with looks of their own. */
export const aTheme: Theme = { logo: aLogo, accent: { light: '#8b1e3f', dark: '#e8a0b4' } }

type Story = readonly [title: string, summary: string, source: string, publishedAt: string]
type News = {
  readonly name: string
  readonly intro: string
  readonly parts: readonly (readonly [string, readonly Story[]])[]
}

/** A morning's news in the language of its readers. */
const news: Readonly<Record<Exclude<Locale, 'en'>, News>> = {
  de: {
    name: 'Hafenblatt am Morgen',
    intro:
      'Guten Morgen. Der Streik geht in die zweite Woche, und eine stille Abstimmung könnte mehr bedeuten, als es scheint.',
    parts: [
      [
        'Handel',
        [
          [
            'Zweite Streikwoche: Vierzig Schiffe liegen vor dem östlichen Kai',
            'Um zwölf wird weiterverhandelt. Spediteure rechnen mit einem Monat Rückstand.',
            'hafenblatt.example',
            '2026-11-23T18:40',
          ],
          [
            'Kleine Ausführer weichen auf den Fluss aus',
            'Die Schleusen kommen nach.',
            'binnenwasser.example',
            '2026-11-21T09:30',
          ],
        ],
      ],
      [
        'Stadt',
        [
          [
            'Nachtstraßenbahnen fahren wieder auf drei Linien',
            'Alle zwanzig Minuten, freitags und samstags.',
            'stadtredaktion.example',
            '2026-11-24T05:30',
          ],
        ],
      ],
    ],
  },
  fr: {
    name: 'Le Courrier du port',
    intro:
      'Bonjour. La grève entre dans sa deuxième semaine, et un vote discret pourrait compter plus qu’il n’y paraît.',
    parts: [
      [
        'Commerce',
        [
          [
            'Deuxième semaine de grève : quarante navires attendent devant le quai est',
            'Les discussions reprennent à midi. Il faudra un mois pour résorber le retard.',
            'courrierduport.example',
            '2026-11-23T18:40',
          ],
          [
            'Le prix du fret recule pour la troisième semaine',
            'Les armateurs y voient un répit.',
            'fret.example',
            '2026-11-21T09:30',
          ],
        ],
      ],
      [
        'Ville',
        [
          [
            'Les trams de nuit reviennent sur trois lignes',
            'Toutes les vingt minutes, les vendredis et samedis.',
            'ville.example',
            '2026-11-24T05:30',
          ],
        ],
      ],
    ],
  },
  es: {
    name: 'El Correo del Puerto',
    intro:
      'Buenos días. La huelga entra en su segunda semana, y una votación discreta puede importar más de lo que parece.',
    parts: [
      [
        'Comercio',
        [
          [
            'Segunda semana de huelga: cuarenta barcos fondeados frente al muelle este',
            'Las negociaciones se reanudan a mediodía. El atraso durará un mes.',
            'correodelpuerto.example',
            '2026-11-23T18:40',
          ],
          ['Los pequeños exportadores prueban el río', 'Las esclusas dan abasto.', 'aguas.example', '2026-11-21T09:30'],
        ],
      ],
      [
        'Ciudad',
        [
          [
            'Vuelven los tranvías nocturnos en tres líneas',
            'Cada veinte minutos, viernes y sábados.',
            'ciudad.example',
            '2026-11-24T05:30',
          ],
        ],
      ],
    ],
  },
  ar: {
    name: 'نشرة الميناء',
    intro: 'صباح الخير. يدخل الإضراب أسبوعه الثاني، وقد يعني تصويت هادئ أكثر مما يبدو.',
    parts: [
      [
        'التجارة',
        [
          [
            'أسبوع ثانٍ من الإضراب يترك أربعين سفينة راسية قبالة الرصيف الشرقي',
            'تُستأنف المحادثات ظهرًا، ويقول الناقلون إن التأخير سيستغرق شهرًا.',
            'صحيفة المرفأ',
            '2026-11-23T18:40',
          ],
          [
            'Small exporters turn to the river route',
            'Barges carried three times their usual load last week.',
            'inland-water.example',
            '2026-11-21T09:30',
          ],
        ],
      ],
      [
        'المدينة',
        [
          [
            'عودة الترام الليلي على ثلاثة خطوط',
            'كل عشرين دقيقة، يومي الجمعة والسبت.',
            'citydesk.example',
            '2026-11-24T05:30',
          ],
        ],
      ],
    ],
  },
  zh: {
    name: '港口早报',
    intro: '早上好。罢工进入第二周，而一次低调的表决也许比看上去更重要。',
    parts: [
      [
        '贸易',
        [
          [
            '罢工第二周：四十艘船停泊在东岸码头外',
            '谈判将于中午恢复。运输商称积压需一个月才能清完。',
            '港口邮报',
            '2026-11-23T18:40',
          ],
          ['小出口商改走内河', '上周驳船运量是平时的三倍。', 'inland-water.example', '2026-11-21T09:30'],
        ],
      ],
      ['城市', [['三条线路恢复夜间有轨电车', '周五和周六每二十分钟一班。', '城市版', '2026-11-24T05:30']]],
    ],
  },
}

/** A digest as its readers have it: names, stories and rhythm in their language. */
export function aDigestIn(locale: Locale, changes: Partial<DigestProps> = {}): DigestProps {
  const rhythm = rhythmIn({ every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }, locale)
  if (locale === 'en') return aDigest({ rhythm, ...changes })
  const { name, intro, parts } = news[locale]
  const sections = parts.map(([topic, stories], index) =>
    aSection(
      stories.map(([title, summary, source, publishedAt], at) =>
        anItem({ title, summary, source, publishedAt, url: `https://harbourpost.example/${locale}/${index}-${at}` }),
      ),
      { name: topic, slug: `topic-${index}`, more: index === 0 ? 12 : 0 },
    ),
  )
  return aDigest({ locale, name, intro, sections, stories: 3, minutes: 2, rhythm, ...changes })
}

const named = (locale: Locale) => (locale === 'en' ? 'The Harbour Brief' : news[locale].name)

/** How a template is filled for a reader of a language, and a publisher. */
export type Sample = (locale: Locale, theme?: Theme) => Promise<Rendered>

const by = <P extends { readonly publisher: object }>(props: P, theme: Theme | undefined): P =>
  theme ? { ...props, publisher: { ...props.publisher, theme } } : props

const notice =
  (kind: NoticeProps['kind']): Sample =>
  (locale, theme) =>
    renderer.notice(by(aNotice({ kind, locale, digests: [named(locale)], hours: kind === 'export' ? 24 : 0 }), theme))

/** What readers get, in each of their languages. */
export const forReaders: Readonly<Record<string, Sample>> = {
  digest: (locale, theme) => renderer.digest(by(aDigestIn(locale), theme)),
  confirmation: (locale, theme) =>
    renderer.confirmation(
      by(
        aConfirmation({
          locale,
          blockUrl,
          digests: [
            {
              name: named(locale),
              rhythm: rhythmIn({ every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }, locale),
              topics: ['Trade', 'City'],
            },
            {
              name: 'Tide Tables',
              rhythm: rhythmIn({ every: 'week', on: ['mon'], at: ['06:30'], zone: 'Europe/Berlin' }, locale),
              topics: [],
            },
          ],
        }),
        theme,
      ),
    ),
  already: notice('already'),
  manage: notice('manage'),
  address: notice('address'),
  move: notice('move'),
  moved: notice('moved'),
  export: notice('export'),
  erase: notice('erase'),
  welcome: (locale, theme) => renderer.notice(by(aWelcome({ locale }), theme)),
}

/** What editors get. They read English. */
export const forEditors: Readonly<Record<string, Sample>> = {
  code: (_, theme) => renderer.code(by(Code.PreviewProps, theme)),
  door: (_, theme) => renderer.door(by(Door.PreviewProps, theme)),
  held: (_, theme) => renderer.held(by(Held.PreviewProps, theme)),
  quota: (_, theme) => renderer.quota(by(Quota.PreviewProps, theme)),
  report: (_, theme) => renderer.report(by(Report.PreviewProps, theme)),
  comment: (_, theme) => renderer.comment(by(Comment.PreviewProps, theme)),
}
