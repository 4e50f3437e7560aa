import type { PageWords } from '../words.ts'
import { count, titled } from './named.ts'

export const issue: PageWords['issue'] = {
  dated: (digest, day) => `${digest}，${day}`,
  stories: (stories) => count(stories, { other: '#篇文章' }),
  get: (digest) => `通过邮件接收${titled(digest)}`,
  getMore: '通过邮件接收我们的简报',
  subscribe: '订阅',
  none: '第一期还没有发布。',
}
