import type { Context, MiddlewareHandler } from 'hono'
import { type Action, type Actor, type AuditEntry, auditEntry, outcomeOf } from '../../core/model/audit.ts'
import type { Editor } from '../../core/model/editor.ts'
import type { Ports } from '../../core/ports.ts'
import type {} from './acting.ts'

type Rule = readonly [
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  /** Names after `:` are what it was done to. */
  path: string,
  action: Action,
  more?: {
    /** What it was done to has its name only now: it stands in the answer. */
    readonly made?: true
    /** Not every call of this route does what it is about: the handler says when (`noted`). */
    readonly ifNoted?: true
  },
]

const steered: readonly (readonly [how: string, action: Action])[] = [
  ['pause', 'issue.paused'],
  ['resume', 'issue.resumed'],
  ['release', 'issue.released'],
  ['cancel', 'issue.cancelled'],
  ['retry', 'issue.retried'],
]

/** What is written down, console and API side by side. What is in neither this list nor the next is a gap, and a test finds it. */
export const auditRules: readonly Rule[] = [
  ...steered.flatMap(([how, action]): Rule[] => [
    ['POST', `/console/issues/:id/${how}`, action],
    ['POST', `/api/issues/:id/${how}`, action],
  ]),
  ['POST', '/console/issues/:id/leave', 'issue.resolved'],
  ['POST', '/console/issues/:id/resend', 'issue.resolved'],
  ['POST', '/api/issues/:id/resolve', 'issue.resolved'],

  ['POST', '/console/digests/:id/send', 'issue.opened', { made: true }],
  ['POST', '/api/digests/:id/issues', 'issue.opened', { made: true }],
  ['POST', '/console/digests/:id/test', 'issue.tested'],
  ['POST', '/api/digests/:id/test', 'issue.tested'],
  ['POST', '/console/digests/:id/skip', 'slot.skipped'],
  ['POST', '/api/digests/:id/editions/:edition/skip-next', 'slot.skipped'],
  ['PATCH', '/api/digests/:id/editions/:edition/coming', 'slot.restored', { ifNoted: true }],
  ['POST', '/console/digests', 'digest.planned', { made: true }],
  ['POST', '/api/digests', 'digest.planned', { made: true }],
  ['POST', '/console/digests/:id', 'digest.changed'],
  ['PATCH', '/api/digests/:id', 'digest.changed'],
  ['POST', '/console/digests/:id/pause', 'digest.paused'],
  ['POST', '/api/digests/:id/pause', 'digest.paused'],
  ['POST', '/console/digests/:id/resume', 'digest.resumed'],
  ['POST', '/api/digests/:id/resume', 'digest.resumed'],

  ['POST', '/console/readers', 'reader.added', { made: true }],
  ['POST', '/api/subscribers', 'reader.added', { made: true }],
  ['POST', '/console/readers/import', 'readers.imported', { ifNoted: true }],
  ['POST', '/api/subscribers/import', 'readers.imported', { ifNoted: true }],
  ['POST', '/console/readers/imports/:id/start', 'readers.imported', { ifNoted: true }],
  ['POST', '/api/subscribers/imports/:id/start', 'readers.imported', { ifNoted: true }],
  ['POST', '/console/readers/imports/:id/cancel', 'readers.import-stopped'],
  ['POST', '/api/subscribers/imports/:id/cancel', 'readers.import-stopped'],
  ['GET', '/console/readers/export', 'readers.exported'],
  ['GET', '/api/subscribers/export', 'readers.exported'],
  ['POST', '/console/readers/:id/erase', 'reader.erased'],
  ['DELETE', '/api/subscribers/:id', 'reader.erased'],
  ['POST', '/console/readers/:id/lift', 'suppression.lifted'],
  ['POST', '/api/subscribers/lift', 'suppression.lifted'],

  ['POST', '/console/settings/editors', 'editor.let-in'],
  ['POST', '/api/editors', 'editor.let-in'],
  ['POST', '/console/settings/editors/role', 'editor.changed'],
  ['PATCH', '/api/editors/:email', 'editor.changed'],
  ['POST', '/console/settings/editors/show-out', 'editor.shown-out'],
  ['DELETE', '/api/editors/:email', 'editor.shown-out'],
  ['POST', '/console/settings/sessions/end', 'session.ended'],
  ['POST', '/console/settings/sessions/end-others', 'session.ended'],

  ['POST', '/console/settings/passkeys', 'passkey.added'],
  ['POST', '/console/settings/passkeys/:id/remove', 'passkey.removed'],
  ['POST', '/console/settings/passkeys/require', 'passkeys.required'],

  ['POST', '/console/settings/keys', 'key.made'],
  ['POST', '/api/keys', 'key.made', { made: true }],
  ['POST', '/console/settings/keys/:id/revoke', 'key.revoked'],
  ['DELETE', '/api/keys/:id', 'key.revoked'],

  ['POST', '/console/settings/webhooks', 'hook.added'],
  ['POST', '/api/hooks', 'hook.added', { made: true }],
  ['POST', '/console/settings/webhooks/:id', 'hook.changed'],
  ['PATCH', '/api/hooks/:id', 'hook.changed'],
  ['POST', '/console/settings/webhooks/:id/on', 'hook.changed'],
  ['POST', '/console/settings/webhooks/:id/off', 'hook.changed'],
  ['POST', '/console/settings/webhooks/:id/rotate', 'hook.rotated'],
  ['POST', '/api/hooks/:id/rotate', 'hook.rotated'],
  ['POST', '/console/settings/webhooks/:id/test', 'hook.tested'],
  ['POST', '/api/hooks/:id/test', 'hook.tested'],
  ['POST', '/console/settings/webhooks/:id/remove', 'hook.removed'],
  ['DELETE', '/api/hooks/:id', 'hook.removed'],

  ['POST', '/console/settings', 'settings.changed'],
  ['PATCH', '/api/settings', 'settings.changed'],
  ['POST', '/console/settings/provider/look', 'provider.looked-at'],
  ['POST', '/api/provider/look', 'provider.looked-at'],
  ['POST', '/console/settings/arm', 'fence.armed'],
  ['POST', '/api/fence/arm', 'fence.armed'],
]

