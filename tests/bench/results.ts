import { foldResults } from '../../core/flows/fold-results.ts'
import type { Report } from '../../core/model/outcome.ts'
import { plus } from '../../core/model/time.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { anIssue, theSettings } from '../support/examples.ts'
import { machine, report, round, say, tabulate } from './report.ts'

/** As many as the queue hands over at once, in one call. */
const BATCH = 100
/** Of so many, one comes twice: the provider delivers at least once. */
const TWICE = 20

/**
 * What a million delivered events cost, and whether any one item is written to more than it bears: folded as they come
 * from the queue, in no order, some of them twice. What is scaled down is the number alone: every batch costs the same.
 */
export async function foldingResults(): Promise<void> {
  const mails = Number(process.env.BENCH_EVENTS ?? 200_000)
  const engine = await startDynoxide()
  const now = () => '2026-11-24T08:00:00.000Z'
  const { table: kept, ...stores } = await engine.stores({ now })
  const writes = new Map<string, number>()
  const units = { write: 0, read: 0 }
  kept.client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const { TransactItems = [] } = args.input as {
        TransactItems?: { Update?: { Key: { pk: string; sk: string } } }[]
      }
      for (const { Update } of TransactItems) {
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
  const issue = anIssue()
  await stores.settings.put(theSettings)
  const ports = { ...stores, site: issue.frozen.site, now, log: () => {} }
  const reports = eventsOf(issue.id, mails)
  units.write = 0
  units.read = 0

  const started = process.cpuUsage()
  const began = performance.now()
  let from = 0
  const next = async () => {
    while (from < reports.length) {
      const batch = reports.slice(from, from + BATCH)
      from += BATCH
      await foldResults(ports, batch)
    }
  }
  await Promise.all([next(), next(), next()])
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(started)
  const { delivered = 0 } = await stores.outcomes.tally(issue.id)
  engine.stop()

  const counts = [...writes.values()]
  const busiest = counts.reduce((most, one) => Math.max(most, one), 0)
  const perMillion = (count: number) => Math.round((count / mails) * 1e6)
  say(`${reports.length.toLocaleString('en')} delivered events of ${mails.toLocaleString('en')} mails, on ${machine}\n`)
  tabulate({
    'a million mails': {
      'writes to the busiest item': perMillion(busiest),
      'write units': perMillion(units.write),
      'read units': perMillion(units.read),
      'CPU s': round(((user + system) / mails) * 1),
    },
  })
  report({
    bench: 'results',
    ratios: {
      // At the highest rate a provider allows, events come as fast as mails go: ten batches of a hundred a second.
      'writes-a-second-to-the-busiest-item': round((busiest / mails) * 1000),
      'busiest-item-to-all-writes': round(busiest / counts.reduce((sum, one) => sum + one, 0)),
    },
    counts: { miscounted: Math.abs(delivered - mails) },
    writeUnitsPer100: round((units.write / mails) * 100),
    readUnitsPer100: round((units.read / mails) * 100),
    eventsPerSecond: Math.round(reports.length / seconds),
  })
}

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
