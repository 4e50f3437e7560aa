import type { Context, MiddlewareHandler } from 'hono'

/** A part of a path that is longer names nothing: our longest are the tokens of mails, of some 250 letters. */
const LONGEST_PART = 500
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unnameable = /[\u0000-\u001F\u007F]/

/**
 * Whether anything of ours can have such an address. Before anybody is asked for it: a store takes no name of any length,
 * and a header no control character.
 */
export const isNameable = (path: string): boolean =>
  path.isWellFormed() &&
  !unnameable.test(path) &&
  path.split('/').every((part) => new TextEncoder().encode(part).length <= LONGEST_PART)

/** Goes on where the address can be one of ours; else that it is none is answered. */
export const onlyNameable =
  (gone: (c: Context) => Response | Promise<Response>): MiddlewareHandler =>
  (c, next) =>
    isNameable(c.req.path) ? next() : Promise.resolve(gone(c))

const isForm = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i
const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i

/**
 * Goes on where the form that comes can be read, or where none comes; else what is wrong with it is answered: a form without
 * parts or their boundary, or in letters other than UTF-8 (WHATWG URL, application/x-www-form-urlencoded). Reading it here
 * costs nothing: whoever asks for it next has it as it was read.
 */
export const onlyReadable =
  (unreadable: (c: Context) => Response | Promise<Response>): MiddlewareHandler =>
  async (c, next) => {
    const type = c.req.header('content-type') ?? ''
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || !isForm.test(type)) return next()
    if (!/^(?:utf-?8|us-ascii)$/i.test(charset.exec(type)?.[1] ?? 'utf-8')) return unreadable(c)
    const body = await c.req.arrayBuffer()
    try {
      await c.req.parseBody({ all: true })
    } catch {
      return unreadable(c)
    }
    // Whoever counts the bytes once more behind us finds them there. Made of its parts: what a server hands in may only look like a Request.
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers, body })
    return next()
  }
