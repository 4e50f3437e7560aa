import { retention } from '../../../core/model/retention.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { ApiKeys, Audit, Hooks } from '../../../core/ports.ts'
import { MOST_LOOKED_AT, matches } from '../../../functions/adapters/audit.ts'
import { frozen } from '../frozen.ts'
import { byText, type Shelf } from './shelf.ts'

export function keysIn({ apiKeys }: Shelf): ApiKeys {
  return {
    async list() {
      return [...apiKeys.values()].sort((a, b) => byText(b.createdAt, a.createdAt))
    },
    async byHash(hash) {
      return apiKeys.get(hash)
    },
    async put(key) {
      if (!apiKeys.has(key.hash)) apiKeys.set(key.hash, frozen(key))
    },
    async used(hash, at) {
      const known = apiKeys.get(hash)
      if (known) apiKeys.set(hash, frozen({ ...known, usedAt: at }))
    },
    async revoke(hash, at) {
      const known = apiKeys.get(hash)
      if (!known || known.revokedAt) return false
      apiKeys.set(hash, frozen({ ...known, revokedAt: at }))
      return true
    },
  }
}

export function auditIn({ audit }: Shelf, now: () => Instant): Audit {
  const keyOf = ({ at, id }: { at: Instant; id: string }) => `${at}#${id}`
  return {
    async add(entry) {
      if (!audit.has(keyOf(entry))) audit.set(keyOf(entry), frozen(entry))
    },
    async list(filter, { limit, cursor }) {
      const lines = [...audit.values()]
        .filter((one) => plus(one.at, retention.audit) > now() && (cursor === undefined || keyOf(one) < cursor))
        .sort((a, b) => byText(keyOf(b), keyOf(a)))
      const looked = lines.slice(0, MOST_LOOKED_AT)
      const items = looked.filter((one) => matches(one, filter))
      const shown = items.slice(0, limit)
      // Where the page was full, or as far as was looked.
      const last = shown.length === limit && items.length > 0 ? shown.at(-1) : looked.at(-1)
      return last && keyOf(last) !== keyOf(lines.at(-1)!) ? { items: shown, cursor: keyOf(last) } : { items: shown }
    },
  }
}

export function hooksIn({ hooks, deliveries }: Shelf): Hooks {
  const keyOf = (hook: string, id: string) => `${hook}/${id}`
  return {
    async list() {
      return [...hooks.values()].sort((a, b) => byText(a.createdAt, b.createdAt))
    },
    async get(id) {
      return hooks.get(id)
    },
    async save(before, after) {
      const known = hooks.get(after.id)
      if (known?.version !== before?.version) return 'lost'
      hooks.set(after.id, frozen({ ...after, version: (before?.version ?? 0) + 1 }))
      return 'saved'
    },
    async remove(id) {
      hooks.delete(id)
    },
    async put(all) {
      for (const one of all) {
        const key = keyOf(one.hook, one.id)
        if (!deliveries.has(key)) deliveries.set(key, frozen(one))
      }
    },
    async delivery(hook, id) {
      return deliveries.get(keyOf(hook, id))
    },
    async take({ hook, id, nextAt }, to) {
      const known = deliveries.get(keyOf(hook, id))
      if (known?.state !== 'waiting' || known.nextAt !== nextAt) return false
      deliveries.set(keyOf(hook, id), frozen({ ...known, nextAt: to }))
      return true
    },
    async settle(delivery) {
      const key = keyOf(delivery.hook, delivery.id)
      if (deliveries.get(key)?.state === 'waiting') deliveries.set(key, frozen(delivery))
    },
    async due(now, limit) {
      return [...deliveries.values()]
        .filter(({ state, nextAt }) => state === 'waiting' && nextAt <= now)
        .sort((a, b) => byText(a.nextAt, b.nextAt))
        .slice(0, limit)
        .map(({ hook, id }) => ({ hook, id }))
    },
    async recent(hook, limit) {
      return [...deliveries.values()]
        .filter((one) => one.hook === hook)
        .sort((a, b) => byText(b.id, a.id))
        .slice(0, limit)
    },
  }
}
