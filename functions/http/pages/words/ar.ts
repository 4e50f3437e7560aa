import { common } from './ar/common.ts'
import { issue } from './ar/issue.ts'
import { reader } from './ar/reader.ts'
import { signUp } from './ar/sign-up.ts'
import { web } from './ar/web.ts'
import type { PageWords } from './words.ts'

export const ar: PageWords = { intl: 'ar-u-nu-latn', date: (written) => written, common, reader, issue, signUp, web }
