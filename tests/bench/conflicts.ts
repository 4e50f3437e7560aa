import { decideSetback } from '../../core/model/setback.ts'
import { afterLeave, type Subscriber } from '../../core/model/subscriber.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { chance } from '../../local/chance.ts'
import { startLine } from '../../local/engines/line.ts'
import { refusesOverlaps } from '../../local/engines/line-rules.ts'
import { clientTo, startDynoxide } from '../support/dynoxide.ts'
import { aSubscriber } from '../support/examples.ts'
import { machine, report, round, say, tabulate } from './report.ts'

/** Leavings and bounces a second, half and half. */
const RATES = [5, 10, 20, 40, 80, 160]
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5)
/** How long a transaction holds its items, ms: the engine's own are over in one or two. */
const HOLDS = 20
/** Claims a second: as many as the provider takes. */
const CLAIMS = 10

/** As it was with one item for all sixteen digits. */
const inOneItem = (item: string): string => item.replace(/ (EPOCH|SETBACKS)#.$/, ' $1')

/**
 * How often those who leave one digest, or come back from one issue, meet at an item, where the table refuses who meets
 * another (it does on AWS, and the engine does not): as the stores have it, and beside it with the digits of epochs and
 * setbacks taken for one item each. Meanwhile batches are claimed. What is scaled is the rate alone.
 */
export async function meeting(): Promise<void> {
  const engine = await startDynoxide()
  const beside: Met[] = []
  const ours: Met[] = []
  for (const rate of RATES) {
    beside.push(await crowd(engine, rate, inOneItem))
    ours.push(await crowd(engine, rate, (item) => item))
  }
  engine.stop()

  say(`Leavings and bounces of one digest and issue, ${HOLDS} ms a transaction, for ${SECONDS} s each, on ${machine}\n`)
  const row = (one: Met) => ({
    'met another at the first try': percent(one.metAtFirst, one.asked),
    'tries each': round(one.tries / one.asked),
    'given up after all tries': percent(one.failed, one.asked),
    'claims given up or in vain': percent(one.claimsInVain, one.claims),
    'met where': Object.entries(one.where)
      .map(([item, times]) => `${item} ${times}`)
      .join(', '),
  })
  tabulate(
    Object.fromEntries(
      RATES.flatMap((rate, n) => [
        [`${rate}/s, one item each`, row(beside[n]!)],
        [`${rate}/s, sixteen (Tidings)`, row(ours[n]!)],
      ]),
    ),
  )
  report({
    bench: 'conflicts',
    ratios: { 'rate-held': round(held(ours) / Math.max(1, held(beside))) },
    heldAtOnePercent: { beside: held(beside), ours: held(ours) },
    firstTries: RATES.map((rate, n) => ({ rate, beside: share(beside[n]!), ours: share(ours[n]!) })),
  })
}

type Met = {
  readonly rate: number
  readonly asked: number
  readonly metAtFirst: number
  readonly tries: number
  readonly failed: number
  readonly claims: number
  readonly claimsInVain: number
  /** Refusals, by what they met at. */
  readonly where: Readonly<Record<string, number>>
}

const share = ({ metAtFirst, asked }: Met): number => round(metAtFirst / asked)
const percent = (some: number, all: number): string => `${round((100 * some) / all)} %`

/** The highest rate up to which no more than one in a hundred is given up after all tries. */
function held(all: readonly Met[]): number {
  const first = all.findIndex(({ failed, asked }) => failed > asked / 100)
  return (first < 0 ? all.at(-1) : all[first - 1])?.rate ?? 0
}

async function crowd(
  engine: Awaited<ReturnType<typeof startDynoxide>>,
  rate: number,
  asOne: (item: string) => string,
): Promise<Met> {
  const now = () => new Date().toISOString()
  let [tries, failed, claims, claimsInVain] = [0, 0, 0, 0]
  const asked = new Set<string>()
  const metAtFirst = new Set<string>()
  const where: Record<string, number> = {}
  const line = await startLine(
    engine.endpoint,
    async (call, next) => {
      // A save is known by its reader, however often it is tried.
      const reader = /SUBSCRIBER#(sub_\w+)/.exec(JSON.stringify(call.input))?.[1]
      const answer = await next()
      if (call.operation !== 'TransactWriteItems' || !reader) return answer
      tries += 1
      if (!asked.has(reader) && typeof answer === 'object' && answer.status !== 200) metAtFirst.add(reader)
      asked.add(reader)
      return answer
    },
    refusesOverlaps({
      asOne,
      lasts: () => sleep(HOLDS),
      refused: (items) => {
        for (const item of new Set(items.map(kindOf))) where[item] = (where[item] ?? 0) + 1
      },
    }),
  )
  const client = clientTo(line.url)
  const straight = await engine.stores({ now })
  const stores = storesOn({ ...straight.table, client })

  const count = rate * SECONDS
  const random = chance(rate)
  // As people come: each for themselves.
  let ms = 0
  const moments = Array.from({ length: count }, () => {
    ms -= (1000 / rate) * Math.log(1 - random())
    return ms
  })
  const readers = Array.from({ length: count }, (_, n) => readerOf(n, count))
  for (let at = 0; at < count; at += 8)
    await Promise.all(readers.slice(at, at + 8).map((after) => straight.subscribers.save({ before: undefined, after })))

  const leave = (before: Subscriber) =>
    stores.subscribers.save({ before, after: afterLeave(before, 'brief', now()).subscriber })
  const bounce = (before: Subscriber) => {
    const { id, address } = before
    const setback = { kind: 'hard', address, at: now(), issue: 'iss_1', subscriber: id, note: 'no mailbox' } as const
    const { subscriber: after = before, suppress } = decideSetback(setback, before, undefined, undefined)
    const mail = { subscriber: id, sign: 'bounced', at: now(), note: 'no mailbox' } as const
    const event = { id: `evt_${id}`, issue: 'iss_1', counts: ['bounced', 'hard'], mail } as const
    return stores.subscribers.save({ before, after, event, ...(suppress ? { suppression: suppress } : {}) })
  }
  /** Readers of one first digit, as in most batches: the audience is read in the order of ids. Nobody has opened these issues: whoever hears so has met nobody. */
  async function claim(n: number): Promise<void> {
    claims += 1
    const digit = (Math.floor((16 * n) / (CLAIMS * SECONDS)) % 16).toString(16)
    const outcome = await stores.issues
      .claim({
        issue: `iss_${n}`,
        digest: 'brief',
        worker: 'w1',
        cursor: 0,
        after: undefined,
        batch: { n: 1, recipients: [{ id: `sub_${digit}f`, address: 'someone@mail.example.net', variant: 'en-1' }] },
        upTo: undefined,
        ended: true,
        skipped: 0,
        epoch: await stores.audience.epoch('brief'),
        now: now(),
        leaseUntil: now(),
      })
      .catch(() => 'failed')
    if (outcome !== 'lost') claimsInVain += 1
  }

  const began = performance.now()
  const until = (ms: number) => sleep(began + ms - performance.now())
  let done = false
  /** One after another, as a sender claims. */
  const claiming = (async () => {
    for (let n = 0; !done; n++) {
      await until((1000 * n) / CLAIMS)
      await claim(n)
    }
  })()
  const going: Promise<unknown>[] = []
  for (const [n, before] of shuffled(readers, random).entries()) {
    await until(moments[n]!)
    const save = n % 2 === 0 ? leave({ ...before, version: 1 }) : bounce({ ...before, version: 1 })
    going.push(
      save.catch(() => {
        failed += 1
      }),
    )
  }
  await Promise.all(going)
  done = true
  await claiming
  client.destroy()
  line.stop()
  return { rate, asked: count, metAtFirst: metAtFirst.size, tries, failed, claims, claimsInVain, where }
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, Math.max(0, ms)))
const kindOf = (item: string): string => /^[A-Z]+/.exec(item.split(' ').at(-1)!)?.[0] ?? 'row'

/** Ids are spread over the sixteen digits, as real ones are. */
function readerOf(n: number, count: number): Subscriber {
  const spread = Math.floor((n / count) * 2 ** 32)
  const id = `sub_${spread.toString(16).padStart(8, '0')}${String(n).padStart(12, '0')}` as const
  return aSubscriber({ id, address: `reader${n}@mail.example.net`, version: 0 })
}

/** In no order that has to do with their ids, the same in every run. */
const shuffled = <T>(all: readonly T[], random: () => number): T[] =>
  all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
