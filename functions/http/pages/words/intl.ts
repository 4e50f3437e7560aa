type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

/** Formatters are dear to make, and most pages need none: each is made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** "6 stories": the form that goes with a number, in which `#` is the number as the language writes it. */
export function counting(intl: string) {
  const numbers = once(() => new Intl.NumberFormat(intl))
  const rules = once(() => new Intl.PluralRules(intl))
  return (count: number, forms: Forms): string =>
    (forms[rules().select(count)] ?? forms.other).replace('#', numbers().format(count))
}

export function listing(intl: string) {
  const lists = once(() => new Intl.ListFormat(intl, { type: 'conjunction' }))
  return (names: readonly string[]): string => lists().format(names)
}
