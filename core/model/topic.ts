import { beyond, bounds } from './bounds.ts'
import { type Parsed, parsed, refusal, refusedLines } from './refusal.ts'
import { cleanText, isName, slugOf } from './text.ts'
import type { Instant } from './time.ts'

/** What editors file articles under. Its slug is its id, for ever; its tags are what files an article under it. */
export type Topic = {
  readonly slug: string
  readonly name: string
  readonly description?: string
  /** As `slugOf` writes them, so that `Donald Trump` and `donald-trump` are one tag. */
  readonly tags: readonly string[]
  /** Editions that go out as things are filed under it. */
  readonly alerts?: readonly Alert[]
  readonly createdAt: Instant
}

export type Alert = { readonly digest: string; readonly edition: string; readonly settleMinutes: number }

/** The topics whose alerts have to change for a digest to be as it is now, as they will be. */
export function withAlerts(
  topics: readonly Topic[],
  digest: { readonly id: string; readonly topics: readonly string[] },
  alerts: readonly Alert[],
): Topic[] {
  return topics.flatMap((topic) => {
    const others = (topic.alerts ?? []).filter((one) => one.digest !== digest.id)
    const next = digest.topics.includes(topic.slug) ? [...others, ...alerts] : others
    return JSON.stringify(next) === JSON.stringify(topic.alerts ?? []) ? [] : [{ ...topic, alerts: next }]
  })
}

/** The first of these that is woken by as many editions already as a topic may be. */
export const overcalled = (topics: readonly Topic[]): Topic | undefined =>
  topics.find(({ alerts = [] }) => alerts.length > bounds.topicAlerts)

export type TopicInput = {
  slug: string
  name: string
  description?: string | undefined
  tags?: readonly string[] | undefined
}

export const tagsOf = (tags: readonly string[]): string[] => [...new Set(tags.map(slugOf))].filter((tag) => tag !== '')

/** A topic from what an editor entered. Without tags it answers to its own slug. */
export function parseTopic(input: TopicInput, now: Instant): Parsed<Topic> {
  const refusals = refusedLines({ name: input.name })
  if (!isName(input.slug)) {
    refusals.push(
      refusal('slug', 'A slug holds lower-case letters, digits and single hyphens, at most 40: "world-news".'),
    )
  }
  const name = cleanText(input.name, 80)
  if (name === '') refusals.push(refusal('name', 'Give the topic a name that readers will see.', 'required'))
  const tags = tagsOf(input.tags ?? [])
  refusals.push(...beyond('topicTags', tags.length, 'tags'))
  if (refusals.length > 0) return { ok: false, refusals }

  const description = cleanText(input.description ?? '')
  return parsed({
    slug: input.slug,
    name,
    ...(description === '' ? {} : { description }),
    tags: tags.length > 0 ? tags : [input.slug],
    createdAt: now,
  })
}

const bySlug = new WeakMap<readonly Topic[], ReadonlyMap<string, Topic>>()

/** Those of these slugs that are among all topics, in the order of the slugs. A page asks for each of its digests: all of them are looked through once. */
export function topicsOf(slugs: readonly string[], topics: readonly Topic[]): Topic[] {
  const known = bySlug.get(topics) ?? new Map(topics.map((topic) => [topic.slug, topic]))
  bySlug.set(topics, known)
  return slugs.flatMap((slug) => known.get(slug) ?? [])
}

/** The topics that an article with these tags is filed under. */
export const topicsFor = (tags: readonly string[], topics: readonly Topic[]): string[] => {
  const given = new Set(tagsOf(tags))
  return topics.filter((topic) => topic.tags.some((tag) => given.has(tag))).map((topic) => topic.slug)
}
