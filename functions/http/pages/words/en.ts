import { common } from './en/common.ts'
import { reader } from './en/reader.ts'
import { signUp } from './en/sign-up.ts'

/** English: what every other language has to have. Each part of the site has its own file. */
export const en = { intl: 'en-GB', common, reader, signUp }
