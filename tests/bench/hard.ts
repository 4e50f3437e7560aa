import { chance } from '../../local/chance.ts'
import { startLine } from '../../local/engines/line.ts'
import { troubles } from '../../local/engines/line-rules.ts'
import { startEngines } from './engines.ts'
import { machine, report, round, say, spread, tabulate } from './report.ts'
import type { Figures } from './send.ts'

const ROUNDS = 3

/** Of a hundred tries of calls to the table one meets another or is one too many, and is made again. */
const oneInAHundred = { refused: 0.01, lost: 0, silent: 0, stubborn: 0 }

/** The whole loop by a line to the table on which a hundredth of all tries is refused, beside the same by a line on which nothing happens. */
export async function hardMode(): Promise<void> {
  const many = Number(process.env.BENCH_READERS ?? 20_000)
  const engines = await startEngines({ senders: ['sender'] })
  const { url } = await engines.mailbox()
  const easy = await startLine(engines.endpoint)
  const hard = await startLine(engines.endpoint, troubles(chance(1), oneInAHundred))
  const rounds: { easy: Figures; hard: Figures }[] = []
  for (let n = 0; n < ROUNDS; n++) {
    const by = (line: { readonly url: string }) =>
      engines.run<Figures>('sender', many, url, { DYNAMODB_ENDPOINT: line.url })
    rounds.push({ easy: await by(easy), hard: await by(hard) })
  }
  easy.stop()
  hard.stop()
  await engines.stop()
  const rate = (one: Figures) => one.readers / one.seconds
  const ratio = spread(rounds.map((one) => rate(one.hard) / rate(one.easy)))
  say(`${many} readers, on ${machine}\n`)
  tabulate({
    'by a line on which nothing happens': {
      'readers/s': Math.round(spread(rounds.map((one) => rate(one.easy))).median),
    },
    'where one try in a hundred is refused': {
      'readers/s': Math.round(spread(rounds.map((one) => rate(one.hard))).median),
      'of the other': round(ratio.median),
      least: round(ratio.least),
      most: round(ratio.most),
    },
  })
  report({ bench: 'hard', ratios: { 'hard-readers-a-second': ratio } })
}
