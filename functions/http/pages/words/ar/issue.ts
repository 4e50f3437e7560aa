import type { PageWords } from '../words.ts'
import { apart, count, quoted } from './named.ts'

export const issue: PageWords['issue'] = {
  dated: (digest, day) => `${apart(digest)}، ${day}`,
  stories: (stories) =>
    count(stories, {
      zero: 'لا مقالات',
      one: 'مقال واحد',
      two: 'مقالان',
      few: '# مقالات',
      many: '# مقالًا',
      other: '# مقال',
    }),
  get: (digest) => `تلقي ${quoted(digest)} بالبريد`,
  getMore: 'تلقي نشراتنا بالبريد',
  subscribe: 'الاشتراك',
  none: 'لم يصدر أي عدد بعد.',
  nothingNew: (day) => `${apart(day)}: لم يصدر عدد، إذ لم يكن هناك جديد.`,
  waits: (day) => `${apart(day)}: لم يصدر عدد، ويأتي محتواه مع العدد التالي.`,
}
