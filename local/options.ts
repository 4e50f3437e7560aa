import { parseArgs } from 'node:util'
import { cannotStart } from './cannot-start.ts'

export type Options = {
  /** 0: any free one. */
  readonly port: number
  readonly mailboxPort: number
  /** The folder that holds everything there is: table, queues, mailbox, secrets, logs. */
  readonly data: string
  readonly demo: boolean
  readonly feeds: readonly string[]
  readonly pastes: readonly string[]
  /** Lets feeds and links be fetched from loopback, which a deployed service never does. */
  readonly allowPrivateFetch: boolean
  readonly mailboxKeep: number
  /** Every line the functions log, as it is. */
  readonly logs: boolean
}

export const usage = `npm start -- [options]

  --port N               where the service listens on 127.0.0.1 (3000; 0: any free port, for the mailbox too)
  --mailbox-port N       where the mailbox listens (3025; 0: any free port)
  --data FOLDER          where everything is kept (.tidings)
  --no-demo              no demo topics, digests, articles and readers on an empty store
  --feed FILE_OR_URL     brings the articles of a feed in; may be repeated
  --paste FILE           brings an article in from a text file; may be repeated
  --allow-private-fetch  feeds and links may be fetched from this machine
  --mailbox-keep N       how many mails the mailbox keeps whole (1000)
  --logs                 prints every log line
  --help                 prints this

The environment says the same: TIDINGS_PORT, TIDINGS_MAILBOX_PORT, TIDINGS_DATA, TIDINGS_NO_DEMO, TIDINGS_FEED and
TIDINGS_PASTE (one a line), TIDINGS_ALLOW_PRIVATE_FETCH, TIDINGS_MAILBOX_KEEP, TIDINGS_LOGS. An option goes first.
TIDINGS_API_KEY and TIDINGS_WEBHOOK_SECRET set the two secrets that other programs need to know.`

type Environment = Readonly<Record<string, string | undefined>>

/** The options of a start; `'help'` where only the list of them was asked for. What cannot be understood is a CannotStart. */
export function readOptions(args: readonly string[], environment: Environment): Options | 'help' {
  const given = understood(args)
  if (given.help) return 'help'

  const word = (name: string) => environment[`TIDINGS_${name}`] || undefined
  const list = (name: string) => word(name)?.split('\n').filter(Boolean) ?? []
  const port = wholeNumber('--port', given.port ?? word('PORT') ?? '3000', 65_535)
  return {
    port,
    mailboxPort: wholeNumber(
      '--mailbox-port',
      given['mailbox-port'] ?? word('MAILBOX_PORT') ?? (port === 0 ? '0' : '3025'),
      65_535,
    ),
    data: given.data ?? word('DATA') ?? '.tidings',
    demo: !(given['no-demo'] ?? isOn(word('NO_DEMO'))),
    feeds: given.feed ?? list('FEED'),
    pastes: given.paste ?? list('PASTE'),
    allowPrivateFetch: given['allow-private-fetch'] ?? isOn(word('ALLOW_PRIVATE_FETCH')),
    mailboxKeep: wholeNumber('--mailbox-keep', given['mailbox-keep'] ?? word('MAILBOX_KEEP') ?? '1000', 1_000_000),
    logs: given.logs ?? isOn(word('LOGS')),
  }
}

function understood(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'mailbox-port': { type: 'string' },
        data: { type: 'string' },
        'no-demo': { type: 'boolean' },
        feed: { type: 'string', multiple: true },
        paste: { type: 'string', multiple: true },
        'allow-private-fetch': { type: 'boolean' },
        'mailbox-keep': { type: 'string' },
        logs: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s|\n/)
    return cannotStart(`${reason}: "npm start -- --help" lists what there is.`)
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^\d{1,7}$/.test(text) && Number(text) <= most) return Number(text)
  return cannotStart(`${option} takes a whole number from 0 to ${most}, not "${text}".`)
}

const isOn = (word: string | undefined): boolean => word !== undefined && !/^(?:0|false|no|off)$/i.test(word)
