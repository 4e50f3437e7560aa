import type { LookedUp } from '../../core/flows/look-up-reader.ts'
import type { Got, WhyNot } from '../../core/model/received.ts'

const got: Record<Got, string> = {
  sent: 'It was sent to them.',
  failed: 'The mail provider refused it.',
  unknown: 'Nobody knows whether they have it: the mail provider did not answer in time.',
  'left-out': 'They had left when it was tried again: it was not sent to them.',
  'under-way': 'It is on its way: the mail provider has not answered yet.',
}

const nothing: Record<WhyNot, string> = {
  skipped: 'Nobody got it: this issue was skipped.',
  'not-yet': 'It has not come to them yet.',
  stopped: 'It was stopped before it came to them.',
  'never-on-it': 'They do not take this digest.',
  left: 'They had left the digest before it came to them.',
  later: 'They subscribed after it had gone out.',
  'other-edition': 'They take another edition of the digest.',
  'other-zone': 'It went to readers of another time zone.',
  paused: 'They had paused the digest.',
  served: 'They had this issue already, in the time zone where they were before.',
  'no-news': 'There was nothing new in the topics that they follow.',
  forgotten: 'Who got it is known for 90 days, and they are over.',
  unclear: 'They were passed over by what they took then, and have changed it since.',
}

/** What somebody got, or why not, in whole sentences. */
export function receivedText({ received, whyNot }: Pick<LookedUp, 'received' | 'whyNot'>): string {
  if (!received) return nothing[whyNot ?? 'unclear']
  return [got[received.got], received.message].filter(Boolean).join(' ')
}
