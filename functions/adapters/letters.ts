import { LETTER_LOOK, type Letter, type LetterId } from '../../core/model/letter.ts'
import type { Mail } from '../../core/model/mail.ts'
import { retention } from '../../core/model/retention.ts'
import { plus } from '../../core/model/time.ts'
import type { Letters } from '../../core/ports.ts'
import { pack, unpack } from './dynamo/pack.ts'
import { dueBy, get, type Item } from './dynamo/read.ts'
import {
  bytes,
  choice,
  either,
  list,
  maybe,
  number,
  oneOf,
  quarantine,
  read,
  record,
  shape,
  text,
} from './dynamo/shape.ts'
import { put, update } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { afterFirst, due, keys, secondsOf, type Table } from './table.ts'

const isLetter = shape({
  id: text,
  about: either(
    shape({
      kind: oneOf('sign-up'),
      request: shape({ address: text, wishes: list(record(() => true)), locale: text, zone: text }),
      fresh: text,
    }),
    shape({ kind: oneOf('held', 'report'), issue: text, to: text }),
    shape({ kind: oneOf('comment'), comment: text, to: text }),
    shape({
      kind: oneOf('quota'),
      to: text,
      shortfall: shape({ digest: text, slotAt: text, zone: text, readers: number, leftOut: number, limit: number }),
    }),
    shape({ kind: oneOf('test'), to: text, digest: text, edition: text, choice, locale: text }),
    shape({ kind: oneOf('manage'), to: text }),
    shape({ kind: oneOf('sign-in'), to: text, attempt: text }),
    shape({ kind: oneOf('export', 'erase', 'address', 'moved'), subscriber: text, to: text }),
    shape({ kind: oneOf('move'), subscriber: text, to: text, moveTo: text }),
    shape({
      kind: oneOf('door'),
      to: text,
      editor: text,
      what: oneOf('wrong-code', 'mails-used', 'copied-passkey', 'new-browser', 'new-passkey'),
      agent: maybe(text),
    }),
    shape({ kind: oneOf('welcome'), subscriber: text, to: text, digests: list(text) }),
  ),
  createdAt: text,
  deadline: text,
  state: oneOf('waiting', 'composed', 'accepted', 'dropped'),
  mail: maybe(bytes),
  firstPostedAt: maybe(text),
  unanswered: maybe(shape({ askedAt: text, said: text })),
})
const isMail = shape({ from: text, to: list(text), subject: text, html: text, text, headers: record(text) })

/** Where a letter says whom it is to. */
const addressee = (about: Letter['about']) => (about.kind === 'sign-up' ? '#about.#request.#address' : '#about.#to')
const isOpen = '#state IN (:waiting, :composed)'
const states = { ':waiting': 'waiting', ':composed': 'composed' }

export function lettersIn(table: Table): Letters {
  const letterIn = (item: Item | undefined): Letter | undefined => {
    const found = read<Letter & { mail?: unknown }>(table, item, isLetter)
    if (!item || found?.mail === undefined) return found
    const mail = unpack(found.mail)
    if (isMail(mail)) return { ...found, mail: mail as Mail }
    quarantine(table, item)
    return undefined
  }
  return {
    /** Price: one write. Put twice, it is the first one that stands: a repeat finds it there. */
    async put(letter, lookAt = plus(letter.createdAt, LETTER_LOOK)) {
      const item = {
        ...keys.letter(letter.id),
        ...letter,
        mail: letter.mail && pack(letter.mail),
        ...due.letter(lookAt, letter.id),
      }
      await write(table, put(item, 'attribute_not_exists(#pk)'))
    },

    /** Price: one read. */
    async get(id) {
      return letterIn(await get(table, keys.letter(id)))
    },

    /** Price: one write of the deflated mail, some 6 KB, and one read. */
    async compose(id, mail) {
      await write(
        table,
        update(keys.letter(id), 'SET #mail = :mail, #state = :composed', '#state = :waiting', {
          ':mail': pack(mail),
          ...states,
        }),
      )
      return letterIn(await get(table, keys.letter(id)))
    },

    /** Price: one write. */
    async clock(id, firstPostedAt) {
      const change = firstPostedAt === null ? 'REMOVE #firstPostedAt' : 'SET #firstPostedAt = :at'
      await write(table, update(keys.letter(id), change, isOpen, { ':at': firstPostedAt, ...states }))
    },

    /** Price: one write. */
    async close({ id, about }, state, reason, now) {
      return write(
        table,
        update(
          keys.letter(id),
          `SET #state = :state, ${addressee(about)} = :nobody${about.kind === 'move' ? ', #about.#moveTo = :nobody' : ''}, #expiresAt = :expiresAt${reason === undefined ? '' : ', #reason = :reason'}
           REMOVE #mail, #duePk, #dueSk${about.kind === 'sign-up' ? ', #about.#request.#network, #about.#request.#agent' : ''}`,
          isOpen,
          {
            ':state': state,
            ':nobody': '',
            ':reason': reason,
            ':expiresAt': secondsOf(plus(now, retention.letters)),
            ...states,
          },
        ),
      )
    },

    async due(now, limit) {
      return (await dueBy(table, 'LETTER', now, limit)).map(({ pk }) => afterFirst(pk) as LetterId)
    },

    /** Price: one write. */
    async look(id, to, unanswered) {
      const { dueSk } = due.letter(to, id)
      const said = unanswered ? ', #unanswered = :unanswered' : unanswered === null ? ' REMOVE #unanswered' : ''
      const values = { ':dueSk': dueSk, ...(unanswered ? { ':unanswered': unanswered } : {}), ...states }
      await write(table, update(keys.letter(id), `SET #dueSk = :dueSk${said}`, isOpen, values))
    },
  }
}
