/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { type Editor, mayEdit, mayOwn } from '../../../core/model/editor.ts'
import { Problem } from '../problem.ts'

/** What every page of the console finds in its context: who is signed in. */
export type ConsoleEnv = { Variables: { editor: Editor } }

const rooms = [
  { path: '/console/articles', name: 'Articles' },
  { path: '/console/digests', name: 'Digests' },
  { path: '/console/issues', name: 'Issues' },
  { path: '/console/readers', name: 'Readers' },
  { path: '/console/settings', name: 'Settings' },
] as const
export type Room = (typeof rooms)[number]['path']

type Props = {
  readonly title: string
  readonly editor: Editor
  /** The part of the console that the page belongs to. */
  readonly room: Room
  /** What was done a moment ago. */
  readonly said?: string | undefined
  /** Comes again by itself after so many seconds: while something is under way. */
  readonly again?: number | undefined
  readonly children: Child
}

/** The page around everything an editor sees. */
export function Frame({ title, editor, room, said, again, children }: Props) {
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          {again ? <meta http-equiv="refresh" content={String(again)} /> : ''}
          <title>{`${title} · Tidings`}</title>
          <link rel="stylesheet" href="/console/assets/console.css" />
        </head>
        <body>
          <a class="skip" href="#main">
            To the page
          </a>
          <header class="top">
            <a class="house" href="/console">
              Tidings
            </a>
            <nav aria-label="Console">
              {rooms.map(({ path, name }) => (
                <a href={path} {...(path === room ? { 'aria-current': 'page' } : {})}>
                  {name}
                </a>
              ))}
            </nav>
            <form method="post" action="/console/sign-out" class="who">
              <span title={editor.role}>{editor.address}</span>
              <button type="submit" class="quiet small">
                Sign out
              </button>
            </form>
          </header>
          <main id="main">
            {said ? (
              <p class="said" role="status">
                {said}
              </p>
            ) : (
              ''
            )}
            {children}
          </main>
        </body>
      </html>
    </>
  )
}

/** Refuses whoever may only look, with a sentence (T25). */
export function asEditor(c: Context<ConsoleEnv>): Editor {
  const editor = c.get('editor')
  if (!mayEdit(editor)) throw new Problem(403, 'You may look at everything here, and change nothing: ask an owner.')
  return editor
}

/** Refuses whoever is no owner. */
export function asOwner(c: Context<ConsoleEnv>): Editor {
  const editor = c.get('editor')
  if (!mayOwn(editor)) throw new Problem(403, 'Only an owner may do this.')
  return editor
}

/** Back to a page, with a line about what was done. */
export const backTo = (c: Context, path: string, said: string): Response =>
  c.redirect(`${path}${path.includes('?') ? '&' : '?'}said=${encodeURIComponent(said)}`, 303)

/** What was done a moment ago, as `backTo` says it: text, and no more of it than a sentence. */
export const saidIn = (c: Context): string | undefined => c.req.query('said')?.slice(0, 200) || undefined

/** What cannot be done, or is not there, said on a page. */
export const troublePage = (editor: Editor, problem: Problem) => (
  <Frame title={problem.status === 404 ? 'Not here' : 'Not like this'} editor={editor} room="/console/issues">
    <h1>{problem.status === 404 ? 'Not here' : 'Not like this'}</h1>
    <p>{problem.message}</p>
    <p>
      <a href="/console">To the issues</a>
    </p>
  </Frame>
)
