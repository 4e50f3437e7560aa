import { join } from 'node:path'
import { startEngines } from './engines.ts'
import { machine, ratios, report, round, say, spread, tabulate } from './report.ts'

/** What a sender says of itself when it is done. */
export type Figures = {
  readonly readers: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMiB: number
  readonly writeUnits: number
  readonly readUnits: number
}
type Calls = { readonly calls: number; readonly cpuSeconds: number }

const ROUNDS = 3

/**
 * A digest of ten articles to 10,000 readers, from the tick to the mailbox, beside React Email rendered, posted and
 * written down once a reader, and beside its own calls to the table alone.
 */
export async function sending(): Promise<void> {
  const many = Number(process.env.BENCH_READERS ?? 10_000)
  const [few, sample] = [1_000, 200]
  const engines = await startEngines({ senders: ['sender', 'naive', 'storage-calls'] })
  const { url, accepted } = await engines.mailbox()
  const rounds: { naive: Figures; small: Figures; ours: Figures; storage: Calls }[] = []
  for (let n = 0; n < ROUNDS; n++) {
    const calls = join(engines.folder, `calls-${n}`)
    const naive = await engines.run<Figures>('naive', sample, url)
    const small = await engines.run<Figures>('sender', few, url)
    const ours = await engines.run<Figures>('sender', many, url)
    await engines.run('sender', few, url, { BENCH_RECORD: calls })
    const storage = await engines.run<Calls>('storage-calls', few, url, { BENCH_CALLS: calls })
    rounds.push({ naive, small, ours, storage })
  }
  const { mails, recipients } = await accepted()
  await engines.stop()

  const all = (name: 'naive' | 'small' | 'ours') => rounds.map((one) => one[name])
  const rate = (one: Figures) => one.readers / one.seconds
  const cpu = (one: Figures) => one.cpuSeconds / one.readers
  const per100 = (figures: readonly Figures[], units: 'writeUnits' | 'readUnits') =>
    round(Math.max(...figures.map((one) => (one[units] / one.readers) * 100)))
  const shown = (figures: readonly Figures[]) => ({
    readers: figures[0]!.readers,
    'readers/s': Math.round(spread(figures.map(rate)).median),
    least: Math.round(spread(figures.map(rate)).least),
    most: Math.round(spread(figures.map(rate)).most),
    'CPU ms/reader': spread(figures.map(cpu).map((seconds) => seconds * 1000)).median,
    'ms a batch': spread(figures.map((one) => 1e5 / rate(one))).median,
    ...(figures[0]!.writeUnits > 0
      ? { 'write units a batch': per100(figures, 'writeUnits'), 'read units a batch': per100(figures, 'readUnits') }
      : {}),
    'peak MiB': Math.max(...figures.map(({ peakMiB }) => peakMiB)),
  })
  say(`10 articles, on ${machine}\n`)
  tabulate({
    'React Email, one call and one record a reader': shown(all('naive')),
    'Tidings, few': shown(all('small')),
    Tidings: shown(all('ours')),
  })
  report({
    bench: 'send',
    ratios: {
      'readers-per-second': ratios(all('ours').map(rate), all('naive').map(rate)),
      'cpu-per-reader': ratios(all('naive').map(cpu), all('ours').map(cpu)),
      'cpu-to-storage-calls': ratios(
        all('small').map(({ cpuSeconds }) => cpuSeconds),
        rounds.map(({ storage }) => storage.cpuSeconds),
      ),
      'memory-many-to-few': ratios(
        all('ours').map(({ peakMiB }) => peakMiB),
        all('small').map(({ peakMiB }) => peakMiB),
      ),
    },
    counts: {
      'write-units-per-100': per100(all('ours'), 'writeUnits'),
      'read-units-per-100': per100(all('ours'), 'readUnits'),
    },
    storageCallsOfTheFew: rounds[0]!.storage.calls,
    accepted: { mails, recipients },
  })
}
