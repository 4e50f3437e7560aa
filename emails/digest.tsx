/** @jsxImportSource react */
import type { DigestProps, Item, Section } from '../core/model/variant.ts'
import { apart, type Direction, directionOf, directionOfText, type Tongue, tongueOf } from './direction.ts'
import { Coloured } from './parts/coloured.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Row, type Rule } from './parts/row.tsx'
import { Said } from './parts/said.tsx'
import { Sheet } from './parts/sheet.tsx'
import { Anchor, Linked, Small } from './parts/small.tsx'
import { spaced } from './said.ts'
import { digestSubject, previewLine } from './subject.ts'
import { digestLine, imprint, reason, sectionUrl, sourceLine, whenOf } from './text.ts'
import { font, head, light, size } from './theme.ts'
import { type Clock, clockAt } from './when.ts'
import { type Words, wordsIn } from './words/words.ts'

/** A digest as it lies in the inbox. A function of its props: the same props are the same bytes. */
export function Digest(props: DigestProps) {
  const { locale, name, intro, sections, webUrl, publisher } = props
  const words = wordsIn(locale)
  const clock = clockAt(props.local, words)
  const page: Page = { locale, webUrl, words, clock, twice: titlesTwice(sections) }
  return (
    <Sheet
      locale={locale}
      title={words.dated(name, clock.date)}
      preview={previewLine(props, digestSubject(props))}
      publisher={publisher}
    >
      <Masthead locale={locale} name={name} line={digestLine(props, words, clock)} />
      {intro ? (
        <Row rule="thick" padding="16px 0 26px">
          <p dir={tongueOf({ text: intro }, locale).dir} style={flush}>
            {intro}
          </p>
        </Row>
      ) : null}
      {sections.map((section, index) => (
        <Part
          key={section.slug}
          section={section}
          page={page}
          rule={index === 0 && !intro ? 'thick' : 'section'}
          lead={index === 0}
        />
      ))}
      <Row rule="thick" padding="18px 0 34px" reading={false}>
        <Small margin="0 0 8px">{reason(props, words)}</Small>
        <Linked list margin="0 0 8px">
          <Anchor href={props.preferencesUrl}>{words.preferences}</Anchor>
          <Dot />
          <Anchor href={props.leaveUrl}>{words.leave}</Anchor>
          <Dot />
          <Anchor href={webUrl}>{words.web}</Anchor>
        </Linked>
        <Small>{apart(imprint(publisher), locale)}</Small>
      </Row>
    </Sheet>
  )
}

/** What every part of one mail needs. */
type Page = {
  readonly locale: string
  readonly webUrl: string
  readonly words: Words
  readonly clock: Clock
  readonly twice: ReadonlySet<string>
}

/** A topic's rows: its name stands in the first one's cell and its small print in the last one's. One of which only "N more" is left has one row. */
function Part({
  section,
  page,
  rule,
  lead,
}: {
  readonly section: Section
  readonly page: Page
  readonly rule: Rule
  readonly lead: boolean
}) {
  const { name, items } = section
  const cells: readonly (Item | undefined)[] = items.length > 0 ? items : [undefined]
  return cells.map((item, index) => {
    const first = index === 0
    const last = index === cells.length - 1
    const tongue = item ? tongueOf({ text: item.title, more: item.summary, lang: item.lang }, page.locale) : {}
    // In the cell of a story that runs the other way, what is ours runs our way.
    const back = tongue.dir ? { dir: directionOf(page.locale) } : {}
    return (
      <Row
        key={item?.url ?? section.slug}
        rule={first ? rule : 'hairline'}
        dir={tongue.dir}
        padding={`${first ? 14 : 16}px 0 ${last ? 26 : 18}px`}
      >
        {first ? (
          <Coloured {...back} style={topic}>
            {apart(name, page.locale)}
          </Coloured>
        ) : null}
        {item ? <Story item={item} {...tongue} page={page} lead={lead && first} /> : null}
        {last ? <SectionEnd section={section} page={page} {...back} /> : null}
      </Row>
    )
  })
}

function Story({
  item,
  lang,
  dir,
  page,
  lead,
}: Tongue & {
  readonly item: Item
  readonly page: Page
  readonly lead: boolean
}) {
  const { title, summary, url, source } = item
  const when = whenOf(item, page.words, page.clock)
  const label = page.twice.has(title) ? { 'aria-label': `${title}, ${sourceLine(source, when)}` } : {}
  return (
    <>
      {lead && item.image ? <Picture of={item.image} /> : null}
      <h3 lang={lang} className={lead ? 'l' : undefined} style={lead ? leading : headline}>
        <a href={url} style={plain} {...label}>
          {title}
        </a>
      </h3>
      {summary === '' ? null : (
        <p lang={lang} style={above}>
          {summary}
        </p>
      )}
      <Small>
        <Source name={source} when={when} around={dir ?? directionOf(page.locale)} />
      </Small>
    </>
  )
}

/** It says nothing that its headline does not: where pictures are not shown there is nothing in its place (STD-82). */
const Picture = ({ of: url }: { readonly of: string }) => (
  <img src={url} alt="" width={size.width - 2 * size.margin} style={picture} />
)

const picture = { display: 'block', maxWidth: '100%', height: 'auto', margin: '4px 0 14px' } as const

