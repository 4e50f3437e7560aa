import { LETTER_LOOK, type Letter } from '../../../core/model/letter.ts'
import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Letters } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, type Shelf } from './shelf.ts'

const isOpen = (letter: Letter | undefined): letter is Letter =>
  letter?.state === 'waiting' || letter?.state === 'composed'

/** Whom it is to, and where they asked from. */
function withoutAddress(about: Letter['about']): Letter['about'] {
  if (about.kind === 'move') return { ...about, to: '', moveTo: '' }
  if (about.kind !== 'sign-up') return { ...about, to: '' }
  const { network: _, agent: __, ...request } = about.request
  return { ...about, request: { ...request, address: '' } }
}

export function lettersIn({ letters }: Shelf, now: () => Instant): Letters {
  const get = (id: string): Letter | undefined => {
    const kept = letters.get(id)
    return kept && !(kept.forgetAt && isExpired(secondsOf(kept.forgetAt), now())) ? kept.letter : undefined
  }
  const change = (id: string, next: (letter: Letter) => Letter): Letter | undefined => {
    const letter = get(id)
    if (!isOpen(letter)) return undefined
    const changed = frozen(next(letter))
    letters.set(id, { ...letters.get(id)!, letter: changed })
    return changed
  }
  return {
    async put(letter, lookAt = plus(letter.createdAt, LETTER_LOOK)) {
      if (letters.has(letter.id)) return
      letters.set(letter.id, { letter: frozen(letter), lookAt })
    },
    async get(id) {
      return get(id)
    },
    async compose(id, mail) {
      if (get(id)?.state === 'waiting') change(id, (letter) => ({ ...letter, mail, state: 'composed' }))
      return get(id)
    },
    async clock(id, firstPostedAt) {
      change(id, ({ firstPostedAt: _, ...letter }) => (firstPostedAt === null ? letter : { ...letter, firstPostedAt }))
    },
    async close({ id }, state, reason, at) {
      const closed = change(id, ({ mail: _, reason: __, ...letter }) => ({
        ...letter,
        about: withoutAddress(letter.about),
        state,
        ...(reason === undefined ? {} : { reason }),
      }))
      if (closed) letters.set(id, { letter: closed, forgetAt: plus(at, retention.letters) })
      return closed !== undefined
    },
    async due(at, limit) {
      return [...letters.values()]
        .filter(({ lookAt }) => lookAt !== undefined && lookAt <= at)
        .sort((a, b) => byText(`${a.lookAt}#${a.letter.id}`, `${b.lookAt}#${b.letter.id}`))
        .slice(0, limit)
        .map(({ letter }) => letter.id)
    },
    async look(id, to, unanswered) {
      const letter = change(id, ({ unanswered: stood, ...rest }) => {
        const stands = unanswered === undefined ? stood : unanswered
        return { ...rest, ...(stands ? { unanswered: stands } : {}) }
      })
      if (letter) letters.set(id, { ...letters.get(id)!, lookAt: to })
    },
  }
}
