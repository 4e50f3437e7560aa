import type { Address } from '../model/address.ts'
import type { Digest, Edition } from '../model/digest.ts'
import type { LetterId } from '../model/letter.ts'
import { HOUR, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { type As, previewIssue } from './preview-issue.ts'

type Needs = Parameters<typeof previewIssue>[0] & Pick<Ports, 'letters' | 'queue' | 'ids' | 'log'>

/** A test that comes later than this is of an issue that has gone out. */
const TEST_WITHIN = HOUR

export type Tested =
  | { readonly kind: 'queued'; readonly letter: LetterId }
  /** A reader with this choice would get no mail now. */
  | { readonly kind: 'nothing' }

/** Mails an editor the coming issue as a reader with this choice would get it. It is a letter, so it never waits behind a digest. Price: that of a preview, a write, a message. */
export async function sendTest(ports: Needs, digest: Digest, edition: Edition, as: As, to: Address): Promise<Tested> {
  if ((await previewIssue(ports, digest, edition, as)).kind === 'nothing') return { kind: 'nothing' }
  const now = ports.now()
  const letter = ports.ids.letter()
  await ports.letters.put({
    id: letter,
    about: { kind: 'test', to, digest: digest.id, edition: edition.name, ...as },
    createdAt: now,
    deadline: plus(now, TEST_WITHIN),
    state: 'waiting',
  })
  await ports.queue.writeLetter({ letter })
  ports.log('test.queued', { digest: digest.id, edition: edition.name, letter })
  return { kind: 'queued', letter }
}
