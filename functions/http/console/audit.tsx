/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { type AuditEntry, type AuditFilter, actions, isAction } from '../../../core/model/audit.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { retention } from '../../../core/model/retention.ts'
import { DAY, type Instant } from '../../../core/model/time.ts'
import type { ApiPorts } from '../api/api.ts'
import { readCursor, writeCursor } from '../api/lists.ts'
import { Problem } from '../problem.ts'
import { Pager, pathWith, When } from './forms.tsx'
import { type ConsoleEnv, Frame } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'

const PATH = `${SETTINGS}/log` as const
/** So many lines of the log are a page. */
const SHOWN = 50

/** Who did what, the newest first. */
export function auditPages(ports: ApiPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get('/settings/log', async (c) => {
    const editor = c.get('editor')
    if (!mayEdit(editor))
      throw new Problem('forbidden', 'Who did what is for editors and owners to see: ask one of them.')
    const [actor, action] = [c.req.query('actor')?.trim() || undefined, c.req.query('action') ?? '']
    const filter: AuditFilter = { actor, action: isAction(action) ? action : undefined }
    const cursor = c.req.query('cursor')
    const page = await ports.audit.list(filter, {
      limit: SHOWN,
      ...(cursor ? { cursor: readCursor('audit', cursor) } : {}),
    })
    const next = page.cursor && writeCursor('audit', page.cursor)
    return c.html(<LogPage {...{ editor, now: ports.now(), filter, items: page.items, cursor, next }} />)
  })
}

type Props = {
  readonly editor: Editor
  readonly now: Instant
  readonly filter: AuditFilter
  readonly items: readonly AuditEntry[]
  readonly cursor: string | undefined
  readonly next: string | undefined
}

function LogPage({ editor, now, filter, items, cursor, next }: Props) {
  const isFiltered = filter.actor !== undefined || filter.action !== undefined
  return (
    <Frame title="Who did what" editor={editor} room={SETTINGS}>
      <h1>Who did what</h1>
      <SettingsTabs editor={editor} here={PATH} />
      <p class="soft">
        {`What was sent, brought in, taken out, or changed about people, keys and settings. Nothing here can be changed; after ${Math.round(retention.audit / (366 * DAY))} years it is forgotten. Readers stand here by their ids alone.`}
      </p>
      <form method="get" action={PATH} class="row low search">
        <div class="field">
          <label for="actor">By whom</label>
          <input
            id="actor"
            name="actor"
            type="text"
            value={filter.actor ?? ''}
            placeholder="an address, or a key's name"
            autocomplete="off"
          />
        </div>
        <div class="field">
          <label for="action">What</label>
          <select id="action" name="action">
            <option value="">anything</option>
            {Object.entries(actions).map(([action, words]) => (
              <option value={action} selected={action === filter.action}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="quiet">
          Show these
        </button>
        {isFiltered ? (
          <span>
            <a href={PATH}>Show all</a>
          </span>
        ) : (
          ''
        )}
      </form>
      {items.length > 0 ? <Log {...{ items, now }} /> : <p class="empty">{nothing(isFiltered, next)}</p>}
      <Pager
        path={PATH}
        query={{ actor: filter.actor, action: filter.action }}
        cursor={cursor}
        next={next}
        first="Back to the newest"
        more="Further back"
      />
    </Frame>
  )
}

function nothing(isFiltered: boolean, next: string | undefined): string {
  if (next) return 'Nothing of the kind among the last thousand lines: look further back.'
  return isFiltered ? 'Nothing of the kind was done.' : 'Nothing was done yet: send an issue, and it stands here.'
}

const Log = ({ items, now }: Pick<Props, 'items' | 'now'>) => (
  <table class="stack">
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">Who</th>
        <th scope="col">What</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ at, actor, role, action, target, note, outcome }) => (
        <tr>
          <td>
            <When at={at} now={now} />
          </td>
          <td>
            {actor} <span class="soft">({role})</span>
          </td>
          <td>
            {actions[action]} {target ? <Target {...{ action, target }} /> : ''}{' '}
            {outcome === 'refused' ? <span class="badge bad">refused</span> : ''}
            {outcome === 'unknown' ? <span class="badge bad">broke off: it may have happened</span> : ''}
            {note ? <p class="soft small">{note}</p> : ''}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** Leads to what it was about, where that is still a page. */
function Target({ action, target }: { readonly action: string; readonly target: string }) {
  const [kind] = action.split('.')
  const path =
    target.startsWith('iss_') && /^\w+$/.test(target)
      ? `/console/issues/${target}`
      : target.startsWith('sub_') && /^\w+$/.test(target)
        ? `/console/readers/${target}`
        : kind === 'digest' && /^[\w-]+$/.test(target)
          ? pathWith(`/console/digests/${target}`, {})
          : undefined
  return path ? <a href={path}>{target}</a> : <b>{target}</b>
}
