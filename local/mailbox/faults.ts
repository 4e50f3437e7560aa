import { nextDay } from './limits.ts'

const answerFaults = [
  'slow',
  'timeout',
  'reset',
  '429',
  '500',
  '502',
  '503',
  '401',
  '403',
  '422-one',
  '409-concurrent',
  '409-other-body',
  'forget-keys',
  'html-200',
  'truncated-json',
  'fewer-ids',
  'reordered-ids',
  'json-error',
  'hang',
] as const

const webhookFaults = [
  'webhook-duplicate',
  'webhook-reverse',
  'webhook-late',
  'webhook-early',
  'webhook-lost',
  'webhook-unknown-message',
] as const

export type AnswerFault = (typeof answerFaults)[number]
export type WebhookFault = (typeof webhookFaults)[number]
export type FaultKind = AnswerFault | WebhookFault | 'webhook-bad-signature' | 'quota-at'

/** Trouble as it is asked for. Parameters that a kind does not know are kept and do nothing. */
export type FaultInput = {
  readonly kind: FaultKind
  /** How often; once by default, until cleared when a probability is given or when null. */
  readonly times?: number | null
  /** 0…1: how likely each request is hit. */
  readonly probability?: number
  /** The mails are accepted and only the answer is spoilt. */
  readonly afterAccept?: boolean
  /** Only this route. */
  readonly on?: 'emails' | 'batch'
  /** `slow`, `webhook-late`: how long, in milliseconds. `hang`: how long from now on no request has an answer; ten minutes by default. */
  readonly ms?: number
  /** `429`: seconds, an HTTP date, or 'none'. */
  readonly retryAfter?: number | string
  /** `json-error`: the status (500 by default) and the body, whatever JSON it is (`{}` by default). */
  readonly status?: number
  readonly body?: unknown
  /** `422-one`: which mail of the request, from 0. */
  readonly index?: number
  /** `webhook-duplicate`: copies beside the first; `webhook-reverse`: events a group; `fewer-ids`: ids left out. */
  readonly n?: number
  /** `quota-at`: the message, counted from 1 and from now, at which the quota is used up. */
  readonly message?: number
  /** `quota-at`: the month's quota, not the day's. */
  readonly monthly?: boolean
}

export type Fault = FaultInput & { readonly id: number; readonly times: number | null }

export type Faults = ReturnType<typeof createFaults>

export const faultKinds: readonly string[] = [...answerFaults, 'quota-at', ...webhookFaults, 'webhook-bad-signature']

/** Reads a fault off the wire, or says in a sentence what is wrong with it. */
export function readFault(body: unknown): FaultInput | string {
  if (typeof body !== 'object' || body === null) return 'Send a JSON object with the kind of fault.'
  const given = body as Record<string, unknown>
  const kind = String(given.kind)
  if (!faultKinds.includes(kind)) return `There is no fault of this kind. There are: ${faultKinds.join(', ')}.`
  for (const field of ['probability', 'ms', 'index', 'n', 'message']) {
    const value = given[field]
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) return `${field} is a number from 0 up.`
  }
  const { status } = given
  const holdsBody = Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599
  if (status !== undefined && (!holdsBody || [204, 205, 304].includes(Number(status))))
    return 'status is a whole number from 200 to 599, of an answer that may have a body.'
  const times = given.times ?? null
  if (times !== null && !(Number.isInteger(times) && Number(times) > 0))
    return 'times is a whole number from 1 up, or null.'
  if (given.on !== undefined && given.on !== 'emails' && given.on !== 'batch') return "on is 'emails' or 'batch'."
  return { ...given, kind } as FaultInput
}

const TEN_MINUTES = 10 * 60_000

/** The trouble that lies ahead. Each request and each event meets at most one, the earliest that fits. */
export function createFaults(random: () => number, now: () => number) {
  let faults: Fault[] = []
  const quotaEnds = new Map<number, number>()
  const quotaLeft = new Map<number, number>()
  const hangEnds = new Map<number, number>()
  let made = 0

  function spend(fault: Fault) {
    if (fault.times === null) return
    const times = fault.times - 1
    faults = faults.flatMap((one) => (one.id !== fault.id ? [one] : times > 0 ? [{ ...one, times }] : []))
  }

  function draw(fits: (fault: Fault) => boolean) {
    for (const fault of faults) {
      if (!fits(fault)) continue
      if (fault.probability !== undefined && random() >= fault.probability) continue
      spend(fault)
      return fault
    }
    return undefined
  }

  const among = (kinds: readonly string[], fault: Fault) => kinds.includes(fault.kind)

  return {
    add(input: FaultInput): Fault {
      const lasting = input.probability !== undefined || input.kind === 'quota-at' || input.kind === 'hang'
      const fault: Fault = {
        ...input,
        id: ++made,
        times: input.times === undefined ? (lasting ? null : 1) : input.times,
      }
      faults = [...faults, fault]
      if (fault.kind === 'quota-at') {
        quotaLeft.set(fault.id, Math.max(0, (fault.message ?? 1) - 1))
        quotaEnds.set(fault.id, fault.monthly ? nextMonth(now()) : nextDay(now()))
      }
      if (fault.kind === 'hang') hangEnds.set(fault.id, now() + (fault.ms ?? TEN_MINUTES))
      return fault
    },
    list: (): readonly Fault[] => faults,
    clear() {
      faults = []
    },

    ofAnswer(route: 'emails' | 'batch') {
      faults = faults.filter((fault) => fault.kind !== 'hang' || now() < hangEnds.get(fault.id)!)
      return draw((fault) => among(answerFaults, fault) && (fault.on === undefined || fault.on === route))
    },
    ofEvent: () => draw((fault) => among(webhookFaults, fault)),
    ofSignature: () => draw((fault) => fault.kind === 'webhook-bad-signature'),

    /**
     * Whether so many mails meet a used-up quota. They are refused whole: a part accepted under an error would be sent
     * twice by anybody who tries again. It lasts until the day (or month) ends, or for `times` refusals.
     */
    quota(mails: number): Fault | undefined {
      faults = faults.filter((fault) => fault.kind !== 'quota-at' || now() < quotaEnds.get(fault.id)!)
      const standing = faults.filter((fault) => fault.kind === 'quota-at')
      const reached = standing.find((fault) => mails > quotaLeft.get(fault.id)!)
      if (reached) spend(reached)
      else for (const fault of standing) quotaLeft.set(fault.id, quotaLeft.get(fault.id)! - mails)
      return reached
    },
  }
}

function nextMonth(now: number) {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}
