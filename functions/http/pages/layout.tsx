/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Settings } from '../../../core/model/settings.ts'
import { direction } from './direction.ts'

/** Who stands behind a page; without one, its foot is empty. */
export type Publisher = Partial<Settings['publisher']>

/** The page around everything a reader sees. One style sheet, and no script but that of the sign-up form. */
export function Layout(props: {
  title: string
  locale?: string
  publisher: Publisher
  /** The path of a script of ours. Without it the page does all that it is there for. */
  script?: string
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
          <link rel="stylesheet" href="/assets/site.css" />
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
