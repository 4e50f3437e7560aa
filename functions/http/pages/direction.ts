/** Scripts that are read from right to left (STD-80). */
export const direction = (locale: string): 'ltr' | 'rtl' => (/^(?:ar|he|fa|ur)\b/.test(locale) ? 'rtl' : 'ltr')
