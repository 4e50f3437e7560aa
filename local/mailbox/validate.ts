import { domainToASCII } from 'node:url'
import type { Tag } from './store.ts'

/** A mail as the provider takes it; every other field stays with it, since it is part of what was sent. */
export type Received = {
  readonly from: string
  readonly to: string | readonly string[]
  readonly subject: string
  readonly html?: string
  readonly text?: string
  readonly cc?: string | readonly string[]
  readonly bcc?: string | readonly string[]
  readonly reply_to?: string | readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly tags?: readonly Tag[]
  readonly attachments?: readonly Attachment[]
}

export type Attachment = { readonly filename?: string; readonly content?: string; readonly content_type?: string }

/** An error in the provider's shape. */
export type ProviderError = { readonly statusCode: number; readonly name: string; readonly message: string }

export const invalid = (message: string): ProviderError => ({ statusCode: 422, name: 'validation_error', message })
const missing = (field: string): ProviderError => ({
  statusCode: 422,
  name: 'missing_required_field',
  message: `Missing ${field} field.`,
})

const FORMAT = 'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.'
const MOST_RECIPIENTS = 50
const control = /\p{Cc}/u
const headerName = /^[!-9;-~]+$/
const tagText = /^[A-Za-z0-9_-]{1,256}$/
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** What is wrong with a mail, in the provider's words, or nothing. It is then safe to read it as `Received`. */
export function faultOf(mail: unknown, route: 'emails' | 'batch'): ProviderError | undefined {
  if (typeof mail !== 'object' || mail === null || Array.isArray(mail))
    return invalid('An email must be a JSON object.')
  const given = mail as Record<string, unknown>

  for (const field of ['from', 'to', 'subject']) {
    if (given[field] === undefined || given[field] === null || given[field] === '') return missing(`\`${field}\``)
  }
  if (given.template !== undefined) return invalid('The mailbox has no templates: send `html` or `text`.')
  if (!given.html && !given.text) return missing('`html` or `text`')
  if (given.scheduled_at !== undefined) return invalid('The mailbox does not schedule: leave out `scheduled_at`.')

  return (
    textFault(given) ??
    addressFault(given) ??
    headersFault(given.headers) ??
    tagsFault(given.tags) ??
    attachmentsFault(given.attachments, route)
  )
}

function textFault({ subject, html, text }: Record<string, unknown>) {
  if (typeof subject !== 'string') return invalid('The `subject` field must be a `string`.')
  if (control.test(subject)) return invalid('The `\\n` is not allowed in the `subject` field.')
  if (html !== undefined && html !== null && typeof html !== 'string')
    return invalid('The `html` field must be a `string`.')
  if (text !== undefined && text !== null && typeof text !== 'string')
    return invalid('The `text` field must be a `string`.')
  return undefined
}

function addressFault(given: Record<string, unknown>) {
  if (typeof given.from !== 'string' || !addressIn(given.from)) return invalid(`Invalid \`from\` field. ${FORMAT}`)
  for (const field of ['to', 'cc', 'bcc', 'reply_to']) {
    const fault = recipientsFault(field, given[field])
    if (fault) return fault
  }
  return undefined
}

function recipientsFault(field: string, value: unknown) {
  if (value === undefined || value === null) return undefined
  const list = Array.isArray(value) ? value : [value]
  if (field === 'to' && list.length === 0) return missing('`to`')
  if (list.length > MOST_RECIPIENTS)
    return invalid(`Invalid \`${field}\` field. It can hold at most ${MOST_RECIPIENTS} addresses.`)
  for (const one of list) {
    const address = typeof one === 'string' ? addressIn(one) : undefined
    if (!address) return invalid(`Invalid \`${field}\` field. ${FORMAT}`)
    if (field !== 'reply_to' && (address.domain === 'example.com' || address.domain === 'test.com')) {
      return invalid(
        `Invalid \`${field}\` field. Please use our testing email address instead of domains like \`${address.domain}\`.`,
      )
    }
  }
  return undefined
}

function headersFault(headers: unknown) {
  if (headers === undefined || headers === null) return undefined
  if (typeof headers !== 'object' || Array.isArray(headers)) return invalid('The `headers` field must be an `object`.')
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name))
      return invalid('Invalid `headers` field. A header name holds printable ASCII and no colon.')
    if (typeof value !== 'string')
      return invalid(`Invalid \`headers\` field. The value of \`${name}\` must be a \`string\`.`)
    if (control.test(value))
      return invalid(`Invalid \`headers\` field. The value of \`${name}\` must not contain control characters.`)
  }
  return undefined
}

function tagsFault(tags: unknown) {
  if (tags === undefined || tags === null) return undefined
  if (!Array.isArray(tags)) return invalid('The `tags` field must be an `array`.')
  const good = tags.every((one) =>
    [one?.name, one?.value].every((text) => typeof text === 'string' && tagText.test(text)),
  )
  if (good) return undefined
  return invalid('Tags should only contain ASCII letters, numbers, underscores, or dashes, and at most 256 of them.')
}

function attachmentsFault(attachments: unknown, route: 'emails' | 'batch') {
  if (attachments === undefined || attachments === null) return undefined
  if (route === 'batch') return invalid('The `attachments` field is not supported in a batch.')
  if (!Array.isArray(attachments)) return invalid('The `attachments` field must be an `array`.')
  const good = attachments.every(
    (one) => one && ['filename', 'content', 'content_type'].every((field) => isText(one[field])),
  )
  return good ? undefined : invalid('Invalid `attachments` field. An attachment has a `filename` and base64 `content`.')
}

const isText = (value: unknown) => value === undefined || typeof value === 'string'

/** Name, local part and A-label domain of `Name <local@domain>` or `local@domain`; nothing when it is not one. */
export function addressIn(text: string): { name: string; address: string; local: string; domain: string } | undefined {
  const shape = /^(?:([^<>]*)<([^<>]+)>|([^<>]+))$/.exec(text.trim())
  if (!shape || control.test(text)) return undefined
  const bare = (shape[2] ?? shape[3] ?? '').trim()
  const at = bare.lastIndexOf('@')
  const before = bare.slice(0, at)
  if (at < 1 || before.length > 64 || !local.test(before)) return undefined

  const domain = domainToASCII(bare.slice(at + 1))
  const labels = domain.split('.')
  if (labels.length < 2 || domain.length > 253 || !labels.every((one) => label.test(one))) return undefined
  return { name: unquoted(shape[1] ?? ''), address: `${before}@${domain}`, local: before, domain }
}

const unquoted = (name: string) => {
  const text = name.trim()
  return /^".*"$/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text
}
