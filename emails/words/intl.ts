type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** "6 stories": the form that goes with a number, in which `#` is the number as the language writes it. */
export function counting(intl: string) {
  const numbers = new Intl.NumberFormat(intl)
  const rules = new Intl.PluralRules(intl)
  return (count: number, forms: Forms): string =>
    (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count))
}

export function listing(intl: string) {
  const lists = new Intl.ListFormat(intl, { type: 'conjunction' })
  return (names: readonly string[]): string => lists.format(names)
}

/** "A, B and 2 more": a subject line that names fifteen digests is read by nobody. */
export const naming =
  (
    list: (names: readonly string[]) => string,
    others: (count: number) => string,
    quoted: (name: string) => string = (name) => name,
  ) =>
  (names: readonly string[]): string =>
    names.length <= 3 ? list(names.map(quoted)) : list([...names.slice(0, 2).map(quoted), others(names.length - 2)])

/** A span of time in days from two of them on, and in hours below. */
export const spanning =
  (days: (count: number) => string, hours: (count: number) => string) =>
  (span: number): string =>
    span >= 48 && span % 24 === 0 ? days(span / 24) : hours(span)
