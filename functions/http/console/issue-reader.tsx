/** @jsxImportSource hono/jsx */
import type { Zones } from '../../../core/model/zones.ts'
import type { recipientView } from '../api/issues.ts'
import { Field, type Typed, type Wrong } from './forms.tsx'
import { momentIn } from './issue-words.ts'

/** An address, and what is known of it; or what is wrong with it. */
export type Asked = {
  readonly email: string
  readonly wrong?: string
  readonly found?: ReturnType<typeof recipientView>
}

const told: Readonly<Record<string, string>> = {
  delivered: 'Delivered',
  delayed: 'Put off by the receiving server',
  opened: 'Opened (by them, or by a mail program on their behalf)',
  clicked: 'A link was followed (by them, or by a scanner)',
  left: 'Left the digest by its link',
  bounced: 'Bounced',
  complained: 'Marked as spam',
  suppressed: 'Not sent: the provider has the address on its suppression list',
  failed: 'Not sent after all, says the provider',
}

/** One reader's share of an issue, by address. */
export function ReaderPart(props: {
  readonly path: string
  readonly asked: Asked | undefined
  readonly names: readonly { readonly slug: string; readonly name: string }[]
  /** Whose clock moments are told by. */
  readonly zone: string
  readonly zones: Zones
}) {
  const { path, asked } = props
  const typed: Typed = { email: asked?.email ?? '' }
  const wrong: Wrong = asked?.wrong ? { email: asked.wrong } : {}
  return (
    <section id="reader">
      <h2>What did somebody get?</h2>
      <form method="get" action={`${path}#reader`} class="row low">
        <Field name="email" label="Address of a reader" type="email" typed={typed} wrong={wrong} required />
        <button type="submit" class="quiet">
          Look it up
        </button>
      </form>
      {asked?.found ? <Found {...asked.found} names={props.names} zone={props.zone} zones={props.zones} /> : ''}
    </section>
  )
}

function Found(
  props: ReturnType<typeof recipientView> & Pick<Parameters<typeof ReaderPart>[0], 'names' | 'zone' | 'zones'>,
) {
  const { email, reader, why, postedAt, topics, locale, reported, names, zone, zones } = props
  const sections = names.filter(({ slug }) => topics?.includes(slug)).map(({ name }) => name)
  return (
    <div class="card">
      <p>
        <a href={`/console/readers/${reader}`}>{email}</a>
      </p>
      <p>{why}</p>
      <dl class="facts">
        {postedAt ? <Fact name="Posted" text={momentIn(zones, postedAt, zone)} /> : ''}
        {sections.length > 0 ? <Fact name="Sections of their copy" text={sections.join(', ')} /> : ''}
        {locale ? <Fact name="Its language" text={languageOf(locale)} /> : ''}
        {reported.map(({ what, at, note }) => (
          <Fact name={told[what] ?? what} text={[momentIn(zones, at, zone), note].filter(Boolean).join(': ')} />
        ))}
      </dl>
      {postedAt && reported.length === 0 ? (
        <p class="soft small">The mail provider has told nothing of it since.</p>
      ) : (
        ''
      )}
    </div>
  )
}

const Fact = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{text}</dd>
  </>
)

const languageOf = (locale: string) => new Intl.DisplayNames(['en'], { type: 'language' }).of(locale) ?? locale
