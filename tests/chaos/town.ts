import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createAdaptorServer } from '@hono/node-server'
import { Resend } from 'resend'
import { Webhook } from 'standardwebhooks'
import { changePreferences } from '../../core/flows/change-preferences.ts'
import { fileArticle } from '../../core/flows/file-article.ts'
import { saveTopic } from '../../core/flows/save-topic.ts'
import type { Pace } from '../../core/flows/send-issue.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { asksNothing } from '../../core/model/account.ts'
import type { Answer } from '../../core/model/answer.ts'
import { type ArticleInput, parseArticle } from '../../core/model/article.ts'
import { LEAST_PATIENCE, patienceIn } from '../../core/model/deadline.ts'
import { type DigestInput, parseDigest } from '../../core/model/digest.ts'
import { fetchesNothing } from '../../core/model/fetched.ts'
import { postsNothing } from '../../core/model/hook.ts'
import { leavePayload, untilPayload } from '../../core/model/link.ts'
import { readsNothing } from '../../core/model/page.ts'
import { PROOF_LASTS } from '../../core/model/proof.ts'
import type { Parsed } from '../../core/model/refusal.ts'
import { OTHERS_LIVE, walkOf } from '../../core/model/replan.ts'
import { type Subscriber, wishFor } from '../../core/model/subscriber.ts'
import { plus } from '../../core/model/time.ts'
import type { Choice } from '../../core/model/variant.ts'
import type { Zones } from '../../core/model/zones.ts'
import type { Claim, MailProvider, Ports, Renderer } from '../../core/ports.ts'
import { renderer } from '../../emails/render.tsx'
import { parseCalendar } from '../../functions/adapters/calendar-parser.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { ids as plainIds } from '../../functions/adapters/ids.ts'
import { type KeyRing, linkSigner } from '../../functions/adapters/links.ts'
import { type Pace as OwnPace, pace as paceOf } from '../../functions/adapters/pace.ts'
import { sqsQueue } from '../../functions/adapters/queue.ts'
import { resendMail } from '../../functions/adapters/resend.ts'
import type { SendMessage } from '../../functions/adapters/sqs.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { createConsole } from '../../functions/http/console.ts'
import { createLetters, createResults, createSend } from '../../functions/http/queued.ts'
import { createTick } from '../../functions/http/scheduled.ts'
import { createSite } from '../../functions/http/site.tsx'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { memoryQueue, type Receipt } from '../../local/engines/memory-queue.ts'
import { createMailbox, type FaultInput, type Mailbox } from '../../local/mailbox/mailbox.ts'
import { ConnectionReset } from '../../local/mailbox/provider.ts'
import { bounceSaid } from '../../local/mailbox/said.ts'
import { functions, queues } from '../../stacks/manifest.ts'
import { aRequest, aTopic, theSettings } from '../support/examples.ts'
import { logTo } from '../support/logs.ts'
import type { Stores } from '../support/memory.ts'
import { createLoom, type Effect, type Fate, gated, NOBODY, type Outcome, type Waiting } from './loom.ts'

