import { type Attachment, addressIn } from './validate.ts'

/** What a mail is made of, on its way to be a file that any mail program opens. */
export type MimeSource = {
  readonly id: string
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly replyTo: readonly string[]
  readonly subject: string
  readonly headers: Readonly<Record<string, string>>
  readonly html: string | null
  readonly text: string | null
  readonly attachments: readonly Attachment[]
  /** ISO, UTC. */
  readonly receivedAt: string
}

type Part = { readonly headers: readonly string[]; readonly body: string }

const CRLF = '\r\n'
/** RFC 5322 §2.1.1: a line should be no longer. */
const LINE = 78
/** RFC 2047 §2: an encoded word must be no longer. */
const WORD = 75
const OURS = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
])

/** As SES makes them, whose servers the provider sends through; theirs hold a whole UUID, and are longer than a line should be. */
export const messageId = (id: string) => `<0102${id.slice(-12)}-${id.slice(0, 8)}-000000@eu-west-1.amazonses.com>`

/** The message as RFC 5322 and MIME write it: text first, HTML last (RFC 2046 §5.1.4), quoted-printable UTF-8. */
export function toMime(mail: MimeSource): string {
  const own = Object.entries(mail.headers).filter(([name]) => !OURS.has(name.toLowerCase()))
  const has = (name: string) => own.some(([one]) => one.toLowerCase() === name)
  const body = bodyOf(mail)
  const head = [
    ...(has('date') ? [] : [fold('Date', [new Date(mail.receivedAt).toUTCString().replace('GMT', '+0000')])]),
    ...(has('message-id') ? [] : [fold('Message-ID', [messageId(mail.id)])]),
    addresses('From', [mail.from]),
    addresses('To', mail.to),
    ...(mail.cc.length > 0 ? [addresses('Cc', mail.cc)] : []),
    ...(mail.replyTo.length > 0 && !has('reply-to') ? [addresses('Reply-To', mail.replyTo)] : []),
    unstructured('Subject', mail.subject),
    ...own.map(([name, value]) => ownHeader(name, value)),
    'MIME-Version: 1.0',
    ...body.headers,
  ]
  return head.join(CRLF) + CRLF + CRLF + body.body + CRLF
}

function bodyOf(mail: MimeSource): Part {
  const text = mail.text !== null && mail.text !== '' ? [textPart('plain', mail.text)] : []
  const html = mail.html !== null && mail.html !== '' ? [textPart('html', mail.html)] : []
  const readable =
    text.length + html.length > 1 ? multipart('alternative', mail.id, [...text, ...html]) : [...text, ...html][0]!
  const attached = mail.attachments.filter((one) => one.content !== undefined).map(attachmentPart)
  return attached.length > 0 ? multipart('mixed', mail.id, [readable, ...attached]) : readable
}

