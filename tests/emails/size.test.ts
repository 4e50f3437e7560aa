import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MOST_HTML_BYTES } from '../../core/model/mail.ts'
import { renderer } from '../../emails/render.tsx'
import { aConfirmation, aDigest, anItem, aSection } from './samples.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length

const titles = [
  'Second week of strike leaves forty ships at anchor off the eastern quay',
  'Small exporters turn to the river route',
  'Freight prices fall for the third week',
  'Assembly votes to open the archive of the old customs house',
  'Night trams return on three lines',
  'A bakery that fed the docks for ninety years is for sale',
  'Fog until ten, then a clear and windless day',
  'Ice reported on the upper canal, three weeks early',
  'Readers on the ferry, and on what it should cost',
  'The pilot who never learned to swim',
]
const summary =
  'Talks resume at noon. Hauliers say the backlog will take a month to clear even if a deal is signed today, and insurers have begun to ask questions.'

test('ten articles in four sections are at most 16 KB of JSON, HTML and text together', async () => {
  const items = Array.from({ length: 10 }, (_, n) =>
    anItem({
      title: titles[n]!,
      summary,
      url: `https://harbourpost.example/2026/11/24/story-${n}-of-the-day`,
      source: `desk-${n}.example`,
    }),
  )
  const sections = ['Trade', 'City', 'Weather', 'Letters'].map((name, n) =>
    aSection(items.slice(n * 3, n * 3 + 3), { name, slug: name.toLowerCase(), more: n }),
  )
  const { html, text } = await renderer.digest(aDigest({ sections, stories: 10 }))
  expect(bytes(JSON.stringify({ html, text }))).toBeLessThanOrEqual(16 * 1024)
})

test('twenty-five articles with the longest Japanese titles and summaries stay under the limit (STD-29)', async () => {
  const items = Array.from({ length: 25 }, (_, n) =>
    anItem({
      title: `${n}${'港湾労働者のストライキが二週目に入り🚢'.repeat(20)}`.slice(0, 300),
      summary: '四十隻が東岸壁の沖に停泊し、運送業者は滞貨の解消に一か月かかるとみる。🌊'.repeat(12).slice(0, 320),
      url: `https://harbourpost.example/2026/11/24/${n}`,
      lang: 'ja',
    }),
  )
  const { html } = await renderer.digest(aDigest({ sections: [aSection(items, { more: 475 })], stories: 25 }))
  expect(bytes(html)).toBeLessThanOrEqual(MOST_HTML_BYTES)
})

test('what a mail says about itself is small: without a story it is under 5 KB', async () => {
  const { html } = await renderer.digest(aDigest({ sections: [], stories: 0 }))
  expect(bytes(html)).toBeLessThanOrEqual(5 * 1024)
  expect(bytes((await renderer.confirmation(aConfirmation())).html)).toBeLessThanOrEqual(6 * 1024)
})

test('what is React under emails knows nothing of Hono, and of the rest of the service only types, how a language counts and runs, and what is paper', () => {
  const files = readdirSync('emails', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  expect(files.length).toBeGreaterThan(5)
  for (const name of files) {
    const source = readFileSync(join('emails', name), 'utf8')
    expect(source, name).not.toMatch(/from '(?:hono|\.\.\/(?:\.\.\/)?(?:functions|local|stacks))/)
    expect(source, name).not.toMatch(/dangerouslySetInnerHTML|process\.env|Date\.now|new Date\(\)|Math\.random/)
    if (name.endsWith('.tsx')) expect(source, name).toMatch(/^\/\*\* @jsxImportSource react \*\/\n/)
    const isShared = /\/core\/model\/(?:counting|theme|tongue)\.ts'$/
    for (const [statement] of source.matchAll(/^import [^']*'[^']*\/core\/[^']*'/gm)) {
      if (!isShared.test(statement)) expect(statement, name).toMatch(/^import type /)
    }
  }
})
