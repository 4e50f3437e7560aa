import { describe, expect, test } from 'vitest'
import { type DigestProps, marked } from '../../core/model/variant.ts'
import { renderer } from '../../emails/render.tsx'
import { named, read, solid } from './reading.ts'
import { aDigest, anItem, aSection } from './samples.ts'

const itemsOf = (props: DigestProps) => props.sections.flatMap(({ items }) => items)

describe('what a digest says', () => {
  test('the text part has every title, every link, the way out, the postal address and the reason (STD-28)', async () => {
    const props = aDigest()
    const { text } = await renderer.digest(props)
    for (const { title, summary, url } of itemsOf(props)) {
      expect(solid(text)).toContain(solid(title))
      expect(solid(text)).toContain(solid(summary))
      expect(text.split('\n')).toContain(url)
    }
    const links = [props.leaveUrl, props.preferencesUrl, props.webUrl, ...props.sections.map(({ stopUrl }) => stopUrl)]
    for (const link of links) expect(text.split('\n')).toContain(link)
    expect(text).toContain('Harbour Post, 12 Quay Street, 20457 Hamburg, Germany')
    expect(solid(text)).toContain(solid(reason))
  })

  test.each([
    ['en', 'To hear, 34 minutes'],
    ['de', 'Zum Hören, 34 Minuten'],
    ['es', 'Para escuchar, 34 minutos'],
    ['fr', 'À écouter, 34 minutes'],
    ['zh', '音频，34分钟'],
    ['ar', 'مقطع صوتي، 34 دقيقة'],
  ])('an episode says that it is one, and how long, in both parts (%s)', async (locale, said) => {
    const item = anItem({ medium: { kind: 'audio', minutes: 34 } })
    const { html, text } = await renderer.digest(aDigest({ locale, sections: [aSection([item])] }))
    expect(solid(read(html).visible)).toContain(solid(said))
    expect(solid(text)).toContain(solid(said))
  })

  test('both parts have the same links', async () => {
    const props = aDigest()
    const { html, text } = await renderer.digest(props)
    const inHtml = named(html, 'a').map(({ attributes }) => attributes.href)
    const inText = text.split('\n').filter((line) => /^(?:https?:|\uFDD0)/.test(line))
    expect(new Set(inText)).toEqual(new Set(inHtml))
  })

  test('the reader learns why, and can change, leave or read elsewhere: once each, in both parts (STD-09, STD-63)', async () => {
    const props = aDigest()
    const { html } = await renderer.digest(props)
    expect(read(html).visible).toContain(reason)
    expect(read(html).visible).toContain('Harbour Post, 12 Quay Street, 20457 Hamburg, Germany')
    const anchors = named(html, 'a').map(({ attributes, text }) => [text, attributes.href])
    expect(anchors.slice(-3)).toEqual([
      ['Change topics, times or language', props.preferencesUrl],
      ['Leave this digest', props.leaveUrl],
      ['Read on the web', props.webUrl],
    ])
  })

  test("a reader's own links come out of both parts as they went in", async () => {
    const props = aDigest({
      sections: [
        aSection([anItem()], { stopUrl: `${marked('preferences')}/stop/${'very-long-digest-name-'.repeat(4)}/city` }),
      ],
    })
    const { html, text } = await renderer.digest(props)
    for (const link of [marked('leave'), marked('preferences'), props.sections[0]!.stopUrl]) {
      expect(html).toContain(`href="${link}"`)
      expect(text.split('\n')).toContain(link)
    }
  })

  test('each section says how many more there are, and how to stop it', async () => {
    const { html } = await renderer.digest(aDigest({ sections: [aSection([anItem()], { more: 1200 })] }))
    const { visible } = read(html)
    expect(visible).toContain('1,200 more in City on the web')
    expect(visible).toContain('Enough of City? Stop City')
    const more = named(html, 'a').find(({ text }) => text.startsWith('1,200'))
    expect(more?.attributes.href).toBe(`${aDigest().webUrl}#city`)
  })

  test('one story is a story, one minute a minute', async () => {
    const { html, text } = await renderer.digest(aDigest({ stories: 1, minutes: 1 }))
    expect(read(html).visible).toContain('Tuesday, 24 November 2026 · 1 story, 1 minute')
    expect(text).toContain('1 story, 1 minute')
  })

  test('a digest without a story still says its name, its day and how to leave', async () => {
    const { subject, html, text } = await renderer.digest(aDigest({ sections: [], stories: 0 }))
    expect(subject).toBe('The Harbour Brief, 24 November 2026')
    expect(named(html, 'h1').map((one) => one.text)).toEqual(['The Harbour Brief'])
    expect(text).toContain(marked('leave'))
  })

  test('the same props are the same bytes', async () => {
    expect(await renderer.digest(aDigest())).toEqual(await renderer.digest(aDigest()))
  })

  test('lines of the text part hold at most 72 columns, unless they are an address', async () => {
    const long = anItem({
      summary: '港湾労働者の二週目のストライキで、四十隻が沖合に停泊している。'.repeat(6),
      url: `https://citydesk.example/${'a-long-way-'.repeat(12)}`,
    })
    const { text } = await renderer.digest(aDigest({ sections: [aSection([long])] }))
    const lines = text.split('\n').filter((line) => !/^(?:https?:|\uFDD0)/.test(line))
    const columns = (line: string) => [...line].reduce((sum, one) => sum + (one > '\u2E80' ? 2 : 1), 0)
    expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(72)
    expect(lines.every((line) => !/^[。、]/.test(line))).toBe(true)
    expect(text).toContain(`\n${long.url}\n`)
  })
})

