import type { PageWords } from '../words.ts'
import { count, titled } from './named.ts'

export const web: PageWords['web'] = {
  topics: '内容范围',
  archive: '往期',
  older: '更早的各期',
  newest: '回到最新的各期',
  andMore: (stories) => count(stories, { other: '另有#篇' }),
  follow: '在阅读器中订阅：',
  previous: (day) => `上一期：${day}`,
  next: (day) => `下一期：${day}`,
  all: (digest) => `${titled(digest)}的所有各期`,
  part: '这里只是其中的部分栏目。',
  whole: '阅读整期',
  more: '更多文章',
  choose: '选择主题或其他简报',

  write: {
    title: '致信编辑部',
    lead: '您写的内容只有编辑部会看到，不会发表，半年后删除。',
    name: '您的姓名',
    text: '您想说的话',
    email: '您的邮箱地址（如果希望收到回复）',
    button: '发送给编辑部',
    noName: '请告诉编辑部是谁在写信。',
    noText: '请写下您想说的话。',
    tooLong: (most) => `请控制在${count(most, { other: '#' })}个字符以内。`,
    sent: '您的来信正在送往编辑部',
    sentText: '如果您留下了地址，编辑部可以在那里回复您。',
    back: '回到文章',
  },
}