/** A day's work, which says itself who did it or does no harm: not written down. */
export const notAudited: readonly string[] = [
  'POST /console/sign-in',
  'POST /console/code',
  'POST /console/enter/:proof',
  'POST /console/sign-out',
  'POST /console/browser/:pass',
  'POST /console/passkey',
  'POST /console/passkey/options',
  'POST /console/settings/passkeys/options',
  'POST /console/settings/passkeys/:id/name',
  'POST /console/articles',
  'POST /console/articles/tag',
  'POST /console/articles/untag',
  'POST /console/articles/remove',
  'POST /console/articles/:id',
  'POST /console/articles/:id/remove',
  'POST /console/articles/topics',
  'POST /console/tags/rename',
  'POST /console/topics',
  'POST /console/topics/:slug',
  'POST /console/topics/:slug/remove',
  'POST /console/feeds',
  'POST /console/feeds/:id',
  'POST /console/feeds/:id/collect',
  'POST /console/feeds/:id/earlier',
  'POST /console/feeds/:id/stop',
  'POST /console/readers/imports/:id/more',
  'POST /console/readers/imports/:id/on',
  'POST /console/readers/imports/:id/columns',
  'POST /api/subscribers/imports/:id/columns',
  'POST /console/readers/:id/zone',
  'POST /console/messages/:id/read',
  'POST /console/messages/:id/unread',
  'POST /console/messages/:id/remove',
  'POST /api/articles',
  'PATCH /api/articles/:id',
  'DELETE /api/articles/:id',
  'POST /api/tags/rename',
  'POST /api/topics',
  'PATCH /api/topics/:slug',
  'DELETE /api/topics/:slug',
  'POST /api/feeds',
  'PATCH /api/feeds/:id',
  'DELETE /api/feeds/:id',
  'POST /api/feeds/:id/collect',
  'POST /api/feeds/:id/earlier',
  'PATCH /api/subscribers/:id',
  'POST /console/rhythm',
  'POST /console/digests/:id/coming',
  'POST /console/digests/:id/preview',
  'POST /console/digests/:id/preview/links',
  'POST /api/digests/:id/preview',
]

const compiled = auditRules.map(([method, path, action, more = {}]) => ({
  method,
  action,
  more,
  pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`),
}))

/**
 * Writes down who did what, in one place for all of console and API: after it was done (or begun, for an export), after
 * it was refused to whoever may not, and after it went wrong on our side, when it may have happened all the same. What
 * was wrong with the request is nobody's business. Price: nothing but for these routes, and there one transaction of two items.
 */
export const audited =
  (ports: Pick<Ports, 'audit' | 'ids' | 'now' | 'log'>): MiddlewareHandler =>
  async (c, next) => {
    await next()
    const rule = compiled.find(({ method, pattern }) => method === c.req.method && pattern.test(c.req.path))
    const outcome = rule && outcomeOf(c.res.status)
    const actor = rule && actorIn(c)
    // Carried out once, however often its answer was asked for.
    if (!rule || !outcome || !actor || c.res.headers.has('idempotent-replayed')) return
    const said = c.get('noted')
    if (rule.more.ifNoted && outcome === 'done' && !said) return
    const target =
      said?.target ??
      (rule.more.made && outcome === 'done' ? await nameIn(c.res) : undefined) ??
      (rule.pattern.exec(c.req.path)?.slice(1).join('/') || undefined)
    await add(
      ports,
      auditEntry(ports.now(), ports.ids.nonce(), actor, { action: rule.action, outcome, ...said, target }),
    )
  }

/** What was done is done: an answer that says otherwise would have it done twice. */
async function add(ports: Pick<Ports, 'audit' | 'log'>, entry: AuditEntry): Promise<void> {
  try {
    await ports.audit.add(entry)
  } catch (error) {
    const { action, outcome } = entry
    ports.log.error('audit.failed', error, { action, outcome })
  }
}

function actorIn(c: Context): Actor | undefined {
  const editor = c.get('editor' as never) as Editor | undefined
  return editor ? { name: editor.address, role: editor.role } : c.get('acting')
}

/** The id of what was made: in the API's answer, or at the end of where the console leads on to. */
async function nameIn(response: Response): Promise<string | undefined> {
  const path = response.headers.get('location')?.split('?')[0]
  // `/console/readers/sub_1`, not the list of all.
  if (path !== undefined) return path.split('/')[3]
  if (!/json/.test(response.headers.get('content-type') ?? '')) return undefined
  const { id } = ((await response.clone().json()) ?? {}) as { id?: unknown }
  return typeof id === 'string' ? id : undefined
}