export const SITE = 'https://news.harbourpost.example'
export const API_KEY = 'the-key-of-the-town'
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 5).toString('base64')}`
const ring: KeyRing = {
  current: 'k1',
  keys: { k1: Buffer.alloc(32, 7).toString('base64url'), k2: Buffer.alloc(32, 9).toString('base64url') },
}
const MINUTE = 60_000
/** What a story calls the last issue while there is none. */
export const NO_ISSUE = 'iss_none'
/** The queues that anybody here puts something into: nobody has asked to be told of anything. */
const QUEUES = ['send', 'letters', 'results'] as const
type QueueOfTheTown = (typeof QUEUES)[number]
const FAR = '9999-12-31T00:00:00.000Z'

const granted = <T>(result: Parsed<T>): T => {
  if (result.ok) return result.value
  throw new Error(JSON.stringify(result.refusals))
}

/** A request as the provider got it, whatever it answered. */
export type PostedRequest = {
  /** How many effects had happened when it came. */
  readonly n: number
  readonly at: number
  readonly key: string
  readonly hash: string
  readonly recipients: readonly string[]
  status: number | undefined
  /** Indexes refused in an answer of 200. */
  refused: readonly number[]
}

/** A question somebody asked over HTTP, and what they were answered, if they were. */
export type Asked = {
  readonly what: string
  readonly who?: string
  /** The issue that it is about, and the event's own id: repeats of one event are one. */
  readonly about?: string
  readonly event?: string
  /** Effects that had happened when it was asked, and when it was answered. */
  readonly from: number
  to: number
  at: number
  status: number | undefined
  body: string
}

/** A claim that the store has said yes to, seen at its door. */
export type SeenClaim = { readonly n: number; readonly at: number; readonly claim: Claim }

/** Somebody wrote down whom a batch leaves out, or looked whether that is written; by the key of the batch without its installation. */
export type SeenShortening = {
  readonly n: number
  readonly batch: string
  readonly process: string
  readonly what: 'written' | 'looked'
}

/** `straight`: the same, by a way on which nothing happens, for whoever only looks. */
export type TownStores = Stores & { readonly straight?: Stores }

export type TownOptions = {
  readonly start: number
  /** `now`: the clock of the store, which is nobody's in particular. */
  readonly stores: (now: () => string) => TownStores | Promise<TownStores>
  /** What the set-up left behind: how many ids were given out. */
  readonly made?: number | undefined
  /** They refuse calls, lose answers and are behind (`hard.ts`). */
  readonly isHard?: boolean
  readonly choose?: ((ready: readonly Waiting[], timers: number) => number) | undefined
  readonly fate?: ((effect: Effect) => Fate) | undefined
  readonly before?: ((n: number) => void) | undefined
  readonly learned?: ((process: string, what: string) => void) | undefined
  readonly random?: (() => number) | undefined
  readonly pace: Pace
  readonly stepMs?: number | undefined
  /** Clock skew of workers by their number, ms. */
  readonly skews?: readonly number[] | undefined
  readonly mailbox?:
    | { readonly rate?: number; readonly dailyQuota?: number; readonly deliveredEvents?: boolean }
    | undefined
  /** Requests a second that our own pacer allows; 0: any number. */
  readonly pacePerSecond?: number | undefined
  /** Which messages get lost, come twice, or come late (ms), by their number. */
  readonly queue?:
    | {
        readonly lose?: readonly number[]
        readonly twice?: readonly number[]
        readonly late?: Readonly<Record<number, number>>
      }
    | undefined
  readonly people?: ReadonlyMap<string, Subscriber> | undefined
  readonly filed?: ReadonlyMap<string, { topics: readonly string[]; at: number }> | undefined
  readonly provider?: 'mailbox' | 'model' | undefined
  /** How a request comes to the mailbox: over a socket, where it can be cut, or handed over; handed over, where it is not said. */
  readonly way?: 'socket' | 'handed' | undefined
  /** The zone rules at first; `state.zones` from then on. */
  readonly zones?: Zones | undefined
}

export type Town = Awaited<ReturnType<typeof aTown>>

/** Templates are pure: what was rendered once is not rendered again in any town. */
const rendered = new Map<string, Promise<Awaited<ReturnType<Renderer['digest']>>>>()
const once =
  <T extends object>(kind: string, render: (props: T) => ReturnType<Renderer['digest']>) =>
  (props: T) => {
    const key = `${kind} ${JSON.stringify(props)}`
    let known = rendered.get(key)
    if (!known) {
      known = render(props)
      rendered.set(key, known)
      if (rendered.size > 5_000) rendered.clear()
    }
    return known
  }

/**
 * The whole service, its provider, its queues and its clock, woven effect by effect. What is real: flows, routes, links,
 * templates, the provider's own client, the mailbox, and, where it is asked for, the table and the socket. What is played:
 * time, the queues by their rules (`memory-queue.ts`) with the numbers of the manifest, and trouble.
 */
export async function aTown(options: TownOptions) {
  const clock = { now: options.start }
  const loom = createLoom({
    clock,
    choose: options.choose,
    fate: options.fate,
    before: options.before,
    stepMs: options.stepMs ?? 1,
    learned: options.learned,
  })
  const stores: TownStores = await options.stores(() => new Date(clock.now).toISOString())
  const { straight = stores } = stores
  const fence = await straight.fence.check()
  const installation = fence.kind === 'armed' ? fence.installation : ''
  let made = options.made ?? 0
  const count = () => String(++made).padStart(8, '0')
  const nonces = new Map<string, number>()
  /** Of each process's own, so that it is the same whoever else has drawn one before. */
  const nonce = () => {
    const who = loom.whose()
    nonces.set(who, (nonces.get(who) ?? 0) + 1)
    return `nonce-${who.replace(/\W/g, '-')}-${nonces.get(who)}`
  }
  const now = () => new Date(loom.now()).toISOString()
  const random = options.random ?? (() => 0.5)
  /** `ill`: by the name of a digest, what becomes of whoever renders it. */
  const state = {
    keyId: 'k1',
    deployed: '',
    zones: options.zones ?? zones,
    ill: new Map<string, 'throws' | 'dies' | 'hangs'>(),
  }
  /** Which rules held from when on. */
  const rules = [{ from: Number.NEGATIVE_INFINITY, zones: state.zones }]
  const deployed = new Map<string, Zones>()
  const rulesOf = (process: string): Zones => {
    if (process === 'nobody') return state.zones
    const own = deployed.get(process) ?? state.zones
    deployed.set(process, own)
    return own
  }
  const events: { event: string; fields: Readonly<Record<string, unknown>>; at: number; n: number }[] = []
  const requests: PostedRequest[] = []
  const asked: Asked[] = []
  const claims: SeenClaim[] = []
  const untold: string[] = []
  const shortenings: SeenShortening[] = []
  const workers = { count: 0 }

  // ── The provider ──────────────────────────────────────────────────────────────────────────────────────────────────

  const provider =
    options.provider === 'model'
      ? modelProvider(clock, requests, () => loom.trace.length)
      : await mailboxProvider(options, clock, loom, requests, deliverEvent)

  // ── The queues ────────────────────────────────────────────────────────────────────────────────────────────────────

  const lines = {
    send: memoryQueue<string>(queues.send, () => clock.now),
    letters: memoryQueue<string>(queues.letters, () => clock.now),
    results: memoryQueue<string>(queues.results, () => clock.now),
  }
  const inWork = { send: 0, letters: 0, results: 0 }
  const alarms = { send: 0, letters: 0, results: 0 }
  let sent = 0
  let sleepMs = 0
  let asleepUntil = 0
  /** Who works at a message, and who was ended by the time limit of their function. */
  const working = new Map<string, number>()
  const killed: string[] = []
  const hung = new Set<string>()

  /** A function that lives too long is ended, and its message comes again. Who stood still because the loom let others go first is left alone: it is to be seen what they do later. */
  function endLate(): void {
    for (const [name, limit] of working) {
      if (loom.ownTime(name) < limit) continue
      if (!hung.has(name)) killed.push(name)
      loom.kill(name)
    }
  }

  const isOfTheTown = (name: string): name is QueueOfTheTown => (QUEUES as readonly string[]).includes(name)

  /** What the service's own client of the queues would have put on the wire, and what may become of it there. */
  const put: SendMessage = async ({
    QueueUrl: queue = '',
    MessageBody: body = '',
    MessageGroupId,
    MessageDeduplicationId,
  }) => {
    if (!isOfTheTown(queue)) return
    sent += 1
    const { lose = [], twice = [], late = {} } = options.queue ?? {}
    if (lose.includes(sent)) return
    lines[queue].put(body, { group: MessageGroupId, once: MessageDeduplicationId, afterMs: late[sent] })
    if (twice.includes(sent)) lines[queue].put(body, { group: MessageGroupId, afterMs: late[sent] })
    loom.at(clock.now, () => deliver(queue))
  }
  const queue = sqsQueue(put, (name) => name)

  /** As Lambda polls: as many at a time as the manifest has it; whose worker fails or dies comes again when its visibility has passed. */
  function deliver(name: QueueOfTheTown): void {
    while (inWork[name] < functions[name].atMost) {
      const message = lines[name].take()
      if (!message) break
      workOn(name, message)
    }
    const next = lines[name].nextAt()
    if (next === undefined || next <= clock.now || next === alarms[name]) return
    alarms[name] = next
    loom.at(next, () => {
      if (alarms[name] === next) alarms[name] = 0
      deliver(name)
    })
  }

  function workOn(queue: QueueOfTheTown, message: Receipt<string>): void {
    inWork[queue] += 1
    const worker = workers.count++
    // What is counted many at a time comes as an array.
    const body = queue === 'results' ? JSON.stringify([message.body]) : message.body
    const name = `${queue}-${worker}`
    working.set(name, functions[queue].timeoutSeconds * 1000)
    void loom
      .spawn(
        name,
        async () => (await apps[queue].request(`/${queue}`, { method: 'POST', body, headers: JSON_TYPE })).ok,
        options.skews?.[worker % options.skews.length] ?? 0,
      )
      .then((outcome) => {
        working.delete(name)
        inWork[queue] -= 1
        if (sleepMs > 0) {
          asleepUntil = clock.now + sleepMs
          sleepMs = 0
          for (const one of QUEUES) lines[one].lose(true)
        }
        if (outcome.kind === 'done' && outcome.value) lines[queue].done(message)
        deliver(queue)
      })
  }

  // ── The service ───────────────────────────────────────────────────────────────────────────────────────────────────

  const seenNow = () => ({ n: loom.trace.length, process: loom.trace.at(-1)?.process ?? '' })
  const watched: Stores['issues'] = {
    ...stores.issues,
    claim: async (claim) => {
      const outcome = await stores.issues.claim(claim)
      if (outcome === 'claimed') claims.push({ n: loom.trace.length, at: clock.now, claim })
      return outcome
    },
    become: async (change) => {
      const status = async () => (await straight.issues.progress(change.issue.id))?.status
      const before = options.isHard ? await status() : undefined
      const done = await stores.issues.become(change)
      if (!done && before && change.from.includes(before) && (await status()) === change.to)
        untold.push(`${change.issue.id} became ${change.to}, and whoever asked for it was told that it did not`)
      return done
    },
    leaveOut: async (id, n, who) => {
      shortenings.push({ ...seenNow(), batch: `${id}/${n}`, what: 'written' })
      return stores.issues.leaveOut(id, n, who)
    },
    leftOut: async (id, n) => {
      shortenings.push({ ...seenNow(), batch: `${id}/${n}`, what: 'looked' })
      return stores.issues.leftOut(id, n)
    },
  }
  const signer = linkSigner(ring)
  const wait = loom.wait
  /** When the requests of each worker were given their turn. */
  const turns: { readonly process: string; readonly times: number[] }[] = []
  const shared = { turns: stores.turns, nowMs: loom.now }
  const pacer = loom.ofProcess(() => {
    const process = loom.whose()
    const times: number[] = []
    turns.push({ process, times })
    const one = paceOf({ most: options.pacePerSecond ?? 0 }, loom.now, wait, isSender(process) ? shared : undefined)
    const turn = async (withinMs?: number) => {
      const at = await one.turn(withinMs)
      if (at !== undefined) times.push(at)
      return at
    }
    return { ...one, turn }
  })
  /** Templates that do to whoever asks for them what is the matter with the digest of that name. */
  const ailing = (render: Renderer): Renderer => ({
    ...render,
    async digest(props) {
      switch (state.ill.get(props.name)) {
        case 'throws':
          throw new FallsIll(`${props.name} cannot be rendered`)
        case 'dies':
          loom.kill(loom.whose())
          return new Promise(() => {})
        case 'hangs':
          hung.add(loom.whose())
          for (;;) await wait(1_000)
        default:
          return render.digest(props)
      }
    },
  })
  const behindGates = {
    ...gated(loom, {
      topics: stores.topics,
      articles: stores.articles,
      feeds: stores.feeds,
      calendars: stores.calendars,
      digests: stores.digests,
      issues: watched,
      outcomes: stores.outcomes,
      subscribers: stores.subscribers,
      audience: stores.audience,
      letters: stores.letters,
      limits: stores.limits,
      settings: stores.settings,
      editors: stores.editors,
      fence: stores.fence,
      rules: stores.rules,
      queue,
    }),
    repeats: stores.repeats,
    // Nobody here brings a list: tests/flows/lists.test.ts kills its worker everywhere.
    imports: stores.imports,
    comments: stores.comments,
    keys: stores.keys,
    audit: stores.audit,
    hooks: stores.hooks,
    // A number to look at, of which a remainder may be lost.
    strays: stores.strays,
    turns: stores.turns,
    standing: stores.standing,
    account: asksNothing,
    courier: postsNothing,
    fetch: fetchesNothing,
    pages: readsNothing,
    readFeed,
    readCalendar: parseCalendar,
    render: ailing(gated(loom, { render: templates(state) }, false).render),
  }
  const ports: Ports = {
    ...behindGates,
    // Whether there is anything to do is no effect.
    rules: { ...behindGates.rules, walk: stores.rules.walk },
    mail: paced(pacer, gated(loom, { mail: provider.mail }).mail, loom.now),
    links: {
      get currentKey() {
        return state.keyId
      },
      sign: signer.sign,
      verify: signer.verify,
    },
    // Whoever says that they have worked has: the work itself is no effect.
    proofs: {
      challenge: async () => ({}),
      read: async (nonce) =>
        nonce === ''
          ? undefined
          : {
              nonce,
              issuedAt: new Date(loom.now() - MINUTE).toISOString(),
              expiresAt: new Date(loom.now() + PROOF_LASTS).toISOString(),
            },
    },
    site: SITE,
    importRate: 1_000_000,
    // A function has the rules that it was deployed with, however long it lives.
    get zones() {
      return rulesOf(loom.whose())
    },
    now,
    wait,
    random,
    ids: {
      ...plainIds(),
      issue: () => `iss_${count()}`,
      letter: () => `let_${count()}`,
      nonce,
      subscriber: () => `sub_${spread(++made)}`,
      article: (identity) => `art_${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`,
    },
    log: logTo((event, fields) => void events.push({ event, fields, at: clock.now, n: loom.trace.length })),
  }
  const apps = appsOf(ports, options.pace)

  let ticks = 0
  const tickNow = () => void loom.spawn(`tick-${++ticks}`, async () => apps.tick.request('/tick', { method: 'POST' }))

  /** An event of the provider, as its webhook brings it: no answer where the process dies over it. */
  async function deliverEvent(init: RequestInit): Promise<Response> {
    const told = JSON.parse(String(init.body)) as {
      type: string
      data: { to: string[]; tags?: Record<string, string> }
    }
    const about = told.data.tags?.issue
    // Of a mail without tags nobody can say that it is ours: it changes nobody, and no rule asks that it did (STD-55).
    const what = told.type.replace('email.', '')
    const entry = take(told.data.tags ? what : `a stranger's ${what}`, told.data.to[0]?.split('@')[0] ?? '', {
      ...(about === undefined ? {} : { about }),
      event: (init.headers as Record<string, string>)['svix-id'] ?? '',
    })
    const go = async () => apps.webhooks.request('/webhooks/resend', init)
    // One that is early comes while a request of ours is under way, which waits for it: its effects happen all at once.
    const outcome: Outcome<Response> =
      loom.isActing() && provider.early() ? { kind: 'done', value: await go() } : await loom.spawn('webhooks', go)
    if (outcome.kind !== 'done') throw new Error('no answer')
    await answered(entry, outcome.value.clone())
    return outcome.value
  }

  function take(what: string, who: string, event: { about?: string; event?: string } = {}): Asked {
    const entry: Asked = {
      what,
      who,
      ...event,
      from: loom.trace.length,
      to: 0,
      at: clock.now,
      status: undefined,
      body: '',
    }
    asked.push(entry)
    return entry
  }
  async function answered(entry: Asked, response: Response): Promise<void> {
    entry.to = loom.trace.length
    entry.at = clock.now
    entry.status = response.status
    entry.body = await response.text()
  }

  /** Somebody asks over HTTP, in a process of its own; without an answer they ask again a minute later, three times. */
  function ask(what: string, who: string, path: string, init: RequestInit = {}, tries = 3): void {
    const entry = take(what, who)
    const app = path.startsWith('/api') ? apps.console : apps.site
    const headers = path.startsWith('/api') ? { authorization: `Bearer ${API_KEY}`, ...init.headers } : init.headers
    void loom
      .spawn(`${what} ${who}`, async () => app.request(path, { ...init, ...(headers ? { headers } : {}) }))
      .then(async (outcome) => {
        if (outcome.kind === 'done' && outcome.value.status < 500) return answered(entry, outcome.value)
        if (tries > 1) loom.at(clock.now + MINUTE, () => ask(what, who, path, init, tries - 1))
      })
  }

  /** The provider reports something about a mail, in its own words: signed, and again after 5 s and 5 minutes where it had no answer. `foreign`: of a mail that somebody else on its team has sent. */
  function report(
    type: 'bounced' | 'complained' | 'soft' | 'foreign',
    who: string,
    issue: string,
    tries = 3,
    id = `msg_${++reports}`,
  ): void {
    const to = addressOf(who)
    const asked = type === 'soft' ? { type: 'Transient', subType: 'MailboxFull' } : {}
    const bounce = type === 'bounced' || type === 'soft' ? { bounce: bounceSaid(asked, { to, from: 'brief' }) } : {}
    // As of a mail from before it was tagged, which is known by its issue; where there is no issue yet, of a mail of now.
    const ours = { issue, subscriber: person(who).id, ...(issue === NO_ISSUE ? { installation } : {}) }
    const tags = type === 'foreign' ? { category: 'receipt' } : ours
    const data = { to: [to], tags, broadcast_id: null, template_id: null, ...bounce }
    const told = { soft: 'bounced', foreign: 'complained' }[type as string] ?? type
    const body = JSON.stringify({ type: `email.${told}`, created_at: new Date(clock.now).toISOString(), data })
    const headers = { 'content-type': 'application/json', ...signedHeaders(id, body, clock.now) }
    const entry = take(type, who, { about: issue, event: id })
    const init = { method: 'POST', body, headers }
    void loom
      .spawn('webhooks', async () => apps.webhooks.request('/webhooks/resend', init))
      .then((outcome) => {
        if (outcome.kind === 'done' && outcome.value.status === 200) return answered(entry, outcome.value)
        if (tries > 1)
          loom.at(clock.now + (tries === 3 ? 5_000 : 300_000), () => report(type, who, issue, tries - 1, id))
      })
  }
  let reports = 0

  /** Asks outside of the story: for the auditor, who changes nothing and is never killed. */
  const look = async (path: string, init: RequestInit = {}): Promise<Response> =>
    path.startsWith('/api')
      ? apps.console.request(path, { ...init, headers: { authorization: `Bearer ${API_KEY}` } })
      : apps.site.request(path.replace(SITE, ''), init)

  // ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** When the tick would find something to do. */
  async function nextDue(): Promise<number | undefined> {
    const times: string[] = []
    for (const { digest, edition } of await straight.digests.due(FAR, 100)) {
      const wakeAt = (await straight.digests.get(digest))?.editions.find((one) => one.name === edition)?.wakeAt
      if (wakeAt) times.push(wakeAt)
    }
    for (const id of await straight.issues.due(FAR, 100))
      times.push((await straight.issues.progress(id))?.lookAt ?? now())
    if ((await straight.letters.due(FAR, 1)).length > 0) times.push(now())
    const walk = await straight.rules.walk()
    if (walkOf(walk, state.zones.release, now())) times.push(now())
    else if (walk?.doneAt && !walk.sure) times.push(plus(walk.doneAt, OTHERS_LIVE))
    const first = times.sort()[0]
    return first === undefined ? undefined : Date.parse(first)
  }

  /** Lets the town live until a moment, or until nothing will happen any more. Ticks come at the full minute, when there is something for them to do. */
  async function live(until: number, mostSteps = 20_000): Promise<void> {
    let tickAt = Number.NaN
    for (let steps = 0; steps < mostSteps; steps++) {
      await loom.settle()
      if (!loom.isReady()) {
        const due = await nextDue()
        const minute = due && Math.ceil(Math.max(due, clock.now + 1, asleepUntil) / MINUTE) * MINUTE
        const timer = loom.nextTimer()
        if (minute && (timer === undefined || minute <= timer) && tickAt !== minute) {
          tickAt = minute
          loom.at(minute, tickNow)
        }
      }
      if (!(await loom.step(until))) return
      endLate()
    }
    throw new Stuck('the town does not come to rest')
  }

  // Plans are by the rules of the town, and nobody has to look.
  const planned = { release: state.zones.release, doneAt: now(), sure: true } as const
  if (!(await straight.rules.walk())) {
    await straight.rules.keep(state.zones)
    await straight.rules.walked(undefined, planned)
  }

  /** What is outside of any process is nobody's, and nothing of it fails. */
  const ofNobody = (): Ports => (loom.whose() === NOBODY ? { ...ports, ...straight } : ports)
  const people = new Map(options.people)
  /** What editors have filed, by id: its topics and when the answer came. */
  const filed = new Map<string, { topics: readonly string[]; at: number }>(options.filed)
  const person = (name: string): Subscriber => {
    const found = people.get(name)
    if (!found) throw new Error(`nobody here is called ${name}`)
    return found
  }
  const addressOf = (name: string) => `${name}@${name.startsWith('refused') ? 'example.com' : 'mail.example.net'}`

  return {
    ports,
    stores: straight,
    clock,
    loom,
    state,
    events,
    requests,
    turns,
    asked,
    claims,
    shortenings,
    untold,
    killed,
    provider,
    queued: () => QUEUES.flatMap((name) => lines[name].lying().map((message) => ({ queue: name, ...message }))),
    people,
    filed,
    person,
    addressOf,
    take,
    answered,
    ask,
    report,
    look,
    live,
    tickNow,
    /** The order to send an issue, once more, as anybody may give it. */
    order: queue.sendIssue,
    rules,
    /** All functions that begin from now on have other zone rules. */
    obey(zones: Zones) {
      state.zones = zones
      rules.push({ from: clock.now, zones })
    },
    made: () => made,
    leaveLink: (name: string, digest = 'brief') =>
      `/unsubscribe/${signer.sign('leave', leavePayload(person(name).id, digest), 'k1')}`,
    addressLink: (name: string, letter: string) =>
      `/address/${signer.sign('address', untilPayload(person(name).id, Math.ceil(clock.now / 1000) + 86_400, letter), 'k1')}`,
    /** What the page with the button says of when it was handed out: ten seconds ago. */
    served: () => signer.sign('press', untilPayload('sub_read', clock.now - 10_000), 'k1'),
    preferencesLink: (name: string) => `/preferences/${signer.sign('preferences', person(name).id, 'k1')}`,
    changePreferences: (name: string, choices: ReadonlyMap<string, Choice>) =>
      loom.spawn(`preferences ${name}`, () => changePreferences(ports, person(name).id, { choices })),
    /** No tick and no message comes by for so long after the first worker has ended. */
    sleep(ms: number) {
      sleepMs = ms
    },
    loseQueues() {
      for (const name of QUEUES) lines[name].lose()
    },
    close: () => provider.close(),

    // Set-up, outside of any process: nothing of it fails.
    async settings() {
      await straight.settings.put(theSettings)
    },
    async topics(...slugs: string[]) {
      for (const slug of slugs) await saveTopic(ofNobody(), aTopic(slug), 'any')
    },
    async digest(input: Partial<DigestInput> = {}) {
      const given = {
        id: 'brief',
        name: 'The Harbour Brief',
        topics: ['trade', 'city'],
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' },
        ...input,
      }
      await straight.digests.save(
        undefined,
        granted(parseDigest(ports.zones, given, await straight.topics.all(), now())),
      )
    },
    async article(title: string, tags: string[], input: Partial<ArticleInput> = {}) {
      const url = `https://harbourpost.example/${encodeURIComponent(title)}`
      const given = { url, title, summary: `About: ${title}.`, tags, ...input }
      const article = granted(parseArticle(given, ports.ids.article, now()))
      const own = ofNobody()
      const { article: kept } = await fileArticle(own, article, await own.topics.all())
      filed.set(kept.id, { topics: kept.topics, at: clock.now })
    },
    async reader(name: string, topics: Choice = 'all', digests: readonly string[] = ['brief'], zone = 'Europe/Berlin') {
      const known = await Promise.all(digests.map((digest) => straight.digests.get(digest)))
      const wishes = known.map((digest) => wishFor(ports.zones, digest!, topics, zone))
      const taken = await takeIn(ofNobody(), aRequest({ address: addressOf(name), wishes, zone }), 'told us')
      if (taken.kind !== 'taken-in') throw new Error(taken.why)
      people.set(name, taken.subscriber)
    },
  }
}

