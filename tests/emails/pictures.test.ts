import { describe, expect, test } from 'vitest'
import { freeze } from '../../core/model/issue.ts'
import { composeDigest, variantsOf } from '../../core/model/variant.ts'
import { renderer } from '../../emails/render.tsx'
import { zones } from '../../functions/adapters/zones.ts'
import { aDigest, anArticle, anIssue, at } from '../support/examples.ts'
import { named } from './reading.ts'

const picture = 'https://harbourpost.example/strike.jpg'

/** The pictures of a mail about two stories in one topic, and one in another. */
async function picturesIn(digest: { pictures?: true }, image: string = picture) {
  const articles = ['1', '2'].map((n) => anArticle({ id: `art_${n}`, image, publishedAt: at(`0${n}:00`) }))
  const city = anArticle({ id: 'art_3', image, topics: ['city'], filed: { city: at('06:30') } })
  const all = [...articles, city]
  const filings = all.flatMap((one) =>
    Object.entries(one.filed).map(([topic, filedAt]) => ({ topic, article: one.id, filedAt })),
  )
  const issue = anIssue({ frozen: freeze(aDigest(digest), filings, all, []) })
  const { html } = await renderer.digest(composeDigest(zones, issue, variantsOf(issue).of('all', 'en')!))
  return named(html, 'img').map(({ attributes }) => attributes)
}

describe('the picture of a story', () => {
  test('is in no mail unless its digest wants pictures (T35)', async () => {
    expect(await picturesIn({})).toEqual([])
  })

  test('then stands with the first story alone, as wide as the sheet, and says nothing of its own (STD-82)', async () => {
    const found = await picturesIn({ pictures: true })
    expect(found).toMatchObject([{ src: picture, alt: '', width: '536' }])
    expect(found[0]!.style).toContain('max-width:100%')
  })

  test.each([
    'http://a.example/x.jpg',
    'https://a.example/x.svg',
    'https://a.example/x.webp',
    `https://a.example/${'x'.repeat(500)}`,
  ])('that some client cannot show, or that is fetched in the open, is left out: %.40s (STD-85)', async (image) => {
    expect(await picturesIn({ pictures: true }, image)).toEqual([])
  })
})
