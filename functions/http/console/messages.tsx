/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import type { CommentId } from '../../../core/model/comment.ts'
import type { ApiPorts } from '../api/api.ts'
import { readCursor, writeCursor } from '../api/lists.ts'
import { notFound } from '../problem.ts'
import { asEditor, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { MESSAGES, MessagesPage } from './message-pages.tsx'

const LIST = 'messages'
/** Letters of readers on a page. */
const SHOWN = 25

/** What readers have written to the editors, the newest first. Nothing of it is ever published. Price of a page: some twelve read units. */
export function messagePages(ports: ApiPorts): Hono<ConsoleEnv> {
  const mark = async (c: Context<ConsoleEnv>, isRead: boolean) => {
    asEditor(c)
    const marked = await ports.comments.mark(c.req.param('id') as CommentId, isRead ? ports.now() : null)
    if (!marked) throw notFound('message')
    return backTo(c, MESSAGES, isRead ? 'It is marked as read.' : 'It is marked as not read.')
  }
  return new Hono<ConsoleEnv>()
    .get('/messages', async (c) => {
      const cursor = c.req.query('cursor')
      const page = await ports.comments.list({
        limit: SHOWN,
        ...(cursor ? { cursor: readCursor(LIST, cursor) } : {}),
      })
      const next = page.cursor && writeCursor(LIST, page.cursor)
      const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), items: page.items, cursor, next }
      return c.html(<MessagesPage {...view} />)
    })
    .post('/messages/:id/read', (c) => mark(c, true))
    .post('/messages/:id/unread', (c) => mark(c, false))
    .post('/messages/:id/remove', async (c) => {
      asEditor(c)
      await ports.comments.remove(c.req.param('id') as CommentId)
      return backTo(c, MESSAGES, 'It is deleted, for good.')
    })
}
