import { common } from './en/common.ts'
import { issue } from './en/issue.ts'
import { reader } from './en/reader.ts'
import { signUp } from './en/sign-up.ts'
import { web } from './en/web.ts'

/** English: what every other language has to have. Each part of the site has its own file. */
export const en = {
  /** For `Intl`. */
  intl: 'en-GB',
  /** A date as `Intl` writes it, put right where it errs: French has "1er décembre". */
  date: (written: string) => written,
  common,
  reader,
  issue,
  signUp,
  web,
}
