import type { Article, ArticleId } from '../../core/model/article.ts'
import type { Batch } from '../../core/model/batch.ts'
import type { Digest } from '../../core/model/digest.ts'
import { type Cut, type FrozenArticle, type Issue, isFinished, type Progress } from '../../core/model/issue.ts'
import type { Letter } from '../../core/model/letter.ts'
import { noSettings, type Settings } from '../../core/model/settings.ts'
import {
  type AudienceRow,
  audienceChange,
  type ConsentEvent,
  epochDigit,
  FORGET_UNCONFIRMED,
  rowKey,
  type Subscriber,
  type Suppression,
} from '../../core/model/subscriber.ts'
import { type Instant, plus } from '../../core/model/time.ts'
import type { Topic } from '../../core/model/topic.ts'
import type { BatchResult, Page, PageOf, Ports, SaveSubscriber, SetbackEvent } from '../../core/ports.ts'

export type Stores = Pick<
  Ports,
  'topics' | 'articles' | 'digests' | 'issues' | 'subscribers' | 'audience' | 'letters' | 'settings'
>

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Everything that stands, by the names of `design.md` §4. */
const emptyState = () => ({
  topics: new Map<string, Topic>(),
  articles: new Map<string, Article>(),
  digests: new Map<string, Digest>(),
  cuts: new Map<string, Cut>(),
  slots: new Map<string, { id: Issue['id']; digest: string; edition: string; slot: string; openedAt: Instant }>(),
  issues: new Map<string, Issue>(),
  progress: new Map<string, Progress>(),
  batches: new Map<string, Batch>(),
  leftOut: new Map<string, readonly string[]>(),
  results: new Map<string, BatchResult>(),
  bodies: new Map<string, string>(),
  setbacks: new Map<string, { bounced: number; complained: number }>(),
  subscribers: new Map<string, Subscriber>(),
  addresses: new Map<string, { subscriber?: string; suppression?: Suppression }>(),
  audience: new Map<string, Map<string, AudienceRow>>(),
  epochs: new Map<string, Record<string, number>>(),
  consent: new Map<string, ConsentEvent[]>(),
  seen: new Set<string>(),
  letters: new Map<string, Letter & { lookAt?: Instant }>(),
  settings: { value: noSettings as Settings, installation: '' },
})

