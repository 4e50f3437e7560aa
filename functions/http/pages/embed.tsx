/** @jsxImportSource hono/jsx */
import { raw } from 'hono/html'
import type { Digest } from '../../../core/model/digest.ts'
import { locales } from '../../../core/model/locale.ts'
import { consentFor } from './consent.ts'
import { direction } from './direction.ts'
import { Layout } from './layout.tsx'
import { type Frame, languageNames } from './notices.tsx'
import { EMBEDDED, subscribePath } from './sign-up.tsx'
import { pageWords } from './words/words.ts'

type Props = {
  readonly frame: Frame
  /** Where our own pages are. */
  readonly site: string
  readonly digests: readonly Digest[]
}

const box =
  'font:inherit;color:inherit;background:transparent;border:1px solid currentColor;border-radius:6px;padding:.6em .8em;min-height:44px;box-sizing:border-box'

/**
 * The sign-up form for any other page: no script, no style sheet, and nothing of its own but what keeps it together. Its
 * colours are those around it, so that it is dark where they are. It brings no proof of work, so its mail comes later.
 */
function EmbeddedForm({ frame, site, digests }: Props) {
  const { signUp: say } = pageWords(frame.locale)
  const consent = consentFor(frame.publisher.name, frame.locale)
  const only = digests.length === 1 ? digests[0] : undefined
  const line = '\n  '
  return (
    <form
      method="post"
      action={`${site}${subscribePath(frame.locale)}`}
      lang={frame.locale}
      dir={direction(frame.locale)}
      style="max-width:34em;font:inherit;color:inherit;text-align:start"
    >
      {line}
      <input type="hidden" name="form" value={EMBEDDED} />
      <input type="hidden" name="text" value={consent.mark} />
      <input type="hidden" name="locale" value={frame.locale} />
      {line}
      <div style="position:absolute;inset-inline-start:-9999px;width:1px;height:1px;overflow:hidden" aria-hidden="true">
        <label>
          {say.trap} <input type="text" name="website" tabindex={-1} autocomplete="off" />
        </label>
      </div>
      {line}
      {only ? (
        <>
          <input type="hidden" name="digest" value={only.id} />
          <p style="margin:0 0 .5em">
            <b>{only.name}</b>
          </p>
        </>
      ) : (
        <fieldset style="border:0;margin:0 0 .5em;padding:0">
          {line}
          <legend style="padding:0">{say.digests}</legend>
          {digests.map((digest) => (
            <>
              {line}
              <label style="display:flex;gap:.6em;align-items:center;min-height:44px">
                <input type="checkbox" name="digest" value={digest.id} />
                <b>{digest.name}</b>
              </label>
            </>
          ))}
          {line}
        </fieldset>
      )}
      {line}
      <label style="display:block">
        {say.email}
        {line}
        <span style="display:flex;flex-wrap:wrap;gap:.5em;margin:.3em 0 .6em">
          {line}
          <input
            type="email"
            name="email"
            required
            maxlength={254}
            autocomplete="email"
            style={`${box};flex:1 1 14em;min-width:0`}
          />
          {line}
          <button type="submit" style={`${box};font-weight:600;cursor:pointer`}>
            {say.button}
          </button>
          {line}
        </span>
      </label>
      {line}
      <p style="margin:0;font-size:.85em">{consent.text}</p>
      {'\n'}
    </form>
  )
}

/** As it is copied. */
export const snippet = (props: Props): string => String(<EmbeddedForm {...props} />)

/** A bare page of another site, to see the form on: light or dark as it is asked. */
export const PreviewPage = ({ scheme, ...props }: Props & { scheme: 'light' | 'dark' }) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html
      lang={props.frame.locale}
      dir={direction(props.frame.locale)}
      style={`color-scheme:${scheme};background:Canvas;color:CanvasText`}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{pageWords(props.frame.locale).signUp.embed[scheme]}</title>
      </head>
      <body style="margin:16px;font:16px/1.5 system-ui,sans-serif">
        <EmbeddedForm {...props} />
      </body>
    </html>
  </>
)

type PageProps = Props & {
  /** All there are to choose from; `digests` are those of the form that is shown. */
  readonly offered: readonly Digest[]
  readonly query: string
}

/** For publishers: the form's HTML, and how it looks. */
export function EmbedPage({ offered, query, ...props }: PageProps) {
  const { frame, digests } = props
  const { signUp } = pageWords(frame.locale)
  const say = signUp.embed
  const chosen = digests.length === 1 ? digests[0]?.id : undefined
  const html = snippet(props)
  return (
    <Layout title={say.title} {...frame}>
      <h1>{say.title}</h1>
      {offered.length === 0 ? (
        <p>{signUp.nothing}</p>
      ) : (
        <>
          <p>{say.text}</p>
          <p class="soft ui">{say.later}</p>
          <form method="get" action="/embed" class="row ui">
            <label class="pick">
              {say.which}
              <select name="digest">
                {offered.length > 1 ? <option value="">{say.every}</option> : ''}
                {offered.map((digest) => (
                  <option value={digest.id} selected={digest.id === chosen}>
                    {digest.name}
                  </option>
                ))}
              </select>
            </label>
            <label class="pick">
              {say.language}
              <select name="lang">
                {locales.map((tag) => (
                  <option value={tag} lang={tag} selected={tag === frame.locale}>
                    {languageNames[tag]}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" class="quiet">
              {say.show}
            </button>
          </form>
          <label class="ui over" for="html">
            {say.html}
          </label>
          <textarea id="html" class="code" dir="ltr" readonly spellcheck={false} rows={16}>
            {html}
          </textarea>
          {(['light', 'dark'] as const).map((scheme) => (
            <>
              <h2 class="gap">{say[scheme]}</h2>
              <iframe
                class="preview"
                title={say[scheme]}
                src={`/embed/preview?${query}&scheme=${scheme}`}
                sandbox=""
              ></iframe>
            </>
          ))}
        </>
      )}
    </Layout>
  )
}
