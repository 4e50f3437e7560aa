import { describe, expect, it, test } from 'vitest'
import { directionOf, directionOfText, languageOf, languageTag, runOf } from '../../core/model/tongue.ts'

describe('a text', () => {
  test.each([
    ['الميناء مفتوح.', 'rtl'],
    ['  12:30 – «الميناء» open', 'rtl'],
    ['הנמל פתוח', 'rtl'],
    ['The harbour (الميناء) is open', 'ltr'],
    ['2027', undefined],
    ['۲۰۲۷ report', 'ltr'],
  ])('runs as its first strong letter does: %s', (text, direction) => {
    expect(directionOfText(text)).toBe(direction)
  })

  it('runs as its language does, where that is to be believed, whatever word stands first', () => {
    expect(runOf({ text: 'NASA تفتح الميناء من جديد', lang: 'ar' })).toBe('rtl')
    expect(runOf({ text: 'الميناء مفتوح.', lang: 'en' })).toBe('rtl')
    expect(runOf({ text: 'The harbour is open.', lang: 'ar' })).toBe('ltr')
  })
})

describe('a language', () => {
  test.each([
    ['en', 'الميناء مفتوح من جديد', undefined],
    ['en-US', 'Гавань снова открыта', undefined],
    ['ar', 'The harbour is open again', undefined],
    ['ru', 'Гавань снова открыта: OK', 'ru'],
    ['ja', 'iPhone 18 を港で発売', 'ja'],
    ['ko', '항구 재개', 'ko'],
    ['zh-TW', '港口重開', 'zh-TW'],
    ['sr', 'Luka je ponovo otvorena', 'sr'],
    ['sr', 'Лука је поново отворена', 'sr'],
    ['en', '2027', 'en'],
  ])('%s is dropped where the text is written otherwise: %s', (lang, text, kept) => {
    expect(languageOf({ text, lang })).toBe(kept)
  })

  it('is told from all that is known of the text, not by a name in the headline', () => {
    expect(languageOf({ text: 'iPhone 18', more: 'Новый телефон вышел в порту в четверг.', lang: 'ru' })).toBe('ru')
  })

  test.each([
    ['en_GB', 'en-GB'],
    ['pt-BR', 'pt-BR'],
    ['English', 'en'],
    ['deutsch', 'de'],
    ['العربية', 'ar'],
    ['中文', 'zh'],
    ['jp', undefined],
    ['klingonish', undefined],
    ['mul', undefined],
    ['zxx', undefined],
    ['en, de', undefined],
    ['', undefined],
  ])('is a tag that somebody could read: %s → %s', (written, tag) => {
    expect(languageTag(written)).toBe(tag)
  })

  it('of nobody runs from left to right', () => {
    expect([directionOf('fa'), directionOf('ur-PK'), directionOf('en'), directionOf('???')]).toEqual([
      'rtl',
      'rtl',
      'ltr',
      'ltr',
    ])
  })
})
