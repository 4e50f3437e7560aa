/** @jsxImportSource hono/jsx */
import type { Imported } from '../../../core/flows/import-readers.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { counted, Field, number, type Typed, type Wrong, WrongSummary } from './forms.tsx'
import { Frame } from './frame.tsx'
import { ReaderTabs } from './reader-pages.tsx'

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
    <Frame title="Import readers" editor={editor} room={PATH} said={said} scripts={['import.js']}>
      <div class="row spread">
        <h1>Import readers</h1>
        <ReaderTabs editor={editor} here={`${PATH}/import`} />
      </div>
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
      <form method="post" action={`${PATH}/import`} enctype="multipart/form-data" class="card" data-parts={PATH}>
        <div class="field">
          <label for="file">A CSV file</label>
          <input type="file" name="file" id="file" accept=".csv,.tsv,.txt,text/csv" aria-describedby="hint-file" />
          <p class="hint" id="hint-file">
            At most 4 MB at once; with a script, as long as it is: it goes in parts.
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
      <InParts {...{ typed, wrong }} />
    </>
  )
}

/** Where the script says how far a long list is, and what it has found (client/import.js). */
function InParts({ typed, wrong = {} }: Pick<Props, 'typed' | 'wrong'>) {
  return (
    <>
      <p class="wrong" id="import-wrong" role="alert" hidden />
      <div class="headway" id="headway" role="status" hidden>
        <progress aria-label="How far the list is" value={0} max={1} />
        <p />
      </div>
      <div id="found-place" />
      <template id="found-in-parts">
        <h2 tabindex={-1}>What would become of the list</h2>
        <p>Nothing is changed yet.</p>
        <dl class="figures card">
          {figures.map(([name, label]) => (
            <div>
              <dt>{label}</dt>
              <dd data-count={name} />
            </div>
          ))}
        </dl>
        <details data-refused>
          <summary>Rows that are refused, the first thousand</summary>
          <RefusedTable refused={[]} />
        </details>
        <form method="post" action={`${PATH}/import`} class="card">
          <Field {...attested} typed={typed} wrong={wrong} of="parts" />
          <button type="submit">Add them</button>
        </form>
        <p>
          <a href={`${PATH}/import`}>Another list</a>
        </p>
      </template>
    </>
  )
}

const figures = [
  ['added', 'added'],
  ['changed', 'changed'],
  ['unchanged', 'as before'],
  ['refusedCount', 'refused'],
] as const

const attested = {
  name: 'attestation',
  label: 'How these people have agreed to get mail',
  rows: 2,
  required: true,
  placeholder: 'Exported from our old service on 4 May; everybody in it had confirmed there',
  hint: 'It is kept with each of them, as their consent, and they can read it.',
} as const

function Found({ found, digests, typed, wrong = {} }: Props & { found: Imported }) {
  const { added, changed, refusedCount } = found
  const digest = digests.find(({ id }) => id === typed.digest)
  const moving = added + changed
  return (
    <>
      <p>{digest ? `For ${digest.name}. ` : ''}Nothing is changed yet: this is what would become of the list.</p>
      <dl class="figures card">
        {figures.map(([name, label]) => (
          <Figure value={found[name]} label={label} />
        ))}
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
            <Field {...attested} typed={typed} wrong={wrong} />
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
      <RefusedTable refused={refused} />
    </details>
  )
}

function RefusedTable({ refused }: Pick<Imported, 'refused'>) {
  return (
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
  )
}