const textPart = (kind: 'plain' | 'html', text: string): Part => ({
  headers: [`Content-Type: text/${kind}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable'],
  body: quotedPrintable(text),
})

function attachmentPart({ filename = 'attachment', content = '', content_type }: Attachment): Part {
  const bytes = Buffer.from(content, 'base64').toString('base64')
  // RFC 2231 keeps any name within ASCII
  const name = encodeURIComponent(filename.toWellFormed()).replace(/['()*]/g, (one) => `%${hex(one.charCodeAt(0))}`)
  return {
    headers: [
      `Content-Type: ${/^[\w.+-]+\/[\w.+-]+$/.test(content_type ?? '') ? content_type : 'application/octet-stream'}`,
      `Content-Disposition: attachment;${CRLF} filename*=utf-8''${name}`,
      'Content-Transfer-Encoding: base64',
    ],
    body: bytes.replace(/.{76}(?=.)/g, `$&${CRLF}`),
  }
}

/** Quoted-printable never holds `=_`, so no boundary can be met inside a part. */
function multipart(kind: 'alternative' | 'mixed', id: string, parts: readonly Part[]): Part {
  const boundary = `=_${kind}_${id}`
  const opened = parts.map((part) => [`--${boundary}`, ...part.headers, '', part.body].join(CRLF))
  return {
    headers: [`Content-Type: multipart/${kind};${CRLF} boundary="${boundary}"`],
    body: [...opened, `--${boundary}--`].join(CRLF),
  }
}

/** RFC 2045 §6.7: lines of at most 76 characters; a space at a line's end is encoded, or it would be lost. */
export function quotedPrintable(text: string): string {
  return text
    .toWellFormed()
    .split(/\r\n|\r|\n/)
    .map(quotedLine)
    .join(CRLF)
}

function quotedLine(line: string) {
  const bytes = Buffer.from(line)
  const lines: string[] = []
  let current = ''
  bytes.forEach((byte, i) => {
    const blank = byte === 0x20 || byte === 0x09
    const plain = (byte > 0x20 && byte < 0x7f && byte !== 0x3d) || (blank && i < bytes.length - 1)
    const piece = plain ? String.fromCharCode(byte) : `=${hex(byte)}`
    if (current.length + piece.length > 75) {
      lines.push(`${current}=`)
      current = ''
    }
    current += piece
  })
  return [...lines, current].join(CRLF)
}

/** A header of free text. What could be taken for an encoded word is encoded, so that it is read as it was written. */
function unstructured(name: string, value: string): string {
  const words = value.split(' ')
  const plain = words.every((word) => /^[\x21-\x7e]{1,75}$/.test(word)) && !value.includes('=?')
  return fold(name, plain ? words : encodedWords(value, LINE - name.length - 2))
}

/**
 * A header the sender wrote. ASCII goes as it is, folded at its spaces: it may be structured (URLs in brackets) or
 * encoded already. In `Phrase <id>` only the phrase is encoded.
 */
function ownHeader(name: string, value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant
  if (/^[\x00-\x7f]*$/.test(value)) return fold(name, value.trim().split(/ +/))
  const room = LINE - name.length - 2
  const phrase = /^(.*\S)\s*(<[\x21-\x7e]+>)$/u.exec(value.trim())
  return fold(name, phrase ? [...encodedWords(phrase[1]!, room), phrase[2]!] : encodedWords(value, room))
}

function addresses(name: string, list: readonly string[]): string {
  const words = list.flatMap((one, i) => {
    const comma = i < list.length - 1 ? ',' : ''
    const read = addressIn(one)
    if (!read) return [`${one}${comma}`]
    if (read.name === '') return [`${read.address}${comma}`]
    return [...phrase(read.name, i === 0 ? LINE - name.length - 2 : WORD), `<${read.address}>${comma}`]
  })
  return fold(name, words)
}

function phrase(name: string, room: number): readonly string[] {
  if (!/^[\x20-\x7e]{1,70}$/.test(name) || name.includes('=?')) return encodedWords(name, room)
  if (/^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/.test(name)) return name.split(' ')
  return [`"${name.replace(/["\\]/g, '\\$&')}"`]
}

/** RFC 2047 encoded words, each whole characters only. The first has `room`, so that it fits beside the header's name. */
function encodedWords(text: string, room: number): string[] {
  const words: string[] = []
  let chunk = ''
  let most = room < 30 ? WORD : Math.min(WORD, room)
  for (const character of text.toWellFormed()) {
    if (encodedWord(chunk + character).length > most) {
      words.push(encodedWord(chunk))
      chunk = ''
      most = WORD
    }
    chunk += character
  }
  return [...words, encodedWord(chunk)]
}

const encodedWord = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`

/** Puts a header's words on lines of at most 78 characters where they allow it. */
function fold(name: string, words: readonly string[]): string {
  const lines: string[] = []
  let line = `${name}:`
  for (const word of words) {
    const folds = line !== `${name}:` || word.length < LINE
    if (folds && line.length + 1 + word.length > LINE) {
      lines.push(line)
      line = ''
    }
    line += ` ${word}`
  }
  return [...lines, line].join(CRLF)
}

const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0')
