import { common } from './fr/common.ts'
import { issue } from './fr/issue.ts'
import { reader } from './fr/reader.ts'
import { signUp } from './fr/sign-up.ts'
import { web } from './fr/web.ts'
import type { PageWords } from './words.ts'

export const fr: PageWords = {
  intl: 'fr-FR',
  date: (written) => written.replace(/\b1 (?=\p{L})/u, '1er '),
  common,
  reader,
  issue,
  signUp,
  web,
}
