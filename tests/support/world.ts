import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { Resend } from 'resend'
import { onTestFinished } from 'vitest'
import { deliver } from '../../core/flows/deliver.ts'
import { fileArticle } from '../../core/flows/file-article.ts'
import { foldResults } from '../../core/flows/fold-results.ts'
import { saveTopic } from '../../core/flows/save-topic.ts'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { tick } from '../../core/flows/tick.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import { type ArticleInput, parseArticle } from '../../core/model/article.ts'
import { type DigestInput, parseDigest } from '../../core/model/digest.ts'
import { fetchesNothing, type SafeFetch } from '../../core/model/fetched.ts'
import { postsNothing } from '../../core/model/hook.ts'
import type { Report } from '../../core/model/outcome.ts'
import { LEAST_FILLING } from '../../core/model/proof.ts'
import type { Parsed } from '../../core/model/refusal.ts'
import type { Choice } from '../../core/model/variant.ts'
import type { Zones } from '../../core/model/zones.ts'
import type { Ports } from '../../core/ports.ts'
import { renderer } from '../../emails/render.tsx'
import { parseCalendar } from '../../functions/adapters/calendar-parser.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { type KeyRing, linkSigner } from '../../functions/adapters/links.ts'
import { pace } from '../../functions/adapters/pace.ts'
import { proofs } from '../../functions/adapters/proofs.ts'
import { resendMail } from '../../functions/adapters/resend.ts'
import { resendAccount } from '../../functions/adapters/resend-account.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { createSite } from '../../functions/http/site.tsx'
import { createMailbox, type MailboxOptions } from '../../local/mailbox/mailbox.ts'
import { aRequest, aTopic, theSettings } from './examples.ts'
import { logTo } from './logs.ts'
import { createMemory, type Stores } from './memory.ts'
import { pagesAsDeployed } from './readers.ts'

export const SITE = 'https://news.harbourpost.example'
const ring: KeyRing = { current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }

export type QueueMessage =
  | { readonly queue: 'results'; readonly report: Report }
  | { readonly queue: 'send'; readonly issue: `iss_${string}` }
  | { readonly queue: 'letters'; readonly letter: `let_${string}` }
  | { readonly queue: 'hooks'; readonly hook: `hook_${string}`; readonly delivery: `msg_${string}` }

export const granted = <T>(result: Parsed<T>): T => {
  if (result.ok) return result.value
  throw new Error(JSON.stringify(result.refusals))
}

type WorldOptions = {
  readonly at?: string
  readonly stores?: (world: { now: () => string }) => Stores | Promise<Stores>
  readonly mailbox?: Partial<MailboxOptions>
  readonly keys?: KeyRing
  readonly fetch?: SafeFetch
  readonly courier?: Ports['courier']
  readonly zones?: Zones
  /** What the account at the provider is asked with. */
  readonly accountKey?: string
}

/**
 * The whole service in one process: real flows, the real provider's client talking to the real mailbox over loopback,
 * a clock that is turned by hand and that waiting turns on.
 */
