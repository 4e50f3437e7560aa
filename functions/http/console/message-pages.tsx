/** @jsxImportSource hono/jsx */
import type { Comment } from '../../../core/model/comment.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { retention } from '../../../core/model/retention.ts'
import { DAY, type Instant } from '../../../core/model/time.ts'
import { Pager, When } from './forms.tsx'
import { Frame, Kbd } from './frame.tsx'

export const MESSAGES = '/console/messages' as const

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly items: readonly Comment[]
  readonly cursor: string | undefined
  readonly next: string | undefined
}

/** What readers have written about articles. */
export function MessagesPage({ editor, said, now, items, cursor, next }: Props) {
  return (
    <Frame title="From readers" editor={editor} room={MESSAGES} said={said}>
      <h1>From readers</h1>
      <p class="soft">
        {`What readers have written to you below an article of yours. It is mailed to your reply address, is never published, and is deleted after ${retention.comments / DAY} days.`}
      </p>
      {items.length === 0 ? (
        <div class="empty">
          <p>
            Nobody has written yet. The form stands below every article that you paste as text: paste one, and file it
            under a topic.
          </p>
          <p>
            <a href="/console/articles">To the articles</a>
          </p>
        </div>
      ) : (
        <ul class="lines" data-list>
          {items.map((comment) => (
            <Message {...{ comment, editor, now }} />
          ))}
        </ul>
      )}
      <Pager path={MESSAGES} query={{}} cursor={cursor} next={next} first="Back to the newest" more="Older ones" />
    </Frame>
  )
}

function Message({ comment, editor, now }: { readonly comment: Comment } & Pick<Props, 'editor' | 'now'>) {
  const { id, at, article, title, name, text, address, readAt } = comment
  return (
    <li id={id} data-item>
      <div>
        <h2 class="headline" dir="auto">
          {name} {readAt ? '' : <span class="badge">new</span>}
        </h2>
        <p class="soft small">
          <When at={at} now={now} />
          {' · on '}
          <a href={`/a/${article}`} aria-label={`${title}, which ${name} has written about`}>
            <bdi>{title}</bdi>
          </a>
        </p>
        <p class="kept prose" dir="auto">
          {text}
        </p>
        <p class="soft small">
          {address ? (
            <>
              {'An answer goes to '}
              <a href={`mailto:${address}?subject=${encodeURIComponent(`Re: ${title}`)}`} data-open>
                {address}
              </a>
              , which nobody has made sure is theirs.
            </>
          ) : (
            'They have left no address for an answer.'
          )}
        </p>
        {mayEdit(editor) ? <Actions {...{ id, name, isRead: readAt !== undefined }} /> : ''}
      </div>
    </li>
  )
}

function Actions({ id, name, isRead }: Pick<Comment, 'id' | 'name'> & { readonly isRead: boolean }) {
  return (
    <div class="row top-row">
      <form method="post" action={`${MESSAGES}/${id}/${isRead ? 'unread' : 'read'}`}>
        <button
          type="submit"
          class="quiet small"
          data-key="m"
          data-does={isRead ? 'Mark it as not read' : 'Mark it as read'}
        >
          {isRead ? 'Mark as not read' : 'Mark as read'} <Kbd of="m" />
          <span class="unseen">: what {name} has written</span>
        </button>
      </form>
      <details>
        <summary>Delete what {name} has written</summary>
        <p class="small">It is gone for good, for everybody here.</p>
        <form method="post" action={`${MESSAGES}/${id}/remove`}>
          <button type="submit" class="wrong small">
            Delete it
          </button>
        </form>
      </details>
    </div>
  )
}
