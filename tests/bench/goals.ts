import { medianOf, type Outcome, type Spread, say, tabulate } from './report.ts'

type Goal = {
  readonly bench: string
  /** Its name among the ratios or the counts of the bench. */
  readonly figure: string
  readonly words: string
  readonly least?: number
  readonly most?: number
}

const PACED = [2, 5, 10].flatMap((rate) => [200, 500].map((latency) => ({ rate, latency })))

export const goals: readonly Goal[] = [
  {
    bench: 'render',
    figure: 'react-email-per-reader',
    words: 'a body of 100, links signed ÷ React Email once a reader',
    least: 300,
  },
  {
    bench: 'render',
    figure: 'template-literals',
    words: 'the same ÷ a template literal and JSON.stringify',
    least: 20,
  },
  {
    bench: 'render',
    figure: 'links-given-to-memory-copy',
    words: 'a body of 100, links given ÷ a memory copy of its bytes',
    least: 0.25,
  },
  { bench: 'render', figure: '1000-variants-to-1', words: '1,000 variants ÷ 1 variant, readers a second', least: 0.5 },
  {
    bench: 'send',
    figure: 'readers-per-second',
    words: 'the whole loop ÷ one mail a call, one record a reader',
    least: 20,
  },
  { bench: 'send', figure: 'cpu-per-reader', words: 'CPU of one mail a call ÷ CPU of the whole loop', least: 40 },
  {
    bench: 'send',
    figure: 'cpu-to-storage-calls',
    words: 'CPU of the whole loop ÷ of its storage calls alone',
    most: 3,
  },
  { bench: 'send', figure: 'write-units-per-100', words: 'write units per 100 readers', most: 15 },
  { bench: 'send', figure: 'read-units-per-100', words: 'read units per 100 readers', most: 5 },
  {
    bench: 'hard',
    figure: 'hard-readers-a-second',
    words: 'the whole loop where one call in a hundred is refused ÷ where none is',
    least: 0.8,
  },
  ...PACED.map(({ rate, latency }) => ({
    bench: 'pace',
    figure: `held-${rate}-a-second-${latency}-ms`,
    words: `of ${rate} requests a second, answered in ${latency} ms, held`,
    least: 0.95,
  })),
  { bench: 'pace', figure: 'refused', words: 'of all requests, refused as too fast', most: 0.01 },
  { bench: 'pace', figure: 'cores', words: 'cores busy meanwhile', most: 0.25 },
  { bench: 'pace', figure: 'lost-or-doubled', words: 'readers lost or mailed twice', most: 0 },
  {
    bench: 'results',
    figure: 'writes-a-second-to-the-busiest-item',
    words: 'writes a second to the busiest item, at 1,000 mails a second',
    most: 1,
  },
  { bench: 'results', figure: 'miscounted', words: 'events counted twice or not at all', most: 0 },
  {
    bench: 'conflicts',
    figure: 'rate-held',
    words: 'leavings and bounces a second with one in a hundred given up ÷ the same with one item for all',
    least: 8,
  },
  { bench: 'import', figure: 'of-the-pace-held', words: 'of the rows a second that are asked for, held', least: 0.9 },
  { bench: 'import', figure: 'memory-many-to-few', words: 'peak memory, the long list ÷ a thousand rows', most: 1.3 },
  { bench: 'import', figure: 'rows-lost', words: 'rows of the list that are not there', most: 0 },
  { bench: 'import', figure: 'rows-miscounted', words: 'rows that are counted twice or not at all', most: 0 },
  {
    bench: 'collect',
    figure: 'thread-to-bare-parser',
    words: 'entries a second in the thread ÷ the parser',
    least: 0.3,
  },
  {
    bench: 'collect',
    figure: 'time-of-1000-unchanged-to-timeout',
    words: 'a run over 1,000 unchanged feeds ÷ what a run may take',
    most: 1,
  },
  {
    bench: 'collect',
    figure: 'memory-10000-to-100-entries',
    words: 'peak memory, a first look at 10,000 entries ÷ at 100',
    most: 1.3,
  },
  ...['a-schedule-in-words', 'a-pasted-text', 'a-feed'].map((name) => ({
    bench: 'hostile',
    figure: name,
    words: `${name.replaceAll('-', ' ')} of twice the length ÷ of the length, the worst of hostile shapes`,
    most: 3,
  })),
  ...['every-fourth-week', 'last-friday', 'yearly'].map((name) => ({
    bench: 'slots',
    figure: name,
    words: `the next slot in 600 zones, ${name.replaceAll('-', ' ')} ÷ daily`,
    most: 2,
  })),
  {
    bench: 'replan',
    figure: 'longest-tick-to-its-limit',
    words: 'new zone rules for 1,000 digests in all zones: the longest tick ÷ what it may take',
    most: 0.7,
  },
  ...['site', 'webhooks', 'tick'].map((name) => ({
    bench: 'cold',
    figure: name,
    words: `a start of ${name} ÷ of a handler that reads one item`,
    most: 1.3,
  })),
  { bench: 'million', figure: 'memory-many-to-few', words: 'peak memory, a million readers ÷ a thousand', most: 1.2 },
  { bench: 'million', figure: 'lost-or-doubled', words: 'readers of a million lost or mailed twice', most: 0 },
]

/**
 * Says which goals hold, of the benches that ran. False where one of what is counted does not: what is measured in time
 * depends on the machine and on who else is busy on it, and fails nothing.
 */
export function check(outcomes: readonly Outcome[]): boolean {
  const rows: Record<string, Record<string, unknown>> = {}
  let counted = true
  for (const goal of goals) {
    const outcome = outcomes.find(({ bench }) => bench === goal.bench)
    if (!outcome) continue
    const found = outcome.ratios?.[goal.figure] ?? outcome.counts?.[goal.figure]
    const holds = found !== undefined && isHeld(goal, medianOf(found))
    if (!holds && outcome.counts && goal.figure in outcome.counts) counted = false
    rows[`${goal.bench}: ${goal.words}`] = {
      goal: goal.least === undefined ? `≤ ${goal.most}` : `≥ ${goal.least}`,
      found: found === undefined ? 'not measured' : medianOf(found),
      rounds: rounds(found),
      holds: holds ? 'yes' : 'NO',
    }
  }
  tabulate(rows)
  const missed = Object.values(rows).filter(({ holds }) => holds === 'NO').length
  const all = Object.keys(rows).length
  say(missed === 0 ? `All ${all} goals hold.` : `${all - missed} of ${all} goals hold.`)
  return counted
}

const isHeld = ({ least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Goal, found: number) =>
  found >= least && found <= most

const rounds = (found: number | Spread | undefined) =>
  found === undefined || typeof found === 'number' ? '' : `${found.least} to ${found.most}`
