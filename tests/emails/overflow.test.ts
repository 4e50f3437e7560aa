import { beforeAll, describe, expect, test } from 'vitest'
import { renderTemplate } from '../../core/flows/desk.ts'
import {
  type Mail,
  MOST_ENCODED_BYTES,
  MOST_HTML_BYTES,
  quotedPrintableLength,
  roomTaken,
} from '../../core/model/mail.ts'
import { marked, variantsOf } from '../../core/model/variant.ts'
import { renderer } from '../../emails/render.tsx'
import { zones } from '../../functions/adapters/zones.ts'
import { quotedPrintable } from '../../local/mailbox/mime.ts'
import { anArticle, anIssue, at } from '../support/examples.ts'
import { aTheme } from './every.ts'
import { named, read } from './reading.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const topics = ['trade', 'city', 'weather', 'letters']

const words = {
  English: ['Second week of strike leaves forty ships at anchor off the eastern quay. ', 'Talks resume at noon. '],
  Japanese: [
    '港湾労働者のストライキが二週目に入り、四十隻が東岸壁の沖に停泊する',
    '運送業者は滞貨の解消に一か月かかるとみる。',
  ],
  Arabic: ['أسبوع ثانٍ من الإضراب يترك أربعين سفينة راسية ', 'تُستأنف المحادثات ظهرًا. '],
  emoji: ['👩‍👩‍👧‍👦🚢⚓️🌊', '🇩🇪🇯🇵🏴‍☠️'],
  'what is escaped': ['"<&>\'" & <b>= ', '&amp;=<=> '],
} as const

/** Five hundred articles in four topics, each as long as an article may be. */
function anIssueOf([title, summary]: readonly [string, string]) {
  const articles = Array.from({ length: 500 }, (_, n) => {
    const topic = topics[n % topics.length]!
    return anArticle({
      id: `art_${String(n).padStart(3, '0')}`,
      title: `${n}: ${title.repeat(40)}`.slice(0, 290).toWellFormed(),
      summary: summary.repeat(60).slice(0, 320).toWellFormed(),
      topics: [topic],
      filed: { [topic]: at('06:30') },
    })
  })
  const issue = anIssue({ articles, topics, maxArticles: 500 })
  return { ...issue, frozen: { ...issue.frozen, publisher: { ...issue.frozen.publisher, theme: aTheme } } }
}

describe.each(Object.entries(words))('a digest of five hundred articles: %s', (_, sentences) => {
  let mail: Mail
  beforeAll(async () => {
    const issue = anIssueOf(sentences)
    mail = JSON.parse(await renderTemplate({ render: renderer, zones }, issue, variantsOf(issue).of('all', 'en')!))
  })

  test('stays under what mail clients cut at, as it is and as it travels, with its readers’ links in it (STD-29)', () => {
    const { html } = mail
    const link = 'https://news.harbourpost.example/preferences/k1.'.padEnd(180, 'A')
    const whole = html.replaceAll(/\uFDD0[a-z]+\uFDD1/g, link)
    expect(bytes(whole).length).toBeLessThanOrEqual(MOST_HTML_BYTES)
    expect(quotedPrintable(whole).length).toBeLessThanOrEqual(MOST_ENCODED_BYTES)
    expect(quotedPrintableLength(bytes(whole))).toBeGreaterThanOrEqual(quotedPrintable(whole).length)
  })

  test('ends with its way out and where it comes from, and says of every section how many more there are', () => {
    const { html, text } = mail
    const shown = named(html, 'h3').length
    expect(shown).toBeGreaterThan(3)
    // And nearly all of the room is used.
    expect(roomTaken(html)).toBeGreaterThan(0.9)
    const more = [...read(html).visible.matchAll(/(\d+) more in/g)].map(([, n]) => Number(n))
    expect(more).toHaveLength(topics.length)
    expect(more.reduce((sum, n) => sum + n, shown)).toBe(500)
    expect(text.match(/(\d+) more in/g)).toHaveLength(topics.length)
    expect(read(html).visible.trimEnd().endsWith('12 Quay Street, 20457 Hamburg, Germany')).toBe(true)
    for (const part of [html, text])
      for (const mark of ['leave', 'preferences'] as const) expect(part).toContain(marked(mark))
    expect(html.endsWith('</html>')).toBe(true)
  })
})
