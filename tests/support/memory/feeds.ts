import { retention } from '../../../core/model/retention.ts'
import { looksOf } from '../../../core/model/source.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { Feeds } from '../../../core/ports.ts'
import { isExpired, secondsOf } from '../../../functions/adapters/table.ts'
import { frozen } from '../frozen.ts'
import { byText, pageOf, type Shelf } from './shelf.ts'

export const feedsIn = ({ feeds, collected, entries, reading }: Shelf, now: () => Instant): Feeds => ({
  async get(id) {
    return feeds.get(id)
  },
  async list(page) {
    return pageOf(
      [...feeds.values()].sort((a, b) => byText(a.id, b.id)),
      ({ id }) => id,
      page,
    )
  },
  async save(before, after) {
    if (feeds.get(after.id)?.version !== before?.version) return 'lost'
    feeds.set(after.id, frozen({ ...after, version: (before?.version ?? 0) + 1 }))
    return 'saved'
  },
  async remove(id) {
    feeds.delete(id)
  },
  async looks() {
    const until = collected.get('until')
    return {
      feeds: [...feeds.values()]
        .flatMap((source) => {
          const looks = looksOf(source)
          return looks ? [{ id: source.id, ...looks }] : []
        })
        .sort((a, b) => byText(a.id, b.id)),
      begun: [...reading].map(([id, at]) => ({ id, at })).sort((a, b) => byText(a.id, b.id)),
      ...(until === undefined ? {} : { collected: until }),
    }
  },
  async begin(id, at) {
    reading.set(id, at)
  },
  async ended(id) {
    reading.delete(id)
  },
  async collected(before, until) {
    if (collected.get('until') !== before) return 'lost'
    collected.set('until', until)
    return 'saved'
  },
  async kept(id, identities) {
    return new Map(
      identities.flatMap((identity) => {
        const found = entries.get(`${id}/${identity}`)
        return found && !isExpired(secondsOf(found.expiresAt), now()) ? [[identity, found.kept] as const] : []
      }),
    )
  },
  async keep(id, kept) {
    const expiresAt = plus(now(), retention.entries)
    for (const [identity, one] of kept) entries.set(`${id}/${identity}`, { kept: frozen(one), expiresAt })
  },
})
