import type { PageWords } from '../words.ts'

export const common: PageWords['common'] = {
  rhythm: (rhythm, next) => `${rhythm}. ${next}`.trimEnd(),
  toDigests: 'إلى النشرات',
  further: 'نشرات أخرى',
  gone: {
    title: 'لا شيء هنا',
    text: 'ربما كان الرابط ناقصًا: انسخوه كاملًا من الرسالة، ثم حاولوا مرة أخرى.',
  },
  unreadable: {
    title: 'تعذّرت قراءة هذا النموذج',
    text: 'لم يتغيّر شيء. عودوا إلى الصفحة وأعيدوا تحميلها، ثم أرسلوا النموذج مرة أخرى.',
  },
  sorry: {
    title: 'حدث خلل من جانبنا',
    text: 'لم يضع شيء مما يخصكم. يرجى المحاولة مرة أخرى بعد دقيقة.',
  },
}
