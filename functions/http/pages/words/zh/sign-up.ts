import type { PageWords } from '../words.ts'
import { count, titled } from './named.ts'

export const signUp: PageWords['signUp'] = {
  title: (publisher) => `${publisher}：邮件简报`,
  noName: '邮件简报',
  lead: '选择您关注的内容。一封邮件，只发一次，准时送达。点一下即可退订。',
  nothing: '目前还没有可订阅的简报，请稍后再来。',
  digests: '简报',
  next: (day) => `下一期：${day}。`,
  topics: (topics) => `共有${count(topics, { other: '#个主题' })}，只想要其中几个？请在此选择；不选则全部发送。`,
  howOften: '多久发送一次',
  of: (digest) => `（${digest}）`,
  issues: (digest) => `查看${titled(digest)}往期内容`,
  email: '邮箱地址',
  example: 'you@example.org',
  button: '订阅',
  trap: '请将此处留空',
  clock: '按您所在地 {zone} 的时间发送，您可以随时更改。',
  wait: '请稍候……',
  waitLonger: '请稍候……您的浏览器正在做一道防机器人的小计算，已完成 {share}%。',
  consent: (publisher) =>
    `我们会发送一封确认邮件。订阅即表示您同意${publisher ? ` ${publisher} ` : '发布者'}向您发送您选择的简报：您选定的主题；如未选定，则为该简报的全部主题，包括以后新增的。您可以在每封邮件中一键退订。`,
  consentVersion: (version) => `（文本版本 ${version}）`,

  wrongTitle: '请再检查一下',
  wrong: {
    noDigest: '请至少选择一份简报。',
    tooMany: (most) => `请最多选择${count(most, { other: '#份简报' })}。`,
    goneDigest: '其中一份简报已经停办，请重新选择。',
    goneTopic: (digest) => `${titled(digest)}已不再包含其中一个主题，请重新选择。`,
    goneEdition: (digest) => `${titled(digest)}已不再按此频率发送，请重新选择。`,
    address: {
      none: '请填写邮箱地址。',
      shape: '邮箱地址的格式如 name@example.org。',
      alphabet: '@ 前面只能使用英文字母、数字和符号：我们的邮件服务商暂不支持其他文字。',
      local: '@ 前面的部分无法接收邮件。',
      domain: '@ 后面的部分无法接收邮件。',
      length: '邮箱地址过长（最多 254 个字符）。',
    },
  },

  taken: {
    title: '请查收邮件',
    text: '我们已向您发送一封带按钮的邮件。点击按钮后，订阅即生效。',
    json: '请查收邮件：一封带按钮的邮件正在路上。',
    nothing: '过了几分钟还没收到？请查看垃圾邮件。如果您在一天之内申请过，我们不会再发送邮件。',
    back: '返回简报列表',
  },

  embed: {
    title: '在您自己的网站上使用此表单',
    text: '将以下内容复制到您的任意网页中。它不含脚本，颜色和字体与所在页面一致。',
    later: '通过此表单订阅的人，会比在我们自己的页面上订阅晚几分钟收到邮件。',
    which: '简报',
    every: '全部，供读者选择',
    language: '语言',
    show: '显示此表单',
    html: '供复制的 HTML',
    light: '在浅色网页上的效果',
    dark: '在深色网页上的效果',
  },
}
