import { describe, expect, it } from 'vitest'
import { type Locale, locales } from '../../core/model/locale.ts'
import type { Subscriber } from '../../core/model/subscriber.ts'
import { learn, pageWords } from '../../functions/http/pages/words/words.ts'
import { aWorld } from '../support/world.ts'

const others = locales.filter((locale) => locale !== 'en')

// ── The words themselves ────────────────────────────────────────────────────────────────────────────────────────────

type Sentence = (...given: readonly unknown[]) => string
type Leaf = { readonly path: string; readonly say: string | Sentence }

/** Every word of a language, with the path to it. */
const leaves = (words: unknown, path = ''): Leaf[] =>
  typeof words === 'string' || typeof words === 'function'
    ? [{ path, say: words as string | Sentence }]
    : Object.entries(words as object).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key))

/** Names that no language writes. Sentences of numbers and of lists are told those instead. */
const NAMES = ['Xyz', 'Vwq', 'Jkh']
const ofNumbers = [
  ...['issue.stories', 'signUp.topics', 'signUp.wrong.tooMany', 'reader.preferences.tooMany'],
  ...['web.andMore', 'web.write.tooLong'],
]
const ofLists = ['reader.leave.all']

function said({ path, say }: Leaf, number = 3): string {
  if (typeof say === 'string') return say
  if (ofNumbers.includes(path)) return say(number)
  return ofLists.includes(path) ? say(NAMES) : say(...NAMES.slice(0, say.length))
}
const learnt = new Map(await Promise.all(locales.map(async (one) => [one as Locale, await learn(one)] as const)))
const wordsOf = (locale: Locale) => pageWords(learnt.get(locale)!)
const textsOf = (locale: Locale) => new Map(leaves(wordsOf(locale)).map((leaf) => [leaf.path, said(leaf)]))

/** What says nothing but what it is told; and the address of an example, which is nobody's language. */
const noWordsOfItsOwn = ['date', 'common.rhythm', 'issue.dated', 'signUp.of', 'signUp.example']

