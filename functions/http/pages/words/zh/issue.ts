import type { PageWords } from '../words.ts'
import { count, titled } from './named.ts'

export const issue: PageWords['issue'] = {
  dated: (digest, day) => `${digest}，${day}`,
  stories: (stories) => count(stories, { other: '#篇文章' }),
  get: (digest) => `通过邮件接收${titled(digest)}`,
  getMore: '通过邮件接收我们的简报',
  subscribe: '订阅',
  none: '第一期还没有发布。',
  nothingNew: (day) => `${day}：没有新内容，未发布。`,
  waits: (day) => `${day}：未发布，内容将随下一期一起发布。`,
}
