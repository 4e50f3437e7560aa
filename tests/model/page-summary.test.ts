import { describe, expect, it, test } from 'vitest'
import { cleanSummary } from '../../core/model/page-summary.ts'

const title = 'Boats are back in the harbour'
const others = [
  'Boats are back in the harbour - Skerry Post',
  'Skerry Post',
  'News from the rocks',
  'A boat at the quay',
]
const clean = (written: string, headline = title) => cleanSummary(written, { title: headline, others })

describe('a summary', () => {
  const dawn = 'They came at dawn with flour for all the islands.'

  it('is what the page says of the story', () => {
    expect(clean(`  ${dawn}\n `)).toBe(dawn)
    expect(clean('Why cookies are baked at sea, and who eats them.')).toBe(
      'Why cookies are baked at sea, and who eats them.',
    )
    expect(clean('Comments by the mayor have angered the fleet.')).toBe('Comments by the mayor have angered the fleet.')
  })

  test.each([
    ['the headline once more', 'Boats are back in the harbour.'],
    ['the headline with its site', 'Boats are back in the harbour - Skerry Post'],
    ['the headline cut short', 'Boats are back in the…'],
    ['the name of the site', 'The Skerry Post'],
    ['the tagline of the site', 'News from the rocks'],
    ['the words for a picture', 'A boat at the quay'],
    ['a byline', 'By Ada Reed, June 20, 2024'],
    ['the way there', 'Home » News » Sea'],
    ['the way there, said so', 'You are here: Home / Sea'],
    ['the head of a form', 'Your email address will not be published. Required fields are marked *'],
    ['a count of comments', '12 Comments'],
    ['a word for no summary', 'Comments'],
    ['nothing', ' \u200B '],
  ])('is not %s', (_what, written) => {
    expect(clean(written)).toBeUndefined()
  })

  test.each([
    ['en', 'We and our partners store and/or access information on a device, such as unique IDs in cookies.'],
    ['en', 'This website uses cookies to ensure you get the best experience.'],
    ['en', 'Before you continue to the paper'],
    ['de', 'Wir verwenden Cookies, um Inhalte zu personalisieren.'],
    ['fr', 'Nous et nos partenaires utilisons des cookies pour mesurer l’audience.'],
    ['es', 'Utilizamos cookies propias y de terceros.'],
    ['ar', 'نستخدم ملفات تعريف الارتباط لتحسين تجربتك.'],
    ['zh', '我们使用 Cookie 来改善您的体验。'],
  ])('is not a question about consent (%s)', (_language, written) => {
    expect(clean(written)).toBeUndefined()
  })

  it.each([
    ...[
      'No content.',
      'No description provided',
      'Published 3 hours ago by Ada Reed',
      'Last updated 3 June by Ada Reed',
    ],
    ...[
      'Follow Ada on X',
      'Checking your browser before you go on',
      'Verify you are human by doing what is asked below.',
    ],
  ])('is not what stands beside the story: %s', (text) => expect(clean(text)).toBeUndefined())

  it.each([
    'Published by the port in June, the plan has been sold out since.',
    'No content with them, the boats went back.',
    'Follow the boats on their way home. They are slow.',
  ])('may begin like that: %s', (text) => expect(clean(text)).toBe(text))

  it('does not say the headline twice, and keeps a sentence that begins like it', () => {
    expect(clean(`${title} ${dawn}`)).toBe(dawn)
    expect(clean(`${title} – ${dawn}`)).toBe(dawn)
    expect(clean(`港口重开 两艘渡轮在中午之前离开。`, '港口重开')).toBe('两艘渡轮在中午之前离开。')
    expect(clean(`${title} of Skerry, where they belong.`)).toBe(`${title} of Skerry, where they belong.`)
    expect(clean('Der Hafen Rotterdam wächst weiter.', 'Der Hafen')).toBe('Der Hafen Rotterdam wächst weiter.')
  })

  it('has no numbers of lines in front, and nothing of an archive', () => {
    expect(clean('1 2 3 4 5 6 import { boats } from harbour')).toBe('import { boats } from harbour')
    expect(clean(`arXiv:2606.01234v1 Announce Type: new Abstract: ${dawn}`)).toBe(dawn)
    expect(clean(`submitted by ada to harbour 12 points | 1 comments https://skerry.example/boats ${dawn}`)).toBe(dawn)
    expect(clean('submitted by ada to harbour -1 points | 0 comments https://skerry.example/boats')).toBeUndefined()
  })
})
