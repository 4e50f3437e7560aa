/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { type Editor, mayEdit, mayOwn } from '../../../core/model/editor.ts'
import { icon } from '../icon.ts'
import { Problem } from '../problem.ts'
import { type AssetName, assetPath } from './assets.ts'
import type { Said, Saying } from './saying.ts'

/** What every page of the console finds in its context: who is signed in; and may leave there: a policy of its own. */
export type ConsoleEnv = {
  Variables: {
    editor: Editor
    /** What says to this session what was done. */
    saying?: Saying
    /** The content security policy of this answer, where it is not that of a page of the console: a mail in a frame. */
    policy?: string
  }
}

const rooms = [
  { path: '/console/articles', name: 'Articles', key: 'g a' },
  { path: '/console/topics', name: 'Topics', key: 'g t' },
  { path: '/console/digests', name: 'Digests', key: 'g d' },
  { path: '/console/issues', name: 'Issues', key: 'g i' },
  { path: '/console/readers', name: 'Readers', key: 'g r' },
  { path: '/console/messages', name: 'From readers', key: 'g m' },
  { path: '/console/feeds', name: 'Feeds', key: 'g f' },
  { path: '/console/settings', name: 'Settings', key: 'g s' },
] as const
export type Room = (typeof rooms)[number]['path']

type Props = {
  readonly title: string
  readonly editor: Editor
  /** The part of the console that the page belongs to. */
  readonly room: Room
  /** What was done a moment ago. */
  readonly said?: string | undefined
  /** Beside what was done: the button that takes it back. */
  readonly undo?: Child
  /** Comes again by itself after so many seconds, where no script does better: while something is under way. */
  readonly again?: number | undefined
  /** What the page needs beyond every page's: `chartAssets`, `['sortable.js']`. */
  readonly scripts?: readonly AssetName[]
  /** Over the whole width. */
  readonly wide?: boolean
  /** What stands beside the page, below it on a small screen: a preview. */
  readonly aside?: { readonly label: string; readonly content: Child } | undefined
  readonly children: Child
}

/** No evaluated text, no scripts and styles that come by a swap, nothing kept of a page; a form that was refused is shown. */
const htmxConfig = JSON.stringify({
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  attributesToSettle: ['class'],
  // All at once: between what comes and the focus in it there is no moment in which a key goes nowhere.
  defaultSettleDelay: 0,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '422', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
})

/**
 * The page around everything an editor sees.
 *
 * Keys: any link, button, field or `<summary>` with `data-key="x"` answers to that key, one within a `[data-item]` of a
 * `[data-list]` for the item that has the focus (j and k move, Enter opens its `data-open` or first link); see
 * client/keys.js. An item has an id, so that the focus finds it again. `<Kbd of="x" />` in its words shows the key.
 *
 * Parts that come by htmx: `hx-get`/`hx-post` with `hx-select="#part" hx-target="#part" hx-swap="outerHTML"`, and
 * `hx-select-oob="#said:innerHTML"` for what was done. The server always answers whole pages; without a script they are.
 */
export function Frame(props: Props) {
  const { title, editor, room, said, undo, again, scripts = [], wide, aside, children } = props
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          {again ? <Again seconds={again} /> : ''}
          <title>{`${title} · Tidings`}</title>
          <link rel="icon" href={icon} />
          {/* None: else a browser asks for one at every page. */}
          <link rel="icon" href="data:," />
          <Assets names={['console.css', 'htmx.js', 'console.js', ...scripts]} />
        </head>
        <body class={['frame', wide ? 'wide' : '', aside ? 'beside' : ''].filter(Boolean).join(' ')}>
          <a class="skip" href="#main">
            To the page
          </a>
          <Side {...{ editor, room }} />
          <main id="main" tabindex={-1}>
            <div id="said" role="status">
              {said ? (
                <div class="said">
                  <span>{said}</span>
                  {undo ?? ''}
                </div>
              ) : (
                ''
              )}
            </div>
            {children}
          </main>
          {aside ? (
            <aside class="aside" aria-label={aside.label}>
              {aside.content}
            </aside>
          ) : (
            ''
          )}
        </body>
      </html>
    </>
  )
}

