import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../core/model/address.ts'
import { afterAnswer } from '../../core/model/answer.ts'
import { afterRevision, canonicalUrl, fileUnder, isUnchanged, parseArticle } from '../../core/model/article.ts'
import { cutPieces, joinCopies } from '../../core/model/batch.ts'
import { parseSender, senderText } from '../../core/model/digest.ts'
import { identityOf } from '../../core/model/identity.ts'
import { headerPhrase, listId } from '../../core/model/mail.ts'
import { cleanText, firstSentences, slugOf } from '../../core/model/text.ts'
import { parseTopic, topicsFor } from '../../core/model/topic.ts'
import { marked } from '../../core/model/variant.ts'
import { anArticle, aTopic, at } from '../support/examples.ts'

describe('text that comes in', () => {
  it('keeps no line break, control, bidi override or placeholder (STD-26, T34)', () => {
    expect(cleanText('A\r\nBcc: x@y\u202E\u2066z\u0000 \uFDD0leave\uFDD1')).toBe('A Bcc: x@yz leave')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
        expect(cleanText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]/)
        expect(cleanText(text).isWellFormed()).toBe(true)
      }),
    )
  })

  it('is at most as long as it may be, in what a reader counts as characters', () => {
    expect(cleanText('👩‍👩‍👧'.repeat(400), 300)).toBe(`${'👩‍👩‍👧'.repeat(300)}…`)
    expect(cleanText(`a${'\u0301'.repeat(5_000)}b`).length).toBeLessThan(30)
  })

  it('is cut at a sentence, else at a word', () => {
    expect(firstSentences('One. Two is longer. Three.', 20)).toBe('One. Two is longer.')
    expect(firstSentences('word '.repeat(20).trim(), 20)).toBe('word word word…')
  })

  it('makes one tag of the spellings of one', () => {
    expect(['Donald Trump', 'donald-trump', ' DONALD  TRUMP '].map(slugOf)).toEqual([
      'donald-trump',
      'donald-trump',
      'donald-trump',
    ])
    expect(['Économie', '中国', 'C++ & C#'].map(slugOf)).toEqual(['economie', '中国', 'c-plus-plus-c-sharp'])
  })
})

describe('an address', () => {
  const read = (input: string) => {
    const result = parseAddress(input)
    return result.ok ? result.value : undefined
  }
  it.each([
    [' Ada.Lovelace+news@Mail.Example.NET ', 'ada.lovelace+news@mail.example.net'],
    ["o'brien@example.org", "o'brien@example.org"],
    ['post@bücher.example', 'post@xn--bcher-kva.example'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('is taken: %s (STD-21, STD-23, STD-24)', (typed, kept) => {
    expect(read(typed)).toBe(kept)
  })

  it.each([
    '',
    'nobody',
    '@example.org',
    'a@',
    'a@io',
    'a@iana-.com',
    'a@-iana.com',
    'a..b@example.org',
    '.a@example.org',
    'a.@example.org',
    '"a b"@example.org',
    'a(c)@example.org',
    'a@[192.0.2.1]',
    'a@192.0.2.1',
    'a b@example.org',
    'a@exa mple.org',
    'a@b@example.org ,c@example.org',
    'ä@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(64)}.org`,
    `a@${'b.'.repeat(126)}org`,
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org/path',
    'a@example.org?x',
    'a@ex%61mple.org',
  ])('is refused with a sentence: %j (STD-20 to STD-22)', (typed) => {
    const result = parseAddress(typed)
    expect(result.ok ? typed : result.refusals[0]?.field).toBe('email')
  })

  it('needs no escaping in JSON or HTML, so that it can be copied into a mail as bytes', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const address = read(email)
        expect(address === undefined || JSON.stringify(address) === `"${address}"`).toBe(true)
      }),
    )
  })
})

describe('an article', () => {
  const identify = (identity: string) => `art_${identity}` as const
  const read = (input: object) =>
    parseArticle({ title: 'T', url: 'https://a.example/x', ...input }, identify, at('06:00'))
  const fields = (input: object) => {
    const result = read(input)
    return result.ok ? [] : result.refusals.map((one) => one.field)
  }

  it('is the same under all addresses that lead to it', () => {
    const addresses = [
      'https://A.example/x?utm_source=y&id=7#top',
      'https://a.example/x?id=7&fbclid=1',
      'https://a.example/x?id=7',
    ]
    expect(new Set(addresses.map((url) => identityOf({ url: canonicalUrl(url), title: 'T' })))).toEqual(
      new Set(['https://a.example/x?id=7']),
    )
  })

  it.each([
    'javascript:alert(1)',
    '\u1680javascript:alert(1)',
    'data:text/html,x',
    '//a.example',
    'a.example/x',
    'https://u:p@a.example/',
    'http://localhost/',
    'ftp://a.example/',
  ])('refuses an address no reader can open: %s (T31)', (url) => {
    expect(fields({ url })).toEqual(['url'])
  })

  it('without address or title is refused by naming the field', () => {
    expect(fields({ url: undefined })).toEqual(['url'])
    expect(fields({ title: '\u0000 ' })).toEqual(['title'])
    expect(fields({ publishedAt: 'yesterday', lang: '!!', image: 'x' })).toEqual(['publishedAt', 'image', 'lang'])
  })

  it('is a draft until somebody tags it', () => {
    expect([read({}), read({ tags: ['trade'] })].map((one) => one.ok && one.value.status)).toEqual(['draft', 'filed'])
  })

  it('keeps its first filing through an unfiling and a second filing (design §5)', () => {
    const topics = [aTopic('trade'), aTopic('city')]
    const filed = fileUnder(anArticle({ tags: ['trade', 'city'], topics: [], filed: {} } as never), topics, at('07:00'))
    const unfiled = fileUnder({ ...filed, tags: ['city'] }, topics, at('08:00'))
    const again = fileUnder({ ...unfiled, tags: ['trade', 'city'] }, topics, at('09:00'))
    expect([filed.topics, unfiled.topics, again.topics]).toEqual([['trade', 'city'], ['city'], ['trade', 'city']])
    expect(again.filed).toEqual({ trade: at('07:00'), city: at('07:00') })
  })

  it('arriving again renews its words and keeps its history', () => {
    const known = anArticle()
    const again = afterRevision(known, {
      ...known,
      title: 'Better title',
      tags: ['sea'],
      filed: {},
      topics: [],
      version: 0,
      createdAt: at('09:00'),
    })
    expect(again).toMatchObject({
      title: 'Better title',
      tags: ['trade', 'sea'],
      filed: known.filed,
      createdAt: known.createdAt,
      version: 1,
    })
    expect(isUnchanged(known, { ...known, updatedAt: at('10:00') })).toBe(true)
    expect(isUnchanged(known, again)).toBe(false)
  })
})

