/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { fieldCodes } from '../../../core/model/refusal.ts'
import { allProblemCodes, anchorOf, problemCodes } from '../problem-codes.ts'
import type { Document, Operation, Parameter, Schema } from './document.ts'
import { curlOf, fieldsOf, namedIn, refusalCodes, sampleOf, typeOf } from './reading.ts'

type Props = { readonly document: Document; readonly api: string; readonly css: string }

/** The document as a page to read: every route with what it takes, what it answers, and a call to copy. No script. */
export function Handbook({ document, api, css }: Props) {
  const { info, paths, tags, components } = document
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const parts = tags.map((tag) => ({ ...tag, routes: all.filter(({ operation }) => operation.tags[0] === tag.name) }))
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${info.title}: the JSON API`}</title>
        <link rel="stylesheet" href={css} />
      </head>
      <body>
        <a class="skip" href="#text">
          Skip to the text
        </a>
        <header>
          <p class="kicker">{info.title}</p>
          <h1>The JSON API</h1>
        </header>
        <div class="columns">
          <Contents parts={parts} />
          <main id="text">
            <section id="begin">
              <h2>To begin with</h2>
              <Prose text={info.description} />
              <pre>{`API=${api}\nKEY=…\ncurl -H "authorization: Bearer $KEY" "$API/topics"`}</pre>
              <h3>What goes wrong</h3>
              <Problems />
              <p>
                The same for programs: <a href={`${api}/openapi.json`}>the OpenAPI document</a>.
              </p>
            </section>
            {parts.map(({ name, description, routes }) => (
              <section id={anchor(name)}>
                <h2>{name}</h2>
                {description ? <Prose text={description} /> : null}
                {routes.map((route) => (
                  <Route {...route} document={document} />
                ))}
              </section>
            ))}
            <section id="shapes">
              <h2>Shapes</h2>
              {Object.entries(components.schemas)
                .toSorted(([a], [b]) => a.localeCompare(b))
                .map(([name, schema]) => (
                  <section class="shape" id={`shape-${name}`}>
                    <h3>{name}</h3>
                    {typeof schema.description === 'string' ? <Prose text={schema.description} /> : null}
                    <Fields schema={schema} document={document} />
                  </section>
                ))}
            </section>
          </main>
        </div>
      </body>
    </html>
  )
}

/** Every code of a problem. Its `type` leads here. */
function Problems() {
  return (
    <>
      <dl>
        {allProblemCodes.map((code) => (
          <div id={anchorOf(code)}>
            <dt>
              <code>{code}</code> <span class="soft">{problemCodes[code].status}</span>
            </dt>
            <dd>
              <Prose text={problemCodes[code].when} />
            </dd>
          </div>
        ))}
      </dl>
      <Prose text="Each entry of `errors` has a code of its own:" />
      <dl>
        {Object.entries(fieldCodes).map(([code, means]) => (
          <div>
            <dt>
              <code>{code}</code>
            </dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

const anchor = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]+/g, '-')

type Part = { readonly name: string; readonly routes: readonly { readonly operation: Operation }[] }

function Contents({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <nav aria-label="Contents">
      <ul>
        <li>
          <a class="noun" href="#begin">
            To begin with
          </a>
        </li>
        {parts.map(({ name, routes }) => (
          <li>
            <a class="noun" href={`#${anchor(name)}`}>
              {name}
            </a>
            <ul>
              {routes.map(({ operation }) => (
                <li>
                  <a href={`#${operation.operationId}`}>{operation.summary}</a>
                </li>
              ))}
            </ul>
          </li>
        ))}
        <li>
          <a class="noun" href="#shapes">
            Shapes
          </a>
        </li>
      </ul>
    </nav>
  )
}

type RouteProps = {
  readonly path: string
  readonly method: string
  readonly operation: Operation
  readonly document: Document
}

