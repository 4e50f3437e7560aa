import type { Schedule } from './play.ts'

/** Schedules that once failed, made small, under the rule that they broke. */
export const kept: readonly { readonly rule: string; readonly schedule: Schedule }[] = [
  {
    rule: 'an edit in the very minute of a slot loses no slot',
    schedule: { scenario: 'two mornings', acts: [{ at: 2, act: 'edit' }] },
  },
  {
    rule: 'an edit in the minute of a slot loses none while the tick dies either',
    schedule: {
      scenario: 'two mornings',
      order: 1343,
      fates: { 4: 'fail-after', 5: 'crash-after' },
      acts: [{ at: 6, act: 'edit' }],
    },
  },
  {
    rule: 'a letter that the provider takes its time over is queued once, not once more every minute',
    schedule: {
      scenario: 'from the sign-up to the digest',
      faults: [{ at: 0, fault: { kind: 'slow', afterAccept: true, times: 3, ms: 3_600_000 } }],
    },
  },
  {
    rule: 'a used-up quota is asked about by the hour, not by the minute',
    schedule: { scenario: 'at a measured pace', faults: [{ at: 0, fault: { kind: 'quota-at', message: 1 } }] },
  },
  {
    rule: 'a bounce between the first request and its retry shortens the retry, and the provider says who got it',
    schedule: {
      scenario: 'bounces and complaints',
      order: 6876,
      fates: { 2: 'crash-after', 25: 'crash-after', 66: 'crash-before' },
      faults: [{ at: 10, fault: { kind: 'fewer-ids', times: 4 } }],
    },
  },
  {
    rule: 'a worker that waited out a refusal does not post what another has shortened meanwhile',
    schedule: {
      scenario: 'two mornings',
      order: 683,
      fates: { 34: 'fail-before', 49: 'fail-after', 50: 'crash-after' },
      acts: [
        { at: 74, act: 'leave ada' },
        { at: 87, act: 'tick' },
      ],
      faults: [{ at: 5, fault: { kind: '429', afterAccept: false, times: 2, ms: 1000 } }],
      queue: { lose: [1], twice: [], late: {} },
      skews: [0, 110_000, -110_000],
    },
  },
  {
    rule: 'who is refused at the address they moved to is counted as failed, and is not missing',
    schedule: {
      scenario: 'once more to those who missed it',
      order: 1865,
      fates: { 14: 'fail-after' },
      acts: [
        { at: 9, act: 'cancel' },
        { at: 28, act: 'readdress cleo' },
      ],
    },
  },
  {
    rule: 'a message that comes two days late finds nothing to do',
    schedule: { scenario: 'three readers in two batches', acts: [{ at: 20, act: 'old' }] },
  },
  {
    rule: 'a mail that was refused has not come: those that bounced softly before and after it are in a row (STD-51)',
    schedule: {
      scenario: 'soft bounces over weeks',
      faults: [{ at: 68, fault: { kind: '422-one', times: 1 } }],
    },
  },
  {
    rule: 'whoever takes an issue over goes by what stands there since, not by what was read before: a batch that was handed over has no clock (I1, I11)',
    schedule: { scenario: 'a day of silence', order: 205, fates: { 46: 'fail-before' } },
  },
]
