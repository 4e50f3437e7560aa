import { counting, listing } from '../../core/model/counting.ts'
import { spanning } from './intl.ts'
import type { Moment, Words } from './words.ts'

const count = counting('zh-Hans')
const list = listing('zh-Hans')
/** The name of a publication. */
const titled = (name: string) => `《${name}》`
/** "A, B and others, five in all" */
const few = (names: readonly string[]) =>
  names.length <= 3
    ? list(names.map(titled))
    : `${names.slice(0, 2).map(titled).join('、')}等${count(names.length, { other: '#份简报' })}`
/** Air around what is not Chinese. */
const spaced = (name: string) => (/^\p{Script=Han}/u.test(name) ? name : ` ${name} `)
const span = spanning(
  (days) => count(days, { other: '#天' }),
  (hours) => count(hours, { other: '#小时' }),
)
const on = ({ day, time, zone }: Moment) => `${day} ${time}（${zone} 时间）`
const change = '更改订阅内容'
const notYou = '不是您本人操作？无需理会。'
/** As the page is headed. */
const yours = '“您的订阅”'
const when = `具体时间以及所称的同意方式，请见${yours}页面。`
const unwanted = '如果不想收到，请点击下面的链接退订。'

export const chinese: Words = {
  lang: 'zh-Hans',
  intl: 'zh-Hans',
  date: (written) => written,
  fullDay: (weekday, date) => `${date}${weekday}`,
  at: (day, time) => `${day} ${time}`,
  today: '今天',
  yesterday: '昨天',

  headed: (name, headline) => `${name}：${headline}`,
  dated: (name, date) => `${name}，${date}`,
  label: (words) => `${words}：`,

  length: (stories, minutes) => `${count(stories, { other: '#篇文章' })}，${count(minutes, { other: '#分钟读完' })}`,
  medium: (kind, minutes) =>
    [
      { audio: '音频', video: '视频' }[kind],
      ...(minutes === undefined ? [] : [count(minutes, { other: '#分钟' })]),
    ].join('，'),
  more: (more, topic) => `网页上的“${topic}”还有${count(more, { other: '#篇' })}`,
  enough: (topic) => `不想再看“${topic}”？`,
  stop: (topic) => `停收“${topic}”`,
  why: {
    confirmed: (digest, rhythm, host) => `您在 ${host} 确认了订阅，因此会收到${titled(digest)}：${rhythm}。`,
    listed: (digest, rhythm, publisher) =>
      `您的邮箱地址在${spaced(publisher)}导入的名单中，因此会收到${titled(digest)}：${rhythm}。${when}${unwanted}`,
    added: (digest, rhythm, publisher) =>
      `您的邮箱地址由${spaced(publisher)}添加，因此会收到${titled(digest)}：${rhythm}。${when}${unwanted}`,
    unknown: (digest, rhythm, host) =>
      `您的邮箱地址已在 ${host} 订阅，因此会收到${titled(digest)}：${rhythm}。订阅的时间和经过，请见${yours}页面。`,
  },
  preferences: '更改主题、时间或语言',
  leave: '退订这份简报',
  web: '在网页上阅读',

  plainly: '如果按钮无法使用，请打开以下网址：',
  lasts: (hours) => `此链接在${span(hours)}内有效。`,

  confirmation: {
    subject: (digests) => `请确认订阅${few(digests)}`,
    question: (digests) => `要为您发送${few(digests)}吗？`,
    asked: (host, moment) =>
      `有人（很可能就是您）于${on(moment)}在 ${host} 申请了订阅。未经您同意，我们不会发送任何内容。`,
    topics: (names) => `主题：${names.join('、')}`,
    allTopics: '全部主题，包括以后新增的',
    yes: '好的，请发给我',
    notYou: '不是您本人操作？无需理会，我们不会再发送任何内容。',
    unwanted: '不是您本人操作，也不想收到我们的任何邮件？',
    block: '不再向此邮箱发送任何邮件',
  },

  notice: {
    already: ({ digests, host, asked }) => ({
      subject: `您已订阅${few(digests)}`,
      title: '您已经订阅了',
      paragraphs: [
        `有人（很可能就是您）于${on(asked)}在 ${host} 用此邮箱申请订阅${few(digests)}。`,
        '您已在接收这些内容，一切照旧。',
      ],
      button: change,
      small: [notYou],
    }),
    manage: ({ publisher, host, asked }) => ({
      subject: `管理您在${spaced(publisher)}的订阅`,
      title: `管理您在${spaced(publisher)}的订阅`,
      paragraphs: [
        `有人（很可能就是您）于${on(asked)}在 ${host} 索取了管理链接。您可以在其中选择主题、时间和语言，也可以暂停或退订。`,
      ],
      button: change,
      small: ['此链接仅供您本人使用，请勿转给他人。', notYou],
    }),
    move: ({ host, asked, newAddress }) => ({
      subject: '要把您的简报改发到另一个邮箱吗？',
      title: '要把您的简报改发到另一个邮箱吗？',
      paragraphs: [
        `有人（很可能就是您）于${on(asked)}在 ${host} 要求今后将您的简报发送到 ${newAddress}。`,
        '点击按钮后，我们会再向该邮箱确认。只有对方也同意，简报才会改发过去。',
      ],
      button: '是的，开始更改',
      small: ['不是您本人操作？无需理会，一切保持不变。'],
    }),
    address: ({ host, asked }) => ({
      subject: '请确认您的新邮箱',
      title: '请确认您的新邮箱',
      paragraphs: [`有人（很可能就是您）于${on(asked)}在 ${host} 要求今后将订阅的简报发送到此邮箱。`],
      button: '是的，发到这里',
      small: ['不是您本人操作？无需理会，我们不会向此邮箱发送任何内容。'],
    }),
    moved: ({ host, asked, newAddress, until }) => ({
      subject: '您的简报现已改发到另一个邮箱',
      title: '您的简报现已改发到另一个邮箱',
      paragraphs: [
        `您的简报已于${on(asked)}在 ${host} 从此邮箱改发到 ${newAddress}。`,
        `不是您本人操作？请撤销更改：${until ? `${on(until)}之前` : '一周之内'}均可撤销。在此之前，我们保存的您的数据不会被交出、删除或再次转移。`,
      ],
      button: '撤销更改',
      small: ['是您本人操作？那么无需理会。'],
    }),
    export: ({ publisher, host, asked }) => ({
      subject: `您在${spaced(publisher)}的数据`,
      title: `您在${spaced(publisher)}的数据`,
      paragraphs: [`有人（很可能就是您）于${on(asked)}在 ${host} 索取我们保存的与此邮箱有关的全部数据。`],
      button: '下载我的数据',
      small: [notYou],
    }),
    erase: ({ host, asked }) => ({
      subject: '要删除我们保存的您的全部数据吗？',
      title: '要删除我们保存的您的全部数据吗？',
      paragraphs: [
        `有人（很可能就是您）于${on(asked)}在 ${host} 提出了这一要求。`,
        '您的邮箱、订阅和设置将全部删除。只保留邮箱的一段加密指纹，以免日后导入的名单使我们再次给您写信。',
        '删除后无法恢复。',
      ],
      button: '删除我的数据',
      small: ['不是您本人操作？无需理会，一切保持不变。'],
    }),
    welcome: ({ digests, next, latest }) => ({
      subject: `欢迎订阅${few(digests)}`,
      title: `欢迎订阅${few(digests)}`,
      paragraphs: ['您的订阅已生效。', ...(next ? [`下一期将于${on(next)}送达。`] : [])],
      button: latest ? '阅读最新一期' : change,
      small: [],
    }),
  },
}
