import type { Recipient } from '../../../core/model/batch.ts'
import { type IssueId, isFinished, type Progress } from '../../../core/model/issue.ts'
import { noSetbacks } from '../../../core/model/setback.ts'
import { epochDigit } from '../../../core/model/subscriber.ts'
import { leadOf } from '../../../core/model/variant.ts'
import type { IssueLine, Issues } from '../../../core/ports.ts'
import { frozen } from '../frozen.ts'
import { byText, pageOf, type Shelf } from './shelf.ts'

export function issuesIn(shelf: Shelf): Issues {
  const { issues, progress } = shelf
  const set = (id: string, next: Progress) => void progress.set(id, frozen(next))
  const isFree = (lease: Progress['lease'], worker: string, now: string) =>
    !lease || lease.owner === worker || lease.until <= now
  /** Once: who was in a batch and missed it is taken up again by one other. */
  const tellWhere = (issue: string, from: readonly number[], again: number): boolean => {
    const results = from.map((n) => [`${issue}/${n}`, shelf.results.get(`${issue}/${n}`)] as const)
    if (results.some(([, result]) => !result || result.again !== undefined)) return false
    for (const [key, result] of results) shelf.results.set(key, frozen({ ...result!, again }))
    return true
  }
  const takeUpAgain = (issue: string, n: number, recipients: readonly Recipient[], at: string) =>
    void shelf.batches.set(`${issue}/${n}`, frozen({ n, recipients, at, again: true as const }))
  return {
    async open({ issue, progress: start, cut }) {
      const place = `${issue.digest}/${issue.edition}/${issue.zone}`
      const standing = shelf.cuts.get(place) ?? {}
      const slots = shelf.slots.get(issue.digest) ?? new Map()
      const slot = `${issue.edition}#${issue.slot.name}`
      if (slots.has(slot) || issues.has(issue.id)) return 'taken'
      if (standing.lastIssue !== cut.lastIssue || standing.sentIssue !== cut.sentIssue) return 'taken'
      shelf.slots.set(issue.digest, slots)
      const { id, edition, openedAt } = issue
      const lead = leadOf(issue)
      slots.set(slot, frozen({ id, edition, slot: issue.slot.name, openedAt, ...(lead ? { lead } : {}) }))
      shelf.cuts.set(
        place,
        frozen({
          ...standing,
          lastIssue: issue.id,
          coversFrom: standing.coversFrom ?? issue.coversFrom,
          ...(issue.byHand ? {} : { lastSlotAt: issue.slot.at, lastLocal: issue.slot.local, lastSlotIssue: issue.id }),
        }),
      )
      issues.set(issue.id, frozen(issue))
      set(issue.id, start)
      return 'opened'
    },
    async get(id) {
      const found = issues.get(id)
      if (!found) return undefined
      const { articles: _, ...issue } = found
      return frozen(issue)
    },
    async articles(id) {
      return [...(issues.get(id)?.articles ?? [])]
    },
    async progress(id) {
      return progress.get(id)
    },
    async progressOf(ids) {
      return new Map(ids.flatMap((id) => (progress.has(id) ? [[id, progress.get(id)!] as const] : [])))
    },
    async setbacksOf(ids) {
      return new Map(ids.flatMap((id) => (shelf.setbacks.has(id) ? [[id, shelf.setbacks.get(id)!] as const] : [])))
    },
    async list(digest, page) {
      const lines = [...(shelf.slots.get(digest) ?? new Map()).entries()]
        .map(([key, line]) => ({ key, line }))
        .sort((a, b) => byText(b.key, a.key))
      const { items, ...rest } = pageOf(lines, ({ key }) => key, page)
      return {
        items: items.map(({ line }) => line).sort((a, b) => byText(b.openedAt, a.openedAt) || byText(b.id, a.id)),
        ...rest,
      }
    },
    async around(digest, edition, slot, which, limit) {
      const isThere = which === 'before' ? (name: string) => name < slot : (name: string) => name > slot
      const lines = [...(shelf.slots.get(digest) ?? new Map<string, IssueLine>()).values()]
        .filter((line) => line.edition === edition && isThere(line.slot))
        .sort((a, b) => byText(a.slot, b.slot))
      return (which === 'before' ? lines.reverse() : lines).slice(0, limit)
    },
    async due(now, limit) {
      return [...progress]
        .flatMap(([id, { lookAt }]) => (lookAt && lookAt <= now ? [{ id: id as IssueId, key: `${lookAt}#${id}` }] : []))
        .sort((a, b) => byText(a.key, b.key))
        .slice(0, limit)
        .map(({ id }) => id)
    },
    async look(id, from, to) {
      const known = progress.get(id)
      if (known?.lookAt !== from) return false
      set(id, { ...known, lookAt: to })
      return true
    },
    async claim({ issue, digest, worker, cursor, after, batch, upTo, ended, skipped, epoch, now, leaseUntil, lookAt }) {
      const known = progress.get(issue)
      if (known?.status !== 'sending' || known.ended || known.cursor !== cursor || known.after !== after) return 'lost'
      if (!isFree(known.lease, worker, now)) return 'lost'
      const standing = shelf.epochs.get(digest) ?? {}
      const digits = new Set(batch?.recipients.map(({ id }) => epochDigit(id)))
      if ([...digits].some((digit) => standing[digit] !== epoch[digit])) return 'moved'
      const recipients = batch?.recipients.length ?? 0
      const { after: _, ...rest } = known
      set(issue, {
        ...rest,
        ...(upTo === undefined ? {} : { after: upTo }),
        cursor: batch ? batch.n : cursor,
        ended,
        open: batch ? { ...known.open, [batch.n]: now } : known.open,
        counts: {
          ...known.counts,
          readers: known.counts.readers + recipients + skipped,
          skipped: known.counts.skipped + skipped,
        },
        lease: { owner: worker, until: leaseUntil },
        ...(lookAt ? { lookAt } : {}),
      })
      if (batch) shelf.batches.set(`${issue}/${batch.n}`, frozen({ ...batch, at: now }))
      return 'claimed'
    },
    async lease(id, worker, now, until) {
      const known = progress.get(id)
      if (!known?.lookAt || !isFree(known.lease, worker, now)) return false
      set(id, { ...known, lease: { owner: worker, until }, lookAt: until })
      return true
    },
    async release(id, worker, lookAt, unanswered) {
      const known = progress.get(id)
      if (!known?.lookAt || known.lease?.owner !== worker) return false
      const { lease: _, unanswered: stood, ...rest } = known
      const stands = unanswered === undefined ? stood : unanswered
      set(id, { ...rest, lookAt, ...(stands ? { unanswered: stands } : {}) })
      return true
    },
    async batch(id, n) {
      return shelf.batches.get(`${id}/${n}`)
    },
    async leaveOut(id, n, subscribers) {
      const key = `${id}/${n}`
      if (!shelf.leftOut.has(key)) shelf.leftOut.set(key, frozen(subscribers))
      return shelf.leftOut.get(key)!
    },
    async leftOut(id, n) {
      return shelf.leftOut.get(`${id}/${n}`)
    },
    async clock(id, n, firstPostedAt) {
      const known = progress.get(id)
      if (known && n in known.open) set(id, { ...known, open: { ...known.open, [n]: firstPostedAt } })
    },
    async clearClock(id, n, worker) {
      const known = progress.get(id)
      if (known && n in known.open && known.lease?.owner === worker)
        set(id, { ...known, open: { ...known.open, [n]: null } })
    },
    async settle({ issue, n, sent, skipped, unknown, lost, failed, now }) {
      const known = progress.get(issue)
      if (!known || !(n in known.open)) return false
      const { [n]: _, ...open } = known.open
      const { counts } = known
      set(issue, {
        ...known,
        open,
        counts: {
          readers: counts.readers,
          sent: counts.sent + sent,
          skipped: counts.skipped + skipped,
          failed: counts.failed + failed.length,
          unknown: counts.unknown + unknown,
        },
        unknown: unknown > 0 || lost ? [...known.unknown, n] : known.unknown,
      })
      if (failed.length + skipped + unknown > 0)
        shelf.results.set(`${issue}/${n}`, frozen({ failed, skipped, unknown, at: now }))
      return true
    },
    async result(id, n) {
      return shelf.results.get(`${id}/${n}`)
    },
    async become({ issue, from, to, reason, lookAt, resumeAt, overruled, now }) {
      const known = progress.get(issue.id)
      if (!known || !from.includes(known.status)) return false
      if (to === 'sent' && known.retry !== undefined) return false
      const { reason: _, lookAt: __, resumeAt: ___, finishedAt, lease, retry, ...rest } = known
      // Finished with something left to do is not done with: it stays on the tick's list as long as it is told to.
      const isOver = isFinished(to) && lookAt === undefined
      set(issue.id, {
        ...rest,
        status: to,
        ...(reason === undefined ? {} : { reason }),
        ...(lookAt === undefined ? {} : { lookAt }),
        ...(resumeAt === undefined ? {} : { resumeAt }),
        ...(lease && !isOver ? { lease } : {}),
        ...(retry !== undefined && !isFinished(to) ? { retry } : {}),
        ...(overruled ? { overruled } : {}),
        ...(isFinished(to) ? { finishedAt: finishedAt ?? now } : {}),
      })
      if (to === 'sent' || (to === 'needs-person' && known.counts.sent + known.counts.unknown > 0)) {
        const place = `${issue.digest}/${issue.edition}/${issue.zone}`
        const cut = shelf.cuts.get(place) ?? {}
        if (!cut.sentCut || cut.sentCut < issue.openedAt)
          shelf.cuts.set(place, frozen({ ...cut, sentCut: issue.openedAt, sentIssue: issue.id }))
      }
      return true
    },
    async body(id, variant) {
      return shelf.bodies.get(`${id}/${variant}`)
    },
    async freezeBody(id, variant, template) {
      const key = `${id}/${variant}`
      if (!shelf.bodies.has(key)) shelf.bodies.set(key, template)
      return shelf.bodies.get(key)!
    },
    async reopen({ issue, n, size, cursor, recipients, now }) {
      const known = progress.get(issue)
      if (!known?.unknown.includes(n) || known.cursor !== cursor) return false
      if (known.status !== 'needs-person' && known.status !== 'sending') return false
      const { reason: _, finishedAt: __, ...rest } = known
      const { counts } = known
      const goesOn = recipients.length > 0
      if (!tellWhere(issue, [n], goesOn ? cursor + 1 : 0)) return false
      if (goesOn) takeUpAgain(issue, cursor + 1, recipients, now)
      set(issue, {
        ...rest,
        status: 'sending',
        lookAt: now,
        cursor: goesOn ? cursor + 1 : cursor,
        open: goesOn ? { ...known.open, [cursor + 1]: null } : known.open,
        unknown: known.unknown.filter((one) => one !== n),
        counts: { ...counts, unknown: counts.unknown - size, skipped: counts.skipped + size - recipients.length },
      })
      return true
    },
    async forgetAddresses(id, n) {
      const batch = shelf.batches.get(`${id}/${n}`)
      if (!batch) return
      const recipients = batch.recipients.map((one) => ({ ...one, address: '' }))
      shelf.batches.set(`${id}/${n}`, frozen({ ...batch, recipients }))
    },
    async failures(id, upTo) {
      return [...shelf.results]
        .filter(([key]) => key.startsWith(`${id}/`))
        .map(([key, result]) => ({ n: Number(key.slice(id.length + 1)), ...result }))
        .filter(({ n, failed, again }) => n <= upTo && failed.length > 0 && again === undefined)
        .map(({ n, failed }) => ({ n, failed }))
        .sort((a, b) => a.n - b.n)
    },
    async retry(id, cursor, now, lookAt) {
      const known = progress.get(id)
      if (known?.status !== 'sent' || known.cursor !== cursor || known.counts.failed === 0) return false
      const { reason: _, finishedAt: __, ...rest } = known
      set(id, { ...rest, status: 'sending', retry: cursor, retriedAt: now, unknown: [], lookAt })
      return true
    },
    async sendAgain({ issue, from, cursor, recipients, now }) {
      const known = progress.get(issue)
      if (known?.status !== 'sending' || known.retry === undefined || known.cursor !== cursor) return false
      const next = cursor + 1
      const goesOn = recipients.length > 0
      const batches = from.map(({ n }) => n)
      if (!tellWhere(issue, batches, goesOn ? next : 0)) return false
      if (goesOn) takeUpAgain(issue, next, recipients, now)
      const failed = from.reduce((sum, one) => sum + one.failed, 0)
      const { counts } = known
      set(issue, {
        ...known,
        ...(goesOn ? { cursor: next, open: { ...known.open, [next]: null } } : {}),
        counts: {
          ...counts,
          failed: counts.failed - failed,
          skipped: counts.skipped + failed - recipients.length,
        },
      })
      return true
    },
    async retried(id) {
      const known = progress.get(id)
      if (!known) return
      const { retry: _, ...rest } = known
      set(id, rest)
    },
    async tidied(id, n, all) {
      const known = progress.get(id)
      if (!known) return
      // Taken up again meanwhile, it stays on the list.
      if (all && (known.cursor !== n || !isFinished(known.status))) return
      const { lookAt, lease, ...rest } = known
      set(id, { ...rest, ...(!all && lookAt ? { lookAt } : {}), ...(!all && lease ? { lease } : {}), tidied: n })
    },
    async setbacks(id) {
      return shelf.setbacks.get(id) ?? noSetbacks
    },
  }
}
