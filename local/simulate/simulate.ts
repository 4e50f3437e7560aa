import { resolve } from 'node:path'
import { afterPause, type Digest } from '../../core/model/digest.ts'
import { DAY, epochMs, plus } from '../../core/model/time.ts'
import type { Topic } from '../../core/model/topic.ts'
import type { Ports, Renderer } from '../../core/ports.ts'
import { cannotStart } from '../cannot-start.ts'
import type { Terminal } from '../terminal.ts'
import { audit } from './audit.ts'
import { addDemo, inventArticles } from './content.ts'
import { hasTable, readCopy } from './copy.ts'
import type { Options } from './options.ts'
import { acceptedIn, playedIn } from './outcome.ts'
import { openPress } from './press.ts'
import { rewind } from './rewind.ts'
import { howLong, jsonLines, summary, tableLines, utc } from './show.ts'
import { both, openWorld } from './world.ts'

export type Screen = {
  /** What was asked for. */
  readonly out: Terminal
  /** What is said beside it. */
  readonly aside: Terminal
  /** How far it is, again and again. */
  readonly progress: (text: string) => void
}

const demoSecrets = {
  webhook: '',
  linkKeys: { current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } },
  pepper: 'simulated',
  apiKey: '',
}

/** Plays the service from one moment to another and shows what goes out. Whether all that is promised held. */
export async function simulate(options: Options, renderer: Renderer, screen: Screen): Promise<boolean> {
  const began = performance.now()
  const { from, to } = options
  const folder = resolve(options.data)
  const isDemo = options.demo || !hasTable(folder)
  const { items, secrets } = isDemo ? { items: [], secrets: demoSecrets } : await readCopy(folder)
  const world = openWorld(options, items, secrets, renderer)
  const { ports, clock, memory } = world
  clock.now = epochMs(from) - DAY
  if (isDemo) await addDemo(ports)

  const digests = await digestsOf(ports)
  const played = chosen(digests, options.digest, folder)
  for (const digest of digests) {
    if (played.includes(digest)) await rewind(memory, ports, digest, from)
    else await ports.digests.save(digest, afterPause(digest))
  }
  const said = options.json ? screen.aside : screen.out
  said.line(
    `From ${utc(from)} to ${utc(to)}, ${isDemo ? `with the demo's content${options.demo ? '' : ` (there is no table in ${folder})`}` : `on a copy of ${folder}`}. ${
      options.fileEvery > 0
        ? `An invented article is filed every ${howLong(options.fileEvery)} (--file-every).`
        : 'No article is invented.'
    }`,
  )
  if (options.feeds > 0) said.line(`${options.feeds} invented feeds are followed and read (--feeds).`)
  if (played.some(({ release }) => release === 'person'))
    said.line('What waits for a person counts as released in time.')
  for (const { from: start, to: end } of options.stops) said.line(`No tick from ${utc(start)} to ${utc(end)}.`)

  const topics = topicsOf(await ports.topics.all(), played)
  const press = openPress(options.feeds, from, to)
  const editors = both(
    inventArticles(ports, options.fileEvery, plus(from, -DAY), topics),
    press.collector(ports, topics, from),
  )
  const whole = epochMs(to) - epochMs(from)
  clock.now = epochMs(from) - 1
  await world.live(epochMs(to), {
    ...editors,
    async actUpTo(at) {
      await editors.actUpTo(at)
      screen.progress(
        `${new Date(at).toISOString().slice(0, 10)}  ${Math.floor((100 * (at - epochMs(from))) / whole)} %`,
      )
    },
  })
  // What is on its way arrives, but no slot comes any more.
  for (const digest of await digestsOf(ports))
    if (digest.status === 'active') await ports.digests.save(digest, afterPause(digest))
  await world.live(epochMs(to) + DAY)
  screen.progress('')

  const accepted = acceptedIn(world)
  const results = await playedIn(world, played, accepted, from, to)
  const { stories, broken: ofFeeds } = await press.account(ports, results)
  const broken = [...(await audit(world, results, accepted)), ...ofFeeds]
  world.mailbox.close()

  for (const line of options.json ? jsonLines(results) : ['', ...tableLines(ports.zones, results), ''])
    screen.out.line(line)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  said.line(`${summary(results)}. Played in ${seconds} s.`)
  if (options.crash > 0)
    said.line(
      `${world.faults.failed().toLocaleString('en')} of ${world.faults.calls().toLocaleString('en')} calls failed; --seed ${options.seed} plays them again.`,
    )
  if (broken.length === 0) said.line('Nobody twice, nobody missing, one issue a slot, no article in two issues.')
  if (broken.length === 0 && options.feeds > 0)
    said.line(`${stories.toLocaleString('en')} stories of ${options.feeds} feeds: none twice, too old, or lost.`)
  if (broken.length > 0) for (const one of ['Broken promises:', ...broken]) screen.aside.line(one)
  return broken.length === 0
}

/** Those that these digests go by. */
const topicsOf = (topics: readonly Topic[], digests: readonly Digest[]): Topic[] =>
  topics.filter(({ slug }) => digests.some((digest) => digest.topics.includes(slug)))

async function digestsOf(ports: Ports): Promise<Digest[]> {
  const all: Digest[] = []
  let cursor: string | undefined
  do {
    const page = await ports.digests.list({ limit: 100, cursor })
    all.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return all
}

function chosen(digests: readonly Digest[], id: string | undefined, folder: string): Digest[] {
  const there = digests
    .map((digest) => digest.id)
    .toSorted()
    .join(', ')
  if (digests.length === 0)
    return cannotStart(`There is no digest in ${folder}: make one, or look at the demo's with --demo.`)
  if (id !== undefined && !digests.some((digest) => digest.id === id))
    return cannotStart(`There is no digest "${id}": there is ${there}.`)
  const asked = digests.filter((digest) => id === undefined || digest.id === id)
  const active = asked.filter((digest) => digest.status === 'active')
  if (active.length === 0)
    return cannotStart(
      `${id === undefined ? 'Every digest is' : `"${id}" is`} paused: resume it, and something will go out.`,
    )
  return active
}
