/** The small site that every generator builds, and what its owner does to it. */

export type Post = {
  readonly key: string
  /** The name of its file: most generators make its address of that. */
  readonly slug: string
  /** Its owner has said what its address is to be, and not left it to the generator. */
  readonly isNamed?: true
  readonly title: string
  readonly at: string
  readonly lang: string
  readonly tags: readonly string[]
  readonly description?: string
  /** Markdown, the first paragraph first. */
  readonly body: readonly string[]
  /** Words that stand in this post alone: a page with them is its page. */
  readonly sign: string
}

export type Site = { readonly name: string; readonly host: string; readonly posts: readonly Post[] }

export type Step = {
  readonly name: string
  /** What the owner does, as the docs say it. */
  readonly says: string
  readonly change: (site: Site) => Site
  /** Words that stood in the site until now and do not any more. */
  readonly gone?: readonly string[]
}

/** When the feed is followed. Steps come an hour after each other. */
export const BEGIN = '2026-11-24T06:00:00.000Z'

const crates = (ways: string) => ({
  description: `There are ${ways} to sort crates, and one of them is quick.`,
  body: [
    'Whoever sorts crates by hand knows that the heavy ones come first. A program knows it as well. Pier 14 has tried it.',
    '```cpp\n#include <vector>\nint main() {\n  std::vector<int> crates = {3, 1, 2};\n  return crates[0] < crates[1] && true;\n}\n```',
    'In C# it is one line.',
  ],
})

const plain = (cranes: string) => [
  `On the quay stand ${cranes} cranes, and not one of them moves before the tide does. People have come to see it. Pier 15 is full of them.`,
  'They have brought their children, and the children have brought bread for the gulls, who know the hour.',
]

export const siteAtFirst: Site = {
  name: 'The Harbour Log',
  host: 'log.harbour.example',
  posts: [
    {
      key: 'dash',
      slug: 'budget-2027',
      title: 'Budget 2027: what the port will pay – and who pays it',
      at: '2026-11-22T09:15:00Z',
      lang: 'en',
      tags: ['Money', 'City'],
      description: 'The council has set out what the port will cost next year.',
      body: ['The council met on Friday. Its members had read the whole of it, at Pier 10.', 'Nobody laughed.'],
      sign: 'Pier 10',
    },
    {
      key: 'German',
      slug: 'der-hafen-waechst',
      title: 'Der Hafen wächst – und mit ihm die Stadt',
      at: '2026-11-22T14:00:00Z',
      lang: 'de',
      tags: ['Stadt'],
      description: 'Zwei neue Becken sollen bis zum Frühling fertig sein.',
      body: ['Im Osten der Stadt wird gebaut, und zwar seit Montag. Wer am Pier 11 wohnt, hört es.', 'Es ist laut.'],
      sign: 'Pier 11',
    },
    {
      key: 'Arabic',
      slug: 'rasif',
      title: 'الميناء يفتح رصيفا جديدا',
      at: '2026-11-22T18:30:00Z',
      lang: 'ar',
      tags: ['ميناء'],
      description: 'افتتح الميناء رصيفا جديدا يوم الأحد أمام السفن الكبيرة.',
      body: ['حضر الافتتاح مئات من سكان المدينة وعمال الميناء. Pier 12', 'وكان الطقس جميلا.'],
      sign: 'Pier 12',
    },
    {
      key: 'Japanese',
      slug: 'minato',
      title: '港の予算',
      at: '2026-11-23T02:00:00Z',
      lang: 'ja',
      tags: ['予算'],
      description: '来年度の港の予算案が月曜日に市議会へ提出された。',
      body: ['市議会は月曜日に予算案を受け取った。議論は来週から始まる予定である。Pier 13', '傍聴席は満員だった。'],
      sign: 'Pier 13',
    },
    {
      key: 'code',
      slug: 'sorting-crates',
      title: 'Sorting crates in C++ and C#',
      at: '2026-11-23T08:00:00Z',
      lang: 'en',
      tags: ['C++', 'C#', 'C'],
      ...crates('three ways'),
      sign: 'Pier 14',
    },
    {
      key: 'bare',
      slug: 'a-note',
      title: 'A note from the quay',
      at: '2026-11-23T11:00:00Z',
      lang: 'en',
      tags: [],
      body: plain('forty'),
      sign: 'Pier 15',
    },
    {
      key: 'marks',
      slug: 'tea-and-biscuits',
      title: 'Tea & biscuits: "5 < 6"',
      at: '2026-11-23T16:45:00Z',
      lang: 'en',
      tags: ['Tea & more'],
      description: 'Why "five" is less than six & other small sums.',
      body: ['At the canteen they count everything twice. The canteen is at Pier 16.', 'The tea is good.'],
      sign: 'Pier 16',
    },
    {
      key: 'future',
      slug: 'tomorrow',
      title: 'The quay of tomorrow',
      at: '2099-01-01T12:00:00Z',
      lang: 'en',
      tags: ['City'],
      description: 'What will stand here when nobody who reads this does.',
      body: ['It will be made of glass, they say, and float. They mean Pier 17.', 'We shall see.'],
      sign: 'Pier 17',
    },
    {
      key: 'old',
      slug: 'how-it-began',
      title: 'How the harbour began',
      at: '2025-03-01T10:00:00Z',
      lang: 'en',
      tags: ['City'],
      description: 'There was a beach, and somebody had a boat.',
      body: ['It was a long time ago. Of that harbour nothing is left but Pier 18.', 'And the boat.'],
      sign: 'Pier 18',
    },
  ],
}