/** The stores in memory: the same promises as the table's, atomic because nothing in here waits. Sits the same exam. */
export function createMemory({ now, installation = 'inst1' }: { now: () => Instant; installation?: string }): Stores {
  const s = emptyState()
  const copy = <T>(value: T): T => structuredClone(value)
  const page = <T>(all: readonly T[], keyOf: (one: T) => string, { limit, cursor }: PageOf): Page<T> => {
    const from = cursor === undefined ? 0 : all.findIndex((one) => keyOf(one) === cursor) + 1
    const items = all.slice(from, from + limit)
    const more = from + limit < all.length
    return copy(more ? { items, cursor: keyOf(items.at(-1)!) } : { items })
  }
  const byText =
    <T>(keyOf: (one: T) => string) =>
    (a: T, b: T) =>
      keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0
  const cutKey = (digest: string, edition: string, zone: string) => `${digest}#${edition}#${zone}`
  const change = (id: string, next: (known: Progress) => Progress) => s.progress.set(id, next(s.progress.get(id)!))

  const topics: Ports['topics'] = {
    all: async () => copy([...s.topics.values()].sort(byText((one) => one.slug))),
    get: async (slug) => copy(s.topics.get(slug)),
    async put(topic, mode) {
      if (mode === 'new' && s.topics.has(topic.slug)) return 'exists'
      s.topics.set(topic.slug, copy(topic))
      return 'saved'
    },
    async remove(slug) {
      s.topics.delete(slug)
    },
  }

  const articles: Ports['articles'] = {
    get: async (id) => copy(s.articles.get(id)),
    getMany: async (ids) => copy(ids.flatMap((id) => s.articles.get(id) ?? [])),
    async save(before, after) {
      const known = s.articles.get(after.id)
      if (known?.version !== before?.version) return 'lost'
      s.articles.set(after.id, copy({ ...after, version: (before?.version ?? 0) + 1 }))
      return 'saved'
    },
    async remove(article) {
      s.articles.delete(article.id)
    },
    async filings(topic, from, to) {
      return [...s.articles.values()]
        .filter((one) => one.topics.includes(topic))
        .map((one) => ({ topic, article: one.id as ArticleId, filedAt: one.filed[topic]! }))
        .filter((one) => one.filedAt > from && one.filedAt <= to)
        .sort(byText((one) => `${one.filedAt}#${one.article}`))
    },
    async list({ status, tag, q }, of) {
      const wanted = q?.toLowerCase()
      const all = [...s.articles.values()]
        .filter((one) => (!status || one.status === status) && (!tag || one.tags.includes(tag)))
        .filter((one) => !wanted || `${one.title} ${one.summary}`.toLowerCase().includes(wanted))
        .sort(byText((one) => `${one.createdAt}#${one.id}`))
        .reverse()
      return page(all, (one) => `${one.createdAt}#${one.id}`, of)
    },
  }

  const digests: Ports['digests'] = {
    get: async (id) => copy(s.digests.get(id)),
    list: async (of) =>
      page(
        [...s.digests.values()].sort(byText((one) => `${one.createdAt}#${one.id}`)).reverse(),
        (one) => `${one.createdAt}#${one.id}`,
        of,
      ),
    async save(before, after) {
      const known = s.digests.get(after.id)
      if (before ? known?.version !== before.version : known) return 'lost'
      s.digests.set(after.id, copy({ ...after, version: (before?.version ?? 0) + 1 }))
      return 'saved'
    },
    async due(at, limit) {
      return [...s.digests.values()]
        .flatMap((digest) =>
          digest.editions
            .filter((one) => one.wakeAt && one.wakeAt <= at)
            .map((one) => ({ digest: digest.id, edition: one.name, wakeAt: one.wakeAt! })),
        )
        .sort(byText((one) => `${one.wakeAt}#${one.digest}`))
        .slice(0, limit)
        .map(({ digest, edition }) => ({ digest, edition }))
    },
    async wake(id, name, from, to) {
      const digest = s.digests.get(id)
      if (digest?.editions.find((one) => one.name === name)?.wakeAt !== from) return false
      const editions = digest.editions.map(({ wakeAt, ...one }) =>
        one.name !== name ? { ...one, ...(wakeAt ? { wakeAt } : {}) } : { ...one, ...(to ? { wakeAt: to } : {}) },
      )
      s.digests.set(id, { ...digest, editions })
      return true
    },
    cut: async (digest, edition, zone) => copy(s.cuts.get(cutKey(digest, edition, zone)) ?? {}),
  }

  const issues: Ports['issues'] = {
    async open({ issue, progress, cut }) {
      const slot = `${issue.digest}#${issue.edition}#${issue.slot.name}`
      const key = cutKey(issue.digest, issue.edition, issue.zone)
      const known = s.cuts.get(key) ?? {}
      if (s.slots.has(slot) || known.lastIssue !== cut.lastIssue) return 'taken'
      s.slots.set(slot, {
        id: issue.id,
        digest: issue.digest,
        edition: issue.edition,
        slot: issue.slot.name,
        openedAt: issue.openedAt,
      })
      s.cuts.set(key, { ...known, lastIssue: issue.id, ...(issue.byHand ? {} : { lastSlotAt: issue.slot.at }) })
      s.issues.set(issue.id, copy(issue))
      s.progress.set(issue.id, copy(progress))
      return 'opened'
    },
    async get(id) {
      const issue = s.issues.get(id)
      if (!issue) return undefined
      const { articles: _, ...rest } = issue
      return copy(rest)
    },
    articles: async (id): Promise<FrozenArticle[]> => copy([...(s.issues.get(id)?.articles ?? [])]),
    progress: async (id) => copy(s.progress.get(id)),
    async list(digest, of) {
      const all = [...s.slots.values()]
        .filter((one) => one.digest === digest)
        .sort(byText((one) => `${one.openedAt}#${one.id}`))
        .reverse()
      return page(
        all.map(({ id, edition, slot, openedAt }) => ({ id, edition, slot, openedAt })),
        (one) => one.id,
        of,
      )
    },
    async due(at, limit) {
      return [...s.progress]
        .filter(([, one]) => one.lookAt && one.lookAt <= at)
        .sort(byText(([id, one]) => `${one.lookAt}#${id}`))
        .slice(0, limit)
        .map(([id]) => id as Issue['id'])
    },
    async look(id, from, to) {
      if (s.progress.get(id)?.lookAt !== from) return false
      change(id, (known) => ({ ...known, lookAt: to }))
      return true
    },
    async claim(claim) {
      const known = s.progress.get(claim.issue)
      const mine = !known?.lease || known.lease.owner === claim.worker || known.lease.until < claim.now
      if (known?.status !== 'sending' || known.cursor !== claim.cursor || known.after !== claim.after || !mine)
        return 'lost'
      if (claim.batch && s.batches.has(`${claim.issue}#${claim.batch.n}`)) return 'lost'
      const epoch = s.epochs.get(claim.digest) ?? {}
      const digits = new Set(claim.batch?.recipients.map(({ id }) => epochDigit(id)))
      if ([...digits].some((digit) => epoch[digit] !== claim.epoch[digit])) return 'moved'
      const { batch } = claim
      if (batch) s.batches.set(`${claim.issue}#${batch.n}`, copy(batch))
      change(claim.issue, ({ after: _, ...rest }) => ({
        ...rest,
        cursor: batch ? batch.n : rest.cursor,
        ...(claim.upTo === undefined ? {} : { after: claim.upTo }),
        ended: claim.ended,
        open: batch ? { ...rest.open, [batch.n]: claim.now } : rest.open,
        counts: {
          ...rest.counts,
          readers: rest.counts.readers + claim.skipped + (batch?.recipients.length ?? 0),
          skipped: rest.counts.skipped + claim.skipped,
        },
        ...(claim.lease ? { lease: { owner: claim.worker, until: claim.lease.until }, lookAt: claim.lease.until } : {}),
      }))
      return 'claimed'
    },
    async lease(id, worker, at, until) {
      const known = s.progress.get(id)
      if (!known || (known.lease && known.lease.owner !== worker && known.lease.until >= at)) return false
      change(id, (one) => ({ ...one, lease: { owner: worker, until }, lookAt: until }))
      return true
    },
    async release(id, worker, lookAt) {
      const known = s.progress.get(id)
      if (!known?.lookAt || (known.lease && known.lease.owner !== worker)) return false
      change(id, ({ lease: _, ...one }) => ({ ...one, lookAt }))
      return true
    },
    batch: async (id, n) => copy(s.batches.get(`${id}#${n}`)),
    async leaveOut(id, n, subscribers) {
      const key = `${id}#${n}`
      if (!s.leftOut.has(key)) s.leftOut.set(key, copy([...subscribers]))
      return copy(s.leftOut.get(key)!)
    },
    leftOut: async (id, n) => copy(s.leftOut.get(`${id}#${n}`)),
    async clock(id, n, firstPostedAt) {
      const known = s.progress.get(id)
      if (known && n in known.open) change(id, (one) => ({ ...one, open: { ...one.open, [n]: firstPostedAt } }))
    },
    async settle({ issue: id, n, sent, skipped, unknown, failed, now: at }) {
      const known = s.progress.get(id)
      if (!known || !(n in known.open)) return false
      const { [n]: _, ...open } = known.open
      const { counts } = known
      change(id, (one) => ({
        ...one,
        open,
        unknown: unknown > 0 ? [...one.unknown, n] : one.unknown,
        counts: {
          readers: counts.readers,
          sent: counts.sent + sent,
          skipped: counts.skipped + skipped,
          failed: counts.failed + failed.length,
          unknown: counts.unknown + unknown,
        },
      }))
      if (skipped + unknown + failed.length > 0) s.results.set(`${id}#${n}`, copy({ failed, skipped, unknown, at }))
      return true
    },
    result: async (id, n) => copy(s.results.get(`${id}#${n}`)),
    async become({ issue, from, to, reason, lookAt, resumeAt, now: at }) {
      const known = s.progress.get(issue.id)
      if (!known || !from.includes(known.status)) return false
      const { reason: _r, lookAt: _l, resumeAt: _a, finishedAt, lease, ...rest } = known
      const next: Mutable<Progress> = { ...rest, status: to }
      if (reason !== undefined) next.reason = reason
      if (lookAt !== undefined) next.lookAt = lookAt
      if (resumeAt !== undefined) next.resumeAt = resumeAt
      if (isFinished(to)) next.finishedAt = finishedAt ?? at
      else if (lease) next.lease = lease
      s.progress.set(issue.id, next)
      if (to === 'sent' || (to === 'needs-person' && known.counts.sent + known.counts.unknown > 0)) {
        const key = cutKey(issue.digest, issue.edition, issue.zone)
        s.cuts.set(key, { ...s.cuts.get(key), sentCut: issue.openedAt, sentIssue: issue.id })
      }
      return true
    },
    body: async (id, variant) => s.bodies.get(`${id}#${variant}`),
    async freezeBody(id, variant, template) {
      const key = `${id}#${variant}`
      if (!s.bodies.has(key)) s.bodies.set(key, template)
      return s.bodies.get(key)!
    },
    setbacks: async (id) => copy(s.setbacks.get(id) ?? { bounced: 0, complained: 0 }),
  }

  const tally = (event: SetbackEvent | undefined) => {
    if (!event) return
    s.seen.add(event.id)
    if (!event.issue || event.counts === 'none') return
    const known = s.setbacks.get(event.issue) ?? { bounced: 0, complained: 0 }
    s.setbacks.set(event.issue, { ...known, [event.counts]: known[event.counts] + 1 })
  }
  const alive = (one: Subscriber | undefined): Subscriber | undefined =>
    one?.status === 'pending' && plus(lastAsked(one), FORGET_UNCONFIRMED) <= now() ? undefined : one
  const lastAsked = (one: Subscriber) => one.askedAt.at(-1) ?? one.createdAt

  const subscribers: Ports['subscribers'] = {
    get: async (id) => copy(alive(s.subscribers.get(id))),
    async byAddress(address) {
      const known = s.addresses.get(address)
      const subscriber = known?.subscriber === undefined ? undefined : alive(s.subscribers.get(known.subscriber))
      return copy({
        ...(subscriber ? { subscriber } : {}),
        ...(known?.suppression ? { suppression: known.suppression } : {}),
      })
    },
    async save({ before, after, consent, suppression, event }: SaveSubscriber) {
      if (event && s.seen.has(event.id)) return 'seen'
      const known = alive(s.subscribers.get(after.id))
      if (known?.version !== before?.version) return 'lost'
      const holder = s.addresses.get(after.address)?.subscriber
      if (holder !== undefined && holder !== after.id && alive(s.subscribers.get(holder))) return 'lost'
      const { put, delete: gone, epochs } = audienceChange(before, after)
      for (const row of gone) s.audience.get(row.digest)?.delete(rowKey(row))
      for (const row of put)
        s.audience.set(row.digest, (s.audience.get(row.digest) ?? new Map()).set(rowKey(row), copy(row)))
      for (const digest of epochs) {
        const epoch = s.epochs.get(digest) ?? {}
        s.epochs.set(digest, { ...epoch, [epochDigit(after.id)]: (epoch[epochDigit(after.id)] ?? 0) + 1 })
      }
      if (before && before.address !== after.address) {
        const { subscriber: _, ...rest } = s.addresses.get(before.address) ?? {}
        s.addresses.set(before.address, rest)
      }
      const { suppression: standing } = s.addresses.get(after.address) ?? {}
      const stands = suppression === undefined ? standing : (suppression ?? undefined)
      s.addresses.set(after.address, { subscriber: after.id, ...(stands ? { suppression: stands } : {}) })
      s.subscribers.set(after.id, copy({ ...after, version: (before?.version ?? 0) + 1 }))
      if (consent) s.consent.set(after.id, [...(s.consent.get(after.id) ?? []), copy(consent)])
      tally(event)
      return 'saved'
    },
    async suppress(address, suppression, event) {
      if (s.seen.has(event.id)) return 'seen'
      s.addresses.set(address, { ...s.addresses.get(address), suppression })
      tally(event)
      return 'saved'
    },
    async recordEvent(event) {
      if (s.seen.has(event.id)) return 'seen'
      tally(event)
      return 'saved'
    },
    consent: async (id) => copy(s.consent.get(id) ?? []),
    async list({ prefix }, of) {
      const all = [...s.subscribers.values()]
        .filter((one) => alive(one) && one.address.startsWith(prefix ?? ''))
        .sort(byText((one) => one.address))
      return page(all, (one) => one.address, of)
    },
    async stillOn(digest, ids, at) {
      const on = ids.filter((id) => {
        const one = s.subscribers.get(id)
        const subscription = one?.subscriptions.find((each) => each.digest === digest)
        return (
          one?.status === 'active' &&
          subscription?.status === 'active' &&
          !(subscription.pausedUntil && subscription.pausedUntil > at)
        )
      })
      return new Set(on)
    },
  }

  const audience: Ports['audience'] = {
    epoch: async (digest) => copy(s.epochs.get(digest) ?? {}),
    async page(digest, edition, zone, after, limit) {
      const keys = [...(s.audience.get(digest)?.keys() ?? [])]
        .filter((key) => key.startsWith(`${edition}#${zone}#`) && (after === undefined || key > after))
        .sort()
      const taken = keys.slice(0, limit)
      const rows = taken.map((key) => s.audience.get(digest)!.get(key)!)
      return copy({ rows, last: taken.at(-1), ended: keys.length <= limit })
    },
  }

  const letters: Ports['letters'] = {
    async put(letter) {
      s.letters.set(letter.id, copy({ ...letter, lookAt: letter.createdAt }))
    },
    get: async (id) => {
      const found = s.letters.get(id)
      if (!found) return undefined
      const { lookAt: _, ...letter } = found
      return copy(letter)
    },
    async compose(id, mail) {
      const known = s.letters.get(id)
      if (known?.state === 'waiting') s.letters.set(id, copy({ ...known, state: 'composed', mail }))
      return letters.get(id)
    },
    async clock(id, firstPostedAt) {
      const known = s.letters.get(id)
      if (!known) return
      const { firstPostedAt: _, ...rest } = known
      s.letters.set(id, firstPostedAt === null ? rest : { ...rest, firstPostedAt })
    },
    async close(id, state, reason) {
      const known = s.letters.get(id)
      if (!known || known.state === 'accepted' || known.state === 'dropped') return false
      const { mail: _m, lookAt: _l, ...rest } = known
      s.letters.set(id, { ...rest, state, ...(reason ? { reason } : {}) })
      return true
    },
    async due(at, limit) {
      return [...s.letters.values()]
        .filter((one) => one.lookAt && one.lookAt <= at)
        .sort(byText((one) => `${one.lookAt}#${one.id}`))
        .slice(0, limit)
        .map((one) => one.id)
    },
    async look(id, to) {
      const known = s.letters.get(id)
      if (known?.lookAt) s.letters.set(id, { ...known, lookAt: to })
    },
  }

  const settings: Ports['settings'] = {
    get: async () => copy(s.settings.value),
    async put(value) {
      s.settings.value = copy(value)
    },
    async installation() {
      s.settings.installation ||= installation
      return s.settings.installation
    },
  }
  return { topics, articles, digests, issues, subscribers, audience, letters, settings }
}
