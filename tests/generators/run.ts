import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Article } from '../../core/model/article.ts'
import type { SafeFetch } from '../../core/model/fetched.ts'
import { languageOf } from '../../core/model/tongue.ts'
import { aHouse, pageAt } from './house.ts'
import { aptLine, built, type Installed, installed } from './install.ts'
import { differsFrom, keep, keptAt, pageFor, type Result, stepsTable, unexplained } from './kept.ts'
import { letters, nothingHad, outcomeOf, told } from './outcome.ts'
import { saysOf } from './says.ts'
import { type Site, siteAtFirst, story } from './site.ts'
import { astro } from './software/astro.ts'
import { docusaurus } from './software/docusaurus.ts'
import { eleventy } from './software/eleventy.ts'
import { hexo } from './software/hexo.ts'
import { hugo } from './software/hugo.ts'
import { ikiwiki } from './software/ikiwiki.ts'
import { jekyll } from './software/jekyll.ts'
import { metalsmith } from './software/metalsmith.ts'
import { pelican } from './software/pelican.ts'
import { vitepress } from './software/vitepress.ts'
import type { Software } from './software.ts'
import { aWeb } from './web.ts'

/**
 * Publishing software as it is: the same small site, built by each generator, changed step by step as its owner would,
 * and collected by ours. No part of `npm test`: it fetches half a gigabyte once, and takes some eight minutes.
 */
const usage = `npm run generators                          every generator, beside what docs/publishing-software.md keeps
npm run generators -- --only hugo,astro     some of them
npm run generators -- --keep                writes the docs anew: all generators must be there

Exits with 1 where a result is not the one that is kept, nobody says why, or a generator did not get through; else with 2 where one is
not here.`

const all: readonly Software[] = [
  hugo,
  jekyll,
  pelican,
  ikiwiki,
  eleventy,
  astro,
  hexo,
  vitepress,
  docusaurus,
  metalsmith,
]
const docs = join(import.meta.dirname, '../../docs/publishing-software.md')

const { values } = parseArgs({
  options: { only: { type: 'string' }, keep: { type: 'boolean' }, help: { type: 'boolean' } },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const wanted = values.only?.toLowerCase().split(',')
const unknown = wanted?.filter((name) => !all.some((one) => one.name.toLowerCase() === name))
if (unknown?.length) {
  console.error(`There is no ${unknown.join(', ')}: there are ${all.map(({ name }) => name.toLowerCase()).join(', ')}.`)
  process.exit(1)
}

const results: Result[] = []
let differ = 0
/** By name, and why. */
const absent = new Map<string, string>()
const wantedOfDebian: string[] = []
for (const software of all.filter(({ name }) => wanted?.includes(name.toLowerCase()) ?? true)) {
  const there = installed(software, console.log)
  if ('missing' in there) {
    absent.set(software.name, 'not here')
    console.log(`${software.name} is not here and is passed over. It comes with: ${there.missing}`)
    if (software.from.kind === 'debian') wantedOfDebian.push(...software.from.packages)
    continue
  }
  try {
    results.push(await tried(software, there))
  } catch (error) {
    differ += 1
    absent.set(software.name, 'did not get through')
    console.log(`\n${software.name} did not get through: ${error instanceof Error ? error.message : error}`)
  }
}

const page = keptAt(docs)
for (const result of results) {
  const missing = unexplained(result)
  for (const line of missing) console.log(`Without a note: ${line}`)
  const differs = values.keep ? undefined : differsFrom(page, result)
  for (const line of differs?.kept ?? []) console.log(`kept  ${line}`)
  for (const line of differs?.now ?? []) console.log(`now   ${line}`)
  if (differs || missing.length > 0) differ += 1
}
if (values.keep && (absent.size > 0 || wanted)) console.log('Nothing is kept: that takes every generator.')
else if (values.keep) keep(docs, pageFor(results, new Date().toISOString().slice(0, 10)))
console.log(`\n${stepsTable(results, absent)}\n`)
if (wantedOfDebian.length > 0) console.log(`${aptLine(wantedOfDebian)}\n`)
console.log(`${results.length} generators, ${differ} not as they should be, ${absent.size} absent.`)
process.exit(differ > 0 ? 1 : absent.size > 0 ? 2 : 0)

async function tried(software: Software, there: Installed): Promise<Result> {
  console.log(`${software.name} (${there.versions.join(', ')})`)
  const project = mkdtempSync(join(tmpdir(), 'tidings-site-'))
  const web = await aWeb()
  try {
    return await throughTheStory(software, there, project, web)
  } finally {
    web.close()
    rmSync(project, { recursive: true, force: true })
  }
}

async function throughTheStory(
  software: Software,
  there: Installed,
  project: string,
  web: Awaited<ReturnType<typeof aWeb>>,
): Promise<Result> {
  const outcomes: Result['outcomes'][number][] = []
  const sites: Site[] = []
  let house: Awaited<ReturnType<typeof aHouse>> | undefined
  let had: Parameters<typeof outcomeOf>[2] = nothingHad
  let said: Pick<Result, 'feed' | 'pages'> | undefined
  for (const step of story) {
    process.stdout.write(`  ${step.name.padEnd(13)}`)
    const began = performance.now()
    const before = sites.at(-1)
    const site = step.change(before ?? siteAtFirst)
    const folder = await built(software, there, site, project)
    if (before && before.host !== site.host) web.put(before.host, { movedTo: site.host })
    web.put(site.host, { folder })
    sites.push(site)
    house ??= await aHouse(web.fetch, `https://${site.host}/${software.feed}`)
    const has = await house.look()
    const outcome = await outcomeOf(step, sites, had, has, readFileSync(join(folder, software.feed), 'utf8'), web.fetch)
    outcomes.push({ step, outcome })
    had = has
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    console.log(`${told(outcome, sites.length === 1)}  (${seconds} s)`)
    said ??= await saidOf(site, has.articles, web.fetch)
  }
  return { software, versions: there.versions, outcomes, ...said! }
}

/** What feed and pages say of each post that is news, beside what its owner wrote. */
async function saidOf(
  { posts }: Site,
  articles: readonly Article[],
  fetch: SafeFetch,
): Promise<Pick<Result, 'feed' | 'pages'>> {
  const [feed, pages]: Parameters<typeof saysOf>[0][number][][] = [[], []]
  for (const post of posts) {
    const article = articles.find(({ title }) => letters(title) === letters(post.title))
    if (!article) continue
    const { title, summary, lang } = article
    feed!.push([post, { ...article, lang: languageOf({ text: title, more: summary, lang }) }])
    pages!.push([post, article.url ? await pageAt(fetch, article.url) : undefined])
  }
  return { feed: saysOf(feed!), pages: saysOf(pages!) }
}
