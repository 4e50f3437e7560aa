import { openDesk } from '../../core/flows/desk.ts'
import { type Copy, cutPieces, joinCopies, type Recipient } from '../../core/model/batch.ts'
import { leavePayload, leaveUrl, preferencesPayload, preferencesUrl } from '../../core/model/link.ts'
import { digestMail, type Mail } from '../../core/model/mail.ts'
import { composeDigest, marked, variantsOf } from '../../core/model/variant.ts'
import type { Ports } from '../../core/ports.ts'
import { renderer } from '../../emails/render.tsx'
import { linkSigner } from '../../functions/adapters/links.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { anArticle, anIssue, at } from '../support/examples.ts'
import { tenArticles } from './ten-articles.ts'

/** Readers' copies as bytes that can be posted, by every way of making them: copies a second of CPU, round by round. */
export type RenderFigures = {
  readonly rates: Readonly<Record<string, readonly number[]>>
  readonly bytes: number
  readonly peakMiB: number
}

const ROUNDS = 7
const ROUND_MS = 400
const BATCH = 100
const site = 'https://news.harbourpost.example'
const links = linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } })

/** Bodies stand where a worker's store has them: in the process, so that the store is not measured. */
function store(): Pick<Ports, 'issues' | 'render' | 'links' | 'zones'> & {
  issue: (one: ReturnType<typeof tenArticles>) => void
} {
  const bodies = new Map<string, string>()
  let issue = tenArticles()
  const issues = {
    articles: async () => issue.articles,
    body: async (_: string, variant: string) => bodies.get(variant),
    freezeBody: async (_: string, variant: string, template: string) => {
      bodies.set(variant, template)
      return template
    },
  } as unknown as Ports['issues']
  return {
    issues,
    render: renderer,
    links,
    zones,
    issue: (one) => {
      issue = one
      bodies.clear()
    },
  }
}

const readers = (variants: readonly string[], count = 2_000): Recipient[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `sub_${n.toString(16).padStart(20, '0')}`,
    address: `reader-${n}@mail.example.net`,
    variant: variants[n % variants.length]!,
  }))

const linksOf = (issue: string, digest: string, { id }: Recipient) => ({
  leave: leaveUrl(site, links.sign('leave', leavePayload(id, digest, issue), 'k1')),
  preferences: preferencesUrl(site, links.sign('preferences', preferencesPayload(id), 'k1')),
})

/** A mail with a reader's own in it, as whoever has no placeholders makes it: of strings. */
function literal(template: string) {
  const { texts, marks } = cutPieces(template)
  const strings = texts.map((text) => new TextDecoder().decode(text))
  return (values: Readonly<Record<string, string>>): string => {
    let whole = strings[0]!
    for (let n = 0; n < marks.length; n++) whole = `${whole}${values[marks[n]!]}${strings[n + 1]!}`
    return whole
  }
}

