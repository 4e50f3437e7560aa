const SECOND = 1000
const DAY = 24 * 60 * 60 * 1000

/**
 * So many requests in any one second, as the provider counts them: over a sliding window, refusals not counted.
 * The clock may be turned, so instants after `now` are forgotten.
 */
export function createRate(perSecond: number) {
  let admitted: number[] = []

  return (now: number): { allowed: boolean; headers: Record<string, string> } => {
    if (perSecond <= 0) return { allowed: true, headers: {} }
    admitted = admitted.filter((time) => time > now - SECOND && time <= now)
    const allowed = admitted.length < perSecond
    if (allowed) admitted.push(now)
    const untilFree = Math.max(1, Math.ceil((admitted[0]! + SECOND - now) / SECOND))
    const headers: Record<string, string> = {
      'ratelimit-limit': String(perSecond),
      'ratelimit-remaining': String(perSecond - admitted.length),
      'ratelimit-reset': String(untilFree),
    }
    if (!allowed) headers['retry-after'] = String(untilFree)
    return { allowed, headers }
  }
}

/** So many mails a day (UTC). What was accepted earlier that day is asked for once, then counted along. */
export function createQuota(perDay: number, acceptedSince: (time: number) => number) {
  let day = Number.NaN
  let used = 0

  return {
    allows(mails: number, now: number) {
      if (perDay <= 0) return true
      const today = dayOf(now)
      if (today !== day) {
        used = acceptedSince(today)
        day = today
      }
      return used + mails <= perDay
    },
    use(mails: number) {
      used += mails
    },
  }
}

/** The first instant of the UTC day. */
export const dayOf = (now: number) => Math.floor(now / DAY) * DAY
export const nextDay = (now: number) => dayOf(now) + DAY
