import * as z from 'zod'
import { refusal } from '../../../core/model/refusal.ts'
import type { Page, PageOf } from '../../../core/ports.ts'
import { Problem } from '../problem.ts'

const MOST = 100
const holds = `A page holds 1 to ${MOST} things.`

/** Which part of a list: for the `query` of its route. */
export const pageQuery = {
  limit: z
    .string()
    .refine((given) => /^\d{1,3}$/.test(given) && Number(given) >= 1 && Number(given) <= MOST, holds)
    .transform(Number)
    .optional()
    .meta({ type: 'integer', minimum: 1, maximum: MOST, description: 'How many at most: 50 unless told.' }),
  cursor: z.string().optional().meta({ description: 'Where to go on: the `cursor` of the page before.' }),
}

/** A page of things of this shape. */
export const pageShape = <Shape extends z.ZodType>(shape: Shape) =>
  z.object({
    items: z.array(shape),
    cursor: z.string().optional().meta({ description: 'There while there is more: ask again with it.' }),
  })

/** The part that is asked for. `list` is the list's name: a cursor of another one is refused (422), as is a broken one. */
export function pageAsked(list: string, { limit = 50, cursor }: { limit?: number; cursor?: string }): PageOf {
  return cursor === undefined ? { limit } : { limit, cursor: readCursor(list, cursor) }
}

/** A page as it is answered: its things by `view`, its cursor as only we can read it. */
export const pageAnswer = <T, V>(
  list: string,
  page: Page<T>,
  view: (one: T) => V,
): { items: V[]; cursor?: string } => ({
  items: page.items.map(view),
  ...(page.cursor === undefined ? {} : { cursor: writeCursor(list, page.cursor) }),
})

/** Opaque, and bound to its list: what lies in the table is nobody's to know. */
export const writeCursor = (list: string, key: string): string => Buffer.from(`${list}\n${key}`).toString('base64url')

/** Where a list goes on. 422 for what `writeCursor` has not made for it. */
export function readCursor(list: string, cursor: string): string {
  const text = cursor.length > 2_000 ? '' : Buffer.from(cursor, 'base64url').toString()
  const key = text.slice(list.length + 1)
  if (key !== '' && writeCursor(list, key) === cursor) return key
  throw new Problem('invalid_cursor', 'This cursor is none that this list has given out: leave it out to begin anew.', [
    refusal('cursor', 'This cursor is none that this list has given out.'),
  ])
}