function signedHeaders(id: string, body: string, now: number): Record<string, string> {
  const at = new Date(now)
  return {
    'svix-id': id,
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': new Webhook(WEBHOOK_SECRET).sign(id, at, body),
  }
}

/** The ports of the town that was asked last. Towns live one after another. */
let living: Ports | undefined

const logOfTheLiving: Ports['log'] = Object.assign((...said: Parameters<Ports['log']>) => living?.log(...said), {
  error: (...said: Parameters<Ports['log']['error']>) => living?.log.error(...said),
})

/** Those ports, whoever's they are. Routes take out of them while they are laid only what is the same in every town, and the log. */
const portsOfTheLiving = new Proxy({} as Ports, {
  get: (_, name) => (name === 'log' ? logOfTheLiving : Reflect.get(living ?? {}, name)),
  has: (_, name) => Reflect.has(living ?? {}, name),
  ownKeys: () => Reflect.ownKeys(living ?? {}),
  getOwnPropertyDescriptor: (_, name) => ({
    value: Reflect.get(living ?? {}, name),
    enumerable: true,
    configurable: true,
  }),
})

type App = { readonly request: (path: string, init?: RequestInit) => Response | Promise<Response> }
const appsMade = new Map<string, App>()

/** The service's functions, before the ports of this town. Their hundreds of routes are laid once for all towns, at the first use. */
function appsOf(ports: Ports, pace: Pace) {
  const app = (name: string, make: () => App): App => ({
    request(path, init) {
      living = ports
      const one = appsMade.get(name) ?? make()
      appsMade.set(name, one)
      return one.request(path, init)
    },
  })
  return {
    send: app(`send ${JSON.stringify(pace)}`, () => createSend(portsOfTheLiving, pace)),
    letters: app('letters', () => createLetters(portsOfTheLiving)),
    results: app('results', () => createResults(portsOfTheLiving)),
    tick: app('tick', () => createTick(portsOfTheLiving)),
    site: app('site', () => createSite(portsOfTheLiving)),
    console: app('console', () => createConsole(portsOfTheLiving, API_KEY)),
    // It remembers whose mail is whose: another town's memory is not this one's.
    webhooks: createWebhooks(ports, [WEBHOOK_SECRET]),
  }
}

