import type { PageWords } from './words.ts'
import { common } from './zh/common.ts'
import { issue } from './zh/issue.ts'
import { reader } from './zh/reader.ts'
import { signUp } from './zh/sign-up.ts'
import { web } from './zh/web.ts'

export const zh: PageWords = { intl: 'zh-Hans', date: (written) => written, common, reader, issue, signUp, web }
