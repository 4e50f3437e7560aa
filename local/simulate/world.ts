import { sendIssue } from '../../core/flows/send-issue.ts'
import { tick } from '../../core/flows/tick.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import { asksNothing } from '../../core/model/account.ts'
import { fetchesNothing } from '../../core/model/fetched.ts'
import { postsNothing } from '../../core/model/hook.ts'
import { readsNothing } from '../../core/model/page.ts'
import { epochMs, instant, MINUTE } from '../../core/model/time.ts'
import type { Ports, Renderer } from '../../core/ports.ts'
import { parseCalendar } from '../../functions/adapters/calendar-parser.ts'
import { readFeed } from '../../functions/adapters/feed-reader.ts'
import { addressKey, ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { proofs } from '../../functions/adapters/proofs.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { keys, type Table } from '../../functions/adapters/table.ts'
import { formerZones, zones } from '../../functions/adapters/zones.ts'
import { queues } from '../../stacks/manifest.ts'
import { chance } from '../chance.ts'
import { type MemoryQueue, memoryQueue } from '../engines/memory-queue.ts'
import { type Item, memoryTable } from '../engines/memory-table.ts'
import { TABLE } from '../host/environment.ts'
import { createMailbox } from '../mailbox/mailbox.ts'
import type { Secrets } from '../secrets.ts'
import { AnswerLost, failing } from './faults.ts'
import type { Options, Stop } from './options.ts'
import { mailInto } from './provider.ts'

type Work = (ports: Ports) => Promise<unknown>

export type World = ReturnType<typeof openWorld>

/** The whole service in one process, on one clock: real flows, stores, templates and mailbox; played are time, the queues and the faults. */
export function openWorld(
  options: Pick<Options, 'crash' | 'seed' | 'stops'>,
  items: readonly Item[],
  secrets: Secrets,
  renderer: Renderer,
) {
  const clock = { now: 0 }
  const now = () => instant(clock.now)
  const wait = async (ms: number) => {
    clock.now += ms
  }
  const random = chance(options.seed)
  const mailbox = createMailbox({ now: () => clock.now, wait, random, keep: 0 })
  const memory = memoryTable()
  for (const item of items) memory.put(item)
  const fence = items.find(({ pk, sk }) => pk === keys.fence.pk && sk === keys.fence.sk)
  const armed = { kind: 'armed', installation: String(fence?.id ?? 'simulated') } as const
  const lanes = {
    send: memoryQueue<Work>(queues.send, () => clock.now),
    letters: memoryQueue<Work>(queues.letters, () => clock.now),
  }
  const made = ids(() => clock.now)
  /** What failed without being made to, and how often. */
  const failures = new Map<string, number>()
  const fail = (what: string) => {
    if (!what.startsWith(AnswerLost.name)) failures.set(what, (failures.get(what) ?? 0) + 1)
  }
  const log: Ports['log'] = Object.assign(() => {}, {
    error: (event: string, error: unknown) => {
      if (event === 'tick.failed') fail(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown')
    },
  })
  const table: Table = {
    client: memory.client,
    name: TABLE,
    now,
    wait,
    random: () => 0.5,
    log,
    addressKey: addressKey(secrets.pepper),
    nonce: made.nonce,
  }
  /** Without faults: what looks in, and what editors do. */
  const ports: Ports = {
    ...storesOn(table, undefined, formerZones),
    // The copy arms itself: it mails nobody, and what was under way goes on as it would where it was copied from.
    fence: {
      table: TABLE,
      check: async () => armed,
      installations: async () => [armed.installation],
      arm: async () => armed,
    },
    queue: {
      // What fails is the tick's to take up again, as `createSend` has it.
      sendIssue: async ({ issue }) =>
        lanes.send.put((own) => sendIssue(own, issue).catch((error) => fail(String(error))), { group: issue }),
      writeLetter: async ({ letter }) => lanes.letters.put((own) => writeLetter(own, letter)),
      // Nobody opens anything in a year that has not been.
      report: async () => {},
      // Other people's programs are told nothing of what has not happened.
      tellHook: async () => {},
    },
    account: asksNothing,
    mail: mailInto(mailbox, () => clock.now, wait),
    render: renderer,
    courier: postsNothing,
    fetch: fetchesNothing,
    pages: readsNothing,
    readFeed,
    readCalendar: parseCalendar,
    links: linkSigner(secrets.linkKeys),
    proofs: proofs(secrets.pepper, now),
    site: 'http://localhost:3000',
    importRate: 1_000_000,
    zones,
    now,
    wait,
    random,
    ids: made,
    log,
  }
  const faults = failing(ports, options.crash, random)

  /** One message at a time, here; what has failed comes again when its visibility has passed. */
  async function workOff(lane: MemoryQueue<Work>): Promise<boolean> {
    const message = lane.take()
    if (!message) return false
    await message.body(faults.ports).then(
      () => lane.done(message),
      (error) => fail(String(error)),
    )
    return true
  }

  /** The full minute at which the tick would find something to do, if any. */
  function nextTick(): number {
    const first = ['EDITION', 'ISSUE', 'LETTER'].flatMap((kind) => memory.firstDue(kind) ?? [])
    const due = first.map((key) => epochMs(key.slice(0, key.indexOf('#')))).sort((a, b) => a - b)[0]
    return due === undefined
      ? Number.POSITIVE_INFINITY
      : afterStops(options.stops, minuteAt(Math.max(due, clock.now + 1)))
  }

  /**
   * Lets it live until a moment, from one thing that happens to the next; `editors` do what they do at their own times.
   */
  async function live(until: number, editors: Editors = nobody): Promise<void> {
    for (;;) {
      while ((await workOff(lanes.send)) || (await workOff(lanes.letters))) {}
      const tickAt = nextTick()
      const at = Math.min(
        tickAt,
        editors.nextAt(),
        ...[lanes.send, lanes.letters].map((lane) => lane.nextAt() ?? tickAt),
      )
      if (at >= until) break
      await editors.actUpTo(at)
      clock.now = Math.max(clock.now, at)
      if (at === tickAt) await tick(faults.ports).catch((error) => fail(String(error)))
    }
    clock.now = Math.max(clock.now, until)
  }

  return { clock, memory, mailbox, ports, failures, faults, live }
}

/** People who work while time goes by: when they do something next, and that it be done, epoch ms. */
export type Editors = { readonly nextAt: () => number; readonly actUpTo: (at: number) => Promise<void> }
/** Two of them, side by side. */
export const both = (one: Editors, other: Editors): Editors => ({
  nextAt: () => Math.min(one.nextAt(), other.nextAt()),
  async actUpTo(at) {
    await one.actUpTo(at)
    await other.actUpTo(at)
  },
})
const nobody: Editors = { nextAt: () => Number.POSITIVE_INFINITY, actUpTo: async () => {} }

const minuteAt = (ms: number) => Math.ceil(ms / MINUTE) * MINUTE

/** The first full minute from `at` on in which ticks come. */
function afterStops(stops: readonly Stop[], at: number): number {
  const stop = stops.find(({ from, to }) => at >= epochMs(from) && at < epochMs(to))
  return stop ? afterStops(stops, minuteAt(epochMs(stop.to))) : at
}