/** What the story has befall a digest. */
export class FallsIll extends Error {
  override name = 'FallsIll'
}

export const isSender = (process: string): boolean => process.startsWith('send-')

/** The town goes on and on: what liveness (I12) forbids. */
export class Stuck extends Error {
  override name = 'Stuck'
}

const digestOnce = once('digest', renderer.digest)
const templates = (state: { readonly deployed: string }): Renderer => ({
  confirmation: once('confirmation', renderer.confirmation),
  held: once('held', renderer.held),
  quota: once('quota', renderer.quota),
  report: once('report', renderer.report),
  notice: once('notice', renderer.notice),
  code: once('code', renderer.code),
  door: once('door', renderer.door),
  comment: once('comment', renderer.comment),
  // Another release of the templates says the same in other bytes.
  async digest(props) {
    const made = await digestOnce(props)
    return { ...made, html: made.html.replace('</body>', `${state.deployed}</body>`) }
  },
})

const JSON_TYPE = { 'content-type': 'application/json' }

/** Ids spread over the sixteen epochs, the same in every run. */
const spread = (n: number) => `${((n * 2654435761) >>> 0).toString(16).padStart(8, '0')}${String(n).padStart(12, '0')}`

/** Each worker has a pace of its own, which goes by the clock of the town: outside of the gates, where a wait is a wait. */
const paced = (pacer: () => OwnPace, mail: MailProvider, now: () => number): MailProvider => {
  const inTurn = async (withinMs: number, ask: (leftMs: number) => Promise<Answer>): Promise<Answer> => {
    const own = pacer()
    const asked = now()
    const turnedAt = await own.turn(withinMs - LEAST_PATIENCE)
    const leftMs = withinMs - (now() - asked)
    if (turnedAt === undefined || patienceIn(leftMs) === undefined) return { kind: 'no-time' }
    const answer = await ask(leftMs)
    own.heed(null, answer.kind === 'too-fast', turnedAt)
    return answer
  }
  return {
    batch: (body, key, withinMs) => inTurn(withinMs, (leftMs) => mail.batch(body, key, leftMs)),
    letter: (one, key, withinMs) => inTurn(withinMs, (leftMs) => mail.letter(one, key, leftMs)),
    atOnce: () => pacer().atOnce(),
    makeRoom: (lettersWait) => pacer().makeRoom(lettersWait),
  }
}

