import { tick } from '../../core/flows/tick.ts'
import { TIME_LIMITS } from '../../core/model/deadline.ts'
import { parseDigest } from '../../core/model/digest.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aTopic } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import { createMemory } from '../support/memory.ts'
import { formerRules } from '../support/rules.ts'
import { report, say, tabulate } from './report.ts'

const DIGESTS = Number(process.env.BENCH_DIGESTS ?? 1_000)
const ZONES = Number(process.env.BENCH_ZONES ?? 400)
/** What a call to the table takes on AWS, ms: rather more than less (docs/scale.md). */
const CALL = 8
const MINUTE = 60_000
/** There are no issues, so that nobody is written to. */
const nobody = async () => {}

type Kind = 'reads' | 'writes'
const WRITES = new Set(['keep', 'walked', 'wake', 'wakeBy', 'save', 'become'])

/**
 * New zone rules for a house of many digests, each in its readers' own zones: how many ticks it takes until all is planned anew,
 * and how much of its time the longest of them takes, with a table that answers each call after 8 ms. Time is played, and so is
 * which zones have readers: what is counted are calls.
 */
export async function replanning(): Promise<void> {
  const clock = { now: Date.parse('2026-12-01T06:00:00Z') }
  const now = () => new Date(clock.now).toISOString()
  const stores = createMemory({ now })
  const schedule = { every: 'day', at: ['08:00'], zone: 'reader' }
  for (let n = 0; n < DIGESTS; n++) {
    const input = { id: `d${n}`, name: `Digest ${n}`, topics: ['trade'], schedule }
    const digest = parseDigest(formerRules, input, [aTopic('trade')], now())
    if (digest.ok) await stores.digests.save(undefined, digest.value)
  }
  const places = zones
    .names()
    .filter((name) => zones.clock(name) === name)
    .slice(0, ZONES)
  const calls: Record<Kind, number> = { reads: 0, writes: 0 }
  const counted = <Verbs extends object>(verbs: Verbs): Verbs =>
    new Proxy(verbs, {
      get: (of, name) => {
        const act = Reflect.get(of, name)
        if (typeof act !== 'function') return act
        return async (...args: unknown[]) => {
          calls[WRITES.has(String(name)) ? 'writes' : 'reads'] += 1
          clock.now += CALL
          return act.apply(of, args)
        }
      },
    })
  const ports = {
    ...stores,
    ...Object.fromEntries(
      (['digests', 'issues', 'rules', 'letters', 'hooks', 'fence'] as const).map((name) => [
        name,
        counted(stores[name]),
      ]),
    ),
    audience: counted({ ...stores.audience, zones: async () => places }),
    queue: { sendIssue: nobody, writeLetter: nobody, report: nobody, tellHook: nobody },
    links: linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
    site: 'https://news.example.org',
    ids: ids(),
    now,
    log: quiet,
  }

  await tick({ ...ports, zones: formerRules })
  calls.reads = 0
  calls.writes = 0
  const ticks: { readonly seconds: number; readonly calls: number }[] = []
  const cpu = process.cpuUsage()
  const isThrough = async () => {
    const page = await stores.digests.due(new Date(clock.now).toISOString(), 1)
    return page.length === 0 && (await stores.rules.walk())?.doneAt !== undefined
  }
  let minute = clock.now
  do {
    minute = Math.max(minute + MINUTE, clock.now)
    clock.now = minute
    const before = calls.reads + calls.writes
    await tick({ ...ports, zones })
    ticks.push({ seconds: (clock.now - minute) / 1000, calls: calls.reads + calls.writes - before })
  } while (!(await isThrough()) && ticks.length < 2_000)
  const { user, system } = process.cpuUsage(cpu)

  const longest = Math.max(...ticks.map(({ seconds }) => seconds))
  say(`${DIGESTS} digests, each in ${places.length} zones, ${CALL} ms a call`)
  tabulate({
    'until all are planned anew': {
      ticks: ticks.length,
      reads: calls.reads,
      writes: calls.writes,
      'longest tick, s': longest,
      'of our own, s of processor': Math.round((user + system) / 1e5) / 10,
    },
  })
  report({
    bench: 'replan',
    ratios: { 'longest-tick-to-its-limit': Math.round((longest / TIME_LIMITS.tick) * 100) / 100 },
    counts: { ticks: ticks.length, reads: calls.reads, writes: calls.writes },
  })
}
