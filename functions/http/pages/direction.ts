/** Scripts that are read from right to left (STD-80). */
export const direction = (locale: string): 'ltr' | 'rtl' => (/^(?:ar|he|fa|ur)\b/.test(locale) ? 'rtl' : 'ltr')

/** Of words that are not the page's own. Where nobody has said which language it is, its first letter says which way it runs. */
export const tongueOf = (lang: string | undefined) =>
  lang ? { lang, dir: direction(lang) } : ({ dir: 'auto' } as const)
