import { isOneLine, ONE_LINE } from './text.ts'

/** What is wrong with what somebody gave us: the field, and a sentence that says what to do. */
export type Refusal = { readonly field: string; readonly sentence: string }

export const refusal = (field: string, sentence: string): Refusal => ({ field, sentence })

/** Those of these fields that have to be one line, because they go into the head of a mail, and are not. */
export const refusedLines = (fields: Readonly<Record<string, string | undefined>>): Refusal[] =>
  Object.entries(fields).flatMap(([field, text]) =>
    text === undefined || isOneLine(text) ? [] : [refusal(field, ONE_LINE)],
  )

/** A value, or why it cannot be had. Refusals are values; only our own faults are exceptions. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] }

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value })
export const refused = (...refusals: Refusal[]): { ok: false; refusals: readonly Refusal[] } => ({
  ok: false,
  refusals,
})
