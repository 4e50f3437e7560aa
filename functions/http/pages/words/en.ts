import { common } from './en/common.ts'

/** English: what every other language has to have. Each part of the site has its own file. */
export const en = { intl: 'en-GB', common }
