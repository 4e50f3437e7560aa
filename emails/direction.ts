export type Direction = 'ltr' | 'rtl'

const rightToLeft = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr'])

/** Which way a language is written (STD-80); left to right for a tag that is none. */
export function directionOf(language: string): Direction {
  try {
    return rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr'
  } catch {
    return 'ltr'
  }
}

const strong =
  /(?<rtl>[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}])|\p{L}/u

/** Which way a text of unknown language runs: as its first letter does. */
export function directionOfText(text: string): Direction | undefined {
  const first = strong.exec(text)
  return first ? (first.groups?.rtl ? 'rtl' : 'ltr') : undefined
}

export type Tongue = { readonly lang?: string; readonly dir?: Direction }

/** Language and script: `en-US` is read like `en`, `zh-Hant` not like `zh`. */
function tongue(tag: string): string {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script}`
  } catch {
    return tag
  }
}

/** `lang` and `dir` of a piece of a mail, where they differ from the mail's own: nothing needs saying twice. */
export function tongueOf(piece: { readonly text: string; readonly lang?: string | undefined }, mail: string): Tongue {
  const around = directionOf(mail)
  const dir = piece.lang ? directionOf(piece.lang) : (directionOfText(piece.text) ?? around)
  return {
    ...(piece.lang && tongue(piece.lang) !== tongue(mail) ? { lang: piece.lang } : {}),
    ...(dir === around ? {} : { dir }),
  }
}
