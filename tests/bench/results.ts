import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { foldResults } from '../../core/flows/fold-results.ts'
import type { Report } from '../../core/model/outcome.ts'
import { plus } from '../../core/model/time.ts'
import { keys, type Table } from '../../functions/adapters/table.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { anIssue, theSettings } from '../support/examples.ts'
import { quiet } from '../support/logs.ts'
import { machine, ratios, report, round, say, spread, tabulate } from './report.ts'

/** As many as the queue hands over at once, in one call. */
const BATCH = 100
/** Of so many, one comes twice: the provider delivers at least once. */
const TWICE = 20

/** Events of one round, and of the other way beside it: every hundred costs the same, so that fewer say as much. */
const ROUNDS = 3
const BESIDE = 2_000

type Round = {
  readonly cpu: number
  readonly perSecond: number
  /** A million events would write so often to the item that is written to most. */
  readonly busiest: number
}

/**
 * What a million delivered events cost, and whether any one item is written to more than it bears: folded as they come
 * from the queue, in no order, some of them twice. Beside it: each event written down as it comes, and one counter an
 * issue. What is scaled is the number of events alone.
 */
export async function foldingResults(): Promise<void> {
  const mails = Number(process.env.BENCH_EVENTS ?? 200_000)
  const engine = await startDynoxide()
  const now = () => '2026-11-24T08:00:00.000Z'
  const { table: kept, ...stores } = await engine.stores({ now })
  const seen = watch(kept)
  await stores.settings.put(theSettings)
  const { site } = anIssue().frozen
  const ports = { ...stores, site, now, log: quiet }

  const ours: (Round & { units: Units })[] = []
  const beside: Round[] = []
  let miscounted = 0
  let told = 0
  for (let n = 0; n < ROUNDS; n++) {
    const some = Math.ceil(mails / ROUNDS)
    const reports = eventsOf(`iss_ours${n}`, some)
    told += reports.length
    const one = await timed(seen, some, batchesOf(reports, BATCH), (batch) => foldResults(ports, batch))
    const { delivered = 0 } = await stores.outcomes.tally(`iss_ours${n}`)
    miscounted += Math.abs(delivered - some)
    ours.push(one)
    const each = eventsOf(`iss_beside${n}`, BESIDE).slice(0, BESIDE)
    beside.push(await timed(seen, BESIDE, batchesOf(each, 1), ([report]) => oneByOne(kept, report!)))
  }
  engine.stop()

  const all = (of: readonly Round[], figure: keyof Round) => of.map((one) => one[figure])
  const shown = (of: readonly Round[]) => ({
    'events/s': Math.round(spread(all(of, 'perSecond')).median),
    'CPU ms/event': spread(all(of, 'cpu').map((seconds) => seconds * 1000)).median,
    'writes to the busiest item, of a million': Math.round(spread(all(of, 'busiest')).median),
  })
  say(`${told.toLocaleString('en')} delivered events of ${mails.toLocaleString('en')} mails, on ${machine}\n`)
  tabulate({ 'an event at a time, one counter': shown(beside), Tidings: shown(ours) })
  const per100 = (units: keyof Units) =>
    round(Math.max(...ours.map((one) => one.units[units])) / (Math.ceil(mails / ROUNDS) / 100))
  report({
    bench: 'results',
    ratios: {
      // At the highest rate a provider allows, events come as fast as mails go: ten batches of a hundred a second.
      'writes-a-second-to-the-busiest-item': spread(all(ours, 'busiest').map((writes) => (writes / 1e6) * 1000)),
      'cpu-per-event': ratios(all(beside, 'cpu'), all(ours, 'cpu')),
      'events-per-second': ratios(all(ours, 'perSecond'), all(beside, 'perSecond')),
    },
    counts: { miscounted },
    writeUnitsPer100: per100('write'),
    readUnitsPer100: per100('read'),
  })
}

type Units = { write: number; read: number }
type Seen = { readonly writes: Map<string, number>; readonly units: Units }

/** How often each item is written to, and what the engine says that it cost. */
function watch({ client }: Table): Seen {
  const writes = new Map<string, number>()
  const units = { write: 0, read: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const input = args.input as { TransactItems?: { Update?: Keyed }[] } & Partial<Keyed>
      const written = context.commandName === 'UpdateItemCommand' ? [{ Update: input as Keyed }] : input.TransactItems
      for (const { Update } of written ?? []) {
        const key = Update ? `${Update.Key.pk} ${Update.Key.sk}` : '?'
        writes.set(key, (writes.get(key) ?? 0) + 1)
      }
      const result = await next(args)
      const used = (result.output as { ConsumedCapacity?: unknown }).ConsumedCapacity
      for (const one of [used].flat())
        units[/Get|Query/.test(context.commandName ?? '') ? 'read' : 'write'] +=
          (one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0
      return result
    },
    { step: 'initialize' },
  )
  return { writes, units }
}
type Keyed = { readonly Key: { readonly pk: string; readonly sk: string } }

/** Three at a time, as the queue hands them over. */
async function timed(
  { writes, units }: Seen,
  mails: number,
  batches: readonly Report[][],
  fold: (batch: readonly Report[]) => Promise<unknown>,
): Promise<Round & { units: Units }> {
  writes.clear()
  units.write = 0
  units.read = 0
  const started = process.cpuUsage()
  const began = performance.now()
  const left = batches.values()
  const next = async () => {
    for (const batch of left) await fold(batch)
  }
  await Promise.all([next(), next(), next()])
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(started)
  const events = batches.reduce((sum, batch) => sum + batch.length, 0)
  const busiest = [...writes.values()].reduce((most, one) => Math.max(most, one), 0)
  return {
    cpu: (user + system) / 1e6 / events,
    perSecond: events / seconds,
    busiest: (busiest / mails) * 1e6,
    units: { ...units },
  }
}

/** What is simplest: what is told of the mail, and one more on the issue's counter. */
async function oneByOne({ client, name }: Table, { issue, subscriber, what, at }: Report): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.mail(issue, subscriber),
      UpdateExpression: 'SET #what = :at',
      ExpressionAttributeNames: { '#what': what },
      ExpressionAttributeValues: { ':at': at },
    }),
  )
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.tally(issue, ''),
      UpdateExpression: 'ADD #what :one',
      ExpressionAttributeNames: { '#what': what },
      ExpressionAttributeValues: { ':one': 1 },
    }),
  )
}

const batchesOf = (reports: readonly Report[], size: number): Report[][] =>
  Array.from({ length: Math.ceil(reports.length / size) }, (_, n) => reports.slice(n * size, (n + 1) * size))

/** One of each mail, shuffled the same way in every run, and some of them again later. */
function eventsOf(issue: Report['issue'], count: number): Report[] {
  const at = '2026-11-24T08:00:00.000Z'
  const all = Array.from({ length: count }, (_, n): Report => {
    const spread = (n * 2654435761) >>> 0
    return {
      issue,
      subscriber: `sub_${spread.toString(16).padStart(8, '0')}${String(n).padStart(12, '0')}`,
      what: 'delivered',
      at: plus(at, n),
    }
  })
  const again = all.filter((_, n) => n % TWICE === 0)
  return [...all, ...again].toSorted((a, b) => (a.subscriber.slice(8, 12) < b.subscriber.slice(8, 12) ? -1 : 1))
}
