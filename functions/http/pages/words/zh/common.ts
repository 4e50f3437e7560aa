import type { PageWords } from '../words.ts'

export const common: PageWords['common'] = {
  rhythm: (rhythm, next) => `${rhythm}。${next}`,
  toDigests: '查看全部简报',
  further: '更多简报',
  gone: {
    title: '这里没有内容',
    text: '链接可能不完整：请从邮件中完整复制，再试一次。',
  },
  unreadable: {
    title: '无法读取这份表单',
    text: '没有任何更改。请返回页面，重新加载后再次提交表单。',
  },
  sorry: {
    title: '我们这边出了点问题',
    text: '您的数据没有丢失，请过一分钟再试。',
  },
}