const Again = ({ seconds }: { readonly seconds: number }) => (
  <noscript>
    <meta http-equiv="refresh" content={String(seconds)} />
  </noscript>
)

/** Ours run as modules, libraries as they are; all of them when the page is read, in this order. */
function Assets({ names }: { readonly names: readonly AssetName[] }) {
  const libraries: readonly AssetName[] = ['htmx.js', 'uplot.js', 'sortable.js', 'webauthn.js']
  return (
    <>
      <meta name="htmx-config" content={htmxConfig} />
      {[...new Set(names)].map((name) => {
        if (name.endsWith('.css')) return <link rel="stylesheet" href={assetPath(name)} />
        if (libraries.includes(name)) return <script src={assetPath(name)} defer />
        return <script src={assetPath(name)} type="module" />
      })}
    </>
  )
}

/** The rooms: at the side; on a small screen behind a button, which needs no script. */
function Side({ editor, room }: Pick<Props, 'editor' | 'room'>) {
  return (
    <header class="side">
      <a class="house" href="/console">
        Tidings
      </a>
      <button type="button" class="quiet menu" popovertarget="rooms">
        Menu
      </button>
      <div id="rooms" class="rooms" popover="auto">
        <nav aria-label="Console">
          {rooms.map(({ path, name, key }) => (
            <a
              href={path}
              data-key={key}
              data-does={`Go to ${name}`}
              {...(path === room ? { 'aria-current': 'page' } : {})}
            >
              {name}
            </a>
          ))}
        </nav>
        <div class="who">
          <p>
            <b title={editor.address}>{editor.address}</b>
            {editor.role}
          </p>
          <div class="row">
            <form method="post" action="/console/sign-out">
              <button type="submit" class="quiet small">
                Sign out
              </button>
            </form>
            <button type="button" class="quiet small keys-help" data-key="?" data-does="These keys">
              Keys <Kbd of="?" />
            </button>
          </div>
        </div>
      </div>
    </header>
  )
}

/** Which key does it: seen where keys are listened to, read out by the element that has it. */
export const Kbd = ({ of }: { readonly of: string }) => <kbd data-of={of} />

/** Refuses whoever may only look, with a sentence (T25). */
export function asEditor(c: Context<ConsoleEnv>): Editor {
  const editor = c.get('editor')
  if (!mayEdit(editor))
    throw new Problem('forbidden', 'You may look at everything here, and change nothing: ask an owner.')
  return editor
}

/** Refuses whoever is no owner. */
export function asOwner(c: Context<ConsoleEnv>): Editor {
  const editor = c.get('editor')
  if (!mayOwn(editor)) throw new Problem('forbidden', 'Only an owner may do this.')
  return editor
}

/** Back to a page, with a line about what was done; `undo`: what the page needs to offer to take it back. */
export function backTo(c: Context<ConsoleEnv>, path: string, said: string, undo?: string): Response {
  const [page = path, place] = path.split('#')
  const token = c.get('saying')?.say({ said, undo })
  const more = token === undefined ? '' : `${page.includes('?') ? '&' : '?'}${new URLSearchParams({ said: token })}`
  return c.redirect(`${page}${more}${place ? `#${place}` : ''}`, 303)
}

/** What was done a moment ago, as `backTo` has said it to this session; nothing that anybody else has put into the address. */
export const heardIn = (c: Context<ConsoleEnv>): Partial<Said> => {
  const token = c.req.query('said')
  return (token && c.get('saying')?.heard(token)) || {}
}
export const saidIn = (c: Context<ConsoleEnv>): string | undefined => heardIn(c).said

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
