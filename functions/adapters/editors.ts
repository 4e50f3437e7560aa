import { givenRoles, type Member } from '../../core/model/editor.ts'
import { type Attempt, CODE_WITHIN, LONGEST, type Session } from '../../core/model/sign-in.ts'
import { plus } from '../../core/model/time.ts'
import type { Editors } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, remove, update } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { END, keys, secondsOf, type Table } from './table.ts'

/** An owner is none by what is in the table (T26). */
const isMember = shape({ address: text, role: oneOf(...givenRoles), since: maybe(text), by: maybe(text) })
const isAttempt = shape({ id: text, address: text, createdAt: text, tries: number })
const isSession = shape({ id: text, address: text, createdAt: text, seenAt: text, agent: maybe(text) })

export function editorsIn(table: Table): Editors {
  const attemptOf = async (id: string) => read<Attempt>(table, await get(table, keys.attempt(id)), isAttempt)
  const all = (from: string) => query(table, { pk: 'EDITORS', from, to: `${from}${END}` })
  return {
    /** Price: one read. */
    async list() {
      return (await all('EDITOR#')).flatMap((item) => read<Member>(table, item, isMember) ?? [])
    },

    /** Price: one write. */
    async put(member) {
      await write(table, put({ ...keys.editor(member.address), ...member }))
    },

    /** Price: one write. */
    async remove(address) {
      await write(table, remove(keys.editor(address)))
    },

    /** Price: one write. */
    async begin(attempt) {
      const expiresAt = secondsOf(plus(attempt.createdAt, CODE_WITHIN))
      await write(table, put({ ...keys.attempt(attempt.id), ...attempt, expiresAt }))
    },

    /** Counted before it is read: of several at once each sees the others. Price: one write, one read. */
    async try(id) {
      const counted = await write(
        table,
        update(keys.attempt(id), 'ADD #tries :one', 'attribute_exists(#pk)', { ':one': 1 }),
      )
      return counted ? attemptOf(id) : undefined
    },

    /** Price: one transaction of two items. */
    async open(attempt, session) {
      const refused = await transact(table, {
        attempt: remove(keys.attempt(attempt.id), 'attribute_exists(#pk)'),
        session: put({
          ...keys.session(session.id),
          ...session,
          expiresAt: secondsOf(plus(session.createdAt, LONGEST)),
        }),
      })
      return refused.size === 0
    },

    /** Price: one read. */
    async session(id) {
      return read<Session>(table, await get(table, keys.session(id)), isSession)
    },

    /** Price: one write. */
    async seen(id, at) {
      await write(table, update(keys.session(id), 'SET #seenAt = :at', 'attribute_exists(#pk)', { ':at': at }))
    },

    /** Price: one write. */
    async close(id) {
      await write(table, remove(keys.session(id)))
    },

    /** Price: one read. */
    async sessions() {
      return (await all('SESSION#')).flatMap((item) => read<Session>(table, item, isSession) ?? [])
    },
  }
}
