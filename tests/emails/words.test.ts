import { describe, expect, test } from 'vitest'
import { locales } from '../../core/model/locale.ts'
import { rhythmIn } from '../../core/model/rhythm.ts'
import { renderer } from '../../emails/render.tsx'
import { wrap } from '../../emails/text.ts'
import { clockAt } from '../../emails/when.ts'
import { languageOf, type NoticeAbout, wordsIn } from '../../emails/words/words.ts'
import { aConfirmation, aDigest, aNotice, anItem, aSection, aWelcome, blockUrl } from './samples.ts'

const others = locales.filter((one) => one !== 'en')

/** Made up, so that what is left of a sentence without them is the language's own. */
const [QX, QY, QZ] = ['Qxqx', 'Qyqy', 'Qzqz']
const moment = { day: QX, time: '09:12', zone: QY }
const about: NoticeAbout = {
  digests: [QX],
  publisher: QY,
  host: QZ,
  asked: moment,
  next: moment,
  newAddress: `${QX}…@${QY}`,
  until: { ...moment, time: '10:30' },
  latest: false,
}
const counts = [0, 1, 2, 3, 11, 99, 100, 1_000_000]
const lists = [[QX], [QX, QY], [QX, QY, QZ], [QX, QY, QZ, QX], [QX, QY, QZ, QX, QY, QZ]]

/** What each sentence is said of. One that is missing here is a failure, so that none goes untested. */
const saidOf: Record<string, readonly (readonly unknown[])[]> = {
  date: [[QX]],
  fullDay: [[QX, QY]],
  at: [[QX, '18:40']],
  headed: [[QX, QY]],
  dated: [[QX, QY]],
  label: [[QX]],
  medium: [undefined, ...counts].map((minutes) => ['audio', minutes]),
  length: counts.flatMap((stories) => [
    [stories, 1],
    [3, stories],
  ]),
  more: counts.slice(1).map((count) => [count, QX]),
  enough: [[QX]],
  stop: [[QX]],
  ...Object.fromEntries(['confirmed', 'listed', 'added', 'unknown'].map((how) => [`why.${how}`, [[QX, QY, QZ]]])),
  lasts: [1, 2, 3, 11, 24, 36, 48, 72, 168, 264].map((hours) => [hours]),
  'confirmation.subject': lists.map((names) => [names]),
  'confirmation.question': lists.map((names) => [names]),
  'confirmation.topics': lists.map((names) => [names]),
  'confirmation.asked': [[QX, moment]],
  ...Object.fromEntries(
    ['already', 'manage', 'move', 'address', 'moved', 'export', 'erase', 'welcome'].map((kind) => [
      `notice.${kind}`,
      [about, { ...about, latest: true }, { ...about, digests: lists.at(-1) }].map((one) => [one]),
    ]),
  ),
}

/** Every sentence of a language, by its place. */
function sentences(value: unknown, place = ''): [string, string[]][] {
  if (typeof value === 'string') return [[place, [value]]]
  if (typeof value === 'function') {
    const examples = saidOf[place]
    if (!examples) throw new Error(`no example of ${place}`)
    return [[place, examples.flatMap((one) => strings(value(...one)))]]
  }
  return Object.entries(value as object).flatMap(([key, inner]) => sentences(inner, place ? `${place}.${key}` : key))
}
const strings = (said: unknown): string[] =>
  typeof said === 'string' ? [said] : Object.values(said as object).flatMap((one) => strings(one))

const own = (said: string) => said.replaceAll(/Q[xyz]q[xyz]|[\d\p{P}\s]/gu, '')

