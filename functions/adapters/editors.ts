import { givenRoles, type Member } from '../../core/model/editor.ts'
import type { HouseRule, Passkey } from '../../core/model/passkey.ts'
import { type Attempt, CODE_WITHIN, LONGEST, type Session } from '../../core/model/sign-in.ts'
import { plus } from '../../core/model/time.ts'
import type { Editors } from '../../core/ports.ts'
import { get, query } from './dynamo/read.ts'
import { list, maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, remove, update } from './dynamo/steps.ts'
import { transact, write } from './dynamo/write.ts'
import { END, keys, nowSeconds, secondsOf, type Table } from './table.ts'

/** An owner is none by what is in the table (T26). */
const isMember = shape({ address: text, role: oneOf(...givenRoles), since: maybe(text), by: maybe(text) })
const isAttempt = shape({
  id: text,
  address: text,
  createdAt: text,
  tries: number,
  letter: maybe(text),
  own: maybe(text),
})
const isSession = shape({
  id: text,
  address: text,
  createdAt: text,
  seenAt: text,
  agent: maybe(text),
  only: maybe(oneOf('passkeys')),
})
const isPasskey = shape({
  id: text,
  credential: text,
  key: text,
  counter: number,
  address: text,
  name: text,
  createdAt: text,
  usedAt: maybe(text),
  transports: maybe(list(text)),
})
const isRule = shape({ since: text, by: text })

export function editorsIn(table: Table): Editors {
  const attemptOf = async (id: string) => read<Attempt>(table, await get(table, keys.attempt(id)), isAttempt)
  const passkeyIn = (item: Awaited<ReturnType<typeof get>>) => read<Passkey>(table, item, isPasskey)
  const sessionItem = (session: Session) => ({
    ...keys.session(session.id),
    ...session,
    expiresAt: secondsOf(plus(session.createdAt, LONGEST)),
  })
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
        session: put(sessionItem(session)),
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

    /** Price: one write. */
    async start(session) {
      await write(table, put(sessionItem(session)))
    },

    /** Price: one read. */
    async passkeys() {
      return (await all('PASSKEY#'))
        .flatMap((item) => passkeyIn(item) ?? [])
        .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1))
    },

    /** Price: one read. */
    async passkey(id) {
      return passkeyIn(await get(table, keys.passkey(id)))
    },

    /** Price: one write. */
    async addPasskey(passkey) {
      return write(table, put({ ...keys.passkey(passkey.id), ...passkey }, 'attribute_not_exists(#pk)'))
    },

    /** Price: one write. */
    async namePasskey(id, name) {
      return write(table, update(keys.passkey(id), 'SET #name = :name', 'attribute_exists(#pk)', { ':name': name }))
    },

    /** Price: one write. */
    async removePasskey(id) {
      await write(table, remove(keys.passkey(id)))
    },

    /** Price: one write. */
    async countPasskey(id, from, to, at) {
      const change = 'SET #counter = :to, #usedAt = :at'
      return write(table, update(keys.passkey(id), change, '#counter = :from', { ':from': from, ':to': to, ':at': at }))
    },

    /** Price: one write. */
    async spend(name, until) {
      const isFree = 'attribute_not_exists(#pk) OR #expiresAt <= :now'
      const item = { ...keys.spent(name), expiresAt: secondsOf(until) }
      return write(table, put(item, isFree, { ':now': nowSeconds(table.now()) }))
    },

    /** Not knowing whether the house asks for passkeys is no reason not to. Price: one read. */
    async rule() {
      const item = await get(table, keys.houseRule)
      const rule = read<HouseRule>(table, item, isRule)
      if (item && !rule) throw new Error('the rule of the house cannot be read')
      return rule
    },

    /** Price: one write. */
    async setRule(rule) {
      await write(table, rule ? put({ ...keys.houseRule, ...rule }) : remove(keys.houseRule))
    },
  }
}
