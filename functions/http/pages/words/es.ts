import { common } from './es/common.ts'
import { issue } from './es/issue.ts'
import { reader } from './es/reader.ts'
import { signUp } from './es/sign-up.ts'
import { web } from './es/web.ts'
import type { PageWords } from './words.ts'

export const es: PageWords = { intl: 'es-ES', date: (written) => written, common, reader, issue, signUp, web }
