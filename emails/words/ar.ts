import { counting, listing } from '../../core/model/counting.ts'
import { naming, spanning } from './intl.ts'
import type { Moment, Words } from './words.ts'

// One and two are words of their own here, without the number; 3 to 10, 11 to 99 and whole hundreds have their forms.
const count = counting('ar-u-nu-latn')
const list = listing('ar-u-nu-latn')
const quoted = (name: string) => `«${name}»`
const others = (more: number) =>
  count(more, {
    one: 'نشرة أخرى',
    two: 'نشرتين أخريين',
    few: '# نشرات أخرى',
    many: '# نشرة أخرى',
    other: '# نشرة أخرى',
  })
const few = naming(list, others, quoted)
const span = spanning(
  (days) => count(days, { one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' }),
  (hours) => count(hours, { one: 'ساعة واحدة', two: 'ساعتين', few: '# ساعات', many: '# ساعة', other: '# ساعة' }),
)
const on = ({ day, time, zone }: Moment) => `يوم ${day}، في الساعة ${time} بتوقيت ${zone}`
const change = 'تعديل اشتراكاتي'
const notYou = 'لم تطلبوا ذلك؟ لا داعي لفعل أي شيء.'
/** As the page is headed. */
const yours = quoted('اشتراكاتكم')
const when = `وتجدون في صفحة ${yours} متى كان ذلك، وكيف قيل إنكم وافقتم.`
const unwanted = 'وإن لم ترغبوا فيها، فألغوا اشتراككم بالرابط أدناه.'

const lasting = {
  zero: 'أقل من دقيقة',
  one: 'دقيقة واحدة',
  two: 'دقيقتان',
  few: '# دقائق',
  many: '# دقيقة',
  other: '# دقيقة',
}

export const arabic: Words = {
  lang: 'ar',
  intl: 'ar-u-nu-latn',
  date: (written) => written,
  fullDay: (weekday, date) => `${weekday} ${date}`,
  at: (day, time) => `${day}، ${time}`,
  today: 'اليوم',
  yesterday: 'أمس',

  headed: (name, headline) => `${name}: ${headline}`,
  dated: (name, date) => `${name}، ${date}`,
  label: (words) => `${words}:`,

  length: (stories, minutes) =>
    [
      count(stories, {
        zero: 'لا مقالات',
        one: 'مقال واحد',
        two: 'مقالان',
        few: '# مقالات',
        many: '# مقالًا',
        other: '# مقال',
      }),
      count(minutes, lasting),
    ].join('، '),
  medium: (kind, minutes) =>
    [
      { audio: 'مقطع صوتي', video: 'مقطع مرئي' }[kind],
      ...(minutes === undefined ? [] : [count(minutes, lasting)]),
    ].join('، '),
  more: (more, topic) =>
    `${count(more, {
      one: 'مقال آخر',
      two: 'مقالان آخران',
      few: '# مقالات أخرى',
      many: '# مقالًا آخر',
      other: '# مقال آخر',
    })} في «${topic}» على الويب`,
  enough: (topic) => `اكتفيتم من «${topic}»؟`,
  stop: (topic) => `إيقاف «${topic}»`,
  why: {
    confirmed: (digest, rhythm, host) => `تتلقون ${quoted(digest)} ${rhythm}، لأنكم أكدتم اشتراككم على ${host}.`,
    listed: (digest, rhythm, publisher) =>
      `تتلقون ${quoted(digest)} ${rhythm}، لأن عنوانكم ورد في قائمة استوردها الناشر ${publisher}. ${when} ${unwanted}`,
    added: (digest, rhythm, publisher) =>
      `تتلقون ${quoted(digest)} ${rhythm}، لأن الناشر ${publisher} أضاف عنوانكم. ${when} ${unwanted}`,
    unknown: (digest, rhythm, host) =>
      `تتلقون ${quoted(digest)} ${rhythm}، لأن عنوانكم مسجل على ${host}. وتجدون في صفحة ${yours} منذ متى وكيف تم ذلك.`,
  },
  preferences: 'تغيير الموضوعات أو المواعيد أو اللغة',
  leave: 'إلغاء الاشتراك في هذه النشرة',
  web: 'القراءة على الويب',

  plainly: 'إذا لم يعمل الزر، فافتحوا هذا العنوان:',
  lasts: (hours) => `يبقى الرابط صالحًا لمدة ${span(hours)}.`,

  confirmation: {
    subject: (digests) => `يرجى التأكيد: ${few(digests)}`,
    question: (digests) => `هل نرسل إليكم ${few(digests)}؟`,
    asked: (host, moment) => `وصلنا هذا الطلب، منكم على الأرجح، عبر ${host} ${on(moment)}. ولن نرسل شيئًا قبل موافقتكم.`,
    topics: (names) => `${names.length === 1 ? 'الموضوع' : 'الموضوعات'}: ${list(names)}`,
    allTopics: 'كل الموضوعات، وما يضاف إليها لاحقًا',
    yes: 'نعم، أريد الاشتراك',
    notYou: 'لم تطلبوا ذلك؟ لا تفعلوا شيئًا، ولن يصلكم شيء بعد هذه الرسالة.',
    unwanted: 'لم تطلبوا ذلك، ولا تريدون أي رسائل منا؟',
    block: 'إيقاف كل الرسائل إلى هذا العنوان',
  },

  notice: {
    already: ({ digests, host, asked }) => ({
      subject: `أنتم مشتركون بالفعل: ${few(digests)}`,
      title: 'أنتم مشتركون بالفعل',
      paragraphs: [
        `وصلنا طلب، منكم على الأرجح، للاشتراك بهذا العنوان في ${few(digests)} عبر ${host} ${on(asked)}.`,
        'هذا الاشتراك قائم بالفعل، ولذلك لن يتغير شيء.',
      ],
      button: change,
      small: [notYou],
    }),
    manage: ({ publisher, host, asked }) => ({
      subject: `رابط اشتراكاتكم لدى ${publisher}`,
      title: `رابط اشتراكاتكم لدى ${publisher}`,
      paragraphs: [
        `وصلنا طلب هذا الرابط، منكم على الأرجح، عبر ${host} ${on(asked)}. ومن خلاله تختارون الموضوعات والمواعيد واللغة، أو توقفون الإرسال مؤقتًا، أو تلغون الاشتراك.`,
      ],
      button: change,
      small: ['هذا الرابط لكم وحدكم: لا تعطوه لأحد.', notYou],
    }),
    move: ({ host, asked, newAddress }) => ({
      subject: 'هل ننقل نشراتكم إلى عنوان آخر؟',
      title: 'هل ننقل نشراتكم إلى عنوان آخر؟',
      paragraphs: [
        `وصلنا طلب، منكم على الأرجح، عبر ${host} ${on(asked)}، بأن تصل نشراتكم من الآن إلى ${newAddress}.`,
        'إذا ضغطتم الزر سألنا ذلك العنوان أيضًا، ولا تنتقل النشرات إليه إلا بعد أن يوافق هو كذلك.',
      ],
      button: 'نعم، ابدؤوا النقل',
      small: ['لم تطلبوا ذلك؟ لا تفعلوا شيئًا، ويبقى كل شيء كما هو.'],
    }),
    address: ({ host, asked }) => ({
      subject: 'يرجى تأكيد عنوانكم الجديد',
      title: 'يرجى تأكيد عنوانكم الجديد',
      paragraphs: [`وصلنا طلب، منكم على الأرجح، عبر ${host} ${on(asked)}، بأن تصل نشراتكم من الآن إلى هذا العنوان.`],
      button: 'نعم، إلى هذا العنوان',
      small: ['لم تطلبوا ذلك؟ لا تفعلوا شيئًا، ولن يصلكم شيء.'],
    }),
    moved: ({ host, asked, newAddress, until }) => ({
      subject: 'تصل نشراتكم الآن إلى عنوان آخر',
      title: 'تصل نشراتكم الآن إلى عنوان آخر',
      paragraphs: [
        `نُقلت نشراتكم من هذا العنوان إلى ${newAddress} عبر ${host} ${on(asked)}.`,
        `لم تفعلوا ذلك؟ تراجعوا عنه: هذا ممكن ${until ? `حتى ${on(until)}` : 'خلال أسبوع'}. وحتى ذلك الحين لا يُسلَّم شيء مما نحتفظ به عنكم، ولا يُمحى، ولا يُنقل مرة أخرى.`,
      ],
      button: 'التراجع عن النقل',
      small: ['أنتم من فعل ذلك؟ لا داعي لفعل أي شيء.'],
    }),
    export: ({ publisher, host, asked }) => ({
      subject: `بياناتكم لدى ${publisher}`,
      title: `بياناتكم لدى ${publisher}`,
      paragraphs: [
        `وصلنا طلب، منكم على الأرجح، عبر ${host} ${on(asked)}، للحصول على نسخة من كل ما نحتفظ به عن هذا العنوان.`,
      ],
      button: 'تنزيل بياناتي',
      small: [notYou],
    }),
    erase: ({ host, asked }) => ({
      subject: 'هل نمحو كل ما نحتفظ به عنكم؟',
      title: 'هل نمحو كل ما نحتفظ به عنكم؟',
      paragraphs: [
        `وصلنا هذا الطلب، منكم على الأرجح، عبر ${host} ${on(asked)}.`,
        'يُمحى كل شيء: عنوانكم واشتراكاتكم وإعداداتكم. ولا تبقى سوى بصمة مشفرة للعنوان، كي لا نعود إلى مراسلتكم إذا ورد في قائمة تُستورد لاحقًا.',
        'لا يمكن التراجع عن ذلك.',
      ],
      button: 'محو بياناتي',
      small: ['لم تطلبوا ذلك؟ لا تفعلوا شيئًا، وسيبقى كل شيء على حاله.'],
    }),
    welcome: ({ digests, next, latest }) => ({
      subject: `أهلًا بكم في ${few(digests)}`,
      title: `أهلًا بكم في ${few(digests)}`,
      paragraphs: ['تم تأكيد اشتراككم.', ...(next ? [`يصلكم العدد التالي ${on(next)}.`] : [])],
      button: latest ? 'قراءة أحدث عدد' : change,
      small: [],
    }),
  },
}
