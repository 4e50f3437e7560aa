/** What an empty store is filled with. A small port town and its paper, both made up, as are all names and hosts. */

export const settings = {
  publisher: { name: 'Harbour Post', postalAddress: '12 Quay Street, 20457 Hamburg, Germany' },
  from: 'Harbour Post <news@harbourpost.example>',
  replyTo: 'editors@harbourpost.example',
}

export const topics = [
  {
    slug: 'trade',
    name: 'Trade',
    description: 'Freight, prices, and who buys what from whom.',
    tags: ['trade', 'shipping', 'economy', 'freight'],
  },
  {
    slug: 'city',
    name: 'City',
    description: 'Streets, schools and the assembly.',
    tags: ['city', 'assembly', 'transport', 'housing'],
  },
  {
    slug: 'culture',
    name: 'Culture',
    description: 'Stages, books, galleries, kitchens.',
    tags: ['culture', 'books', 'music', 'food'],
  },
  {
    slug: 'sea',
    name: 'The Sea',
    description: 'Weather, water, and what lives in it.',
    tags: ['sea', 'weather', 'nature', 'fishing'],
  },
]

export const firstDigest = 'harbour-brief'

export const digests = [
  {
    id: firstDigest,
    name: 'The Harbour Brief',
    topics: ['trade', 'city', 'sea'],
    schedule: { every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' },
    intro: 'Good morning. What moved on the water and behind the quays since yesterday, in five minutes.',
  },
  {
    id: 'long-read',
    name: 'The Long Read',
    topics: ['culture', 'sea'],
    schedule: { every: 'week', on: ['sat'], at: ['09:00'], zone: 'Europe/Berlin' },
    intro: 'A few pieces for a slow Saturday.',
  },
]

const attestation = 'A reader of the demo: asked for it in the newsroom.'

export const readers = [
  {
    email: 'ada@mail.example.net',
    digests: [firstDigest, 'long-read'],
    zone: 'Europe/Berlin',
    locale: 'en',
    attestation,
  },
  {
    email: 'bo@post.example.net',
    digests: [{ digest: firstDigest, topics: ['trade'] }],
    zone: 'Europe/Copenhagen',
    locale: 'en',
    attestation,
  },
  {
    email: 'chiara@lettere.example.net',
    digests: [{ digest: firstDigest, topics: ['city', 'sea'] }, 'long-read'],
    zone: 'Europe/Rome',
    locale: 'en',
    attestation,
  },
  {
    email: 'dieter@briefe.example.net',
    digests: [firstDigest],
    zone: 'Europe/Berlin',
    locale: 'de',
    attestation,
  },
  {
    email: 'esi@mail.example.org',
    digests: [
      { digest: 'long-read', topics: ['culture'] },
      { digest: firstDigest, topics: ['sea'] },
    ],
    zone: 'Africa/Accra',
    locale: 'en',
    attestation,
  },
]

const pieces = [
  {
    hoursAgo: 1.5,
    url: 'https://harbourpost.example/trade/grain-terminal-night-shift',
    title: 'Grain terminal adds a night shift as the harvest comes in early',
    summary:
      'Two hundred lorries a day are waiting outside the gates. The terminal will run around the clock until mid-December, and has promised the streets nearby a quiet hour at four.',
    source: 'Harbour Post',
    author: 'Marit Oyelaran',
    tags: ['trade', 'shipping'],
  },
  {
    hoursAgo: 3,
    url: 'https://citydesk.example/assembly/swimming-bath-vote',
    title: 'Assembly keeps the old swimming bath, by one vote',
    summary:
      'The roof will be mended rather than the building sold. Opponents say the money was meant for two playgrounds, and want to know by spring where they will go.',
    source: 'City Desk',
    author: 'Jonas Feld',
    tags: ['city', 'assembly'],
  },
  {
    hoursAgo: 4,
    url: 'https://tidewatch.example/forecast/first-winter-storm',
    title: 'First winter storm due on Thursday, and it brings a spring tide',
    summary:
      'The water may stand a metre and a half above the mean by evening. The lower quay closes to cars at noon; sandbags are free at the fire station.',
    source: 'Tidewatch',
    tags: ['sea', 'weather'],
  },
  {
    hoursAgo: 6,
    url: 'https://ledger.example/freight/container-rates-fall',
    title: 'Container rates fall for the fifth week, and small importers exhale',
    summary:
      'A box from the east now costs a third of what it did in summer. Forwarders expect the slide to end once the spring orders are placed.',
    source: 'The Ledger',
    author: 'Priya Anand',
    tags: ['trade', 'freight', 'economy'],
  },
  {
    hoursAgo: 8,
    url: 'https://citydesk.example/transport/ferry-cards',
    title: 'From January, one card opens bus, tram and ferry',
    summary:
      'Paper tickets stay on sale at kiosks for a year. Children travel free on the water, as they already do on the rails.',
    source: 'City Desk',
    tags: ['city', 'transport'],
  },
  {
    hoursAgo: 9.5,
    url: 'https://tidewatch.example/nature/seals-on-the-breakwater',
    title: 'Seals take over the north breakwater, and the anglers make room',
    summary:
      'Thirty-one were counted on Sunday, the most since records began. Wardens ask walkers to keep dogs on a lead until the pups can swim.',
    source: 'Tidewatch',
    author: 'Ingrid Solheim',
    tags: ['sea', 'nature'],
  },
  {
    hoursAgo: 12,
    url: 'https://inland-water.example/barges/electric-push-boat',
    title: 'A push boat that runs on batteries passes its first month without a tow',
    summary:
      'It moves four barges at walking pace and charges while they are unloaded. The skipper misses only the heat of the old engine room.',
    source: 'Inland Water',
    tags: ['trade', 'shipping'],
  },
  {
    hoursAgo: 14,
    url: 'https://harbourpost.example/city/rent-index',
    title: 'New rent index puts the old town ahead of the waterfront',
    summary:
      'Lofts with a view have become cheaper than attics without one. The tenants’ union credits the trams; landlords credit the bakeries.',
    source: 'Harbour Post',
    author: 'Samuel Brandt',
    tags: ['city', 'housing', 'economy'],
  },
  {
    hoursAgo: 17,
    url: 'https://netmenders.example/notes/herring-quota',
    title: 'Herring quota goes up a tenth, the first rise in nine years',
    summary:
      'The young fish of three mild winters have grown up. Biologists advise the fleet to leave the spawning grounds alone all the same.',
    source: 'The Netmenders',
    tags: ['sea', 'fishing', 'trade'],
  },
  {
    hoursAgo: 19,
    url: 'https://lamplight.example/stage/pilot-cutter-opera',
    title: 'An opera on a pilot cutter, with forty seats and no second night',
    summary:
      'The company rehearsed to the sound of the bilge pump until the composer wrote it in. If the wind stays under five, it sails on Saturday.',
    source: 'Lamplight',
    author: 'Helene Voss',
    tags: ['culture', 'music'],
  },
  {
    hoursAgo: 22,
    url: 'https://lamplight.example/books/dockers-dictionary',
    title: 'Four thousand words for lifting things: the dockers’ dictionary is finished',
    summary:
      'It took two sisters thirty-eight years and every pub on the south bank. Half the entries have no equivalent anywhere; a fifth cannot be printed.',
    source: 'Lamplight',
    tags: ['culture', 'books'],
  },
  {
    hoursAgo: 25,
    url: 'https://kitchenquay.example/soup/the-last-eel-smoker',
    title: 'The last eel smoker hands her oven to a baker',
    summary:
      'What burned alder for ninety years will now burn beech, for rye. A morning with both of them, and a recipe that uses the two ends of the fire.',
    source: 'Kitchen Quay',
    author: 'Tomasz Lind',
    tags: ['culture', 'food'],
  },
  {
    hoursAgo: 27,
    url: 'https://harbourpost.example/sea/lightship-repainted',
    title: 'The lightship is red again, after a summer of arguing about which red',
    summary:
      'Eleven layers came off, in six shades. The one that won was found under the brass plate of the fog bell, where the sun had never been.',
    source: 'Harbour Post',
    tags: ['sea', 'culture'],
  },
  {
    hoursAgo: 29,
    url: 'https://citydesk.example/schools/night-classes-navigation',
    title: 'Evening school fills its navigation course with people who own no boat',
    summary:
      'The sextants are borrowed and the stars mostly hidden. Most come, they say, to learn one thing that does not need charging.',
    source: 'City Desk',
    author: 'Aylin Demir',
    tags: ['city', 'sea'],
  },
]

/** A text of the paper's own, as it is pasted: it has its page here, and a form below it to write to the editors. */
export const ownText = {
  text: `The goose of lock four

By Ada Quay

She has guarded the lower gate since before the harbour office had a telephone, and she has been paid for it, in barley, since 1986.

Nobody remembers who brought her. The oldest entry in the lock book that names her is a complaint: a pilot was kept from his boat for the length of a tide. The keeper's answer stands beside it, in pencil. "She was right."

There have been, it must be said, four geese. The post is hereditary, and the gate has never been without one for longer than a week. The present holder is called Madam, as were the others, and may be visited between the ebb and the flood, with an apple.`,
  tags: ['sea', 'city'],
}

const HOUR = 3_600_000

/** The articles, published over the last thirty hours. */
export const articles = (now: Date) =>
  pieces.map(({ hoursAgo, ...piece }) => ({
    ...piece,
    lang: 'en',
    publishedAt: new Date(now.getTime() - hoursAgo * HOUR).toISOString(),
  }))
