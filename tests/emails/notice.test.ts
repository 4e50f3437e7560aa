import { describe, expect, test } from 'vitest'
import type { NoticeProps } from '../../core/model/letter.ts'
import { locales } from '../../core/model/locale.ts'
import { renderer } from '../../emails/render.tsx'
import { named, read, solid } from './reading.ts'
import { aNotice, aWelcome } from './samples.ts'

const kinds = [
  ...(['already', 'manage', 'move', 'address', 'moved', 'export', 'erase', 'welcome'] as const),
] satisfies NoticeProps['kind'][]
const everyOne = locales.flatMap((locale) => kinds.map((kind) => [kind, locale] as const))
const buttons = (html: string) => named(html, 'td').filter(({ attributes }) => attributes.class === 'b')

describe.each(everyOne)('a notice: %s, in %s', (kind, locale) => {
  const props = aNotice({ kind, locale })

  test('has one button, the same link in plain sight, and no other', async () => {
    const { html, text } = await renderer.notice(props)
    expect(buttons(html)).toHaveLength(1)
    const anchors = named(html, 'a')
    expect(anchors.map(({ attributes }) => attributes.href)).toEqual([props.url, props.url])
    expect(anchors[1]?.text).toBe(props.url)
    expect(text.match(/https?:\S+/g)).toEqual([props.url])
  })

  test('says until when its link works, if it does not work for ever', async () => {
    const said = async (hours: number) => {
      const { html, text } = await renderer.notice({ ...props, hours })
      return [solid(read(html).visible), solid(text)]
    }
    for (const part of await said(36)) expect(part).toMatch(/36/)
    for (const part of await said(72)) expect(part.replace(props.url, '')).not.toMatch(/72/)
    for (const part of await said(0)) expect(part).not.toMatch(/24(?=小时|hour|Stunden|heures|horas|ساعة)/)
  })

  test('says the same in both parts, holds no picture, and is the same bytes for the same props', async () => {
    const mail = await renderer.notice(props)
    expect(mail).toEqual(await renderer.notice(props))
    expect(mail.html).not.toMatch(/<img|<link|src=|url\(|background=/)
    const unmarked = solid(mail.text.replaceAll(/[\u2066-\u2069\u200F]/g, ''))
    for (const { text } of named(mail.html, 'h1', 'p')) {
      // In plain text the address stands under what the button says.
      if (!text.includes(props.url)) expect(unmarked).toContain(solid(text))
    }
  })
})

describe('a notice', () => {
  const asked = 'on Tuesday, 24 November 2026 at 09:12 (Europe/Berlin)'
  test.each([
    [
      'already',
      'You are subscribed already: The Harbour Brief',
      [
        `Somebody, most likely you, signed this address up for The Harbour Brief at harbourpost.example ${asked}.`,
        'You get that already, so nothing changes.',
        'Not you? Do nothing.',
      ],
      'Change what you get',
    ],
    [
      'manage',
      'Your link to what you get from Harbour Post',
      [
        `asked for this link at harbourpost.example ${asked}.`,
        'The link is yours alone: do not pass it on.',
        'Not you? Do nothing.',
      ],
      'Change what you get',
    ],
    [
      'address',
      'Please confirm your new address',
      [
        `asked at harbourpost.example ${asked} that their digests come to this address from now on.`,
        'The link works for 24 hours.',
        'Not you? Do nothing, and nothing will come.',
      ],
      'Yes, send them here',
    ],
    [
      'export',
      'Your data from Harbour Post',
      ['a copy of all that we keep about this address', 'The link works for 24 hours.', 'Not you? Do nothing.'],
      'Download my data',
    ],
    [
      'erase',
      'Erase all that we keep about you?',
      [
        'Everything goes: your address, your subscriptions and your settings. Only a keyed fingerprint of the address stays, so that no list brought in later makes us write to you again.',
        'This cannot be undone.',
        'The link works for 24 hours.',
        'Not you? Do nothing, and everything stays as it is.',
      ],
      'Erase me',
    ],
  ] as const)(
    'says what it is about, who asked, and what to do if it was not you: %s',
    async (kind, subject, said, button) => {
      const mail = await renderer.notice(aNotice({ kind }))
      expect(mail.subject).toBe(subject)
      expect(buttons(mail.html)[0]?.text).toBe(button)
      for (const part of [solid(read(mail.html).visible), solid(mail.text)])
        for (const one of said) expect(part).toContain(solid(one))
    },
  )

  test('of welcome leads to the latest issue and says when the next one comes; the way to change it stays small', async () => {
    const props = aWelcome()
    const { subject, html, text } = await renderer.notice(props)
    expect(subject).toBe('Welcome to The Harbour Brief, Tide Tables and Cargo')
    expect(read(html).visible).toContain(
      'The next issue comes on Wednesday, 25 November 2026 at 08:00 (Europe/Berlin).',
    )
    expect(buttons(html).map((one) => one.text)).toEqual(['Read the latest issue'])
    const links = [props.latestUrl, props.latestUrl, props.url]
    expect(named(html, 'a').map(({ attributes }) => attributes.href)).toEqual(links)
    expect(text.match(/https?:\S+/g)).toEqual(links.slice(1))
  })

  test('of welcome leads to what they get where there is nothing to read yet', async () => {
    const { latestUrl: _, next: __, ...props } = aWelcome()
    const { html } = await renderer.notice(props)
    expect(buttons(html).map((one) => one.text)).toEqual(['Change what you get'])
    expect(read(html).visible).not.toContain('next issue')
  })

  test('leads to the latest issue only when it welcomes', async () => {
    const { latestUrl } = aWelcome()
    const { html } = await renderer.notice(aNotice({ kind: 'erase', latestUrl: latestUrl! }))
    expect(html).not.toContain(latestUrl)
  })

  test('names the publisher where the digests are gone', async () => {
    const { subject } = await renderer.notice(aNotice({ kind: 'already', digests: [] }))
    expect(subject).toBe('You are subscribed already: Harbour Post')
  })
})
