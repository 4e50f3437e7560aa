import { isMissed, passes, type Sweep, type Unknown } from '../model/account.ts'
import type { Ports } from '../ports.ts'
import type { Turn } from './account-turns.ts'

type Needs = Pick<Ports, 'account' | 'now' | 'log'>

/**
 * Goes on through what the provider has posted to us, from the newest back, and asks for those again that it has given up
 * on and that stop mail to somebody (T73). They come in by the front door, signed, and count once however often they come
 * (T71). It remembers the last event that it is done with. Price: a request for a hundred events, one for each asked for.
 */
export async function sweepMissed(ports: Needs, endpoint: string, before: Sweep, turn: Turn): Promise<Sweep> {
  let sweep = before
  while (sweep.walk && (await turn())) {
    const walk = sweep.walk
    const page = await ports.account.events(endpoint, walk.after)
    if (!page.ok) return broken(ports, sweep, page.why)
    const { items, last } = page.value
    for (const event of items) {
      if (event.at < walk.downTo) return done(ports, sweep)
      if (isMissed(event)) {
        if (!(await turn())) return sweep
        const answer = await ports.account.replay(endpoint, event.id)
        if (!answer.ok) return broken(ports, sweep, answer.why)
        if (answer.value === 'asked') sweep = { ...sweep, asked: sweep.asked + 1 }
        ports.log('event.asked-again', { level: 'warn', event: event.id, type: event.type, answer: answer.value })
      }
      sweep = { ...sweep, looked: sweep.looked + 1, walk: { ...walk, after: event.id } }
    }
    // Nothing that could be read, and more to come: go on behind it, unless that is where this page began.
    if (last === undefined || last === walk.after) return done(ports, sweep)
    sweep = { ...sweep, walk: { ...walk, after: last } }
  }
  return sweep
}

const done = (ports: Needs, sweep: Sweep): Sweep => {
  ports.log('events.swept', { looked: sweep.looked, asked: sweep.asked })
  return { looked: sweep.looked, asked: sweep.asked, sweptAt: sweep.walk!.begunAt }
}

/** What passes is gone on with where it stands. Else it begins anew later: where it stood may be gone there. What was settled before stays settled. */
const broken = (ports: Needs, sweep: Sweep, why: Unknown): Sweep => {
  if (passes(why)) return sweep
  const { walk: _, ...rest } = sweep
  return { ...rest, failed: { at: ports.now(), why } }
}
