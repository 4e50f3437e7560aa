import { startEngines } from './engines.ts'
import { machine, report, round, say, spread, tabulate } from './report.ts'
import type { Figures } from './send.ts'

type Paced = Figures & {
  readonly wallSeconds: number
  /** When requests were answered, in ms, and how many were refused. */
  readonly requests: { readonly accepted: readonly number[]; readonly refused: number }
}

/** So long at each rate. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10)
const ROUNDS = 3
/** How fast it may ask it is told with the first answer: what it holds is counted from then on. */
const LEARNING = 2000

/**
 * How much of what the provider allows is used, and how often it refuses: real time, a mailbox that counts requests in
 * any sliding second and takes its time to answer, and a sender that has to learn both.
 */
export async function pacing(): Promise<void> {
  const engines = await startEngines({ senders: ['sender'] })
  const found = new Map<string, Held[]>()
  say(`${SECONDS} s at each rate, ${ROUNDS} times, on ${machine}\n`)
  for (let n = 0; n < ROUNDS; n++)
    for (const rate of [2, 5, 10])
      for (const latency of [200, 500]) {
        const key = `${rate}-a-second-${latency}-ms`
        found.set(key, [...(found.get(key) ?? []), await holding(engines, rate, latency)])
      }
  await engines.stop()
  const sum = (figure: keyof Held, of: readonly Held[] = [...found.values()].flat()) =>
    of.reduce((total, one) => total + one[figure], 0)
  tabulate(
    Object.fromEntries(
      [...found].map(([key, ones]) => {
        const { median, least, most } = spread(ones.map(({ share }) => share))
        const busy = Math.max(...ones.map(({ cores }) => cores))
        const counts = {
          asked: sum('asked', ones),
          refused: sum('refused', ones),
          'lost or doubled': sum('wrong', ones),
        }
        return [
          key.replace('-a-second-', '/s, answered in ').replace('-', ' '),
          { held: median, least, most, ...counts, 'cores busy': busy },
        ]
      }),
    ),
  )
  const held = [...found].map(([key, ones]) => [`held-${key}`, spread(ones.map(({ share }) => share))] as const)
  const cores = spread([...found.values()].flat().map((one) => one.cores))
  report({
    bench: 'pace',
    ratios: { ...Object.fromEntries(held), refused: round(sum('refused') / sum('asked')), cores: cores.most },
    counts: { 'lost-or-doubled': sum('wrong') },
  })
}

type Held = {
  readonly share: number
  readonly asked: number
  readonly refused: number
  readonly wrong: number
  readonly cores: number
}

async function holding(
  engines: Awaited<ReturnType<typeof startEngines>>,
  rate: number,
  latency: number,
): Promise<Held> {
  const { url, slow, accepted } = await engines.mailbox(rate)
  await slow(latency)
  // A mailbox that has just started takes its time over its first requests, as no provider does.
  await engines.run<Paced>('sender', rate * 200, url, { BENCH_PACED: '1' })
  const before = await accepted()
  const readers = rate * SECONDS * 100
  const { requests, cpuSeconds, wallSeconds } = await engines.run<Paced>('sender', readers, url, { BENCH_PACED: '1' })
  const after = await accepted()
  const [mails, recipients] = [after.mails - before.mails, after.recipients - before.recipients]
  return {
    share: perSecond(requests.accepted) / rate,
    asked: requests.accepted.length + requests.refused,
    refused: requests.refused,
    wrong: Math.abs(readers - recipients) + Math.abs(mails - recipients),
    cores: round(cpuSeconds / wallSeconds),
  }
}

/** From one answer to the last: the one that the time begins with is not counted. */
function perSecond(answers: readonly number[]): number {
  const counted = answers.filter((at) => at >= answers[0]! + LEARNING)
  return ((counted.length - 1) * 1000) / (counted.at(-1)! - counted[0]!)
}
