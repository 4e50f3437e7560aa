import { cpus } from 'node:os'

/** What a bench found: ratios, each to something that ran beside it, and counts. */
export type Outcome = {
  readonly bench: string
  readonly ratios?: Readonly<Record<string, number | Spread>>
  readonly counts?: Readonly<Record<string, number>>
} & Readonly<Record<string, unknown>>

/** Of several rounds. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number }

/** For machines: nothing is printed but what was found, one line of JSON a bench. */
const isForMachines = () => process.env.BENCH_JSON === '1'
export const outcomes: Outcome[] = []

/** In a process of its own a bench hands it to whoever started it. */
export function report(outcome: Outcome): void {
  if (process.send) {
    process.send({ outcome })
    return
  }
  outcomes.push(outcome)
  console.log(JSON.stringify(isForMachines() ? { ...outcome, machine } : outcome))
  say('')
}

export function say(text: string): void {
  if (!isForMachines()) console.log(text)
}

export function tabulate(rows: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
  if (!isForMachines()) console.table(rows)
}

/** Which machine the figures are of. */
export const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}`

export const spread = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = (sorted[Math.ceil(middle - 1)]! + sorted[Math.floor(middle)]!) / 2
  return { median: round(median), least: round(sorted[0]!), most: round(sorted.at(-1)!) }
}

/** Round by round: what is not of one round is not compared. */
export const ratios = (over: readonly number[], under: readonly number[]): Spread =>
  spread(over.map((value, index) => value / under[index]!))

/** To three figures. */
export const round = (value: number): number => Number(value.toPrecision(3))

export const medianOf = (found: number | Spread): number => (typeof found === 'number' ? found : found.median)
