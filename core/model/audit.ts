import type { Role } from './editor.ts'
import { cleanText } from './text.ts'
import type { Instant } from './time.ts'

/** What is written down, by its name in the past tense. */
export const actions = {
  'issue.opened': 'sent an issue now',
  'issue.tested': 'sent a test',
  'issue.released': 'released an issue',
  'issue.paused': 'paused an issue',
  'issue.resumed': 'resumed an issue',
  'issue.cancelled': 'cancelled an issue',
  'issue.resolved': 'decided what becomes of an unknown outcome',
  'issue.retried': 'sent an issue again to those who missed it',
  'slot.skipped': 'skipped the next issue',
  'slot.restored': 'took back the skipping of the next issue',
  'digest.planned': 'planned a digest',
  'digest.changed': 'changed a digest',
  'digest.paused': 'paused a digest',
  'digest.resumed': 'resumed a digest',
  'reader.added': 'added a reader',
  'readers.imported': 'imported readers',
  'readers.import-stopped': 'stopped an import of readers',
  'readers.exported': 'exported readers',
  'reader.erased': 'erased a reader',
  'suppression.lifted': 'lifted a suppression',
  'editor.let-in': 'let somebody in',
  'editor.changed': "changed an editor's role",
  'editor.shown-out': 'showed an editor out',
  'session.ended': 'ended a session',
  'passkey.added': 'added a passkey',
  'passkey.removed': 'removed a passkey',
  'passkeys.required': 'decided whether the house asks for passkeys',
  'key.made': 'made an API key',
  'key.revoked': 'revoked an API key',
  'hook.added': 'added a webhook',
  'hook.changed': 'changed a webhook',
  'hook.removed': 'removed a webhook',
  'hook.rotated': "changed a webhook's secret",
  'hook.tested': 'sent a test event to a webhook',
  'settings.changed': 'changed the settings',
  'provider.looked-at': 'had the account at the mail provider looked at',
  'fence.armed': 'let this table send',
} as const
export type Action = keyof typeof actions
export const isAction = (text: string): text is Action => Object.hasOwn(actions, text)

/** Who acted: somebody who was signed in, or a key. */
export type Actor = { readonly name: string; readonly role: Role | 'key' }

/**
 * One line of the log. `target` is an id, or whom of the editors it is about; never a reader's address, so that an
 * erasure has nothing to look for here. `unknown`: something went wrong on our side, and it may have happened all the same.
 */
export type AuditEntry = {
  readonly at: Instant
  /** Tells apart what happened in one moment. */
  readonly id: string
  readonly actor: string
  readonly role: Actor['role']
  readonly action: Action
  readonly target?: string
  readonly note?: string
  readonly outcome: 'done' | 'refused' | 'unknown'
}

export type AuditFilter = { readonly actor?: string | undefined; readonly action?: Action | undefined }

/** What an answer of that status means for the log; undefined: nothing happened that it is about. */
export function outcomeOf(status: number): AuditEntry['outcome'] | undefined {
  if (status < 400) return 'done'
  if (status === 403) return 'refused'
  return status >= 500 ? 'unknown' : undefined
}

/** An address in what an editor wrote, or in a path somebody made up, does not come in. */
export const withoutAddresses = (text: string, most = 300): string =>
  cleanText(text, most).replaceAll(/[^\s<>"'(),;:]{1,64}(?:@|%40)[^\s<>"'(),;:]{1,253}/gi, '(an address)')

export function auditEntry(
  at: Instant,
  id: string,
  actor: Actor,
  what: {
    readonly action: Action
    readonly outcome: AuditEntry['outcome']
    readonly target?: string | undefined
    /** A target that is an editor's address, and may stand here. */
    readonly editor?: string | undefined
    readonly note?: string | undefined
  },
): AuditEntry {
  const { action, outcome } = what
  const target = what.editor ?? (what.target === undefined ? '' : withoutAddresses(what.target, 120))
  const note = what.note === undefined ? '' : withoutAddresses(what.note)
  return {
    at,
    id,
    actor: actor.name,
    role: actor.role,
    action,
    outcome,
    ...(target ? { target } : {}),
    ...(note ? { note } : {}),
  }
}
