import { describe, expect, it } from 'vitest'
import { renderer } from '../../emails/render.tsx'
import { readMail } from '../../functions/http/mail-faults.ts'
import { aDigest, anItem, aSection } from '../emails/samples.ts'

const page = (body: string) =>
  `<html lang="en" dir="ltr"><head><title>A mail</title></head><body><h1>A mail</h1>${body}</body></html>`

describe('what somebody would stumble over in a mail', () => {
  it('is nothing in a mail of ours', async () => {
    expect(readMail((await renderer.digest(aDigest())).html).faults).toEqual([])
  })

  it.each([
    [
      'two headlines alike that lead to two places',
      '<a href="https://a/">Ships</a><a href="https://b/">Ships</a>',
      /called “Ships”/,
    ],
    ['a link without words', '<a href="https://a/"></a>', /no words/],
    ['a picture without words', '<img src="https://a/x.png">', /picture/],
    ['a table that only lays out', '<table><tr><td>x</td></tr></table>', /table/],
    ['a level of headings left out', '<h3>x</h3>', /level/],
    ['an empty heading', '<h2> </h2>', /empty/],
    ['a second main heading', '<h1>x</h1>', /main heading/],
  ])('is %s', (_, body, sentence) => {
    expect(readMail(page(body)).faults).toEqual([expect.stringMatching(sentence)])
  })

  it('is a mail that does not say its language, or has no title', () => {
    expect(readMail('<html><body><h1>x</h1></body></html>').faults).toHaveLength(2)
  })

  it('is not one link that stands twice, nor a picture that says that it says nothing', () => {
    const twice = '<a href="https://a/">Ships</a><a href="https://a/">Ships</a><img alt="" src="https://a/x.png">'
    expect(readMail(page(twice))).toEqual({ links: ['https://a/'], faults: [] })
  })

  it('leads to each of its links, once', async () => {
    const items = [anItem(), anItem({ title: 'Another', url: 'https://citydesk.example/another' })]
    const { links } = readMail((await renderer.digest(aDigest({ sections: [aSection(items)] }))).html)
    expect(links.filter((url) => url.includes('citydesk'))).toEqual([
      'https://citydesk.example/night-trams',
      'https://citydesk.example/another',
    ])
  })
})