describe('a topic', () => {
  it('answers to its own slug when it has no tags, and holds what carries one of its tags', () => {
    const topic = parseTopic({ slug: 'world-news', name: 'World' }, at('06:00'))
    expect(topic.ok && topic.value.tags).toEqual(['world-news'])
    expect(topicsFor(['US News', 'x'], [aTopic('usa', ['us-news']), aTopic('uk', ['britain'])])).toEqual(['usa'])
  })
})

describe('headers', () => {
  it('carry a phrase as ASCII or in encoded words of at most 75 characters that split no character (STD-10, STD-25)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (name) => {
        const phrase = headerPhrase(name)
        expect(phrase).toMatch(/^[\x20-\x7e]*$/)
        for (const word of phrase.match(/=\?utf-8\?B\?[^?]*\?=/g) ?? []) {
          expect(word.length).toBeLessThanOrEqual(75)
          expect(() =>
            new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(word.slice(10, -2), 'base64')),
          ).not.toThrow()
        }
      }),
    )
  })

  it('name a digest by its id, whatever it is called (STD-10)', () => {
    expect(listId('brief', 'The Harbour Brief', 'https://news.example.org')).toBe(
      'The Harbour Brief <brief.lists.news.example.org>',
    )
    expect(listId('brief', 'Der Überblick', 'https://news.example.org')).toMatch(/ <brief\.lists\.news\.example\.org>$/)
  })

  it('quote a sender that needs it, and refuse one that is none', () => {
    expect(senderText(parseSender('Harbour Post <News@HarbourPost.example>')!)).toBe(
      'Harbour Post <news@harbourpost.example>',
    )
    expect(senderText(parseSender('Post, Harbour <news@harbourpost.example>')!)).toBe(
      '"Post, Harbour" <news@harbourpost.example>',
    )
    expect(parseSender('Harbour Post')).toBeUndefined()
  })
})

describe('the body of a batch', () => {
  it('is byte for byte what JSON.stringify makes of the same mails', () => {
    const mark = fc.constantFrom('address', 'subscriber', 'leave', 'preferences').map((one) => marked(one as 'leave'))
    const text = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll(/[\uFDD0-\uFDEF]/g, '')),
          mark,
          fc.constantFrom('"', '\\', '\n', '\u2028', '</a>'),
        ),
      )
      .map((parts) => parts.join(''))
    const value = fc.stringMatching(/^[A-Za-z0-9:/._~@-]{1,40}$/)
    const reader = fc.record({ address: value, subscriber: value, leave: value, preferences: value })
    fc.assert(
      fc.property(
        fc.record({ to: fc.tuple(mark), subject: text, html: text }),
        fc.array(reader, { maxLength: 5 }),
        fc.nat(3_000),
        (mail, readers, room) => {
          const template = JSON.stringify(mail)
          const pieces = cutPieces(template)
          const { body } = joinCopies(
            readers.map((values) => ({ pieces, values })),
            new Uint8Array(room),
          )
          const filled = readers.map((values) =>
            JSON.parse(template, (_, one) =>
              typeof one === 'string'
                ? one.replaceAll(/\uFDD0([a-z]+)\uFDD1/g, (_m, name: keyof typeof values) => values[name])
                : one,
            ),
          )
          expect(Buffer.from(body).toString()).toBe(JSON.stringify(filled))
        },
      ),
    )
  })
})

describe('an answer of the provider', () => {
  it('settles, waits, pauses or stays open, and never passes "no answer" for "no"', () => {
    expect(afterAnswer({ kind: 'accepted', refused: [] }, 1, 0)).toEqual({ do: 'settle', got: 'this-request' })
    expect(afterAnswer({ kind: 'other-body' }, 1, 0)).toEqual({ do: 'settle', got: 'another-body' })
    expect(afterAnswer({ kind: 'too-fast', waitMs: 1000 }, 9, 0)).toEqual({ do: 'again', inMs: 1000, accepted: 'no' })
    expect(afterAnswer({ kind: 'quota', waitMs: 3_600_000, message: 'x' }, 1, 0)).toMatchObject({
      do: 'pause',
      waitMs: 3_600_000,
    })
    expect(afterAnswer({ kind: 'no-answer', message: 'timeout' }, 1, 0.5)).toMatchObject({
      do: 'again',
      accepted: 'maybe',
    })
    expect(afterAnswer({ kind: 'no-answer', message: 'timeout' }, 4, 0.5)).toEqual({ do: 'leave-open' })
    expect(afterAnswer({ kind: 'concurrent' }, 1, 0)).toMatchObject({ do: 'again', accepted: 'maybe' })
  })
})
