import { type Columns, isEmailColumn } from './list-columns.ts'
import { keyOf, nameOf } from './list-names.ts'
import { callsOff, speaksOfOff } from './list-words.ts'
import { isEmpty } from './reader-list.ts'
import { isNoYes, saysPlainly } from './status-words.ts'
import { cleanText } from './text.ts'

/** Signs that make a heading of a word: "Left:", "--- left ---", "# left". */
const isHeading = /^[-=*#~_>•]|[-=*~_:：]$/u

/** What stands where somebody has no address: "none", "no-address". */
const isBlank = (text: string): boolean =>
  !speaksOfOff(text) &&
  (/address|adres|direcci|indirizz|endere|عنوان|地址/iu.test(text) || !/\p{L}\P{L}+\p{L}/u.test(text))

/** Whether a line that is no row calls off those below it, as a title does: a word alone, where an address or nothing of weight is to stand. */
export function titleOff({ parts }: Pick<Columns, 'parts'>, cells: readonly string[]): string | undefined {
  const at = cells.findIndex((cell) => cell.trim() !== '')
  const text = cleanText(cells[at] ?? '', 60)
  if (text === '' || text.includes('@') || !isEmpty(cells.slice(at + 1))) return undefined
  const part = parts[at]
  const isAlone = part === 'email' || cells.length === 1 || (!part && isHeading.test(text))
  const isOff = isAlone ? isNoYes(text) || (callsOff(text) && !isBlank(text)) : !part && saysPlainly(text)
  return isOff ? text : undefined
}

/** Whether a line is the header of another list, as where two files were put one below the other: it names other columns. */
export function isOtherHeader({ parts, names }: Columns, cells: readonly string[]): boolean {
  const inPlaceOfAddress = cells[parts.indexOf('email')]?.trim() ?? ''
  if (inPlaceOfAddress === '' || cells.some((cell) => cell.includes('@'))) return false
  return cells.some(isEmailColumn) && !isHeader(names, cells)
}

const isHeader = (names: readonly string[], cells: readonly string[]): boolean =>
  isEmpty(cells.slice(names.length)) && names.every((name, at) => keyOf(name) === keyOf(cleanText(cells[at] ?? '', 60)))

/** Nobody can know whom a title is about: all below it, or the next one. */
export const standsOver = (title: string, row: number): string =>
  `Row ${row} reads "${title}": whoever stands below may want no mail. Take the line out, and say of each in a column "status" how they stand. Nothing is put down.`

/** What stands below it would be read by the wrong columns. */
export const beginsAnew = (row: number): string =>
  `Row ${row} names columns once more, and others than the first row: bring what stands below it as a list of its own. Nothing is put down.`

/** Whether a file is called for those who are off: "harbour-unsubscribed.csv", with names and addresses alone in it, is what Sendy exports (includes/subscribers/export-csv.php); in "nonsubscribed_members_export.csv" of Mailchimp's nothing else says so. */
export const isCalledOff = (file: string): boolean => saysPlainly(file) || nameOf(file).split('_').some(isNoYes)

/** Its rows do not say so themselves. */
export const calledOff = (file: string): string =>
  `This file is called "${cleanText(file, 60)}", as one of people who want no mail, and no column says how they stand. Give it a column "status", or another name. Nothing is put down.`
