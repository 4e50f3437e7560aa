import { Resend } from 'resend'
import type { Answer } from '../../core/model/answer.ts'
import { LEAST_PATIENCE, patienceIn } from '../../core/model/deadline.ts'
import type { MailProvider } from '../../core/ports.ts'
import type { Pace } from './pace.ts'
import { batchAnswer, type Heard, isTooFast, letterAnswer } from './resend-answers.ts'

type Outside = {
  /** Ends the wait for an answer, after so many ms. */
  readonly patience?: (key: string, ms: number) => AbortSignal
  readonly send?: (url: string, init: RequestInit) => Promise<Response>
}

/**
 * Resend, through its own client. The body is ready bytes, and every way in which the provider can fail is an answer
 * (`resend-answers.ts`); what a failure means for the batch is decided in `core/model/answer.ts`.
 */
export function resendMail(
  account: Pick<Resend, 'key' | 'baseUrl' | 'userAgent'>,
  pace: Pace,
  nowMs: () => number,
  { patience = (_, ms) => AbortSignal.timeout(ms), send = fetch }: Outside = {},
): MailProvider {
  const client = new Client(account, send)
  const post = async (
    path: string,
    body: BodyInit,
    key: string,
    withinMs: number,
    headers: Record<string, string>,
  ): Promise<Heard | 'no-time'> => {
    const asked = nowMs()
    const turnedAt = await pace.turn(withinMs - LEAST_PATIENCE)
    const waits = patienceIn(withinMs - (nowMs() - asked))
    if (turnedAt === undefined || waits === undefined) return 'no-time'
    // `body` in the options stands in for the entity: ready bytes, stringified by nobody.
    const options = {
      body,
      headers: { ...headers, 'Idempotency-Key': key },
      signal: patience(key, waits),
      duplex: 'half' as const,
    }
    const heard = await client.hears(path, options)
    pace.heed(heard.headers, isTooFast(heard), turnedAt)
    return heard
  }
  return {
    atOnce: pace.atOnce,
    makeRoom: pace.makeRoom,
    async batch(body, key, withinMs) {
      const mails = countMails(body)
      const heard = await post('/emails/batch', streamed(body), key, withinMs, {
        'x-batch-validation': 'permissive',
        'content-length': String(body.length),
      })
      return heard === 'no-time' ? noTime : batchAnswer(heard, mails, nowMs())
    },
    async letter(mail, key, withinMs) {
      const heard = await post('/emails', JSON.stringify(mail), key, withinMs, {})
      return heard === 'no-time' ? noTime : letterAnswer(heard, nowMs())
    },
  }
}

const noTime: Answer = { kind: 'no-time' }

/**
 * The provider's own client, that hears everything. What the original makes of an answer leaves out the status where an
 * error has a JSON body, takes an error of `null` for success, and a success that it cannot read for no connection
 * (resend@6.38.0, `fetchRequest`). Its address, key, headers and its way to post are as they are.
 */
class Client extends Resend {
  readonly #send: NonNullable<Outside['send']>
  constructor(
    { key, baseUrl, userAgent }: Pick<Resend, 'key' | 'baseUrl' | 'userAgent'>,
    send: NonNullable<Outside['send']>,
  ) {
    super(key, { baseUrl, userAgent })
    this.#send = send
  }
  /** Never throws. */
  async hears(path: string, options: object): Promise<Heard> {
    try {
      const { data } = await this.post<Heard>(path, undefined, options)
      return data ?? nothing('failed')
    } catch (error) {
      return nothing(reasonIn(error))
    }
  }
  override async fetchRequest<T>(
    path: string,
    options: RequestInit = {},
  ): ReturnType<typeof Resend.prototype.fetchRequest<T>> {
    // A POST that is led on becomes a GET, or is posted twice: where it leads to is not followed.
    const response = await this.#send(`${this.baseUrl}${path}`, { ...options, redirect: 'manual' })
    const { status } = response
    const headers = Object.fromEntries(response.headers)
    const heard: Heard = { status, headers, json: await jsonIn(response) }
    return { data: heard as T, error: null, headers }
  }
}

/** `TypeError` is all that fetch says itself; the code of what lay behind it says whom to look at. */
function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const { code } = (error.cause ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? `${error.name}, ${code}` : error.name
}

const nothing = (why: string): Heard => ({ why, headers: null })

/** Undefined: something else, or a part of it. The status has been heard all the same. */
async function jsonIn(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text())
  } catch {
    return undefined
  }
}

/** Handed over as a stream of one piece: `fetch` copies ready bytes twice, and those copies were a third of the sender's CPU. */
const streamed = (body: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(body)
      controller.close()
    },
  })

/** Every mail of ours has one `to`, and quotation marks inside texts are escaped: so the bytes `"to":[` count them. */
function countMails(body: Uint8Array): number {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  let count = 0
  for (let at = bytes.indexOf('"to":['); at >= 0; at = bytes.indexOf('"to":[', at + 6)) count += 1
  return count
}
