/** @jsxImportSource hono/jsx */
import type { More } from '../../../core/flows/more-articles.ts'
import type { Article } from '../../../core/model/article.ts'
import { type CommentTyped, type CommentWrong, LONGEST_COMMENT, LONGEST_NAME } from '../../../core/model/comment.ts'
import type { Digest } from '../../../core/model/digest.ts'
import type { Topic } from '../../../core/model/topic.ts'
import { tongueOf } from './direction.ts'
import { Layout, Notice } from './layout.tsx'
import { fullDayText } from './moments.ts'
import { MoreArticles } from './more.tsx'
import type { Frame } from './notices.tsx'
import { SignUpBox } from './sign-up-box.tsx'
import { type Learnt, pageWords } from './words/words.ts'

export const nothingWritten: CommentTyped = { name: '', text: '', email: '' }

type Props = {
  readonly frame: Frame
  readonly asked: string
  readonly site: string
  readonly article: Article
  /** Those that have one of its topics. */
  readonly digests: readonly Digest[]
  readonly topics: readonly Topic[]
  readonly more: readonly More[]
  readonly typed: CommentTyped
  readonly wrong: CommentWrong
}

/** The page of an article that came as text and has no page elsewhere. */
export function ArticlePage(props: Props) {
  const { frame, asked, site, article, digests, topics, more, wrong } = props
  const { signUp } = pageWords(frame.locale)
  const path = `/a/${article.id}`
  const day = article.publishedAt?.slice(0, 10)
  const about = { site, path, kind: 'article', title: article.title, description: article.summary } as const
  const isWrong = Object.keys(wrong).length > 0
  return (
    <Layout
      title={isWrong ? `${signUp.wrongTitle}: ${article.title}` : article.title}
      {...frame}
      about={about}
      script="/assets/sign-up.js"
    >
      <div {...tongueOf({ text: article.title, more: article.summary, lang: article.lang })}>
        {day || article.author ? (
          <p class="soft ui">
            {day ? (
              <bdi lang={frame.locale}>
                <time datetime={day}>{fullDayText(day, frame.locale)}</time>
              </bdi>
            ) : (
              ''
            )}
            {day && article.author ? ' · ' : ''}
            {article.author ? <bdi>{article.author}</bdi> : ''}
          </p>
        ) : (
          ''
        )}
        <h1>{article.title}</h1>
        <hr class="thick" />
        <div class="text">
          {(article.body ?? []).map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </div>
      </div>
      <SignUpBox {...{ frame, asked, digests }} from={path} />
      <MoreArticles {...{ more, topics }} locale={frame.locale} />
      <WriteForm {...props} />
    </Layout>
  )
}

/** Sentences, by the field that they are about. */
type Sentences = Readonly<Partial<Record<keyof CommentTyped, string>>>

function sentencesOf(wrong: CommentWrong, locale: Learnt): Sentences {
  const { signUp, web } = pageWords(locale)
  const say = web.write
  return {
    ...(wrong.name ? { name: say.noName } : {}),
    ...(wrong.text ? { text: wrong.text === 'long' ? say.tooLong(LONGEST_COMMENT) : say.noText } : {}),
    ...(wrong.email ? { email: signUp.wrong.address[wrong.email] } : {}),
  }
}

/** To the editors. Protected as the sign-up is: work for the browser, a trap, limits, and the same answer to everybody. */
function WriteForm({ frame, asked, article, typed, wrong }: Props) {
  const { signUp, web } = pageWords(frame.locale)
  const say = web.write
  const sentences = sentencesOf(wrong, frame.locale)
  return (
    <section class="write" aria-labelledby="write">
      <h2 class="part" id="write">
        {say.title}
      </h2>
      <p class="soft ui">{say.lead}</p>
      <WrongSummary sentences={sentences} title={signUp.wrongTitle} />
      <form
        method="post"
        action={`/a/${article.id}/write${asked === '' ? '' : `?lang=${asked}`}`}
        enctype="multipart/form-data"
        data-wait={signUp.wait}
        data-wait-longer={signUp.waitLonger}
      >
        <input type="hidden" name="altcha" value="" autocomplete="off" />
        <div class="trap" aria-hidden="true">
          <label>
            {signUp.trap} <input type="text" name="website" tabindex={-1} autocomplete="off" />
          </label>
        </div>
        <Label field="name" wrong={sentences.name}>
          {say.name}
        </Label>
        <input
          type="text"
          dir="auto"
          required
          maxlength={LONGEST_NAME}
          autocomplete="name"
          value={typed.name}
          {...marks('name', sentences.name)}
        />
        <Label field="text" wrong={sentences.text}>
          {say.text}
        </Label>
        {/* A text area drops the first line break that it is given. */}
        <textarea dir="auto" required maxlength={LONGEST_COMMENT} rows={7} {...marks('text', sentences.text)}>
          {`\n${typed.text}`}
        </textarea>
        <Label field="email" wrong={sentences.email}>
          {say.email}
        </Label>
        <input
          type="email"
          maxlength={254}
          autocomplete="email"
          value={typed.email}
          {...marks('email', sentences.email)}
        />
        <p class="row">
          <button type="submit">{say.button}</button>
        </p>
        <p class="ui status" role="status"></p>
      </form>
    </section>
  )
}

/** What is wrong, all of it, with the way to each: the first thing that is read out. */
function WrongSummary({ sentences, title }: { readonly sentences: Sentences; readonly title: string }) {
  const list = Object.entries(sentences)
  if (list.length === 0) return null
  return (
    <div class="ui wrong summary" role="alert" tabindex={-1} autofocus>
      <h3>{title}</h3>
      <ul>
        {list.map(([field, sentence]) => (
          <li>
            <a href={`#write-${field}`}>{sentence}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

type Field = keyof CommentTyped

/** A field's name, and what is wrong with it. */
const Label = ({
  field,
  wrong,
  children,
}: {
  readonly field: Field
  readonly wrong?: string | undefined
  readonly children: string
}) => (
  <>
    <label class="ui over" for={`write-${field}`}>
      {children}
    </label>
    {wrong ? (
      <p class="ui wrong" id={`wrong-write-${field}`}>
        {wrong}
      </p>
    ) : (
      ''
    )}
  </>
)

/** How a field is found: by its label, in the form, and by what is wrong with it. */
const marks = (field: Field, wrong: string | undefined) => ({
  id: `write-${field}`,
  name: field,
  ...(wrong ? ({ 'aria-invalid': 'true', 'aria-describedby': `wrong-write-${field}` } as const) : {}),
})

/** Always the same, whoever wrote and whatever becomes of it. */
export function WrittenPage({ frame, article }: { readonly frame: Frame; readonly article: Pick<Article, 'id'> }) {
  const say = pageWords(frame.locale).web.write
  return (
    <Notice title={say.sent} {...frame}>
      <p>{say.sentText}</p>
      <p class="ui">
        <a href={`/a/${article.id}`}>{say.back}</a>
      </p>
    </Notice>
  )
}