const fresh: Post = {
  key: 'fresh',
  slug: 'a-crane',
  title: 'A crane is lifted',
  at: '2026-11-24T10:00:00Z',
  lang: 'en',
  tags: ['City'],
  description: 'It took another crane to do it.',
  body: ['The crane weighs as much as four hundred cows. It stands at Pier 19 now.', 'The cows do not.'],
  sign: 'Pier 19',
}

const post =
  (key: string, change: Partial<Post>) =>
  (site: Site): Site => ({ ...site, posts: site.posts.map((one) => (one.key === key ? { ...one, ...change } : one)) })

export const story: readonly Step[] = [
  { name: 'first', says: 'The site is built, and its feed followed.', change: (site) => site },
  { name: 'rebuilt', says: 'Nothing has changed. It is checked out and built again.', change: (site) => site },
  {
    name: 'text',
    says: 'The text of one post and the description of another are corrected.',
    change: (site) => post('code', crates('four ways'))(post('bare', { body: plain('fifty') })(site)),
    gone: ['forty cranes', 'three ways'],
  },
  { name: 'title', says: 'A title is corrected.', change: post('marks', { title: 'Tea & biscuits: "5 > 4"' }) },
  { name: 'date', says: 'A post is dated a day later.', change: post('dash', { at: '2026-11-23T07:30:00Z' }) },
  {
    name: 'name',
    says: 'Two posts get other file names, and with them other addresses: one is news, one was too old when the feed was followed.',
    change: (site) =>
      post('German', { slug: 'hafen-neu', isNamed: true })(post('old', { slug: 'the-beginning', isNamed: true })(site)),
  },
  {
    name: 'deleted',
    says: 'A post is deleted.',
    change: (site) => ({ ...site, posts: site.posts.filter(({ key }) => key !== 'Arabic') }),
  },
  { name: 'written', says: 'A post is written.', change: (site) => ({ ...site, posts: [...site.posts, fresh] }) },
  {
    name: 'host',
    says: 'The site moves to another host. The old one leads there, address by address.',
    change: (site) => ({ ...site, host: 'harbour-log.example' }),
  },
  {
    name: 'title + name',
    says: 'A post gets another title and another file name at once.',
    change: post('bare', { title: 'Bread for the gulls', slug: 'bread', isNamed: true }),
  },
]
