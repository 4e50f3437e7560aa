import { startEngines } from './engines.ts'
import { machine, report, round, say, tabulate } from './report.ts'
import type { Figures } from './send.ts'

/** A million readers in one issue, as fast as it goes, beside a thousand. Takes minutes, and gigabytes for the table. */
export async function aMillion(): Promise<void> {
  const [few, many] = [1_000, Number(process.env.BENCH_READERS ?? 1_000_000)]
  const engines = await startEngines({ senders: ['sender'] })
  const small = await engines.run<Figures>('sender', few, (await engines.mailbox()).url)
  const mailbox = await engines.mailbox()
  say(`${many.toLocaleString('en')} readers, on ${machine}: the table is being filled\n`)
  const ours = await engines.run<Figures>('sender', many, mailbox.url)
  const { mails, recipients } = await mailbox.accepted()
  const mailboxMiB = mailbox.peakMiB()
  await engines.stop()

  const shown = ({ readers, seconds, cpuSeconds, peakMiB }: Figures) => ({
    readers,
    seconds: round(seconds),
    'readers/s': Math.round(readers / seconds),
    'CPU ms/reader': round((cpuSeconds / readers) * 1000),
    'peak MiB': peakMiB,
  })
  tabulate({ few: shown(small), many: shown(ours) })
  say(`accepted: ${mails} mails to ${recipients} different readers; peak of the mailbox ${mailboxMiB ?? 'unknown'} MiB`)
  report({
    bench: 'million',
    ratios: { 'memory-many-to-few': round(ours.peakMiB / small.peakMiB) },
    counts: { 'lost-or-doubled': Math.abs(many - recipients) + Math.abs(mails - recipients) },
    readersPerSecond: Math.round(ours.readers / ours.seconds),
    senderMiB: ours.peakMiB,
    mailboxMiB,
    accepted: recipients,
  })
}
