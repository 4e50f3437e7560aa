/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { LinkAnswer } from '../../../core/flows/check-links.ts'
import { type Mail, MOST_HTML_BYTES } from '../../../core/model/mail.ts'
import type { MailReading } from '../mail-faults.ts'
import { assetPath } from './assets.ts'
import { counted, number } from './forms.tsx'

export const views = ['desktop', 'phone', 'dark', 'text'] as const
export type PreviewView = (typeof views)[number]

/** A page that stands in the preview's frame: no way in, no script, and the mail in a frame of its own. */
function Shell({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title}</title>
          <link rel="stylesheet" href={assetPath('console.css')} />
        </head>
        <body class="shown">{children}</body>
      </html>
    </>
  )
}

type Shown = {
  readonly mail: Mail
  readonly reading: MailReading
  readonly view: PreviewView
  /** What could not be shown as it stands in the form, and why. */
  readonly note: string | undefined
  /** Where its links are asked whether they answer; absent for whoever may not. */
  readonly check: string | undefined
}

/** A mail as a reader has it before them: who it is from, what it is called, and itself; and what there is to say of it. */
export function ShownMail({ mail, reading, view, note, check }: Shown) {
  return (
    <Shell title={mail.subject}>
      {note ? <p class="note">{note}</p> : ''}
      <dl class="envelope">
        <dt>Subject</dt>
        <dd>{mail.subject}</dd>
        <dt>From</dt>
        <dd>{mail.from}</dd>
      </dl>
      {view === 'text' ? (
        <pre class="sheet" tabindex={0}>
          {mail.text}
        </pre>
      ) : (
        <iframe class={`sheet ${view}`} sandbox="allow-popups" title="The mail" srcdoc={inScheme(mail.html, view)} />
      )}
      <footer class="findings">
        <Size mail={mail} />
        <Faults faults={reading.faults} />
        {check ? (
          <form method="post" action={check}>
            {reading.links.map((url) => (
              <input type="hidden" name="url" value={url} />
            ))}
            <button type="submit" class="quiet small">
              Ask its {counted(reading.links.length, 'link')} whether they answer
            </button>
          </form>
        ) : (
          ''
        )}
      </footer>
    </Shell>
  )
}

/** Light or dark whatever the editor's own screen is; links open beside the console. */
function inScheme(html: string, view: PreviewView): string {
  const isDark = view === 'dark'
  return html
    .replace('@media(prefers-color-scheme:dark)', isDark ? '@media all' : '@media not all')
    .replace(
      '<meta name="color-scheme" content="light dark"',
      `<meta name="color-scheme" content="${isDark ? 'dark' : 'light'}"`,
    )
    .replace(':root{color-scheme:light dark}', `:root{color-scheme:${isDark ? 'dark' : 'light'}}`)
    .replace('<head>', '<head><base target="_blank">')
}

function Size({ mail }: { readonly mail: Mail }) {
  const kilobytes = new TextEncoder().encode(mail.html).length / 1000
  const most = MOST_HTML_BYTES / 1000
  return (
    <p>
      <meter min={0} max={most} high={most * 0.9} value={kilobytes} aria-label="Its size" /> {kilobytes.toFixed(1)} of{' '}
      {number(most)} KB
    </p>
  )
}

function Faults({ faults }: { readonly faults: readonly string[] }) {
  if (faults.length === 0) return <p class="good">No accessibility faults</p>
  return (
    <details>
      <summary class="wrong">{counted(faults.length, 'accessibility fault')}</summary>
      <ul>
        {faults.map((fault) => (
          <li>{fault}</li>
        ))}
      </ul>
    </details>
  )
}

/** In place of a mail: why there is none. */
export const NothingShown = ({ children }: { readonly children: Child }) => (
  <Shell title="Nothing to show">
    <div class="empty">
      <p>{children}</p>
    </div>
  </Shell>
)

/** Where the lines go. No address holds it. */
const HERE = '\uFDD0'

/** A page with a line for each link, in pieces: sent as they come, so that nobody looks at a page that stands still. */
export const linkList = {
  begin: (count: number): string => linkPage(count).split(HERE)[0]!,
  line: ({ url, trouble }: LinkAnswer): string =>
    (
      <li>
        {trouble ? <b class="wrong">{trouble}</b> : <b class="good">answers</b>}{' '}
        <a href={url} rel="noreferrer" target="_blank">
          {url}
        </a>
      </li>
    ).toString(),
  end: (asked: number, broken: number): string => linkPage(asked, broken).split(HERE)[1]!,
}

const linkPage = (count: number, broken = 0): string =>
  (
    <Shell title="Links">
      <h1>Do its links answer?</h1>
      <p class="soft">
        {count === 0
          ? 'It has none that lead elsewhere.'
          : `Asking ${counted(count, 'address', 'addresses')}, a few at a time.`}
      </p>
      <ul class="answers">{HERE}</ul>
      <p role="status">
        <b>{outcomeOf(count, broken)}</b>
      </p>
    </Shell>
  ).toString()

function outcomeOf(asked: number, broken: number): string {
  if (broken > 0) return `${number(broken)} of ${number(asked)} do not answer.`
  return asked > 0 ? `All ${number(asked)} answer.` : ''
}
