import type { Comment, CommentId } from '../../core/model/comment.ts'
import { retention } from '../../core/model/retention.ts'
import { plus } from '../../core/model/time.ts'
import type { Comments } from '../../core/ports.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { maybe, read, shape, text } from './dynamo/shape.ts'
import { put, remove, update } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { END, keys, secondsOf, type Table } from './table.ts'

const isComment = shape({
  id: text,
  at: text,
  article: text,
  title: text,
  name: text,
  text,
  address: maybe(text),
  readAt: maybe(text),
})

export function commentsIn(table: Table): Comments {
  const commentIn = (item: Item | undefined) => read<Comment>(table, item, isComment)
  const writtenKey = (address: string, id: string) => keys.written(table.addressKey(address), id)

  /** Price: one read. */
  async function linesOf(address: string): Promise<CommentId[]> {
    const lines = await query(table, { pk: writtenKey(address, '').pk, from: '!', to: END })
    return lines.map(({ sk }) => sk as CommentId)
  }

  return {
    /** Price: one transaction of two items, of one where no address is given. */
    async put(comment) {
      const expiresAt = secondsOf(plus(comment.at, retention.comments))
      await transact(table, {
        comment: put({ ...keys.comment(comment.id), ...comment, expiresAt }, 'attribute_not_exists(#pk)'),
        line: comment.address ? put({ ...writtenKey(comment.address, comment.id), expiresAt }) : undefined,
      })
    },

    /** Price: one read. */
    async get(id) {
      return commentIn(await get(table, keys.comment(id)))
    },

    /** Price: a read unit per 4 KB: some two comments, or ten short ones. */
    async list({ limit, cursor }) {
      const { pk } = keys.comment('')
      const found = await query(table, { pk, from: '!', to: END, after: cursor, limit: limit + 1, newestFirst: true })
      const shown = found.slice(0, limit)
      const items = shown.flatMap((item) => commentIn(item) ?? [])
      return found.length > limit ? { items, cursor: shown.at(-1)!.sk } : { items }
    },

    /** Price: one write. */
    async mark(id, readAt) {
      const change = readAt === null ? 'REMOVE #readAt' : 'SET #readAt = :readAt'
      return write(table, update(keys.comment(id), change, 'attribute_exists(#pk)', { ':readAt': readAt }))
    },

    /** Price: one read, one transaction. */
    async remove(id) {
      const known = commentIn(await get(table, keys.comment(id)))
      await transact(table, {
        comment: remove(keys.comment(id)),
        line: known?.address ? remove(writtenKey(known.address, id)) : undefined,
      })
    },

    /** Price: one read, and one a comment. */
    async of(address) {
      const items = await getMany(table, (await linesOf(address)).map(keys.comment))
      return items.flatMap((item) => commentIn(item) ?? []).sort((a, b) => (a.id < b.id ? 1 : -1))
    },
  }
}
