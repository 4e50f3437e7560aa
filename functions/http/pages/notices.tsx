/** @jsxImportSource hono/jsx */
import { Notice, type Publisher } from './layout.tsx'
import { type Learnt, pageWords } from './words/words.ts'

/** What every page of a reader needs: who stands behind it, and the reader's language. */
export type Frame = { readonly publisher: Publisher; readonly locale: Learnt }

export function NotFoundPage({ locale }: { locale: Learnt }) {
  const { common } = pageWords(locale)
  return (
    <Notice title={common.gone.title} publisher={{}} locale={locale}>
      <p>{common.gone.text}</p>
      <p class="ui">
        <a href="/">{common.toDigests}</a>
      </p>
    </Notice>
  )
}

export function SorryPage({ locale }: { locale: Learnt }) {
  const { common } = pageWords(locale)
  return (
    <Notice title={common.sorry.title} publisher={{}} locale={locale}>
      <p>{common.sorry.text}</p>
    </Notice>
  )
}

export function UnreadablePage({ locale }: { locale: Learnt }) {
  const { common } = pageWords(locale)
  return (
    <Notice title={common.unreadable.title} publisher={{}} locale={locale}>
      <p>{common.unreadable.text}</p>
      <p class="ui">
        <a href="/">{common.toDigests}</a>
      </p>
    </Notice>
  )
}

/** A mail is on its way, or is not: the same to whoever asks (T01). */
export function SentPage({ frame, about = 'nothing' }: { frame: Frame; about?: 'nothing' | 'move' | 'address' }) {
  const { common, reader } = pageWords(frame.locale)
  return (
    <Notice title={reader.sent.title} {...frame}>
      <p>{reader.sent.text}</p>
      <p class="soft ui">{reader.sent[about]}</p>
      <p class="ui">
        <a href="/">{common.toDigests}</a>
      </p>
    </Notice>
  )
}

/** Each language by its own name. */
export const languageNames = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
  zh: '中文',
} as const
