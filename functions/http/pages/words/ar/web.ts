import type { PageWords } from '../words.ts'
import { apart, count, quoted } from './named.ts'

export const web: PageWords['web'] = {
  topics: 'ما الذي تتناوله',
  archive: 'الأعداد السابقة',
  older: 'أعداد أقدم',
  newest: 'العودة إلى أحدث الأعداد',
  andMore: (stories) =>
    count(stories, {
      zero: 'ولا شيء غير ذلك',
      one: 'ومقال واحد آخر',
      two: 'ومقالان آخران',
      few: 'و# مقالات أخرى',
      many: 'و# مقالًا آخر',
      other: 'و# مقال آخر',
    }),
  follow: 'في قارئ الخلاصات:',
  previous: (day) => `العدد السابق: ${apart(day)}`,
  next: (day) => `العدد التالي: ${apart(day)}`,
  all: (digest) => `جميع أعداد ${quoted(digest)}`,
  part: 'هذه بعض أقسامه.',
  whole: 'قراءة العدد كاملًا',
  more: 'مقالات أخرى',
  choose: 'اختيار المواضيع أو نشرات أخرى',

  write: {
    title: 'الكتابة إلى هيئة التحرير',
    lead: 'ما تكتبونه تقرؤه هيئة التحرير وحدها، ولا يُنشر، ويُحذف بعد نصف عام.',
    name: 'اسمكم',
    text: 'ما تودون قوله',
    email: 'عنوان بريدكم، إن كنتم ترغبون في رد',
    button: 'إرسال إلى هيئة التحرير',
    noName: 'يرجى إخبار هيئة التحرير بمن يكتب.',
    noText: 'يرجى كتابة ما تودون قوله.',
    tooLong: (most) => `يرجى ألا يزيد النص على ${count(most, { other: '#' })} حرف.`,
    sent: 'رسالتكم في طريقها إلى هيئة التحرير',
    sentText: 'إن تركتم عنوانًا، أمكنها الرد عليكم فيه.',
    back: 'العودة إلى المقال',
  },
}
