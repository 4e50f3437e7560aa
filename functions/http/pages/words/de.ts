import { common } from './de/common.ts'
import { issue } from './de/issue.ts'
import { reader } from './de/reader.ts'
import { signUp } from './de/sign-up.ts'
import { web } from './de/web.ts'
import type { PageWords } from './words.ts'

export const de: PageWords = { intl: 'de-DE', date: (written) => written, common, reader, issue, signUp, web }
