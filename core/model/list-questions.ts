import { keyOf } from './list-names.ts'
import { isDate } from './listed-date.ts'
import { cleanText } from './text.ts'

/** What a value says of whoever has it. `unconfirmed`: left out, as whoever never confirmed. */
export const MEANINGS = ['active', 'off', 'bounced', 'complained', 'unconfirmed'] as const
export type Meaning = (typeof MEANINGS)[number]

/** What somebody says of a column: value by value, `*` for all that are not named; or that it says nothing of mail. */
export type Answer = 'ignore' | Readonly<Record<string, Meaning>>

/** By the name of the column. */
export type Answers = Readonly<Record<string, Answer>>

/** An answer as it is kept: no table takes an empty text for a name. */
export type Said = 'ignore' | readonly { readonly value: string; readonly means: Meaning }[]

/** A column that may say that somebody wants no mail, and nobody knows how. Nothing is done with its list until somebody says. */
export type Question = {
  readonly column: string
  /** The first of its values, and how many rows have each. */
  readonly values: readonly { readonly value: string; readonly rows: number }[]
  /** Rows with other values than those. */
  readonly others: number
  readonly answer?: Said
}

/** A cell of a column that is asked about. */
export type Ask = readonly [column: string, value: string]

/** So many values are told apart; of the rest it is counted how many rows have them. */
export const MOST_VALUES = 12
/** More columns than anybody answers for: such a list is to be tidied up first. */
export const MOST_QUESTIONS = 12
/** Stands for any value that is not named. */
export const OTHERS = '*'
/** Stands for a day, or a moment: no two rows need have the same. */
export const A_DATE = '(a date)'
const LONGEST_VALUE = 60

/** What is kept of a cell that is asked about: no address, and nothing long. */
export function askedValue(cell: string): string {
  const value = cleanText(cell, LONGEST_VALUE + 1)
  if (isDate(value)) return A_DATE
  return value.includes('@') || value.length > LONGEST_VALUE ? OTHERS : value
}

/** The questions with the values of more rows. In the order in which the values came. */
export function withAsks(questions: readonly Question[], asks: Iterable<Ask>): readonly Question[] {
  const all = new Map(
    questions.map((one) => [
      one.column,
      { ...one, values: new Map(one.values.map(({ value, rows }) => [value, rows])) },
    ]),
  )
  for (const [column, value] of asks) {
    const one = all.get(column) ?? { column, values: new Map<string, number>(), others: 0 }
    all.set(column, one)
    if (value !== OTHERS && (one.values.has(value) || one.values.size < MOST_VALUES))
      one.values.set(value, (one.values.get(value) ?? 0) + 1)
    else one.others += 1
  }
  return [...all.values()].map(({ values, ...one }) => ({
    ...one,
    values: [...values].map(([value, rows]) => ({ value, rows })),
  }))
}

/** The questions with what somebody says to them; the name of a column is the same whatever its case and signs. */
export function withAnswers(questions: readonly Question[], answers: Answers): readonly Question[] {
  const said = new Map(Object.entries(answers).map(([column, answer]) => [keyOf(column), answer]))
  return questions.map((one) => {
    const answer = said.get(keyOf(one.column))
    return answer === undefined ? one : { ...one, answer: saidIn(answer) }
  })
}

const saidIn = (answer: Answer): Said =>
  answer === 'ignore' ? answer : Object.entries(answer).map(([value, means]) => ({ value, means }))

/** Those that somebody has not said all of. */
export const openQuestions = (questions: readonly Question[] = []): readonly Question[] =>
  questions.filter(({ values, others, answer }) => {
    if (answer === 'ignore') return false
    return values.some(({ value }) => !meaningIn(answer, value)) || (others > 0 && !meaningIn(answer, OTHERS))
  })

/** What a value means by the answer; undefined: nobody has said. */
export function meaningIn(answer: Said | undefined, value: string): Meaning | undefined {
  if (answer === undefined || answer === 'ignore') return undefined
  const said = (what: string) => answer.find((one) => one.value === what)?.means
  return said(value) ?? said(OTHERS)
}
