import { type IssueId, isPublic, type Progress } from './issue.ts'
import type { Instant } from './time.ts'
import type { Lead } from './variant.ts'

/** An issue, or a slot that brought none, as a list of issues has it. */
export type SlotLine = {
  readonly id: IssueId
  readonly edition: string
  readonly slot: string
  readonly openedAt: Instant
  readonly lead?: Lead
}

/** As readers are told of it: an issue that they may read, or a slot that came and brought none, with a reason that is fit for them. */
export type ListedIssue = Omit<SlotLine, 'edition'> & { readonly skipped?: 'nothing-new' | 'waits' }

/** What readers are told of a slot; nothing of what is still held. What somebody opened by hand and had nothing in it was never promised. */
export function asListed({ id, slot, openedAt, lead }: SlotLine, progress: Progress): ListedIssue | undefined {
  if (isPublic(progress)) return { id, slot, openedAt, ...(lead ? { lead } : {}) }
  const isByHand = localOf(slot).length > '2026-11-24T08:00'.length
  if (progress.status !== 'skipped' || isByHand) return undefined
  return { id, slot, openedAt, skipped: progress.nothingNew ? 'nothing-new' : 'waits' }
}

/** The wall time of a slot's name: `2026-11-24T08:00`. In readers' own zones, what has it in common is one issue to whoever leafs. */
export const localOf = (slot: string): string => slot.split('@')[0]!
export const zoneOf = (slot: string): string => slot.split('@')[1] ?? ''

/** Where a slot and those that have its wall time in other zones begin and end, among the names of an edition's slots. */
export const beginOf = (slot: string): string => `${localOf(slot)}@`
export const endOf = (slot: string): string => `${localOf(slot)}@\uffff`

/** Slots of one edition that have a wall time in common. */
export type Moment<Line extends SlotLine> = { readonly at: string; readonly lines: readonly Line[] }

/** Newest first, as they are given. */
export function momentsOf<Line extends SlotLine>(lines: readonly Line[]): Moment<Line>[] {
  const moments = new Map<string, Line[]>()
  for (const line of lines) {
    const at = beginOf(line.slot)
    moments.set(at, [...(moments.get(at) ?? []), line])
  }
  return [...moments].map(([at, own]) => ({ at, lines: own }))
}

/**
 * One page of what several editions have, newest first: about so many, and never some of what came out at one time
 * without the rest. `cursor`: the wall time from which the next page goes on.
 */
export function pageOfMoments<Line extends SlotLine>(
  editions: readonly { readonly moments: readonly Moment<Line>[]; readonly ended: boolean }[],
  limit: number,
): { readonly shown: readonly Moment<Line>[]; readonly cursor?: string } {
  const all = editions.flatMap(({ moments }) => moments).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  const last = all[limit - 1]?.at
  const shown = last === undefined ? all : all.filter(({ at }) => at >= last)
  const isAll = shown.length === all.length && editions.every(({ ended }) => ended)
  const cursor = shown.at(-1)?.at
  return isAll || cursor === undefined ? { shown } : { shown, cursor: localOf(cursor) }
}

/** What a page may be asked for: the wall time of a slot. */
export const isMoment = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(text)
