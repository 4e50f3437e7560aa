import { parseArgs } from 'node:util'
import { type Instant, instant, plus } from '../../core/model/time.ts'
import { startSettings } from '../../functions/live/configuration.ts'
import { cannotStart } from '../cannot-start.ts'
import { configurationFrom, type Environment } from '../configuration.ts'

export type Stop = { readonly from: Instant; readonly to: Instant }

export type Options = {
  /** Slots from here on, up to and without `to`. */
  readonly from: Instant
  readonly to: Instant
  /** Only this digest. */
  readonly digest?: string | undefined
  readonly data: string
  /** The demo's content, whatever the folder holds. */
  readonly demo: boolean
  /** Minutes from one invented article to the next; 0: none. */
  readonly fileEvery: number
  /** How many invented feeds are followed. */
  readonly feeds: number
  /** When no tick comes. */
  readonly stops: readonly Stop[]
  /** 0…1: how many of the calls that leave the flows fail. */
  readonly crash: number
  readonly seed: number
  readonly json: boolean
}

export const usage = `npm run simulate -- [options]

Plays the service under a turned clock, on a copy of the data folder: what would go out, when, to how many. Nothing is
changed and nothing is sent.

  --from ISO              the first moment: 2026-03-28, 2026-03-28T00:00Z, 2026-03-28T00:00+01:00 (now)
  --to ISO                where it ends: slots at this moment are not played any more (a week after --from)
  --digest ID             only this digest
  --data FOLDER           whose table is copied (.tidings; without one, the demo's content is played)
  --demo                  the demo's content, whatever the folder holds
  --file-every MINUTES    files an invented article so often, under each topic in turn (180; 0: none)
  --feeds N               follows so many invented feeds, each with a habit of real ones, and invents no other article
                          (0, at most 200)
  --tick-stops FROM/TO    no tick comes in between, as in an outage; may be repeated
  --crash RATE            so many of the calls to table, queue and provider fail, before or after they took effect (0 to 0.5)
  --seed N                the chance behind --crash, to play a run again
  --json                  one line an issue: {"digest","slot","sentAt","zone","articles":[ids],"readers", …}
  --help                  prints this

It ends with exit code 1 if anybody would get an issue twice or not at all, if a slot has two issues, if an article is
in two of them, or if a story of a feed comes twice, too late, or not at all.`

/** The options of a simulation; `'help'` where only the list of them was asked for. What cannot be understood is a CannotStart. */
export function readOptions(args: readonly string[], environment: Environment, nowMs: number): Options | 'help' {
  const given = understood(args)
  if (given.help) return 'help'
  const said = configurationFrom({ TIDINGS_DATA: startSettings.TIDINGS_DATA }, environment)
  const from = given.from === undefined ? instant(Math.ceil(nowMs / 60_000) * 60_000) : moment('--from', given.from)
  const to = given.to === undefined ? plus(from, 7 * 86_400_000) : moment('--to', given.to)
  if (from >= to) return cannotStart(`--from ${given.from ?? from} is not before --to ${given.to ?? to}: swap them.`)
  return {
    from,
    to,
    digest: given.digest,
    data: given.data ?? said.TIDINGS_DATA,
    demo: given.demo ?? false,
    fileEvery: number('--file-every', given['file-every'] ?? (given.feeds === undefined ? '180' : '0'), 525_600, true),
    feeds: number('--feeds', given.feeds ?? '0', 200, true),
    stops: (given['tick-stops'] ?? []).map(stop),
    crash: number('--crash', given.crash ?? '0', 0.5, false),
    seed: number('--seed', given.seed ?? String(nowMs % 1_000_000), 2 ** 32 - 1, true),
    json: given.json ?? false,
  }
}

function understood(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        digest: { type: 'string' },
        data: { type: 'string' },
        demo: { type: 'boolean' },
        'file-every': { type: 'string' },
        feeds: { type: 'string' },
        'tick-stops': { type: 'string', multiple: true },
        crash: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s|\n/)
    return cannotStart(`${reason}: "npm run simulate -- --help" lists what there is.`)
  }
}

/** With Z, or an offset: without, it would be this machine's. */
const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

function moment(option: string, text: string): Instant {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text
  const at = isMoment.test(whole) ? Date.parse(whole) : Number.NaN
  // A day that its month does not have is none: `Date.parse` goes on into the next.
  const isDay = instant(Date.parse(`${whole.slice(0, 10)}T00:00Z`) || 0).startsWith(whole.slice(0, 10))
  if (!Number.isNaN(at) && isDay) return instant(at)
  return cannotStart(
    `${option} takes a moment such as 2026-03-28T00:00Z or 2026-03-28 (midnight UTC), not "${text}"${/T[\d:.]+$/.test(text) ? ': add Z, or an offset such as +01:00.' : '.'}`,
  )
}

function stop(text: string): Stop {
  const [first = '', second = '', ...rest] = text.split('/')
  if (second === '' || rest.length > 0)
    return cannotStart(
      `--tick-stops takes two moments with a slash between, such as 2026-03-28/2026-03-31, not "${text}".`,
    )
  const [from, to] = [moment('--tick-stops', first), moment('--tick-stops', second)]
  return from < to ? { from, to } : cannotStart(`--tick-stops ${text} ends before it begins: swap the two.`)
}

function number(option: string, text: string, most: number, isWhole: boolean): number {
  const value = (isWhole ? /^\d{1,10}$/ : /^(?:\d+(?:\.\d+)?|\.\d+)$/).test(text) ? Number(text) : Number.NaN
  if (value <= most) return value
  return cannotStart(`${option} takes a ${isWhole ? 'whole ' : ''}number from 0 to ${most}, not "${text}".`)
}
