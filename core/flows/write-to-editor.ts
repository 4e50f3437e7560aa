import type { Article } from '../model/article.ts'
import { type Comment, type CommentWords, commentOf } from '../model/comment.ts'
import { parseSender } from '../model/digest.ts'
import { LETTER_DEADLINE, type LetterId } from '../model/letter.ts'
import { bucketsOfComment, decideEntry } from '../model/limits.ts'
import type { Networks } from '../model/network.ts'
import type { Proof } from '../model/proof.ts'
import { plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { spendProof } from './spend-proof.ts'

type Needs = Pick<Ports, 'comments' | 'letters' | 'limits' | 'settings' | 'queue' | 'ids' | 'now' | 'log'>

/**
 * A reader writes to the editors: it is listed for them, and mailed to where answers to our mails go; never published.
 * It is counted like a sign-up, and turned away past the hard lines; whoever writes is not told. Without a proof of work,
 * or where many write, its mail comes later. Price: one write for the proof, three for the counters and a read unit for
 * each of those before them, one read, two writes for the comment and one for its letter, one message.
 */
export async function writeToEditor(
  ports: Needs,
  article: Pick<Article, 'id' | 'title'>,
  words: CommentWords,
  from: { readonly networks?: Networks | undefined; readonly proof?: Proof | undefined },
): Promise<void> {
  const fresh = ports.ids.letter()
  const what = JSON.stringify([article.id, words])
  const spent = await spendProof(ports, from.proof, { what, letter: fresh })
  const letter = spent ?? fresh
  // Pressed twice: what the first time left undone, it goes on with.
  if (letter !== fresh && (await ports.letters.get(letter))) return ports.log('comment.repeated', { letter })
  const proven = spent !== undefined
  const groups = bucketsOfComment(from.networks, proven)
  const entry = decideEntry(groups, await ports.limits.take(groups), proven)
  if (entry.kind === 'refused') return ports.log('comment.refused', { level: 'warn', by: entry.by })

  const { id: about, title } = article
  const comment: Comment = { id: commentOf(letter), at: ports.now(), article: about, title, ...words }
  await ports.comments.put(comment)
  await mailIt(ports, letter, comment, entry.kind === 'held' ? entry.ms : 0)
  ports.log('comment.taken', { comment: comment.id, article: about })
}

/** Where no reply address is set there is nobody to mail it to: it is listed all the same. */
async function mailIt(ports: Needs, id: LetterId, { id: comment, at }: Comment, holdMs: number): Promise<void> {
  const to = parseSender((await ports.settings.get()).replyTo)?.address
  if (!to) return
  const about = { kind: 'comment', comment, to } as const
  const letter = { id, about, createdAt: at, deadline: plus(at, LETTER_DEADLINE), state: 'waiting' } as const
  if (holdMs > 0) return ports.letters.put(letter, plus(at, holdMs))
  await ports.letters.put(letter)
  await ports.queue.writeLetter({ letter: id })
}