function Route({ path, method, operation, document }: RouteProps) {
  const { requestBody, responses, security } = operation
  const parameters = (operation.parameters ?? []).filter((one): one is Parameter => !('$ref' in one))
  const [[, body] = []] = Object.entries(requestBody?.content ?? {})
  const answers = Object.entries(responses).filter(([status]) => Number(status) < 400)
  const refusals = refusalCodes(operation, document)
  return (
    <article id={operation.operationId}>
      <h3>{operation.summary}</h3>
      <p class="line">
        <b class={method}>{method.toUpperCase()}</b> <code>{path}</code>
        {security?.length === 0 ? <span class="soft"> without a key</span> : null}
      </p>
      {operation.description ? <Prose text={operation.description} /> : null}
      {parameters.length > 0 ? (
        <Part title="Address and query">
          <dl>
            {parameters.map(({ name, required, description, schema }) => (
              <Field name={name} isNeeded={required} schema={{ ...schema, description }} document={document} />
            ))}
          </dl>
        </Part>
      ) : null}
      {body ? (
        <Part title="Takes">
          {requestBody?.description ? <Prose text={requestBody.description} /> : null}
          <Fields schema={body.schema} document={document} />
        </Part>
      ) : null}
      <pre>{curlOf(method, path, operation, document)}</pre>
      <Part title="Answers">
        <dl>
          {answers.map(([status, answer]) => (
            <Answer status={status} answer={answer as Answered} document={document} />
          ))}
        </dl>
        <p class="soft">
          Refuses with{' '}
          {refusals.map((code, index) => (
            <>
              {index > 0 ? ', ' : ''}
              <a href={`#${anchorOf(code)}`}>{code}</a>
            </>
          ))}
          .
        </p>
      </Part>
    </article>
  )
}

type Answered = {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

function Answer({
  status,
  answer,
  document,
}: {
  readonly status: string
  readonly answer: Answered
  readonly document: Document
}) {
  const [[type, content] = []] = Object.entries(answer.content ?? {})
  const isJson = type === 'application/json'
  return (
    <div>
      <dt>
        <code>{status}</code> {isJson && content ? <Type schema={content.schema} /> : <span class="soft">{type}</span>}
      </dt>
      <dd>
        <Prose text={answer.description} />
        {isJson && content ? (
          <details>
            <summary>What it looks like</summary>
            <pre>{JSON.stringify(sampleOf(content.schema, document), null, 2)}</pre>
          </details>
        ) : null}
      </dd>
    </div>
  )
}

function Part({ title, children }: { readonly title: string; readonly children?: Child }) {
  return (
    <section>
      <h4>{title}</h4>
      {children}
    </section>
  )
}

function Fields({ schema, document }: { readonly schema: Schema; readonly document: Document }) {
  const fields = fieldsOf(schema, document)
  if (fields.length === 0)
    return (
      <p>
        <Type schema={schema} />
      </p>
    )
  return (
    <dl>
      {fields.map(({ name, isNeeded, schema: field }) => (
        <Field name={name} isNeeded={isNeeded} schema={field} document={document} />
      ))}
    </dl>
  )
}

type FieldProps = {
  readonly name: string
  readonly isNeeded: boolean
  readonly schema: Schema
  readonly document: Document
}

function Field({ name, isNeeded, schema }: FieldProps) {
  const { description, default: unlessTold, examples, minimum, maximum } = schema
  const range =
    minimum === undefined && maximum === undefined
      ? ''
      : maximum === undefined
        ? `at least ${minimum}`
        : `${minimum ?? 0} to ${Number(maximum).toLocaleString('en')}`
  const example = Array.isArray(examples) && examples.length > 0 ? JSON.stringify(examples[0]) : undefined
  return (
    <div>
      <dt>
        <code>{name}</code> <Type schema={schema} />
        {range === '' || (minimum === 0 && maximum === undefined) ? null : <span class="soft">, {range}</span>}
        {isNeeded ? null : <span class="soft">, may be left out</span>}
        {unlessTold === undefined ? null : <span class="soft">: then {JSON.stringify(unlessTold)}</span>}
      </dt>
      <dd>
        {typeof description === 'string' ? <Prose text={description} /> : null}
        {example ? (
          <p class="soft">
            Such as <code>{example}</code>.
          </p>
        ) : null}
      </dd>
    </div>
  )
}

/** What a value is, in words; what has a name leads to its shape. */
function Type({ schema }: { readonly schema: Schema }) {
  const name = namedIn(schema)
  const words = typeOf(schema)
  if (name === undefined) return <span class="type">{words}</span>
  const [before = '', after = ''] = words.split(name)
  return (
    <span class="type">
      {before}
      <a href={`#shape-${name}`}>{name}</a>
      {after}
    </span>
  )
}

/** Paragraphs, with `code` in them. */
function Prose({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/\n\n/).map((paragraph) => (
        <p>{paragraph.split('`').map((piece, index) => (index % 2 === 1 ? <code>{piece}</code> : piece))}</p>
      ))}
    </>
  )
}
