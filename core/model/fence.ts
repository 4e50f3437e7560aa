/** Where a table stands. A copy stands somewhere else, whatever it holds. */
export type Place = {
  /** The id that the database gave this table when it was made; a restored or cloned table has another. */
  readonly table: string
  /** On a laptop, where a copied file keeps that id: the folder that it lies in. */
  readonly folder?: string
}

/** What the table itself remembers: where sending was armed last, and the id of the installation that sends from there. */
export type Arming = Place & {
  readonly id: string
  /** Ids that were armed before, the newest first: their mails are still reported on. */
  readonly former?: readonly string[]
}

/** So many are remembered. */
const MOST_FORMER = 50

/** Who sends from a table and who did, the present one first. */
export const installationsOf = (kept: Pick<Arming, 'id' | 'former'> | undefined): readonly string[] =>
  kept ? [kept.id, ...(kept.former ?? [])].slice(0, MOST_FORMER + 1) : []

/** Whether this table may send. The installation is part of every idempotency key, so that a copy is never taken for us. */
export type FenceState =
  | { readonly kind: 'armed'; readonly installation: string }
  | { readonly kind: 'closed'; readonly reason: string }

const UNTIL = 'Nothing is sent from it until somebody arms it by its name.'

/** A copy holds what its original remembers, and stands elsewhere. What cannot be read is no permission either. */
export function decideFence(kept: Arming | 'unreadable', here: Place): FenceState {
  if (kept === 'unreadable')
    return { kind: 'closed', reason: `What says whether this table may send cannot be read. ${UNTIL}` }
  if (kept.table !== here.table)
    return { kind: 'closed', reason: `This table is a copy, restored or cloned from the one that sends. ${UNTIL}` }
  if (kept.folder !== here.folder)
    return { kind: 'closed', reason: `The data folder of this table is a copy, or has moved to another disk. ${UNTIL}` }
  return { kind: 'armed', installation: kept.id }
}

/** Why an issue that a copy found unfinished is never sent by it. */
export const FOUND_IN_A_COPY =
  'It was under way when this table was copied: look whether the original has sent it before you decide what to do.'
