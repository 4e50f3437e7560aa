import type { PageWords } from '../words.ts'
import { count, list, quoted, titled } from './named.ts'

const thisDigest = '这份简报'
const named = (digest: string) => (digest === thisDigest ? digest : titled(digest))

export const reader: PageWords['reader'] = {
  moment: (day, time, zone) => `${day} ${time}（${zone} 时间）`,
  next: (moment) => `下一期：${moment}。`,
  noNext: '目前没有安排下一期。',
  thisDigest,

  confirm: {
    title: '只差最后一步',
    asked: '您申请订阅：',
    yes: '好的，请发给我',
    notYou: '不是您本人操作？关闭此页即可，您不会收到任何内容。',
  },
  confirmed: {
    title: '您的订阅已生效',
    text: '下一期会按时送达。每封邮件里都有更改订阅和退订的链接。',
    latest: (digest) => `阅读${titled(digest)}最新一期`,
    first: '您将从第一期开始收到。',
  },
  expired: {
    title: '此链接已过期',
    text: '确认链接在七天内有效。点击按钮，我们会发送新的链接。',
    again: '重新发送邮件',
    other: '此类链接在一天内有效。请到“您的订阅”页面重新索取。',
  },
  notOn: {
    title: '您没有订阅',
    left: '您已退订以下内容，不会再收到。',
    nothing: '您不会再收到我们的邮件，此链接不会改变这一点。',
    again: '重新订阅',
    hint: '我们会向您的邮箱发送一封带按钮的新邮件。点击按钮后即完成订阅。',
    later:
      '不久前已向您的邮箱发送了一封带按钮的邮件，请查找一下，也请查看垃圾邮件。下一封最早明天才能发出；届时此页面会出现按钮。',
    closed:
      '我们不再向此邮箱发送邮件：邮件曾被退回，或有人用此邮箱要求我们停止发送。请使用其他邮箱订阅，或联系发布者。',
  },
  sent: {
    title: '请查收邮件',
    text: '一封带按钮的邮件正在路上，一两分钟即可送达。',
    nothing: '过了几分钟还没收到？请查看垃圾邮件。此邮件每小时最多发送一次。',
    move: '邮件会发送到我们已知的邮箱，而不是新邮箱。那里的邮件您已无法查看？请先退订，再用新邮箱订阅。',
    address: '邮件会发送到新邮箱。没有收到？如果该邮箱已有自己的订阅，我们不会发送邮件：请使用该邮箱所收邮件中的链接。',
  },

  leave: {
    title: (digest) => `退订${named(digest)}？`,
    text: '退订后，您不会再收到新的一期。',
    button: (digest) => `退订${named(digest)}`,
    all: (digests) => `全部退订：${list(digests.map(titled))}`,
    instead: '改选主题',
  },
  left: {
    title: (digest) => `您已退订${named(digest)}`,
    text: '您不会再收到新的一期。感谢您的阅读。',
    undo: '不小心点错了，恢复订阅',
    undoFor: '一天之内可以恢复。',
    see: '查看您的其他订阅',
  },
  back: {
    title: '您的订阅已恢复',
    text: '一切照旧。',
    late: '订阅只能在一天之内恢复。您可以重新订阅，从头开始。',
  },
  stop: {
    title: (topic) => `停收${quoted(topic)}？`,
    last: (digest) => `这是您在${titled(digest)}中关注的最后一个主题，停收后将退订这份简报。`,
    rest: (digest) => `${titled(digest)}将不再包含这个栏目，其余不变。`,
    button: (topic) => `停收${quoted(topic)}`,
  },

  preferences: {
    title: '您的订阅',
    goesTo: (address) => `邮件发送至 ${address}。`,
    came: {
      confirmed: (day) => `您于${day}确认了订阅。`,
      listed: (publisher, day) => `您的邮箱地址在“${publisher}”于${day}导入的名单中。`,
      added: (publisher, day) => `“${publisher}”于${day}添加了您的邮箱地址。`,
      unknown: (day) => `您自${day}起收到这份简报，订阅的经过没有记录。`,
      said: '您的同意是这样记录的：',
      unwanted: '如果不想收到，请取消勾选并保存。',
    },
    saved: '已保存。',
    savedFrom: '从下一期起生效。',
    wrong: '有些内容没有保存：',
    nothing: '您目前没有订阅任何简报。',
    yours: '您的简报',
    more: '更多简报',
    topicsOf: (digest) => `${titled(digest)}的主题`,
    howOften: (digest) => `${titled(digest)}多久发送一次`,
    otherEdition: '更换频率后，从新频率的下一期起生效，其中可能有您已经收到的文章。',
    hint: '选择全部主题，以后新增的主题也会发给您；一个都不选，则退订这份简报。',
    how: '接收方式',
    zone: '您的时区',
    language: '语言',
    pause: '暂停到',
    pauseHint: '留空则照常接收。',
    paused: (day) => `已暂停：${day}之前不会发送。`,
    badZone: '没有这个时区，请从列表中选择。',
    badPause: '请选择从明天起一年之内的日期。',
    tooMany: (most) => `最多只能订阅${count(most, { other: '#份简报' })}。`,
    save: '保存',
    address: '您的邮箱',
    addressHint:
      '我们会先向已知的邮箱发送一封邮件；您点击其中的按钮后，再向新邮箱发送一封。您在新邮箱中也点击按钮后，简报就会改发过去。',
    waits: (moment) =>
      `您的简报已改发到这里。${moment}之前，旧邮箱可以撤销这一更改；在此期间，索取数据、删除数据和再次更改邮箱都需等待。`,
    newAddress: '新的邮箱地址',
    addressButton: '改用此邮箱',
    data: '您的数据',
    dataHint: '这两项都要先通过邮件中的按钮确认，以免他人代您操作。',
    exportButton: '索取我的数据',
    eraseButton: '删除我的全部数据',
  },
  find: {
    title: '更改订阅内容',
    text: '我们的每封邮件末尾都有链接。手边没有邮件？请填写您的邮箱，我们会把链接发给您。',
    label: '您的邮箱地址',
    button: '发送链接',
  },

  export: {
    title: '您的数据',
    text: '我们保存的与您的邮箱有关的全部内容，都在一个文件（JSON）中：您的订阅和同意记录。',
    button: '下载',
  },
  erase: {
    title: '要删除我们保存的您的全部数据吗？',
    text: '您将不再收到任何邮件，我们保存的与您有关的一切会立即永久删除。只保留邮箱的一段指纹，谁也无法由此得知您的邮箱，以免日后导入的名单使我们再次给您写信。',
    button: '删除我的数据',
    done: '已全部删除',
    doneText: '我们不再保存与您的邮箱有关的任何内容。感谢您的阅读。',
  },
  address: {
    title: '这是您的新邮箱吗？',
    text: '今后简报将发送到这里，不再发送到旧邮箱。',
    button: '是的，发到这里',
    done: '简报今后将发送到这里',
    taken: '此邮箱已有自己的订阅',
    takenText: '没有任何更改。如需更改此邮箱的订阅，请使用它所收邮件中的链接。',
  },
  move: {
    title: '要改用另一个邮箱吗？',
    text: '我们会向新邮箱发送一封邮件；点击其中的按钮后，简报就会改发过去。七天之内，您可以通过发到这里的邮件撤销更改。',
    button: '是的，开始更改',
  },
  takeBack: {
    title: '要撤销更改吗？',
    text: '简报将重新发送到此邮箱，不再发送到另一个邮箱。',
    button: '撤销更改',
    done: '简报已重新发送到这里',
    late: '已无法撤销',
    lateText: '更改邮箱只能在七天之内撤销一次。',
  },
  waits: {
    title: '此事需要等待',
    text: (moment) =>
      `您的简报已改发到另一个邮箱。${moment}之前，旧邮箱可以撤销这一更改；在此期间，我们保存的您的数据不会被交出、删除或再次转移。`,
  },
  block: {
    title: '不想再收到我们的任何邮件？',
    text: '无论谁在表单中填写此邮箱，我们都不会再给它写信。',
    button: '不再给我写信',
    done: '我们不会再给您写信',
    doneText: '如果有一天您改变主意，请写信给编辑部。',
  },
}
