import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePastedText, writtenDay } from '../../core/model/pasted-text.ts'
import { cleanText } from '../../core/model/text.ts'

const samples = new URL('../../../shared/samples/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

const article = (text: string) => {
  const pasted = parsePastedText(text)
  if (!pasted.ok) throw new Error(pasted.refusals.map((one) => one.sentence).join(' '))
  return pasted.value
}
const sentences = (text: string) => {
  const pasted = parsePastedText(text)
  return pasted.ok ? [] : pasted.refusals
}

const headline = 'Harbour of Little Skerry reopens after nine days of storms'
const first =
  'The harbour of Little Skerry reopened on Thursday morning, nine days after the first of three storms closed it, the harbour office said.'
const second =
  'Two ferries left before noon. “We had flour for one more day,” said the baker, who had begun to weigh every loaf.'
const story = [first, second]
const page = (...lines: string[]) => lines.join('\n\n')

describe('a news page as an editor pastes it', () => {
  test('gives its headline, its day, its author and every paragraph, and none of its furniture', () => {
    const given = article(fixture('pasted-page.txt'))

    expect(given.title).toBe(headline)
    expect(given.publishedAt).toBe('2024-06-20')
    expect(given.author).toBe('Ada Reed and Tom van Dale')
    expect(given.body).toHaveLength(6)
    expect(given.body?.[0]).toMatch(/^The harbour of Little Skerry reopened/)
    expect(given.body?.[3]).toBe('A list on the door')
    expect(given.body?.[5]).toMatch(/the list on the door had come down\.$/)
    expect(given.summary).toBeUndefined()
  })

  const sample = new URL('pasted-article.txt', samples)
  test.skipIf(!existsSync(sample))(
    `gives the same of a page nobody here wrote (skipped without ${sample.pathname.split('/').slice(-3).join('/')})`,
    () => {
      const text = readFileSync(sample, 'utf8')
      const given = article(text)

      expect(given.title).toBe('Beijing-Washington relations hit all-time lowest: China’s FM')
      expect(given.publishedAt).toBe('2024-06-20')
      const real = text.slice(text.indexOf('Beijing-Washington relations have'), text.indexOf('› Subscribe'))
      expect(given.body).toEqual(real.split('\n').filter((line) => line.trim() !== ''))
      expect(given.body?.at(-1)).toMatch(/^All eyes will be on .* by the State Department or Chinese officials\.$/)
      for (const furniture of ['Subscribe', 'Please enter', 'reCAPTCHA', 'More Articles', 'June 20, 2024'])
        expect(given.body?.join('\n')).not.toContain(furniture)
    },
  )

  test('reads the same with the line ends of Windows and of old Macs', () => {
    const text = fixture('pasted-page.txt')

    expect(article(text.replaceAll('\n', '\r\n'))).toEqual(article(text))
    expect(article(text.replaceAll('\n', '\r'))).toEqual(article(text))
  })

  test('takes paragraphs that only a line end divides', () => {
    const given = article(
      [headline, 'June 20, 2024', ...story, 'Share', 'Related articles', 'Gales expected'].join('\n'),
    )

    expect(given).toEqual({ title: headline, publishedAt: '2024-06-20', body: story })
  })

  test('joins the lines that a mail program broke at its margin', () => {
    const given = article(
      `${headline}\n\nThe harbour of Little Skerry reopened on Thursday morning, nine days\nafter the first of three storms closed it, the harbour office said on\nits notice board. Two ferries left before noon.\n\n${second}`,
    )

    expect(given.body).toHaveLength(2)
    expect(given.body?.[0]).toContain(
      'nine days after the first of three storms closed it, the harbour office said on its notice',
    )
  })

  test('divides a paragraph longer than an article keeps, between sentences and losing none', () => {
    const long = Array.from(
      { length: 120 },
      (_, at) => `Ferry number ${at} left the harbour before noon with flour and nails.`,
    ).join(' ')
    const given = article(page(headline, long))

    expect(given.body?.length).toBeGreaterThan(1)
    expect(given.body?.every((paragraph) => paragraph.length <= 5_000 && paragraph.endsWith('.'))).toBe(true)
    expect(given.body?.join(' ')).toBe(long)
  })
})

describe('the day', () => {
  test.each([
    'Thursday, June 20, 2024',
    'June 20th, 2024',
    'Published: June 20, 2024 10:30 am EDT',
    'Published June 20, 2024. Updated June 21, 2024',
    '20 June 2024',
    '2024-06-20',
    '2024-06-20T10:30:00+02:00',
    '20.06.2024',
    '20/06/2024',
    '06/20/2024',
    '20. Juni 2024',
    'Donnerstag, 20. Juni 2024, 10:30 Uhr',
    '20 juin 2024',
    'Publié le jeu. 20 juin 2024 à 10h30',
    '20 de junio de 2024',
    'giovedì 20 giugno 2024',
    '20 czerwca 2024',
    '20 июня 2024 г.',
    '20 Haziran 2024',
    '20 Ιουνίου 2024',
    '2024年6月20日',
    '2024년 6월 20일',
  ])('is read from “%s”, above the headline or below it', (written) => {
    expect(article(page(written, headline, ...story))).toEqual({
      title: headline,
      publishedAt: '2024-06-20',
      body: story,
    })
    expect(article(page(headline, written, ...story))).toEqual({
      title: headline,
      publishedAt: '2024-06-20',
      body: story,
    })
  })

  test.each(['06/07/2024', 'Thursday, June 20', '31 June 2024', '20 June 2024 brought rain', '12 comments', ''])(
    'is not guessed from “%s”',
    (written) => expect(writtenDay(written)).toBeUndefined(),
  )

  test('may be the name of a Tuesday and of a month at once', () => {
    expect(writtenDay('mar. 5 mars 2024')).toBe('2024-03-05')
  })

  test('inside a paragraph is not the day of the article', () => {
    const told = `${first} It had been closed since June 11, 2024.`
    expect(article(page(headline, told)).publishedAt).toBeUndefined()
  })
})

describe('the author', () => {
  test.each([
    ['By Ada Reed', 'Ada Reed'],
    ['By Ada Reed and Tom van Dale', 'Ada Reed and Tom van Dale'],
    ['By Ada Reed, Staff Writer', 'Ada Reed'],
    ['By Ada Reed | June 20, 2024 | 3 min read', 'Ada Reed'],
    ['By Ada Reed, June 20, 2024', 'Ada Reed'],
    ['Von Jörg Müller', 'Jörg Müller'],
    ['Par Élodie d’Arc', undefined],
    ['Por Juan Pérez y María Núñez', 'Juan Pérez y María Núñez'],
    ['Автор: Анна Иванова', 'Анна Иванова'],
  ])('of “%s” is %s', (byline, author) => {
    expect(article(page(headline, byline, ...story)).author).toBe(author)
  })

  test('is not found in a sentence that begins with by', () => {
    const given = article(
      page(
        headline,
        'By Monday the last of the flour was gone from the shelves, and the baker had begun to weigh every loaf by hand.',
        ...story,
      ),
    )

    expect(given.author).toBeUndefined()
    expect(given.body).toHaveLength(3)
  })
})

describe('the headline', () => {
  test('that looks like furniture survives where it is the only one', () => {
    const title = 'Subscribe to no one: the new privacy law'

    expect(article(page('Subscribe', title, ...story))).toEqual({ title, body: story })
  })

  test('wins over the name of the paper, the section and the way there', () => {
    const given = article(
      page('The Skerry Daily News', 'Home › News › Coast', 'World', 'Log in', headline, '3 min read', ...story),
    )

    expect(given.title).toBe(headline)
    expect(given.body).toEqual(story)
  })

  test('is found below the navigation of a whole page, beside its byline', () => {
    const navigation =
      'News,World,Coast,Islands,Weather,Ferry times,Search the whole archive here,Sport,Boats,Letters,Games,Shop,Help'
    const caption = 'The harbour wall on Thursday morning, seen from the old lighthouse'
    const given = article(page(...navigation.split(','), headline, 'By Ada Reed', '20 June 2024', caption, ...story))

    expect(given).toEqual({ title: headline, author: 'Ada Reed', publishedAt: '2024-06-20', body: story })
  })

  test('may be a question, however long', () => {
    const question = 'Who will pay for the two breakwaters that the winter took from the harbour of Little Skerry?'

    expect(article(page(question, ...story)).title).toBe(question)
  })

  test('may be two words, and the article two lines', () => {
    expect(article('Harbour open\nThe ferries sail again.')).toEqual({
      title: 'Harbour open',
      body: ['The ferries sail again.'],
    })
    expect(article('Harbour open\nno full stop either')).toEqual({
      title: 'Harbour open',
      body: ['no full stop either'],
    })
  })

  test('may stand in a script without spaces or capitals', () => {
    const given = article(
      page(
        '2024年6月20日',
        '港は九日ぶりに再開した',
        '小さな島の港は木曜日の朝、三つの嵐のあとで再開したと港の事務所が発表した。正午までに二隻の船が出た。',
        'シェア',
        '関連記事',
        '風が強まる見込み',
      ),
    )

    expect(given.title).toBe('港は九日ぶりに再開した')
    expect(given.body).toHaveLength(1)
  })
})

describe('furniture', () => {
  test.each([
    [
      'English',
      'Advertisement',
      'Sign up for our newsletter',
      'Your email address will not be published. Required fields are marked *',
      '© 2024 The Skerry Daily News. All rights reserved.',
    ],
    [
      'German',
      'Anzeige',
      'Artikel teilen',
      'Wir verwenden Cookies, um unsere Seiten zu verbessern.',
      'Das könnte Sie auch interessieren',
    ],
    ['French', 'Publicité', 'S’abonner', 'Laisser un commentaire', 'À lire aussi : la tempête en images'],
    ['Spanish', 'Publicidad', 'Compartir', 'Deja un comentario', 'Suscríbete a nuestro boletín'],
    ['Portuguese', 'Publicidade', 'Compartilhe', 'Deixe um comentário', 'Leia também: ventos fortes'],
    ['Italian', 'Pubblicità', 'Condividi', 'Lascia un commento', 'Articoli correlati'],
    ['Dutch', 'Advertentie', 'Lees ook: storm op komst', 'Geef een reactie', 'Meest gelezen'],
    ['Polish', 'Reklama', 'Udostępnij', 'Dodaj komentarz', 'Czytaj także: sztorm'],
    ['Russian', 'Реклама', 'Поделиться', 'Читайте также: шторм', 'Оставить комментарий'],
  ])('in %s stays behind, above, within and below', (_language, one, two, three, four) => {
    expect(article(page(one, two, headline, first, one, two, second, three, four, 'Gales expected'))).toEqual({
      title: headline,
      body: story,
    })
  })

  test('ends the article where readers begin to speak', () => {
    const given = article(
      page(
        headline,
        ...story,
        '3 Comments',
        'Nils',
        first.replace('Thursday', 'Friday'),
        second.replace('flour', 'sugar'),
      ),
    )

    expect(given.body).toEqual(story)
  })

  test('of buttons inside an article, one of them for comments, does not cut it off', () => {
    const given = article(
      page(headline, first, 'Share', '3 Comments', 'Save', second, first.replace('Thursday', 'Friday')),
    )

    expect(given.body).toHaveLength(3)
  })

  test('of links inside an article does not cut it off', () => {
    const given = article(
      page(
        headline,
        first,
        'Related',
        'Gales expected on the coast',
        second,
        first.replace('Thursday', 'Friday'),
        first.replace('Thursday', 'Sunday'),
      ),
    )

    expect(given.body).toHaveLength(4)
    expect(given.body).not.toContain('Gales expected on the coast')
  })

  test('is what a line says, not what it speaks of: an article on cookies keeps its paragraphs', () => {
    const told =
      'The court ruled that a website uses cookies lawfully only where its readers have said yes, and that silence is not a yes.'

    expect(article(page('Court: silence is no consent', first, told, second)).body).toEqual([first, told, second])
    expect(article(page('Court: silence is no consent', first, 'Share prices fell.', second)).body).toHaveLength(3)
  })
})

describe('what cannot be read is refused with the field `text` and a sentence that says what to do', () => {
  test.each([
    ['nothing', ' \n\t ', /paste the headline/],
    ['a text without a headline', story.join('\n'), /put one on a line of its own/],
    ['a dateline and a text', page('June 20, 2024', ...story), /put one on a line of its own/],
    ['a headline alone', headline, /paste the paragraphs/],
    ['furniture alone', 'Subscribe\nShare\nMore Articles', /headline/],
    ['300,000 characters', 'Ferries sailed. '.repeat(18_750), /longer than 200,000 characters/],
  ])('%s', (_what, text, sentence) => {
    expect(sentences(text)).toMatchObject([{ field: 'text', sentence: expect.stringMatching(sentence) }])
  })
})

describe('whatever is pasted', () => {
  const anyLine = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.lorem({ maxCount: 60 }),
    fc.constantFrom('Subscribe', 'June 20, 2024', 'By Ada Reed', 'Related', 'Comments', headline, first, second, ''),
  )
  const anyText = fc
    .tuple(fc.array(anyLine, { maxLength: 20 }), fc.constantFrom('\n', '\r\n', '\n\n'))
    .map(([lines, end]) => lines.join(end))

  test('nothing throws, and no word of the body or the title is ours', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const pasted = parsePastedText(text)
        if (!pasted.ok) return pasted.refusals.every((one) => one.field === 'text' && one.sentence.endsWith('.'))
        const whole = cleanText(text, Number.POSITIVE_INFINITY)
        return (
          pasted.value.title !== '' &&
          (pasted.value.body ?? []).every((paragraph) => paragraph !== '' && whole.includes(paragraph))
        )
      }),
      { numRuns: 1_000 },
    )
  })

  test('a text of the largest size is read or refused, however it is built (how soon, is the bench `hostile`)', () => {
    const shapes = [
      'Related\n',
      'a\n',
      '» ',
      'By Ada ',
      '6.',
      '(',
      '. ',
      'x',
      '\u0301',
      `${first}\n`,
      'Comments\n\n',
      '#a ',
      '2024-',
    ]
    for (const shape of shapes) {
      const below = parsePastedText(`${headline}\n\n${first}\n${shape.repeat(Math.floor(199_000 / shape.length))}`)
      expect(below.ok && below.value.title, JSON.stringify(shape)).toBe(headline)
      const alone = parsePastedText(shape.repeat(Math.floor(200_000 / shape.length)))
      if (!alone.ok) expect(alone.refusals[0]?.field).toBe('text')
    }
  })
})