/** Whoever asks has had a turn. */
const unpaced: OwnPace = { turn: async () => 0, heed() {}, atOnce: () => 3, makeRoom() {} }

export type Accepted = { readonly key: string | null; readonly recipient: string; readonly time: number }

type Provider = {
  readonly mail: MailProvider
  readonly mailbox: Mailbox | undefined
  readonly accepted: () => readonly Accepted[]
  readonly fault: (fault: FaultInput) => void
  /** Whether events may come before the answer to the request that they are about. */
  readonly early: () => boolean
  readonly close: () => void
}

/** How long a request waits for its answer, and how it is given up. */
type Patience = { readonly ms: number; readonly end: AbortController }

/** The mailbox, through the provider's own client. */
async function mailboxProvider(
  options: TownOptions,
  clock: { now: number },
  loom: ReturnType<typeof createLoom>,
  requests: PostedRequest[],
  deliverEvent: (init: RequestInit) => Promise<Response>,
): Promise<Provider> {
  // No real time decides whether an answer came: a client gives up when it is told that none will.
  const waiting = new Map<string, Patience>()
  let last: Patience | undefined
  const mailbox = createMailbox({
    now: () => clock.now,
    wait(ms) {
      // A client that has heard nothing for as long as it waits is gone when the answer comes.
      if (loom.isActing() && last && ms > last.ms) giveUpIn(last)
      return loom.outsideWait(ms)
    },
    log: (event, { key, kind }) => {
      const one = event === 'answer.withheld' ? waiting.get(String(key)) : undefined
      if (!one) return
      if (kind === 'hang') giveUpIn(one)
      else one.end.abort()
    },
    random: options.random,
    webhook: { url: 'http://service/webhooks/resend', secret: WEBHOOK_SECRET },
    fetch: (_, init) => deliverEvent(init!),
    ...options.mailbox,
  })
  const giveUpIn = ({ ms, end }: Patience) => void loom.outsideWait(ms).then(() => end.abort())
  const record: Recorder = (headers, body) => {
    const text = body.toString()
    const one: PostedRequest = {
      n: loom.trace.length,
      at: clock.now,
      key: headers.get('idempotency-key') ?? '',
      hash: createHash('sha256').update(body).digest('hex'),
      recipients: [...text.matchAll(/"to":\["([^"]+)"\]/g)].map((match) => match[1]!),
      status: undefined,
      refused: [],
    }
    requests.push(one)
    return one
  }
  const { baseUrl, leave } = options.way === 'socket' ? await door(mailbox, record) : handed
  let early = false
  const resend = new Resend('re_town', { baseUrl })
  return {
    mail: resendMail(resend, unpaced, () => clock.now, {
      ...(options.way === 'socket' ? {} : { send: (url, init) => handOver({ mailbox, record }, url, init) }),
      patience: (key, ms) => {
        last = { ms, end: new AbortController() }
        waiting.set(key, last)
        return last.end.signal
      },
    }),
    mailbox,
    accepted: () => mailbox.accepted().map(({ key, recipient, time }) => ({ key, recipient, time: Date.parse(time) })),
    fault: (fault) => {
      early ||= fault.kind === 'webhook-early'
      mailbox.fault(fault)
    },
    early: () => early,
    close: () => {
      leave()
      mailbox.close()
    },
  }
}

type Recorder = (headers: Headers, body: Buffer) => PostedRequest
type Door = { readonly mailbox: Mailbox; readonly record: Recorder }
const handed = { baseUrl: 'http://localhost', leave() {} }

/** As `fetch` does it, without a socket: whoever gives up is let go, and a connection that breaks is no answer. */
async function handOver(town: Door, url: string, init: RequestInit): Promise<Response> {
  const { signal } = init
  const given = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  const { method = 'GET', headers, body } = init
  const answered = (async () => {
    const sent = body instanceof ReadableStream ? await buffer(body) : Buffer.from(body as string)
    return receive(town, { url, method, headers: new Headers(headers), body: sent, signal: signal ?? null })
  })()
  given.catch(() => {})
  return Promise.race([answered, given]).catch((error) => {
    throw error instanceof ConnectionReset ? new TypeError('fetch failed', { cause: error }) : error
  })
}

type Received = {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: Buffer<ArrayBuffer>
  readonly signal: AbortSignal | null
}

async function receive(town: Door, { url, ...request }: Received, env?: object): Promise<Response> {
  const one = town.record(request.headers, request.body)
  const response = await town.mailbox.app.fetch(new Request(url, request), env)
  one.status = response.status
  if (response.status !== 200 || !response.body) return response
  const text = await response.text()
  one.refused = refusedIn(text)
  return new Response(text, response)
}

const doors = new Map<string, Door>()
let host: Promise<{ baseUrl: string }> | undefined
let doorsMade = 0

/** One server for all towns of this process: each has a path of its own. */
async function door(mailbox: Mailbox, record: Recorder) {
  host ??= openHost()
  const { baseUrl } = await host
  const name = `town${++doorsMade}`
  doors.set(name, { mailbox, record })
  return { baseUrl: `${baseUrl}/${name}`, leave: () => doors.delete(name) }
}

async function openHost(): Promise<{ baseUrl: string }> {
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request: Request, env: unknown) => {
      const url = new URL(request.url)
      const [, name = '', ...path] = url.pathname.split('/')
      const town = doors.get(name)
      if (!town) return new Response('no such town', { status: 404 })
      url.pathname = `/${path.join('/')}`
      const { method, headers, signal } = request
      const body = Buffer.from(await request.arrayBuffer())
      return receive(town, { url: url.href, method, headers, body, signal }, env as object)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function refusedIn(text: string): number[] {
  try {
    return (JSON.parse(text) as { errors?: { index: number }[] }).errors?.map(({ index }) => index) ?? []
  } catch {
    return []
  }
}

/** The provider in a few lines, for the interleavings, where it is asked a hundred thousand times: it takes everything, once a key. */
function modelProvider(clock: { now: number }, requests: PostedRequest[], count: () => number): Provider {
  const known = new Map<string, string>()
  const accepted: Accepted[] = []
  return {
    mailbox: undefined,
    mail: {
      async batch(body, key) {
        const text = Buffer.from(body).toString()
        const hash = createHash('sha256').update(text).digest('hex')
        const recipients = [...text.matchAll(/"to":\["([^"]+)"\]/g)].map((match) => match[1]!)
        const same = known.get(key)
        const status = same === undefined || same === hash ? 200 : 409
        requests.push({ n: count(), at: clock.now, key, hash, recipients, status, refused: [] })
        if (same !== undefined) return same === hash ? { kind: 'accepted', refused: [] } : { kind: 'other-body' }
        known.set(key, hash)
        for (const recipient of recipients) accepted.push({ key, recipient, time: clock.now })
        return { kind: 'accepted', refused: [] }
      },
      async letter(mail, key) {
        if (!known.has(key)) {
          known.set(key, '')
          accepted.push({ key, recipient: mail.to[0]!, time: clock.now })
        }
        return { kind: 'accepted', refused: [] }
      },
      atOnce: unpaced.atOnce,
      makeRoom: unpaced.makeRoom,
    },
    accepted: () => accepted,
    fault: () => {
      throw new Error('the provider in a few lines has no faults')
    },
    early: () => false,
    close: () => {},
  }
}
