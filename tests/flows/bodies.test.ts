import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDesk } from '../../core/flows/desk.ts'
import type { Recipient } from '../../core/model/batch.ts'
import { leavePayload, leaveUrl, preferencesPayload, preferencesUrl } from '../../core/model/link.ts'
import { digestMail, type Mail } from '../../core/model/mail.ts'
import { cleanText } from '../../core/model/text.ts'
import { composeDigest, locales, marked, type VariantKey, variantsOf } from '../../core/model/variant.ts'
import { renderer } from '../../emails/render.tsx'
import { linkSigner } from '../../functions/adapters/links.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { anArticle, anIssue, at } from '../support/examples.ts'
import { createMemory } from '../support/memory.ts'

const hostile = [
  '"quotes" \\ back\\\\slash </script><b>&amp; ]]>',
  'مرحبا 你好 Ünïcödé 👩‍👩‍👧 e\u0301 \ud83d',
  "$& $1 ${x} {{y}} %s '; DROP TABLE readers; --",
]
const topics = ['trade', 'city', 'culture']
const issue = {
  ...anIssue({
    topics,
    articles: topics.map((topic, n) =>
      anArticle({
        id: `art_${n}`,
        title: cleanText(hostile[n]!),
        summary: cleanText(hostile[(n + 1) % 3]!),
        topics: [topic],
        filed: { [topic]: at('07:00') },
      }),
    ),
  }),
  frozen: { ...anIssue({ topics }).frozen, named: true as const },
}
const links = linkSigner({
  current: 'k2',
  keys: { k1: Buffer.alloc(32, 1).toString('base64url'), k2: Buffer.alloc(32, 2).toString('base64url') },
})

const ways = ['confirmed', 'listed', 'added', undefined] as const
const variants = locales.flatMap((locale) =>
  ways.flatMap((came) =>
    Array.from({ length: 7 }, (_, n) => {
      const choice = topics.filter((__, bit) => (n + 1) & (1 << bit))
      return variantsOf(issue).of(choice, locale, came)!
    }),
  ),
)

/** The mail of a reader as plain data: rendered with the reader's own links, nothing cut and nothing joined. */
const copyFor = (template: Mail, { id, address }: Recipient): Mail => {
  const own = {
    address,
    subscriber: id,
    leave: leaveUrl(issue.frozen.site, links.sign('leave', leavePayload(id, issue.digest, issue.id), 'k1')),
    preferences: preferencesUrl(issue.frozen.site, links.sign('preferences', preferencesPayload(id), 'k1')),
  }
  const into = (text: string) =>
    (Object.keys(own) as (keyof typeof own)[]).reduce((all, mark) => all.replaceAll(marked(mark), own[mark]), text)
  return JSON.parse(JSON.stringify(template), (_, value) => (typeof value === 'string' ? into(value) : value))
}

describe('the body of a batch', () => {
  it('is byte for byte what JSON.stringify makes of the mails: hostile text, all languages, all variants, readers in any order', async () => {
    const { issues } = createMemory({ now: () => at('07:00') })
    const desk = openDesk(
      { issues: { ...issues, articles: async () => [...issue.articles] }, render: renderer, links, zones },
      issue,
      'w1',
      at('08:00'),
    )
    const mails = new Map<VariantKey, Mail>()
    for (const variant of variants)
      mails.set(variant, digestMail(issue, await renderer.digest(composeDigest(zones, issue, variant))))
    expect(new Set([...mails.values()].map((mail) => JSON.stringify(mail))).size).toBe(4 * 42)
    const everybody: Recipient[] = variants.map((variant, n) => ({
      id: `sub_${String(n).padStart(20, '0')}`,
      address: `reader${'+'.repeat(n % 5)}${n}@mail.example.net`,
      variant,
    }))
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(everybody, { minLength: 1 }), async (recipients) => {
        await desk.write(recipients, async (body) => {
          const expected = JSON.stringify(recipients.map((one) => copyFor(mails.get(one.variant)!, one)))
          expect(Buffer.compare(body, Buffer.from(expected))).toBe(0)
          return 'settled'
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe('the variants that a worker has at hand', () => {
  /** Mails of so many bytes each, and how often the store is asked for them. */
  function aDesk(bytes: number) {
    const asked: string[] = []
    const template = `{"to":["${marked('address')}"],"html":"${'x'.repeat(bytes)}"}`
    const { issues } = createMemory({ now: () => at('07:00') })
    const body = async (_: string, variant: VariantKey) => {
      asked.push(variant)
      return template
    }
    const desk = openDesk({ issues: { ...issues, body }, render: renderer, links, zones }, issue, 'w1', at('08:00'))
    const write = (variant: VariantKey) =>
      desk.write([{ id: 'sub_1', address: 'a@mail.example.net', variant }], async () => 'settled')
    return { asked, write }
  }

  it('are read once, a thousand of them', async () => {
    const { asked, write } = aDesk(14_000)
    const keys = Array.from({ length: 1_000 }, (_, n) => `en-${n.toString(16)}`)
    for (const key of [...keys, ...keys]) await write(key)
    expect(asked).toEqual(keys)
  })

  it('give way, the one used longest ago first, before they fill its memory', async () => {
    const { asked, write } = aDesk(12_000_000)
    for (const key of ['en-1', 'en-2', 'en-1', 'en-3', 'en-1', 'en-2']) await write(key)
    expect(asked).toEqual(['en-1', 'en-2', 'en-3', 'en-2'])
  })
})
