import { isOneLine, ONE_LINE } from './text.ts'

/** Why a field is refused, for programs, with what each means. */
export const fieldCodes = {
  required: 'It is missing or empty.',
  unknown_field: 'There is no such field.',
  wrong_type: 'It is of another type, such as a number where text is wanted.',
  not_one_of: 'It is none of the values that it may have.',
  out_of_range: 'The number is too small or too large.',
  too_short: 'The text is too short.',
  too_long: 'The text is too long.',
  too_few: 'The list has too few entries.',
  too_many: 'There are too many: in this list, or in the service.',
  one_line: 'It has to be one line.',
  not_there: 'It names something that does not exist.',
  taken: 'Something else has it already.',
  fixed: 'It cannot be changed.',
  invalid: 'It is wrong for another reason, which the sentence gives.',
} as const
export type FieldCode = keyof typeof fieldCodes

/** What is wrong with what somebody gave us: the field, a sentence that says what to do, and the reason where it is not `invalid`. */
export type Refusal = { readonly field: string; readonly sentence: string; readonly code?: FieldCode }

export const refusal = (field: string, sentence: string, code?: FieldCode): Refusal =>
  code ? { field, sentence, code } : { field, sentence }

/** Those of these fields that have to be one line, because they go into the head of a mail, and are not. */
export const refusedLines = (fields: Readonly<Record<string, string | undefined>>): Refusal[] =>
  Object.entries(fields).flatMap(([field, text]) =>
    text === undefined || isOneLine(text) ? [] : [refusal(field, ONE_LINE, 'one_line')],
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