describe.each(locales)('in %s', (locale) => {
  const said = sentences(wordsIn(locale))

  test('every sentence there is in English is there', () => {
    expect(said.map(([place, all]) => [place, all.length])).toEqual(
      sentences(wordsIn('en')).map(([place, all]) => [place, all.length]),
    )
  })

  test('every sentence says something, and all of it', () => {
    for (const [place, all] of said) {
      for (const one of all) {
        expect(one.trim(), place).not.toBe('')
        expect(one, place).not.toMatch(/undefined|null|NaN|\[object|#/)
        expect(one, place).not.toMatch(/ {2}|^\s|\s$/)
      }
    }
  })

  test('every name it is told of is said', () => {
    const words = wordsIn(locale)
    for (const why of Object.values(words.why)) expect(why(QX, QY, QZ)).toMatch(/(?=.*Qxqx)(?=.*Qyqy)(?=.*Qzqz)/)
    expect(words.confirmation.asked(QZ, moment)).toMatch(/(?=.*Qxqx)(?=.*Qyqy)(?=.*Qzqz)(?=.*09:12)/)
    for (const kind of ['already', 'manage', 'move', 'address', 'moved', 'export', 'erase'] as const)
      expect(words.notice[kind](about).paragraphs.join(' ')).toMatch(/(?=.*Qxqx)(?=.*Qyqy)(?=.*Qzqz)(?=.*09:12)/)
    for (const kind of ['move', 'moved'] as const)
      expect(words.notice[kind](about).paragraphs.join(' ')).toContain(about.newAddress)
    expect(words.notice.moved(about).paragraphs.join(' ')).toContain('10:30')
    expect(words.notice.welcome(about).paragraphs.join(' ')).toMatch(/(?=.*Qxqx)(?=.*Qyqy)(?=.*09:12)/)
  })

  test('a mail says its language', async () => {
    expect(languageOf(locale)).toBe(locale === 'zh' ? 'zh-Hans' : locale)
    const { html } = await renderer.digest(aDigest({ locale: `${locale}-XX` }))
    expect(html).toContain(`lang="${languageOf(locale)}"`)
  })

  test('lines of the text part hold at most 72 columns, unless they are an address', async () => {
    const rhythm = rhythmIn({ every: 'month', on: [1, 15, 30], at: ['08:00', '19:00'], zone: 'Europe/Berlin' }, locale)
    const item = anItem({
      summary: '谈判将于中午恢复。货运商表示，（即使）今天签署协议，积压货物也需“一个月”才能疏通。'.repeat(3),
    })
    const texts = [
      await renderer.digest(aDigest({ locale, rhythm, sections: [aSection([item], { more: 12 })] })),
      await renderer.confirmation(aConfirmation({ locale, blockUrl })),
      await renderer.notice(aNotice({ locale })),
      await renderer.notice(aWelcome({ locale })),
    ]
    for (const { text } of texts) {
      const lines = text.split('\n').filter((line) => !/^(?:https?:|\uFDD0)/.test(line))
      for (const line of lines) {
        expect(
          [...line].reduce((sum, one) => sum + (one > '\u2E80' ? 2 : 1), 0),
          line,
        ).toBeLessThanOrEqual(72)
        expect(line).not.toMatch(/^[、。，！？：；）》]|[（《]$|^\s|\s$/)
      }
    }
  })
})

describe.each(others)('in %s', (locale) => {
  test('no sentence is left in English', () => {
    const english = new Map(sentences(wordsIn('en')))
    for (const [place, all] of sentences(wordsIn(locale))) {
      if (place === 'lang' || place === 'intl') continue
      for (const [index, one] of all.entries()) {
        const [ours, theirs] = [own(one), own(english.get(place)![index]!)]
        if (/\p{L}/u.test(theirs)) expect(ours, place).not.toBe(theirs)
        expect(one, place).not.toMatch(/\b(?:the|you|your|this|that|what|from|nothing|more|issue)\b/i)
        if (locale === 'ar' || locale === 'zh') expect(ours, place).not.toMatch(/[A-Za-z]/)
      }
    }
  })
})

describe('numbers take the form that goes with them', () => {
  const lengths = (locale: string, counts: number[]) => counts.map((count) => wordsIn(locale).length(count, count))

  test('two forms in English, German, French and Spanish; French says zero in the singular', () => {
    expect(lengths('en', [0, 1, 2])).toEqual(['0 stories, 0 minutes', '1 story, 1 minute', '2 stories, 2 minutes'])
    expect(lengths('de', [1, 1200])).toEqual(['1 Beitrag, 1 Minute', '1.200 Beiträge, 1.200 Minuten'])
    expect(lengths('fr', [0, 1, 2])).toEqual(['0 article, 0 minute', '1 article, 1 minute', '2 articles, 2 minutes'])
    expect(lengths('es', [1, 2])).toEqual(['1 artículo, 1 minuto', '2 artículos, 2 minutos'])
  })

  test('six in Arabic, of which one and two need no number', () => {
    expect(lengths('ar', [1, 2, 3, 11, 100])).toEqual([
      'مقال واحد، دقيقة واحدة',
      'مقالان، دقيقتان',
      '3 مقالات، 3 دقائق',
      '11 مقالًا، 11 دقيقة',
      '100 مقال، 100 دقيقة',
    ])
    expect([24, 48, 72, 11 * 24].map(wordsIn('ar').lasts)).toEqual([
      'يبقى الرابط صالحًا لمدة 24 ساعة.',
      'يبقى الرابط صالحًا لمدة يومين.',
      'يبقى الرابط صالحًا لمدة 3 أيام.',
      'يبقى الرابط صالحًا لمدة 11 يومًا.',
    ])
  })

  test('one in Chinese', () => {
    expect(lengths('zh', [1, 2])).toEqual(['1篇文章，1分钟读完', '2篇文章，2分钟读完'])
  })
})

describe('days and times', () => {
  test.each([
    ['en', 'Tuesday, 1 December 2026', 'yesterday, 18:40', '1 December 2026'],
    ['de', 'Dienstag, 1.\u00A0Dezember 2026', 'gestern, 18:40', '1.\u00A0Dezember 2026'],
    ['fr', 'mardi 1er décembre 2026', 'hier à 18:40', '1er décembre 2026'],
    ['es', 'martes 1 de diciembre de 2026', 'ayer, 18:40', '1 de diciembre de 2026'],
    ['ar', 'الثلاثاء 1 ديسمبر 2026', 'أمس، 18:40', '1 ديسمبر 2026'],
    ['zh', '2026年12月1日星期二', '昨天 18:40', '2026年12月1日'],
  ])('are written as %s writes them, in 24 hours and digits that all can read', (locale, day, at, date) => {
    const clock = clockAt('2026-12-01T08:00', wordsIn(locale))
    expect([clock.day, clock.time, clock.date]).toEqual([day, '08:00', date])
    expect(clock.of('2026-11-30T18:40')).toBe(at)
    expect(clock.of('2026-12-01')).toBe(wordsIn(locale).today)
    expect(clock.of('2026-11-30T23:30').endsWith('23:30')).toBe(true)
  })
})

describe('a digest', () => {
  test.each([
    [
      'en',
      'You get The Harbour Brief every weekday at 08:00, Europe/Berlin, because you confirmed your subscription at harbourpost.example.',
    ],
    [
      'de',
      'Sie erhalten „The Harbour Brief“ montags bis freitags um 08:00 Uhr (Europe/Berlin), weil Sie Ihr Abonnement auf harbourpost.example bestätigt haben.',
    ],
    [
      'fr',
      'Vous recevez «\u00A0The Harbour Brief\u00A0» du lundi au vendredi à 08:00 (Europe/Berlin), car vous avez confirmé votre abonnement sur harbourpost.example.',
    ],
    [
      'es',
      'Usted recibe The Harbour Brief de lunes a viernes a las 08:00 (Europe/Berlin), porque confirmó su suscripción en harbourpost.example.',
    ],
    [
      'ar',
      'تتلقون «The Harbour Brief» من الاثنين إلى الجمعة في الساعة 08:00 بتوقيت Europe/Berlin، لأنكم أكدتم اشتراككم على harbourpost.example.',
    ],
    [
      'zh',
      '您在 harbourpost.example 确认了订阅，因此会收到《The Harbour Brief》：周一至周五 08:00（Europe/Berlin 时间）。',
    ],
  ])('says why it comes, and when, as one sentence of its language: %s', async (locale, reason) => {
    const rhythm = rhythmIn({ every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }, locale)
    const { html, text } = await renderer.digest(aDigest({ locale, rhythm }))
    expect(html.replaceAll(/<[^>]*>/g, '')).toContain(reason)
    expect(text.replaceAll(/[\u2066-\u2069]/g, '').replaceAll(/\s/g, '')).toContain(reason.replaceAll(/\s/g, ''))
  })

  test.each(locales)(
    'says in %s to each kind of reader how they came, and to no other that they confirmed',
    async (locale) => {
      const rhythm = rhythmIn({ every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }, locale)
      const said = ['confirmed', 'listed', 'added', 'unknown'] as const
      const { came: _, ...nobodyKnows } = aDigest({ locale, rhythm })
      for (const how of said) {
        const whose = how === 'listed' || how === 'added' ? 'Harbour Post' : 'harbourpost.example'
        const reasons = said.map((one) => wordsIn(locale).why[one]('The Harbour Brief', rhythm, whose))
        const { html, text } = await renderer.digest(how === 'unknown' ? nobodyKnows : { ...nobodyKnows, came: how })
        for (const part of [html.replaceAll(/<[^>]*>/g, ''), text]) {
          const solid = (one: string) => one.replaceAll(/[\u2066-\u2069\s]/g, '')
          expect(reasons.filter((one) => solid(part).includes(solid(one)))).toEqual([reasons[said.indexOf(how)]])
          expect(/confirm|bestätigt|确认|أكدتم/.test(solid(part))).toBe(how === 'confirmed')
        }
      }
    },
  )

  test.each([
    ['fr', 'The Harbour Brief\u00A0: Fog until ten', 'The Harbour Brief, 24 novembre 2026'],
    ['ar', 'The Harbour Brief: Fog until ten', 'The Harbour Brief، 24 نوفمبر 2026'],
    ['zh', 'The Harbour Brief：Fog until ten', 'The Harbour Brief，2026年11月24日'],
  ])('has a subject with the marks of its language: %s', async (locale, headed, dated) => {
    const of = async (sections: ReturnType<typeof aSection>[]) =>
      (await renderer.digest(aDigest({ locale, sections }))).subject
    expect(await of([aSection([anItem({ title: 'Fog until ten' })])])).toBe(headed)
    expect(await of([])).toBe(dated)
  })
})

describe('lines without spaces', () => {
  test('break between characters, never before a closing mark or after an opening one, nor in a foreign word', () => {
    const lines = wrap(`${'港'.repeat(35)}（Europe/Berlin时间）。${'港'.repeat(29)}《海》${'港'.repeat(5)}`)
    expect(lines[0]).toBe('港'.repeat(35))
    expect(lines[1]).toMatch(/^（Europe\/Berlin时间）。/)
    for (const line of lines) expect(line).not.toMatch(/^[）。》]|[（《]$/)
    expect(lines.join('')).toContain('《海》')
  })

  test('are not broken at a no-break space either', () => {
    for (let length = 60; length < 74; length++)
      expect(wrap(`${'a'.repeat(length)} bien\u00A0?`).join('|')).toContain('bien\u00A0?')
  })
})
