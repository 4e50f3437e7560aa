import type { ArticleInput } from '../../core/model/article.ts'
import { instant } from '../../core/model/time.ts'
import type { Post } from './site.ts'

export const fields = ['titles', 'dates', 'languages', 'summaries'] as const
export type Field = (typeof fields)[number]

/** What the feed or the pages of a generator say to our readers: right so often, of so many; and each that differs, in words. */
export type Says = {
  readonly of: number
  readonly right: Readonly<Record<Field, number>>
  readonly differ: readonly { readonly field: Field; readonly post: string; readonly says: string }[]
}

export function saysOf(read: readonly (readonly [Post, ArticleInput | undefined])[]): Says {
  const differ = read.flatMap(([post, input]) =>
    fields.flatMap((field) => {
      const says = wrong[field](post, input ?? { title: '' })
      return says === undefined ? [] : [{ field, post: post.key, says }]
    }),
  )
  const right = (field: Field) => read.length - differ.filter((one) => one.field === field).length
  return {
    of: read.length,
    right: {
      titles: right('titles'),
      dates: right('dates'),
      languages: right('languages'),
      summaries: right('summaries'),
    },
    differ,
  }
}

/** Undefined where it is right; else what it says instead. */
const wrong: Readonly<Record<Field, (post: Post, input: Partial<ArticleInput>) => string | undefined>> = {
  titles: (post, { title }) => (title === post.title ? undefined : title || 'none'),
  dates: (post, { publishedAt }) => {
    if (publishedAt === undefined) return 'none'
    if (publishedAt.length > 10 && publishedAt === instant(Date.parse(post.at))) return undefined
    return publishedAt === post.at.slice(0, 10) ? 'the day alone' : publishedAt
  },
  languages: (post, { lang }) => (lang?.split('-')[0] === post.lang ? undefined : (lang ?? 'none')),
  summaries: (post, { summary }) => {
    if (!summary) return 'none'
    if (post.description !== undefined && summary === post.description) return undefined
    const [said, text] = [summary.replace(/…$/, ''), post.body.join(' ')]
    if (post.description === undefined && (text.startsWith(said) || said.startsWith(post.body[0]!))) return undefined
    return text.startsWith(said) || said.startsWith(post.body[0]!) ? 'its text' : summary
  },
}
