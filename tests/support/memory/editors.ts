import { CODE_WITHIN, LONGEST } from '../../../core/model/sign-in.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Editors } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, type Shelf } from './shelf.ts'

export function editorsIn(
  { editors, attempts, sessions, passkeys, spent, houseRule }: Shelf,
  now: () => Instant,
): Editors {
  const alive = <T extends { createdAt: Instant }>(one: T | undefined, within: number): T | undefined =>
    one && !isExpired(secondsOf(plus(one.createdAt, within)), now()) ? one : undefined
  return {
    async list() {
      return [...editors.values()].sort((a, b) => byText(a.address, b.address))
    },
    async put(member) {
      editors.set(member.address, frozen(member))
    },
    async remove(address) {
      editors.delete(address)
    },
    async begin(attempt) {
      attempts.set(attempt.id, frozen(attempt))
    },
    async try(id) {
      const known = attempts.get(id)
      if (!known) return undefined
      attempts.set(id, frozen({ ...known, tries: known.tries + 1 }))
      return alive(attempts.get(id), CODE_WITHIN)
    },
    async open(attempt, session) {
      if (!attempts.delete(attempt.id)) return false
      sessions.set(session.id, frozen(session))
      return true
    },
    async session(id) {
      return alive(sessions.get(id), LONGEST)
    },
    async seen(id, at) {
      const known = sessions.get(id)
      if (known) sessions.set(id, frozen({ ...known, seenAt: at }))
    },
    async close(id) {
      sessions.delete(id)
    },
    async sessions() {
      return [...sessions.values()].filter((one) => alive(one, LONGEST)).sort((a, b) => byText(a.id, b.id))
    },
    async start(session) {
      sessions.set(session.id, frozen(session))
    },
    async passkeys() {
      return [...passkeys.values()].sort((a, b) => byText(a.createdAt, b.createdAt) || byText(a.id, b.id))
    },
    async passkey(id) {
      return passkeys.get(id)
    },
    async addPasskey(passkey) {
      if (passkeys.has(passkey.id)) return false
      passkeys.set(passkey.id, frozen(passkey))
      return true
    },
    async namePasskey(id, name) {
      const known = passkeys.get(id)
      if (known) passkeys.set(id, frozen({ ...known, name }))
      return known !== undefined
    },
    async removePasskey(id) {
      passkeys.delete(id)
    },
    async countPasskey(id, from, to, at) {
      const known = passkeys.get(id)
      if (known?.counter !== from) return false
      passkeys.set(id, frozen({ ...known, counter: to, usedAt: at }))
      return true
    },
    async spend(name, until) {
      const known = spent.get(name)
      if (known && !isExpired(secondsOf(known), now())) return false
      spent.set(name, until)
      return true
    },
    async rule() {
      return houseRule.get('rule')
    },
    async setRule(rule) {
      if (rule) houseRule.set('rule', frozen(rule))
      else houseRule.delete('rule')
    },
  }
}