async function measure(): Promise<RenderFigures> {
  const issue = { ...tenArticles(), frozen: { ...tenArticles().frozen, named: true as const } }
  const all = variantsOf(issue).of('all', 'en', 'confirmed')!
  const { issue: opened, ...ports } = store()
  const rendered = await renderer.digest(composeDigest(zones, issue, all))
  const mail = digestMail(issue, rendered)
  const batch = readers([all]).slice(0, BATCH)
  const values = batch.map((one) => ({
    address: one.address,
    subscriber: one.id,
    ...linksOf(issue.id, issue.digest, one),
  }))
  const asStrings = {
    html: literal(rendered.html),
    text: literal(rendered.text),
    unsubscribe: literal(mail.headers['List-Unsubscribe']!),
  }
  const mailFor = (own: (typeof values)[number], html: string, text: string): Mail => ({
    ...mail,
    to: [own.address],
    html,
    text,
    headers: { ...mail.headers, 'List-Unsubscribe': asStrings.unsubscribe(own) },
    tags: mail.tags.map((tag) => (tag.value === marked('subscriber') ? { ...tag, value: own.subscriber } : tag)),
  })

  const desk = openDesk(ports, issue, 'w1', at('09:00'))
  const bodyOf = async (to: readonly Recipient[], of = desk): Promise<Uint8Array> => {
    let body = new Uint8Array()
    await of.write(to, async (bytes) => {
      body = new Uint8Array(bytes)
      return 'settled'
    })
    return body
  }
  const body = await bodyOf(batch)
  const expected = JSON.stringify(values.map((own) => mailFor(own, asStrings.html(own), asStrings.text(own))))
  if (new TextDecoder().decode(body) !== expected)
    throw new Error('the body is not what JSON.stringify makes of the mails')

  const pieces = cutPieces(JSON.stringify(mail))
  const copies: Copy[] = values.map((own) => ({ pieces, values: own }))
  let room: Uint8Array<ArrayBuffer> | undefined
  const target = Buffer.alloc(body.length)
  const source = Buffer.from(body)
  const manyVariants = async (count: number) => {
    const wide = wideIssue()
    const many = store()
    many.issue(wide)
    const of = openDesk(many, wide, 'w1', at('09:00'))
    const to = readers(variantsOfWide(wide, count))
    // Rendered and frozen before: what is measured is the copies.
    for (let from = 0; from < Math.max(count, BATCH); from += BATCH) await bodyOf(to.slice(from, from + BATCH), of)
    let from = 0
    return async () => {
      await of.write(to.slice(from, from + BATCH), async () => 'settled')
      from = (from + BATCH) % to.length
      return BATCH
    }
  }

  const ways: Record<string, () => Promise<number> | number> = {
    ours: async () => {
      await desk.write(batch, async () => 'settled')
      return BATCH
    },
    'links given': () => {
      room = joinCopies(copies, room).room
      return BATCH
    },
    'memory copy': () => {
      source.copy(target)
      return BATCH
    },
    'React Email per reader': async () => {
      const own = {
        address: batch[0]!.address,
        subscriber: batch[0]!.id,
        ...linksOf(issue.id, issue.digest, batch[0]!),
      }
      const props = composeDigest(zones, issue, all)
      const one = await renderer.digest({ ...props, leaveUrl: own.leave, preferencesUrl: own.preferences })
      JSON.stringify([mailFor(own, one.html, one.text)])
      return 1
    },
    'template literals': () => {
      const mails = batch.map((one) => {
        const own = { address: one.address, subscriber: one.id, ...linksOf(issue.id, issue.digest, one) }
        return mailFor(own, asStrings.html(own), asStrings.text(own))
      })
      Buffer.from(JSON.stringify(mails))
      return BATCH
    },
    '1 variant': await manyVariants(1),
    '50 variants': await manyVariants(50),
    '1,000 variants': await manyVariants(1_000),
    ...(await mjmlIfThere(issue, values)),
  }

  const rates: Record<string, number[]> = {}
  // The first round compiles.
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, way] of Object.entries(ways)) {
      const began = performance.now()
      // By the processor's time: whoever else is busy on the machine takes none of that.
      const before = process.cpuUsage()
      let done = 0
      do done += await way()
      while (performance.now() - began < ROUND_MS)
      const { user, system } = process.cpuUsage(before)
      if (round > 0) rates[name] = [...(rates[name] ?? []), (done * 1e6) / (user + system)]
    }
  return {
    rates,
    bytes: Math.round(body.length / BATCH),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

/** Ten topics with an article each: a thousand choices, and as many variants. */
function wideIssue() {
  const topics = Array.from({ length: 10 }, (_, n) => `topic-${n}`)
  const articles = topics.map((topic, n) =>
    anArticle({
      id: `art_${n}`,
      title: `Headline number ${n} about what has happened at the quays this week`,
      summary:
        'Talks resume at noon. Hauliers say that the backlog will take a month to clear, even if a deal is signed.',
      topics: [topic],
      filed: { [topic]: at('07:00') },
    }),
  )
  return anIssue({ topics, articles })
}

function variantsOfWide(issue: ReturnType<typeof wideIssue>, count: number): string[] {
  const variants = variantsOf(issue)
  const topics = issue.frozen.topics.map(({ slug }) => slug)
  const chosen = (choice: number) => topics.filter((_, bit) => choice & (1 << bit))
  const all = Array.from({ length: 2 ** topics.length - 1 }, (_, n) => chosen(n + 1))
  // Those of five topics first: one mail is as long as a thousand are on the average.
  const far = (one: readonly string[]) => Math.abs(one.length - topics.length / 2)
  const some = all.toSorted((a, b) => far(a) - far(b)).slice(0, count)
  return some.map((one) => variants.of(one, 'en', 'confirmed')!)
}

/** The same mail by two well-known templating libraries, if they are there (`BENCH_MJML`: the folder). */
async function mjmlIfThere(
  issue: ReturnType<typeof tenArticles>,
  values: readonly Readonly<Record<string, string>>[],
): Promise<Record<string, () => Promise<number>>> {
  const folder = process.env.BENCH_MJML
  if (!folder) return {}
  const { default: mjml } = await import(`${folder}/node_modules/mjml/lib/index.js`)
  const { default: handlebars } = await import(`${folder}/node_modules/handlebars/lib/index.js`)
  const template = handlebars.compile(
    `<mjml><mj-body>{{#each articles}}<mj-section><mj-column><mj-text><h3><a href="{{url}}">{{title}}</a></h3><p>{{summary}}</p></mj-text></mj-column></mj-section>{{/each}}<mj-section><mj-column><mj-text><a href="{{leave}}">Leave</a> <a href="{{preferences}}">Preferences</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
  )
  return {
    'MJML and Handlebars per reader': async () => {
      const { html } = await mjml(template({ articles: issue.articles, ...values[0] }))
      JSON.stringify([{ html }])
      return 1
    },
  }
}

const figures = await measure()
process.send!(figures, () => process.exit(0))
