import { bucketsOfLetter, decideEntry } from '../model/limits.ts'
import type { Networks } from '../model/network.ts'
import type { Proof } from '../model/proof.ts'
import type { SignUpRequest } from '../model/subscriber.ts'
import type { Ports } from '../ports.ts'
import { signUp } from './sign-up.ts'
import { spendProof } from './spend-proof.ts'

type Needs = Pick<Ports, 'letters' | 'limits' | 'queue' | 'ids' | 'now' | 'log'>
type From = { readonly networks?: Networks | undefined; readonly proof?: Proof | undefined }

/**
 * Somebody knocks at the front door. They are counted, and their letter is written at once, later or not at all; they are
 * never told which, nor is anything of it done differently for an address that we know (T01, T02). Without a proof of work
 * that is theirs alone it is later. Price: one write for the proof, five for the counters and a read unit for each of those
 * before them, one write for the letter, one message; seven round trips.
 */
export async function knock(ports: Needs, request: SignUpRequest, { networks, proof }: From): Promise<void> {
  const fresh = ports.ids.letter()
  const what = JSON.stringify([request.address, request.wishes])
  const spent = await spendProof(ports, proof, { what, letter: fresh })
  const letter = spent ?? fresh
  // Pressed twice, or once more for want of an answer. Where the first time broke off before the letter, it goes on from there.
  if (letter !== fresh && (await ports.letters.get(letter))) {
    ports.log('sign-up.repeated', { letter })
    return
  }
  const proven = spent !== undefined
  const groups = bucketsOfLetter({ to: request.address, networks, proven })
  const entry = decideEntry(groups, await ports.limits.take(groups), proven)
  switch (entry.kind) {
    case 'refused':
      ports.log('sign-up.refused', { level: 'warn', by: entry.by })
      return
    case 'held':
      ports.log('sign-up.held', { letter, by: entry.by, minutes: Math.round(entry.ms / 60_000) })
      await signUp(ports, request, { letter, holdMs: entry.ms })
      return
    case 'at-once':
      await signUp(ports, request, { letter })
  }
}