export async function aWorld(options: WorldOptions = {}) {
  const clock = { now: Date.parse(options.at ?? '2026-11-24T06:00:00Z') }
  const now = () => new Date(clock.now).toISOString()
  const wait = async (ms: number) => {
    clock.now += ms
  }
  // No real time decides whether an answer comes: whoever waits for one that never will has waited as long as they do.
  const waiting = new Map<string, { readonly until: number; readonly end: AbortController }>()
  const mailbox = createMailbox({
    now: () => clock.now,
    wait,
    log: (event, { key }) => {
      const one = event === 'answer.withheld' ? waiting.get(String(key)) : undefined
      if (!one) return
      clock.now = Math.max(clock.now, one.until)
      one.end.abort()
    },
    ...options.mailbox,
  })
  const server = createAdaptorServer({ fetch: mailbox.app.fetch, overrideGlobalObjects: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
    mailbox.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const messages: QueueMessage[] = []
  const events: { event: string; fields: Readonly<Record<string, unknown>> }[] = []
  const made = ids(() => clock.now)
  let people = 0
  const proving = proofs('pepper', now)
  const rules = { current: options.zones ?? zones }
  const ports: Ports = {
    ...(await (options.stores ?? createMemory)({ now })),
    queue: {
      sendIssue: async ({ issue }) => void messages.push({ queue: 'send', issue }),
      writeLetter: async ({ letter }) => void messages.push({ queue: 'letters', letter }),
      report: async (report) => void messages.push({ queue: 'results', report }),
      tellHook: async ({ hook, delivery }) => void messages.push({ queue: 'hooks', hook, delivery }),
    },
    mail: resendMail(
      new Resend('re_test', { baseUrl }),
      pace({}, () => clock.now, wait),
      () => clock.now,
      {
        patience: (key, ms) => {
          const end = new AbortController()
          waiting.set(key, { until: clock.now + ms, end })
          return end.signal
        },
      },
    ),
    account: resendAccount(new Resend(options.accountKey ?? 're_account', { baseUrl })),
    render: renderer,
    courier: options.courier ?? postsNothing,
    fetch: options.fetch ?? fetchesNothing,
    pages: pagesAsDeployed(),
    readFeed,
    readCalendar: parseCalendar,
    links: linkSigner(options.keys ?? ring),
    // Work that takes no time.
    proofs: { ...proving, challenge: () => proving.challenge({ cost: 1, from: 1, to: 2 }) },
    site: SITE,
    importRate: 1_000_000,
    get zones() {
      return rules.current
    },
    now,
    wait,
    random: () => 0.5,
    // Spread evenly over the sixteen epochs, and the same in every run.
    ids: {
      ...made,
      subscriber: () =>
        `sub_${((people++ * 2654435761) >>> 0).toString(16).padStart(8, '0')}${String(people).padStart(12, '0')}`,
    },
    log: logTo((event, fields) => void events.push({ event, fields })),
  }
  await ports.settings.put(theSettings)
  const site = createSite(ports)

  /** Works off the queues, oldest first, until they are empty. */
  const drain = async (most = 200) => {
    for (let count = 0; messages.length > 0; count++) {
      if (count > most) throw new Error('the queues do not empty')
      const message = messages.shift()!
      if (message.queue === 'send') await sendIssue(ports, message.issue)
      else if (message.queue === 'letters') await writeLetter(ports, message.letter)
      else if (message.queue === 'results') await foldResults(ports, [message.report])
      else await deliver(ports, message.hook, message.delivery)
    }
  }

  return {
    ports,
    site,
    mailbox,
    /** Where the provider's API listens. */
    url: baseUrl,
    clock,
    messages,
    events,
    drain,
    tick: () => tick(ports),
    /** A release of the zone rules arrives, or the one before comes back. */
    obey: (other: Zones) => {
      rules.current = other
    },
    turnTo: (at: string) => {
      clock.now = Date.parse(at)
    },
    /** As the mails lie in the mailbox, oldest first. */
    mails: () => mailbox.messages({ limit: 1000 }).toReversed(),
    async topics(...slugs: string[]) {
      for (const slug of slugs) await saveTopic(ports, aTopic(slug), 'any')
    },
    async digest(input: Partial<DigestInput> = {}) {
      const given = {
        id: 'brief',
        name: 'The Harbour Brief',
        topics: ['trade', 'city'],
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' },
        ...input,
      }
      const digest = granted(parseDigest(ports.zones, given, await ports.topics.all(), now()))
      if ((await ports.digests.save(undefined, digest)) === 'lost') throw new Error('the digest exists')
      return (await ports.digests.get(digest.id))!
    },
    async article(title: string, tags: string[], input: Partial<ArticleInput> = {}) {
      const url = `https://harbourpost.example/${encodeURIComponent(title)}`
      const article = granted(
        parseArticle({ url, title, summary: `About: ${title}.`, tags, ...input }, ports.ids.article, now()),
      )
      return (await fileArticle(ports, article, await ports.topics.all())).article
    },
    async reader(name: string, topics: Choice = 'all', digest = 'brief') {
      const taken = await takeIn(
        ports,
        aRequest({ address: `${name}@mail.example.net`, wishes: [{ digest, topics }] }),
        'told us',
      )
      if (taken.kind !== 'taken-in') throw new Error(taken.why)
      return taken.subscriber
    },
    async readers(count: number, digest = 'brief') {
      for (let n = 0; n < count; n++) await this.reader(`reader${n}`, 'all', digest)
    },
    /** Readers' pages, by the address in a mail; `ip`: where the hop in front of us saw the request come from. */
    visit: (url: string, init: RequestInit = {}, ip?: string) =>
      Promise.resolve(site.request(url.replace(SITE, ''), init, ip ? fromAddress(ip) : undefined)),
    /** Opens the page behind a link, reads it for a moment, and presses its button. */
    async press(link: string, init: RequestInit = {}) {
      const page = await (await this.visit(link)).text()
      clock.now += 1_000
      const served = /name="served" value="([^"]+)"/.exec(page)?.[1] ?? ''
      return this.visit(link, { method: 'POST', body: new URLSearchParams({ served }), ...init })
    },
    /** What a browser sends along that has done its work, in the time a person takes to fill in a form. */
    async proof(): Promise<string> {
      const challenge = (await (await site.request('/challenge')).json()) as Challenge
      const solution = await solveChallenge({ challenge, deriveKey })
      clock.now += LEAST_FILLING
      return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
    },
  }
}

/** As the function's event says where a request came from. */
export const fromAddress = (sourceIp: string) => ({ event: { requestContext: { http: { sourceIp } } } })

export type World = Awaited<ReturnType<typeof aWorld>>
