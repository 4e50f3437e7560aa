import { counting } from '../core/model/counting.ts'
import type { ReportProps } from '../core/model/letter.ts'
import { clockAt } from './when.ts'
import { wordsIn } from './words/words.ts'

const count = counting('en-GB')
const readers = (n: number) => count(n, { one: '# reader', other: '# readers' })

/** Which issue it was, and how many have been sent it. */
export function reportOpening({ digest, slot, counts }: ReportProps): string {
  const { day, time } = clockAt(slot.local, wordsIn('en'))
  return `The issue of ${digest} of ${day} at ${time} (${slot.zone}) went out to ${readers(counts.sent)}.`
}

/** A sentence for everything that is not as it should be, or that an editor wonders about; none about nobody. */
export function reportLines({ needs, counts, notSent, bounced, ours, complained }: ReportProps): string[] {
  const said: [number, string][] = [
    [counts.skipped, `${readers(counts.skipped)} left out: paused, or without news in their topics.`],
    [counts.failed, `${readers(counts.failed)} refused by the mail provider.`],
    // What needs a person is said at length already.
    [needs ? 0 : counts.unknown, `${readers(counts.unknown)} of whom nobody knows whether they have it.`],
    [notSent, `${readers(notSent)} whose mail the provider took and has not sent.`],
    [bounced, `${count(bounced, { one: '# mail has', other: '# mails have' })} come back so far.`],
    [ours, `${count(ours, { one: '# of them was', other: '# of them were' })} refused for a fault of ours.`],
    [complained, `${count(complained, { one: '# reader has', other: '# readers have' })} complained so far.`],
  ]
  return said.flatMap(([n, sentence]) => (n > 0 ? [sentence] : []))
}

/** What the button will do. */
export const reportPress = ({ needs }: ReportProps): string =>
  needs === undefined ? 'Look at the issue' : 'Decide what becomes of it'