function SectionEnd({
  section: { name, more, slug, stopUrl, items },
  page: { locale, words, webUrl },
  dir,
}: {
  readonly section: Section
  readonly page: Page
  readonly dir?: Direction
}) {
  const topic = apart(name, locale)
  return (
    <Linked dir={dir} margin={items.length > 0 ? '18px 0 0' : '0'}>
      {more > 0 ? (
        <>
          <Anchor bold href={sectionUrl(webUrl, slug)}>
            {words.more(more, topic)}
          </Anchor>
          <br />
        </>
      ) : null}
      <Said>{spaced(words.enough(topic))}</Said>
      <Anchor href={stopUrl}>{words.stop(topic)}</Anchor>
    </Linked>
  )
}

/** A name or a day that runs against the line is set apart, so that what stands after the other stays there. */
function Source({ name, when, around }: { readonly name: string; readonly when: string; readonly around: Direction }) {
  const run = (text: string) => {
    const dir = directionOfText(text)
    return dir && dir !== around ? <span dir={dir}>{text}</span> : text
  }
  return (
    <>
      {run(name)}
      {when === '' ? null : <> · {run(when)}</>}
    </>
  )
}

const Dot = () => <i>{' \u00A0·\u00A0 '}</i>

/** Headlines that stand in this mail more than once: their links are told apart by the source (STD-83). */
function titlesTwice(sections: readonly Section[]): ReadonlySet<string> {
  const titles = sections.flatMap(({ items }) => items.map(({ title }) => title))
  return new Set(titles.filter((title, index) => titles.indexOf(title) !== index))
}

const flush = { margin: 0 }
const above = { margin: '0 0 6px' }
const topic = { margin: '0 0 8px', font: font.topic }
const headline = { margin: '0 0 4px', ...head.headline }
const leading = { margin: '0 0 6px', ...head.lead }
const plain = { color: light.ink, textDecoration: 'none' }

Digest.PreviewProps = {
  locale: 'en',
  name: 'The Harbour Brief',
  intro:
    'Good morning. The port strike enters its second week, and a quiet vote in the assembly may matter more than it looks.',
  local: '2026-11-24T08:00',
  zone: 'Europe/Berlin',
  stories: 6,
  minutes: 4,
  rhythm: 'every weekday at 08:00, Europe/Berlin',
  came: 'confirmed',
  sections: [
    {
      slug: 'trade',
      name: 'Trade',
      more: 0,
      stopUrl: 'https://news.harbourpost.example/preferences/example/stop/harbour-brief/trade',
      items: [
        {
          title: 'Second week of strike leaves forty ships at anchor off the eastern quay',
          summary:
            'Talks resume at noon. Hauliers say the backlog will take a month to clear even if a deal is signed today.',
          url: 'https://harbourpost.example/trade/second-week-of-strike',
          source: 'harbourpost.example',
          publishedAt: '2026-11-23T18:40',
        },
        {
          title: 'Small exporters turn to the river route',
          summary: 'Barges carried three times their usual load last week, and the locks are coping.',
          url: 'https://inland-water.example/exporters-river-route',
          source: 'inland-water.example',
          publishedAt: '2026-11-23T15:05',
        },
        {
          title: 'Le prix du fret recule pour la troisième semaine',
          summary: 'Les armateurs y voient un répit, les transitaires un avertissement.',
          url: 'https://lecourrier.example/fret',
          source: 'Le Courrier du port',
          lang: 'fr',
          publishedAt: '2026-11-21T09:30',
        },
      ],
    },
    {
      slug: 'city',
      name: 'City',
      more: 2,
      stopUrl: 'https://news.harbourpost.example/preferences/example/stop/harbour-brief/city',
      items: [
        {
          title: 'Assembly votes to open the archive of the old customs house',
          summary: 'Eleven kilometres of ledgers will be scanned by volunteers; the first rooms open in spring.',
          url: 'https://citydesk.example/archive-customs-house',
          source: 'citydesk.example',
          publishedAt: '2026-11-24T06:12',
        },
        {
          title: 'Night trams return on three lines',
          summary: 'Every twenty minutes until four, on Fridays and Saturdays.',
          url: 'https://citydesk.example/night-trams',
          source: 'citydesk.example',
          publishedAt: '2026-11-24T05:30',
        },
      ],
    },
    {
      slug: 'weather',
      name: 'Weather',
      more: 0,
      stopUrl: 'https://news.harbourpost.example/preferences/example/stop/harbour-brief/weather',
      items: [
        {
          title: 'Fog until ten, then a clear and windless day',
          summary: 'Pilots expect the first departures an hour late. The night will be the coldest of the month.',
          url: 'https://tidewatch.example/2026/11/24',
          source: 'Tidewatch',
          publishedAt: '2026-11-24',
        },
      ],
    },
  ],
  leaveUrl: 'https://news.harbourpost.example/leave/example',
  preferencesUrl: 'https://news.harbourpost.example/preferences/example',
  webUrl: 'https://news.harbourpost.example/d/harbour-brief/iss_example?topics=trade%2Ccity%2Cweather&locale=en',
  publisher: {
    name: 'Harbour Post',
    postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
    site: 'https://harbourpost.example',
  },
} satisfies DigestProps

export default Digest
