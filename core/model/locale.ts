/** Languages that mails and pages are written in; any other reader gets the first. */
export const locales = ['en', 'de', 'fr', 'es', 'ar', 'zh'] as const
export type Locale = (typeof locales)[number]

/** The first language asked for that we write: a tag (`de-AT`) or a browser's list of them (`fi,de;q=0.8`). `est` is not `es`. */
export function localeFor(asked: string): Locale {
  const bases = asked.split(',').map((tag) => tag.trim().toLowerCase().split(/[-_;]/)[0])
  for (const base of bases) {
    const known = locales.find((one) => one === base)
    if (known) return known
  }
  return locales[0]
}
