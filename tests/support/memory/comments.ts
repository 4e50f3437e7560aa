import type { Comment } from '../../../core/model/comment.ts'
import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Comments } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, pageOf, type Shelf } from './shelf.ts'

export function commentsIn({ comments }: Shelf, now: () => Instant): Comments {
  const isKept = ({ at }: Comment) => !isExpired(secondsOf(plus(at, retention.comments)), now())
  const all = () => [...comments.values()].filter(isKept).sort((a, b) => byText(b.id, a.id))
  return {
    async put(comment) {
      if (!comments.has(comment.id)) comments.set(comment.id, frozen(comment))
    },
    async get(id) {
      return all().find((one) => one.id === id)
    },
    async list(page) {
      return pageOf(all(), ({ id }) => id, page)
    },
    async mark(id, readAt) {
      const known = comments.get(id)
      if (!known) return false
      const { readAt: _, ...rest } = known
      comments.set(id, frozen(readAt === null ? rest : { ...rest, readAt }))
      return true
    },
    async remove(id) {
      comments.delete(id)
    },
    async of(address) {
      return all().filter((one) => one.address === address)
    },
  }
}
