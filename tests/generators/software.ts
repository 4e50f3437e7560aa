import type { Site } from './site.ts'

/** Paths of a project, and what stands in each file. */
export type Files = Readonly<Record<string, string>>

/** A generator: where it comes from, and how the site looks in it. As little as its own first steps tell people to write. */
export type Software = {
  readonly name: string
  readonly from:
    | {
        readonly kind: 'npm' /** The generator first; versions exact. */
        readonly packages: Readonly<Record<string, string>>
      }
    /** The generator first. */
    | { readonly kind: 'debian'; readonly packages: readonly string[] }
  /** What makes the pages look as they do. */
  readonly theme: string
  readonly files: (site: Site) => Files
  /** What its package.json says beside the packages. */
  readonly manifest?: object
  readonly build: readonly [command: string, ...args: string[]]
  /** The folder it builds. */
  readonly output: string
  /** Its feed, from the root of the site. */
  readonly feed: string
  /** What it cannot tell us, by the step where that shows: the reason, for the docs. A step with a fault must have one. */
  readonly notes?: Readonly<Record<string, string>>
}

/** YAML between lines of dashes: JSON is YAML, but that a moment stands bare, as people write it. What is undefined is left out. */
export const frontMatter = (values: Readonly<Record<string, unknown>>): string =>
  `---\n${Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${isMoment.test(String(value)) ? value : JSON.stringify(value)}\n`)
    .join('')}---\n\n`

const isMoment = /^\d{4}-\d{2}-\d{2}T[\d:]+Z$/

/** One file a post. */
export const perPost = (
  { posts }: Pick<Site, 'posts'>,
  file: (post: Site['posts'][number]) => readonly [path: string, text: string],
): Files => Object.fromEntries(posts.map(file))

export const paragraphs = (body: readonly string[]): string => `${body.join('\n\n')}\n`

/** Of those who write the day into the address, and the address into the id. */
export const DAY_IN_ADDRESS =
  'its id is its address, and the day is part of that. Headline and text alone are left, and where a feed has one report a day under one headline these are the same as well: in doubt it is told again. The one before is flagged where the feed goes by date.'
