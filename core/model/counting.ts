type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** Formatters are dear to make, and most pages and mails need few of them: each is made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** "6 stories": the form that goes with a number, in which `#` is the number as the language writes it. `intl`: the tag by which `Intl` writes it. */
export function counting(intl: string) {
  const numbers = once(() => new Intl.NumberFormat(intl))
  const rules = once(() => new Intl.PluralRules(intl))
  return (count: number, forms: Forms): string =>
    (forms[rules().select(count)] ?? forms.other).replace('#', numbers().format(count))
}

/** "A, B and C" */
export function listing(intl: string) {
  const lists = once(() => new Intl.ListFormat(intl, { type: 'conjunction' }))
  return (names: readonly string[]): string => lists().format(names)
}
