import type { Context } from 'hono'
import type { Scope } from '../../core/model/api-key.ts'
import type { Action, Actor } from '../../core/model/audit.ts'
import type { GivenRole, Member } from '../../core/model/editor.ts'
import type { Session } from '../../core/model/sign-in.ts'

/** What a handler adds to the line that is written about it. */
export type Noted = {
  /** Another than the route's own. */
  readonly action?: Action
  readonly target?: string
  /** Of the people who come in here, whom it is about. Never a reader. */
  readonly editor?: string
  readonly note?: string
}

declare module 'hono' {
  interface ContextVariableMap {
    /** Who calls: a key, with what it may do. */
    acting: Actor & { readonly id: string; readonly scopes: readonly Scope[] }
    /** The session of whoever is signed in. */
    session: Session
    noted: Noted
    /** This answer holds a secret: it is kept nowhere, for no repeat. */
    unkept: true
  }
}

/** Says for the log what was done, where the route alone does not tell: counts, whom, which. */
export function noted(c: Context, what: Noted): void {
  c.set('noted', { ...c.get('noted'), ...what })
}

/** Says that this answer holds a secret: a repeat of the request is not answered with it. */
export const unkept = (c: Context): void => c.set('unkept', true)

/** For the log: what they may do now, and what they could before. */
export const changeOf = ({ role }: Member, was: GivenRole | undefined) =>
  was === undefined
    ? ({ action: 'editor.let-in', note: `as ${role}` } as const)
    : ({ action: 'editor.changed', note: `${was}, now ${role}` } as const)