describe('the words of readers’ pages', () => {
  it.each(others)('in %s say all that English says', (locale) => {
    const shape = (one: Locale) => leaves(wordsOf(one)).map(({ path, say }) => `${path}: ${typeof say}`)
    expect(shape(locale).toSorted()).toEqual(shape('en').toSorted())
  })

  it.each(locales)('in %s are never empty, and speak of nothing that is not there', (locale) => {
    for (const [path, text] of textsOf(locale)) {
      expect(text.trim(), path).not.toBe('')
      expect(text, path).not.toMatch(/undefined|null|NaN|\[object|\$\{|#|=>/)
    }
  })

  it.each(locales)('in %s name whatever they are told of', (locale) => {
    const sentences = leaves(wordsOf(locale)).filter(
      ({ path, say }) => typeof say === 'function' && !ofNumbers.includes(path),
    )
    for (const leaf of sentences) {
      const told = ofLists.includes(leaf.path) ? NAMES : NAMES.slice(0, (leaf.say as Sentence).length)
      for (const name of told) expect(said(leaf), leaf.path).toContain(name)
    }
  })

  it.each(others)('in %s are not left in English', (locale) => {
    const english = textsOf('en')
    const same = [...textsOf(locale)].filter(([path, text]) => text === english.get(path)).map(([path]) => path)
    expect(same.filter((path) => !noWordsOfItsOwn.includes(path))).toEqual([])
  })

  it.each(['ar', 'zh'] as const)('in %s hold no Latin letters but those of names', (locale) => {
    const names = /JSON|HTML|\w+@example\.org|Xyz|Vwq|Jkh|\{\w+\}/g
    const texts = [...textsOf(locale)].filter(([path]) => path !== 'intl')
    expect(texts.filter(([, text]) => /[a-z]/i.test(text.replaceAll(names, '')))).toEqual([])
  })

  it('in Arabic set every name apart, so that it takes no mark of the sentence along (UAX 9)', () => {
    // Those are told sentences, days and times, which are Arabic already.
    const told =
      /^(?:date|common\.rhythm|reader\.(?:moment|next|preferences\.(?:paused|waits)|waits\.text)|signUp\.next|issue\.dated)$/
    const open = [...textsOf('ar')].filter(([path, text]) => {
      const around = text.replaceAll(/[\u2066\u2068][^\u2066-\u2069]*\u2069/g, '')
      return /Xyz|Vwq|Jkh/.test(around) && !told.test(path)
    })
    expect(open).toEqual([])
    const { reader, issue } = wordsOf('ar')
    expect(reader.moment('يوم', '08:00', 'UTC')).toContain('\u2066UTC\u2069')
    expect(issue.dated('Brief', 'يوم')).toContain('\u2068Brief\u2069')
  })

  it.each<[string, (number: number) => string, readonly string[]]>([
    ['en', wordsOf('en').issue.stories, ['1 story', '2 stories', '11 stories', '1,000 stories']],
    ['de', wordsOf('de').issue.stories, ['1 Beitrag', '2 Beiträge', '11 Beiträge', '1.000 Beiträge']],
    ['fr', wordsOf('fr').issue.stories, ['1 article', '2 articles', '11 articles', '1\u202F000 articles']],
    ['es', wordsOf('es').issue.stories, ['1 artículo', '2 artículos', '11 artículos', '1000 artículos']],
    ['ar', wordsOf('ar').issue.stories, ['مقال واحد', 'مقالان', '11 مقالًا', '1,000 مقال']],
    ['zh', wordsOf('zh').issue.stories, ['1篇文章', '2篇文章', '11篇文章', '1,000篇文章']],
  ])('count as %s counts', (_, stories, forms) => {
    expect([1, 2, 11, 1000].map(stories)).toEqual(forms)
  })

  it('are English for whoever asks for a language that we do not write', async () => {
    for (const asked of ['fi', '', 'constructor', 'EN-us']) expect(await learn(asked)).toBe('en')
    expect(await learn('de-AT')).toBe('de')
  })
})

// ── The pages that say them ─────────────────────────────────────────────────────────────────────────────────────────

/** A reader of two digests, who has an issue and reads in this language. */
async function aTown(locale: Locale) {
  const world = await aWorld()
  await world.topics('trade', 'city')
  await world.digest()
  await world.digest({ id: 'long', name: 'The Long Read', topics: ['city'] })
  const { id } = await world.reader('ada')
  const link = (purpose: 'leave' | 'preferences', payload = id) => world.ports.links.sign(purpose, payload, 'k1')
  const preferences = `/preferences/${link('preferences')}`
  await world.visit(preferences, { method: 'POST', body: new URLSearchParams({ locale }) })
  const reader = (await world.ports.subscribers.get(id)) as Subscriber

  await world.article('Forty ships', ['trade'], { lang: 'en' })
  const { id: text } = await world.article('Aus dem Archiv', ['city'], {
    url: undefined,
    body: ['Erster Absatz.'],
    publishedAt: '2024-12-01',
    lang: 'de',
  })
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  await world.drain()
  const issue = (await world.ports.issues.list('brief', { limit: 1 })).items[0]!.id
  const asking = (init: RequestInit = {}) => ({ ...init, headers: { 'accept-language': `${locale}, fi;q=0.5` } })
  return {
    ...world,
    reader,
    preferences,
    leaving: `/unsubscribe/${link('leave', `${id}~brief`)}`,
    archive: '/d/brief',
    issue: `/d/brief/${issue}`,
    text: `/a/${text}`,
    /** A page as a browser in this language asks for it. */
    read: async (path: string, init: RequestInit = {}) => (await world.visit(path, asking(init))).text(),
  }
}

const sideOf = (locale: Locale) => (locale === 'ar' ? 'rtl' : 'ltr')
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

describe('readers’ pages', () => {
  it.each(locales)('are in %s, and run its way, for a browser that asks for it (STD-80)', async (locale) => {
    const { read, archive, issue, text: article, preferences, leaving } = await aTown(locale)
    const say = wordsOf(locale)
    const pages: [string, string][] = [
      ['/', say.signUp.lead],
      ['/preferences', say.reader.find.title],
      ['/nowhere', say.common.gone.title],
      [archive, say.issue.subscribe],
      [issue, say.issue.get('The Harbour Brief')],
      [article, say.issue.getMore],
      [preferences, say.reader.preferences.yours],
      [leaving, say.reader.leave.button('The Harbour Brief')],
    ]
    for (const [path, text] of pages) {
      const page = await read(path)
      expect(page.slice(0, 60), path).toContain(`<html lang="${locale}" dir="${sideOf(locale)}">`)
      expect(page, path).toContain(escaped(text))
    }
  })

  it.each<[Locale, readonly string[]]>([
    ['en', ['Every day at 08:00, Europe/Berlin. Next: Wednesday 25 November at 08:00 (Europe/Berlin).']],
    ['de', ['Täglich um 08:00 Uhr (Europe/Berlin). Nächste Ausgabe: Mittwoch, 25. November, um 08:00 Uhr']],
    ['fr', ['Tous les jours à 08:00 (Europe/Berlin). Prochain numéro\u00A0: mercredi 25 novembre à 08:00']],
    ['es', ['Todos los días a las 08:00 (Europe/Berlin). Próximo número: miércoles, 25 de noviembre, a las 08:00']],
    ['ar', ['العدد التالي: الأربعاء، 25 نوفمبر، في الساعة 08:00 بتوقيت \u2066Europe/Berlin\u2069.']],
    ['zh', ['每天 08:00（Europe/Berlin 时间）。下一期：11月25日星期三 08:00（Europe/Berlin 时间）。']],
  ])('say in %s when the next issue comes, and by which clock', async (locale, sentences) => {
    const { read, preferences } = await aTown(locale)
    const page = await read(preferences)
    for (const sentence of sentences) expect(page).toContain(sentence)
  })

  it.each<[Locale, string, string]>([
    ['en', 'Tuesday 24 November 2026', 'Sunday 1 December 2024'],
    ['de', 'Dienstag, 24. November 2026', 'Sonntag, 1. Dezember 2024'],
    ['fr', 'mardi 24 novembre 2026', 'dimanche 1er décembre 2024'],
    ['es', 'martes, 24 de noviembre de 2026', 'domingo, 1 de diciembre de 2024'],
    ['ar', 'الثلاثاء، 24 نوفمبر 2026', 'الأحد، 1 ديسمبر 2024'],
    ['zh', '2026年11月24日星期二', '2024年12月1日星期日'],
  ])('date issues and articles as %s does', async (locale, ofIssue, ofArticle) => {
    const { read, archive, issue, text: article } = await aTown(locale)
    // In English, `Intl` has a comma or none, as its edition goes.
    const plain = (page: string) => (locale === 'en' ? page.replaceAll('day, ', 'day ') : page)
    expect(plain(await read(archive))).toContain(ofIssue)
    expect(plain(await read(issue))).toContain(ofIssue)
    expect(plain(await read(article))).toContain(ofArticle)
  })

  it('show an issue in the language that its link names, whatever the browser asks for', async () => {
    const { read, issue } = await aTown('en')
    expect(await read(`${issue}?locale=ar`)).toContain('<html lang="ar" dir="rtl">')
    expect(await read(`${issue}?locale=de-CH`)).toContain('<html lang="de" dir="ltr">')
  })

  it('keep an article in its own language on a page of another', async () => {
    const { read, issue, text: article } = await aTown('ar')
    expect(await read(article)).toContain('<div lang="de" dir="ltr">')
    expect(await read(issue)).toContain('<div class="item" lang="en" dir="ltr">')
  })

  it('tell the issues of one day apart (STD-83)', async () => {
    const world = await aWorld()
    await world.topics('trade', 'city')
    await world.digest({ schedule: { every: 'day', at: ['08:00', '17:00'], zone: 'Europe/Berlin' } })
    await world.reader('ada')
    for (const hour of ['07', '16']) {
      await world.article(`Of ${hour}`, ['trade'])
      world.turnTo(`2026-11-24T${hour}:00:00Z`)
      await world.tick()
      await world.drain()
    }
    const page = await (await world.visit('/d/brief?lang=de')).text()
    expect([...page.matchAll(/<span class="day ui">([^<]+)</g)].map(([, text]) => text)).toEqual([
      'Dienstag, 24. November 2026, um 17:00 Uhr (Europe/Berlin)',
      'Dienstag, 24. November 2026, um 08:00 Uhr (Europe/Berlin)',
    ])
  })

  it.each(others)('say in %s what is wrong with an address', async (locale) => {
    const { read, preferences } = await aTown(locale)
    const body = () => new URLSearchParams({ email: 'nobody' })
    const wrong = wordsOf(locale).signUp.wrong.address.shape
    for (const path of ['/subscribe', '/preferences', `${preferences}/address`])
      expect(await read(path, { method: 'POST', body: body() }), path).toContain(escaped(wrong))
  })

  it('answer a reader in the language that they chose, not in that of a borrowed browser', async () => {
    const { visit, preferences, leaving } = await aTown('zh')
    for (const path of [preferences, leaving]) {
      const page = await (await visit(path, { headers: { 'accept-language': 'de' } })).text()
      expect(page).toContain('<html lang="zh" dir="ltr">')
    }
  })
})
