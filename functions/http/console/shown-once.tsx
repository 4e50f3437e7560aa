/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'

/** A secret, on the only page that ever has it. */
export const ShownOnce = (props: { readonly title: string; readonly secret: string; readonly children: Child }) => (
  <div class="card" role="status">
    <h2>{props.title}</h2>
    <p>
      <b>Copy it now: it is not shown again.</b>
    </p>
    <div class="field">
      <label for="secret">The secret</label>
      <input id="secret" type="text" value={props.secret} readonly autocomplete="off" spellcheck={false} />
    </div>
    <p>{props.children}</p>
  </div>
)