const reason =
  'You get The Harbour Brief every weekday at 08:00, Europe/Berlin, because you confirmed your subscription at harbourpost.example.'

describe('the subject', () => {
  const subjectOf = async (changes: Partial<DigestProps>) => (await renderer.digest(aDigest(changes))).subject
  const headed = (title: string) => ({ sections: [aSection([anItem({ title })])] })

  test('is the name and the first headline', async () => {
    expect(await subjectOf(headed('Fog until ten'))).toBe('The Harbour Brief: Fog until ten')
  })

  test('is cut after a whole word, at 90 graphemes', async () => {
    const subject = await subjectOf(headed(`Second week of strike ${'leaves forty ships at anchor '.repeat(8)}`))
    expect(subject).toMatch(/^The Harbour Brief: Second week of strike .*(?:leaves|forty|ships|at|anchor)…$/)
    expect([...subject].length).toBeLessThanOrEqual(90)
  })

  test('splits no emoji', async () => {
    expect(await subjectOf(headed('👩‍👩‍👧‍👦'.repeat(200)))).toMatch(/^The Harbour Brief: (?:👩‍👩‍👧‍👦)+…$/u)
  })

  test("is the editor's line where there is one", async () => {
    const subject = '{name}, {date}: {headline}'
    expect(await subjectOf({ subject, ...headed('Fog until ten') })).toBe(
      'The Harbour Brief, 24 November 2026: Fog until ten',
    )
  })

  test('takes nothing in a headline for a place to fill in', async () => {
    const subject = '{headline}'
    expect(await subjectOf({ subject, ...headed('{name} and $& and {date}') })).toBe('{name} and $& and {date}')
  })

  test('is never empty', async () => {
    expect(await subjectOf({ subject: '{headline}', sections: [] })).toBe('The Harbour Brief, 24 November 2026')
    expect(await subjectOf({ subject: '   ' })).toContain('The Harbour Brief: Second week')
  })

  test('does not say the name twice', async () => {
    expect(await subjectOf(headed('The Harbour Brief turns ten'))).toBe('The Harbour Brief turns ten')
  })

  test('is followed in the inbox by the headlines it does not say', async () => {
    const { html } = await renderer.digest(aDigest())
    const preview = read(html).elements.find(({ attributes }) => /display:none/.test(attributes.style ?? ''))
    expect(preview?.text).toMatch(/^Small exporters turn to the river route · /)
  })
})

describe('hostile titles', () => {
  const titles = [
    '<script>alert(1)</script>',
    `"><img src=x onerror='alert(1)'> & &amp; &#x3c;`,
    '</title></style></td></table><h1>Mine</h1>',
    'مرحبا بالعالم (1) <b>',
    '👩‍👩‍👧‍👦 🇯🇵 é ﷽',
    '長'.repeat(300),
    'a'.repeat(300),
    '{name} $& $1 %s {{leave}} \\u0000',
  ]
  test.each(titles)('a title is text, in both parts, whatever it holds: %s (T30)', async (title) => {
    const props = aDigest({
      subject: '{headline}',
      name: title,
      sections: [aSection([anItem({ title, summary: title, source: title })], { name: title, more: 1 })],
    })
    const { html, text } = await renderer.digest(props)
    expect(named(html, 'h1', 'h2', 'h3').map((one) => one.text)).toEqual([title, title, title])
    const elements = read(html).elements.map(({ name }) => name)
    for (const name of ['script', 'img', 'b']) expect(elements).not.toContain(name)
    expect(elements.filter((name) => name === 'style')).toHaveLength(2)
    expect(solid(text)).toContain(solid(title))
  })
})
