/** @jsxImportSource hono/jsx */

import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Settings } from '../../../core/model/settings.ts'
import { icon } from '../icon.ts'
import { accentPath } from './accent.ts'
import { direction } from './direction.ts'

/** Who stands behind a page; without one, its foot is empty. */
export type Publisher = Partial<Settings['publisher']>

/** What machines are told of a page that anybody may find: search engines, feed readers, and whoever shows a link to it. */
export type About = {
  /** Where our pages are: `https://news.example.org`. */
  readonly site: string
  /** Where the page is at home, whatever it was asked for by. */
  readonly path: string
  readonly kind: 'website' | 'article'
  /** What it is called where it is linked to, if that is not its title. */
  readonly title?: string
  readonly description: string
  /** The feeds of its digest. */
  readonly feeds?: { readonly name: string; readonly path: string }
}

/** The page around everything a reader sees. One style sheet, and no script but that of the sign-up form. */
export function Layout(props: {
  title: string
  locale?: string
  publisher: Publisher
  /** The path of a script of ours. Without it the page does all that it is there for. */
  script?: string
  about?: About
  children: Child
}) {
  const locale = props.locale ?? 'en'
  const imprint = [props.publisher.name, props.publisher.postalAddress].filter(Boolean).join(', ')
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang={locale} dir={direction(locale)}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{props.title}</title>
          {props.about ? <Told {...props.about} page={props.title} by={props.publisher.name} /> : ''}
          <link rel="icon" href={icon} />
          <link rel="stylesheet" href="/assets/site.css" />
          {props.publisher.theme?.accent ? (
            <link rel="stylesheet" href={accentPath(props.publisher.theme.accent)} />
          ) : (
            ''
          )}
          {props.script ? <script src={props.script} defer></script> : ''}
        </head>
        <body>
          <main>{props.children}</main>
          {imprint === '' ? (
            ''
          ) : (
            <footer class="ui soft">
              <bdi>{imprint}</bdi>
            </footer>
          )}
        </body>
      </html>
    </>
  )
}

/** No picture: what a link looks like elsewhere is its words. */
function Told({
  site,
  path,
  kind,
  title,
  page,
  by,
  description,
  feeds,
}: About & { page: string; by?: string | undefined }) {
  const told = [
    ['og:type', kind],
    ['og:title', title ?? page],
    ['og:description', description],
    ['og:url', `${site}${path}`],
    ['og:site_name', by ?? ''],
  ]
  return (
    <>
      <link rel="canonical" href={`${site}${path}`} />
      {description ? <meta name="description" content={description} /> : ''}
      {told.map(([property, content]) => (content ? <meta property={property} content={content} /> : ''))}
      {feeds ? (
        <>
          <link rel="alternate" type="application/atom+xml" title={feeds.name} href={`${feeds.path}/feed.atom`} />
          <link rel="alternate" type="application/feed+json" title={feeds.name} href={`${feeds.path}/feed.json`} />
        </>
      ) : (
        ''
      )}
    </>
  )
}

/** A page that says one thing, with at most one thing to do. */
export function Notice(props: { title: string; publisher: Publisher; locale?: string; children?: Child }) {
  return (
    <Layout title={props.title} publisher={props.publisher} {...(props.locale ? { locale: props.locale } : {})}>
      <h1>{props.title}</h1>
      {props.children}
    </Layout>
  )
}

/** A form that is one button: no field to fill in, no script to run (STD-70, STD-76). */
export function OneButton(props: {
  action: string
  label: string
  quiet?: boolean
  hidden?: Readonly<Record<string, string>>
}) {
  return (
    <form method="post" action={props.action}>
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={props.quiet ? 'quiet' : ''}>
        {props.label}
      </button>
    </form>
  )
}
