import { asItComes } from '../../../core/model/arrangement.ts'
import { type Digest, outlineOf } from '../../../core/model/digest.ts'
import { settingsRead } from '../../../core/model/settings.ts'
import type { Digests, SettingsStore } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import { byText, pageOf, type Shelf } from './shelf.ts'

const lineOf = (digest: Digest) => `${digest.createdAt}#${digest.id}`

export const digestsIn = ({ digests, cuts, arrangements, funnel, growth }: Shelf): Digests => ({
  async get(id) {
    return digests.get(id)
  },
  async list(page) {
    const oldestFirst = [...digests.values()].sort((a, b) => byText(lineOf(a), lineOf(b)))
    return pageOf(page.oldestFirst ? oldestFirst : oldestFirst.reverse(), lineOf, page)
  },
  async outlines() {
    return [...digests.values()].sort((a, b) => byText(lineOf(b), lineOf(a))).map(outlineOf)
  },
  async count() {
    return digests.size
  },
  async save(before, after) {
    if (digests.get(after.id)?.version !== before?.version) return 'lost'
    digests.set(after.id, frozen({ ...after, version: (before?.version ?? 0) + 1 }))
    return 'saved'
  },
  async due(now, limit) {
    return [...digests.values()]
      .flatMap(({ id, editions }) => editions.map(({ name, wakeAt }) => ({ digest: id, edition: name, wakeAt })))
      .filter(({ wakeAt }) => wakeAt !== undefined && wakeAt <= now)
      .sort((a, b) => byText(`${a.wakeAt}#${a.digest}#${a.edition}`, `${b.wakeAt}#${b.digest}#${b.edition}`))
      .slice(0, limit)
      .map(({ digest, edition }) => ({ digest, edition }))
  },
  async wake(id, name, from, to, { wokenAt, calls, rules, moves } = {}) {
    const digest = digests.get(id)
    const edition = digest?.editions.find((one) => one.name === name)
    if (!digest || edition?.wakeAt !== from) return false
    if (calls !== undefined && (edition.calls ?? 0) !== calls) return false
    if (rules !== undefined && edition.rules !== rules.was) return false
    const { wakeAt: _, ...rest } = edition
    const woken = {
      ...rest,
      ...(to === undefined ? {} : { wakeAt: to }),
      ...(wokenAt === undefined ? {} : { wokenAt }),
      ...(rules === undefined ? {} : { rules: rules.is }),
      ...(moves === undefined ? {} : { moves }),
    }
    digests.set(id, frozen({ ...digest, editions: digest.editions.map((one) => (one === edition ? woken : one)) }))
    return true
  },
  async call(id, name, at) {
    const digest = digests.get(id)
    const edition = digest?.editions.find((one) => one.name === name)
    if (!digest || !edition) return
    const wakeAt = edition.wakeAt && edition.wakeAt <= at ? edition.wakeAt : at
    const called = { ...edition, wakeAt, calls: (edition.calls ?? 0) + 1 }
    digests.set(id, frozen({ ...digest, editions: digest.editions.map((one) => (one === edition ? called : one)) }))
  },
  async wakeBy(id, name, at) {
    const digest = digests.get(id)
    const edition = digest?.editions.find((one) => one.name === name)
    if (!digest || !edition?.wakeAt || edition.wakeAt <= at) return false
    const woken = { ...edition, wakeAt: at }
    digests.set(id, frozen({ ...digest, editions: digest.editions.map((one) => (one === edition ? woken : one)) }))
    return true
  },
  async reschedule({ id, version }, before, after) {
    const digest = digests.get(id)
    const edition = digest?.editions.find(({ name }) => name === before.name)
    if (!digest || digest.version !== version || !edition || edition.wakeAt !== before.wakeAt) return false
    const { wakeAt: _, ...rest } = edition
    const { schedule, wakeAt, wokenAt, rules, change } = after
    const next = {
      ...rest,
      schedule,
      ...(wakeAt === undefined ? {} : { wakeAt }),
      ...(wokenAt === undefined ? {} : { wokenAt }),
      ...(rules === undefined ? {} : { rules }),
      ...(change === undefined ? {} : { change }),
    }
    digests.set(id, frozen({ ...digest, editions: digest.editions.map((one) => (one === edition ? next : one)) }))
    return true
  },
  async cut(digest, edition, zone) {
    return cuts.get(`${digest}/${edition}/${zone}`) ?? {}
  },
  async cuts(digest, edition) {
    const place = `${digest}/${edition}/`
    return new Map(
      [...cuts].filter(([key]) => key.startsWith(place)).map(([key, cut]) => [key.slice(place.length), cut]),
    )
  },
  async arrangement(digest, edition) {
    return arrangements.get(`${digest}/${edition}`) ?? asItComes
  },
  async arrange(digest, edition, before, after) {
    const key = `${digest}/${edition}`
    if ((arrangements.get(key)?.version ?? 0) !== before.version) return 'lost'
    arrangements.set(key, frozen({ ...after, version: before.version + 1 }))
    return 'saved'
  },
  async growth(digest) {
    return [...growth]
      .filter(([key]) => key.startsWith(`${digest}/`))
      .map(([key, sum]) => ({ day: key.slice(digest.length + 1), ...sum }))
      .sort((a, b) => byText(a.day, b.day))
  },
  async signUps(digest) {
    return [...funnel]
      .filter(([key]) => key.startsWith(`${digest}/`))
      .map(([key, sum]) => ({ month: key.slice(digest.length + 1), ...sum }))
      .sort((a, b) => (a.month < b.month ? 1 : -1))
  },
})

export const settingsIn = ({ settings }: Shelf): SettingsStore => ({
  async get() {
    return settingsRead(settings.get('settings'))
  },
  async put(given) {
    settings.set('settings', frozen(given))
  },
})
