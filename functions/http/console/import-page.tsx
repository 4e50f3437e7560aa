/** @jsxImportSource hono/jsx */
import type { Imported } from '../../../core/flows/import-readers.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { counted, Field, number, type Typed, type Wrong, WrongSummary } from './forms.tsx'
import { Frame } from './frame.tsx'

const PATH = '/console/readers'

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly digests: readonly Digest[]
  readonly typed: Typed
  readonly wrong?: Wrong
  /** What the dry run has found. */
  readonly found?: Imported
}

/** A list in two steps: what would become of it, and then the button. The list itself waits in the form. */
export function ImportPage(props: Props) {
  const { editor, said, found, wrong = {} } = props
  return (
    <Frame title="Import readers" editor={editor} room={PATH} said={said}>
      <p class="small">
        <a href={PATH}>Readers</a>
      </p>
      <h1>Import readers</h1>
      <WrongSummary wrong={wrong} />
      {mayEdit(editor) ? found ? <Found {...props} found={found} /> : <Choose {...props} /> : <About />}
    </Frame>
  )
}

function About() {
  return (
    <p class="soft">
      A table with a column “email”; “digest”, “status”, “zone”, “locale” and “topics” are understood, too, and so are
      the exports of Mailchimp, Substack, Ghost, Buttondown, listmonk and Keila.
    </p>
  )
}

function Choose({ digests, typed, wrong = {} }: Props) {
  const [only] = digests
  const chosen = typed.digest ?? (digests.length === 1 ? only?.id : '')
  return (
    <>
      <About />
      <form method="post" action={`${PATH}/import`} enctype="multipart/form-data" class="card">
        <div class="field">
          <label for="file">A CSV file</label>
          <input type="file" name="file" id="file" accept=".csv,.tsv,.txt,text/csv" aria-describedby="hint-file" />
          <p class="hint" id="hint-file">
            At most 4 MB.
          </p>
        </div>
        <Field name="csv" label="Or the list itself" typed={typed} wrong={wrong} rows={6} placeholder="email,zone" />
        <div class="field">
          <label for="digest">Which digest they take</label>
          {wrong.digest ? (
            <p class="wrong" id="wrong-digest">
              {wrong.digest}
            </p>
          ) : (
            ''
          )}
          <select name="digest" id="digest" {...(wrong.digest ? { 'aria-describedby': 'wrong-digest' } : {})}>
            <option value="">Each row says so, in the column “digest”</option>
            {digests.map(({ id, name }) => (
              <option value={id} selected={id === chosen}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">See what it would change</button>
        <p class="soft small">Nothing is changed by looking, and nobody is mailed.</p>
      </form>
    </>
  )
}

function Found({ found, digests, typed, wrong = {} }: Props & { found: Imported }) {
  const { added, changed, unchanged, refusedCount } = found
  const digest = digests.find(({ id }) => id === typed.digest)
  const moving = added + changed
  return (
    <>
      <p>{digest ? `For ${digest.name}. ` : ''}Nothing is changed yet: this is what would become of the list.</p>
      <dl class="figures card">
        <Figure value={added} label="added" />
        <Figure value={changed} label="changed" />
        <Figure value={unchanged} label="as before" />
        <Figure value={refusedCount} label="refused" />
      </dl>
      {refusedCount > 0 ? <Refused {...found} /> : ''}
      <form method="post" action={`${PATH}/import`} enctype="multipart/form-data" class="card">
        <input type="hidden" name="digest" value={typed.digest ?? ''} />
        <details>
          <summary>The list as it will be read</summary>
          <Field name="csv" label="The list" typed={typed} wrong={wrong} rows={10} />
        </details>
        {moving > 0 ? (
          <>
            <Field
              name="attestation"
              label="How these people have agreed to get mail"
              typed={typed}
              wrong={wrong}
              rows={2}
              required
              placeholder="Exported from our old service on 4 May; everybody in it had confirmed there"
              hint="It is kept with each of them, as their consent."
            />
            <div class="row">
              <button type="submit" name="step" value="import">
                {labelFor(added, changed)}
              </button>
              <button type="submit" name="step" value="look" class="quiet" formnovalidate>
                Look again
              </button>
            </div>
          </>
        ) : (
          <div class="row">
            <p>There is nothing in it to take in.</p>
            <button type="submit" name="step" value="look" class="quiet">
              Look again
            </button>
          </div>
        )}
      </form>
      <p>
        <a href={`${PATH}/import`}>Another list</a>
      </p>
    </>
  )
}

const labelFor = (added: number, changed: number): string =>
  [added > 0 ? `Add ${counted(added, 'reader')}` : '', changed > 0 ? `change ${number(changed)}` : '']
    .filter(Boolean)
    .join(', ')
    .replace(/^c/, 'C')

function Figure({ value, label }: { readonly value: number; readonly label: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{number(value)}</dd>
    </div>
  )
}

function Refused({ refused, refusedCount }: Imported) {
  return (
    <details open={refused.length <= 20}>
      <summary>
        {counted(refusedCount, 'row')} refused
        {refused.length < refusedCount ? `, the first ${number(refused.length)}` : ''}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col" class="n">
              Row
            </th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ row, reason }) => (
            <tr>
              <td class="n">{number(row)}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
