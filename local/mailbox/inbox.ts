import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { type Message, messageOf } from './message.ts'
import { toMime } from './mime.ts'
import type { Line, Store } from './store.ts'

type Around = { readonly store: Store; readonly now: () => number; readonly siteUrl: string | undefined }

const views = { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' } as const
type View = keyof typeof views

type Page = {
  readonly lines: readonly Line[]
  readonly message: Message | undefined
  readonly view: View
  readonly search: Search
  readonly older: string | undefined
  readonly newer: string | undefined
  readonly accepted: number
  readonly kept: number
  readonly siteUrl: string | undefined
  readonly now: number
}

/** What a link on the page carries on: the mail that is read and the place in the list. */
type Search = {
  readonly id?: string | undefined
  readonly q?: string | undefined
  readonly before?: string | undefined
  readonly after?: string | undefined
}

const LINES = 50

const css = readFileSync(new URL('./inbox.css', import.meta.url), 'utf8')
const js = readFileSync(new URL('./inbox.js', import.meta.url), 'utf8')

const pagePolicy =
  "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** A mail may show pictures and styles, and open links. It runs nothing and knows nothing of the page around it. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'"

/** The page one reads mail on. It is whole without scripts; a few lines of script reload the list when mail has come. */
export function createInbox({ store, now, siteUrl }: Around): Hono {
  const app = new Hono()

  app.get('/', (c) => {
    const search = pick(c.req.query())
    const found = store.lines({ ...search, either: search.q, limit: LINES + 1 })
    const lines = search.after ? found.slice(-LINES) : found.slice(0, LINES)
    const more = found.length > LINES
    const id = search.id ?? lines[0]?.id
    const message = id === undefined ? undefined : read(store, id)
    const { accepted, kept } = store.counts()

    c.header('content-security-policy', pagePolicy)
    c.header('referrer-policy', 'no-referrer')
    c.header('cache-control', 'no-store')
    return c.html(
      page({
        lines,
        message,
        view: message ? viewOf(c.req.query('view'), message) : 'html',
        search,
        older: search.after || more ? lines.at(-1)?.id : undefined,
        newer: search.before || (search.after && more) ? lines[0]?.id : undefined,
        accepted,
        kept,
        siteUrl,
        now: now(),
      }),
    )
  })

  app.get('/newest', (c) => {
    c.header('cache-control', 'no-store')
    return c.json({ ...store.counts(), newest: store.lines({ limit: 1 })[0]?.id ?? null })
  })

  app.get('/messages/:id/html', (c) => {
    const message = read(store, c.req.param('id'))
    if (!message?.html) return c.notFound()
    c.header('content-security-policy', mailPolicy)
    c.header('referrer-policy', 'no-referrer')
    c.header('x-content-type-options', 'nosniff')
    return c.html(opensElsewhere(message.html))
  })

  app.get('/inbox.css', (c) => c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/inbox.js', (c) => c.body(js, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  return app
}

function read(store: Store, id: string) {
  const known = store.known(id)
  const mail = known && store.mail(id)
  return mail && messageOf(known, mail)
}

function pick({ id, q, before, after }: Readonly<Record<string, string>>): Search {
  return { id: id || undefined, q: q?.trim() || undefined, before: before || undefined, after: after || undefined }
}

function viewOf(asked: string | undefined, message: Message): View {
  if (asked !== undefined && Object.hasOwn(views, asked)) return asked as View
  return message.html ? 'html' : 'text'
}

/** Links in a mail leave the frame. The tag goes into the head, where the document stays in standards mode. */
export function opensElsewhere(document: string): string {
  const base = '<base target="_blank">'
  const place = /<head(?:\s[^>]*)?>/i.exec(document) ?? /^\s*<!doctype[^>]*>/i.exec(document)
  if (!place) return base + document
  const end = place.index + place[0].length
  return document.slice(0, end) + base + document.slice(end)
}

function page(it: Page) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${it.message && it.search.id ? `${it.message.subject} · Mailbox` : 'Mailbox'}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/inbox.css">
${it.search.id ? '' : html`<noscript><meta http-equiv="refresh" content="15"></noscript>`}
<script src="/inbox.js" defer></script>
</head>
<body class="${it.search.id ? 'reading' : 'listing'}">
<nav id="list" aria-label="Mail" data-newest="${it.accepted}-${it.kept}">${list(it)}</nav>
<main>${it.message ? mail(it.message, it.view, it.search, it.now) : nothing(it)}</main>
</body>
</html>`
}

function list(it: Page) {
  const { q } = it.search
  return html`<header>
<h1><a href="/">Mailbox</a></h1>
<form action="/" role="search"><input type="search" name="q" value="${q ?? ''}" placeholder="Find by address or subject" aria-label="Find by address or subject"></form>
</header>
${it.lines.length > 0 ? html`<ol>${it.lines.map((line) => row(line, it))}</ol>` : html`<p class="soft none">${emptyList(it)}</p>`}
<footer class="soft">
${
  it.newer || it.older
    ? html`<p class="pages">${it.newer ? html`<a href="${href({ q, after: it.newer })}">Newer</a>` : ''} ${
        it.older ? html`<a href="${href({ q, before: it.older })}">Older</a>` : ''
      }</p>`
    : ''
}
<p>${countOf(it)}</p>
${it.lines.length > 0 ? html`<p class="keys"><kbd>j</kbd> <kbd>k</kbd> next and previous &ensp; <kbd>/</kbd> find</p>` : ''}
</footer>`
}

function row(line: Line, it: Page) {
  const current = line.id === it.message?.id
  const link = href({ ...it.search, id: line.id })
  return html`<li><a href="${link}"${current ? raw(' aria-current="true"') : ''}><span class="subject">${
    line.subject
  }</span><span class="soft"><span class="to">${line.to}</span>${time(line.receivedAt, it.now)}</span></a></li>`
}

function emptyList({ search, kept }: Page) {
  if (search.q) return html`No mail matches “${search.q}”. <a href="/">Show all</a>`
  return kept > 0 ? html`Nothing more here. <a href="/">Show the newest</a>` : ''
}

function countOf({ accepted, kept }: Page) {
  if (accepted === 0) return ''
  const mails = accepted === 1 ? '1 mail was accepted' : `${count(accepted)} mails were accepted`
  if (accepted === kept) return `${mails}.`
  return `${mails}; the bodies of ${kept === 0 ? 'none' : count(kept)} are kept.`
}

function nothing({ search, kept, siteUrl }: Page) {
  if (search.id)
    return html`<div class="empty"><h2>This mail is not kept any more</h2><p>Only the newest are. <a href="/">Show them</a></p></div>`
  if (kept > 0) return html`<div class="empty"><h2>Nothing to read here</h2><p><a href="/">Show all mail</a></p></div>`
  const signUp = siteUrl
    ? html`Sign up at <a href="${siteUrl}">${siteUrl}</a> and the mail that asks you to confirm will arrive here.`
    : 'Mail that the service sends will arrive here.'
  return html`<div class="empty"><h2>No mail yet</h2><p>${signUp}</p></div>`
}

function mail(message: Message, view: View, search: Search, now: number) {
  const { id } = message
  return html`<header>
<p class="back"><a href="${href({ ...search, id: undefined })}">All mail</a></p>
<h2>${message.subject}</h2>
<p class="soft">From ${message.from}<br>To ${message.to.join(', ')} <span class="when">${time(message.receivedAt, now)}</span></p>
<div class="tabs" role="navigation" aria-label="Views">${Object.entries(views).map(
    ([name, label]) =>
      html`<a href="${href({ ...search, id }, name)}"${name === view ? raw(' aria-current="page"') : ''}>${label}</a>`,
  )}<span class="alone">${
    view === 'source'
      ? html`<a href="/messages/${id}.eml">Download</a>`
      : message.html
        ? html`<a href="/messages/${id}/html" target="_blank" rel="noopener">Open alone</a>`
        : ''
  }</span></div>
</header>
${body(message, view)}`
}

function body(message: Message, view: View) {
  switch (view) {
    case 'html':
      return message.html
        ? html`<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${message.id}/html"></iframe>`
        : html`<p class="plain soft">This mail has no HTML part.</p>`
    case 'text':
      return message.text
        ? html`<pre class="plain">${message.text}</pre>`
        : html`<p class="plain soft">This mail has no text part.</p>`
    case 'source':
      return html`<pre class="plain code">${toMime(message)}</pre>`
    case 'headers':
      return html`<dl class="plain">${headersOf(message).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
  }
}

function headersOf(message: Message): [string, string][] {
  const some = (name: string, list: readonly string[]): [string, string][] =>
    list.length > 0 ? [[name, list.join(', ')]] : []
  return [
    ['From', message.from],
    ['To', message.to.join(', ')],
    ...some('Cc', message.cc),
    ...some('Bcc', message.bcc),
    ...some('Reply-To', message.replyTo),
    ['Subject', message.subject],
    ...Object.entries(message.headers),
    ...some(
      'Tags',
      message.tags.map((tag) => `${tag.name} = ${tag.value}`),
    ),
    ...some(
      'Attachments',
      message.attachments.map((one) => one.filename ?? 'without a name'),
    ),
    ['Received', message.receivedAt],
    ['Id', message.id],
  ]
}

function href(search: Search, view?: string): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...search, view })) if (value) query.set(name, value)
  return query.size > 0 ? `/?${query}` : '/'
}

/** In this machine's own zone: the inbox is read where it runs. */
function time(iso: string, now: number) {
  const at = new Date(iso)
  const today = at.toDateString() === new Date(now).toDateString()
  const thisYear = at.getFullYear() === new Date(now).getFullYear()
  const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const date = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(!thisYear && { year: 'numeric' }) })
  return html`<time datetime="${iso}" title="${iso}">${today ? clock : `${date}, ${clock}`}</time>`
}

const count = (n: number) => n.toLocaleString('en-GB')
