import { startEngines } from './engines.ts'
import { machine, report, round, say, tabulate } from './report.ts'
import type { Figures } from './send.ts'

type Paced = Figures & {
  readonly wallSeconds: number
  /** When requests were answered, in ms, and how many were refused. */
  readonly requests: { readonly accepted: readonly number[]; readonly refused: number }
}

/** So long at each rate. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 15)
/** How fast it may ask it is told with the first answer: what it holds is counted from then on. */
const LEARNING = 2000

/**
 * How much of what the provider allows is used, and how often it refuses: real time, a mailbox that counts requests in
 * any sliding second and takes its time to answer, and a sender that has to learn both.
 */
export async function pacing(): Promise<void> {
  const engines = await startEngines({ senders: ['sender'] })
  const held: Record<string, number> = {}
  const rows: Record<string, Record<string, unknown>> = {}
  let [refused, asked, wrong] = [0, 0, 0]
  const cores: number[] = []
  say(`${SECONDS} s at each rate, on ${machine}\n`)
  for (const rate of [2, 5, 10])
    for (const latency of [200, 500]) {
      const { url, slow, accepted } = await engines.mailbox(rate)
      await slow(latency)
      // A mailbox that has just started takes its time over its first requests, as no provider does.
      await engines.run<Paced>('sender', rate * 200, url, { BENCH_PACED: '1' })
      const before = await accepted()
      const readers = rate * SECONDS * 100
      const one = await engines.run<Paced>('sender', readers, url, { BENCH_PACED: '1' })
      const after = await accepted()
      const [mails, recipients] = [after.mails - before.mails, after.recipients - before.recipients]
      const share = round(perSecond(one.requests.accepted) / rate)
      const busy = round(one.cpuSeconds / one.wallSeconds)
      held[`held-${rate}-a-second-${latency}-ms`] = share
      refused += one.requests.refused
      asked += one.requests.accepted.length + one.requests.refused
      wrong += Math.abs(readers - recipients) + Math.abs(mails - recipients)
      cores.push(busy)
      rows[`${rate}/s, answered in ${latency} ms`] = {
        held: share,
        asked: one.requests.accepted.length + one.requests.refused,
        refused: one.requests.refused,
        'cores busy': busy,
        'lost or doubled': Math.abs(readers - recipients) + Math.abs(mails - recipients),
      }
    }
  await engines.stop()
  tabulate(rows)
  report({
    bench: 'pace',
    ratios: { ...held, refused: round(refused / asked), cores: Math.max(...cores) },
    counts: { 'lost-or-doubled': wrong },
  })
}

/** From one answer to the last: the one that the time begins with is not counted. */
function perSecond(answers: readonly number[]): number {
  const counted = answers.filter((at) => at >= answers[0]! + LEARNING)
  return ((counted.length - 1) * 1000) / (counted.at(-1)! - counted[0]!)
}
