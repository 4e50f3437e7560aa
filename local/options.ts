import { parseArgs } from 'node:util'
import { cannotStart } from './cannot-start.ts'
import { type Environment, startConfiguration } from './configuration.ts'

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
  /** Table, queues and functions are as hard as on AWS (`engines/line-rules.ts`). */
  readonly hard: boolean
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
  --hard                 table, queues and functions do what they do on AWS: calls are refused, answers lost, the index is
                         behind, and between two calls a function stands still
  --logs                 prints every log line
  --help                 prints this

The environment says the same: TIDINGS_PORT, TIDINGS_MAILBOX_PORT, TIDINGS_DATA, TIDINGS_NO_DEMO, TIDINGS_FEED and
TIDINGS_PASTE (one a line), TIDINGS_ALLOW_PRIVATE_FETCH, TIDINGS_MAILBOX_KEEP, TIDINGS_HARD, TIDINGS_LOGS. An option goes first.
TIDINGS_API_KEY and TIDINGS_WEBHOOK_SECRET set the two secrets that other programs need to know, TIDINGS_OWNERS who owns the
console, SEND_RATE how many requests a second go to the mailbox at most. docs/operations.md lists what each has to be.`

/** The options of a start; `'help'` where only the list of them was asked for. What cannot be understood is a CannotStart. */
export function readOptions(args: readonly string[], environment: Environment): Options | 'help' {
  const given = understood(args)
  if (given.help) return 'help'

  const said = startConfiguration(environment)
  const lines = (text = '') => text.split('\n').filter(Boolean)
  const port = wholeNumber('--port', given.port, 65_535) ?? said.TIDINGS_PORT
  return {
    port,
    mailboxPort:
      wholeNumber('--mailbox-port', given['mailbox-port'], 65_535) ??
      said.TIDINGS_MAILBOX_PORT ??
      (port === 0 ? 0 : 3025),
    data: given.data ?? said.TIDINGS_DATA,
    demo: !(given['no-demo'] ?? said.TIDINGS_NO_DEMO),
    feeds: given.feed ?? lines(said.TIDINGS_FEED),
    pastes: given.paste ?? lines(said.TIDINGS_PASTE),
    allowPrivateFetch: given['allow-private-fetch'] ?? said.TIDINGS_ALLOW_PRIVATE_FETCH,
    mailboxKeep: wholeNumber('--mailbox-keep', given['mailbox-keep'], 1_000_000) ?? said.TIDINGS_MAILBOX_KEEP,
    hard: given.hard ?? said.TIDINGS_HARD,
    logs: given.logs ?? said.TIDINGS_LOGS,
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
        hard: { type: 'boolean' },
        logs: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s|\n/)
    return cannotStart(`${reason}: "npm start -- --help" lists what there is.`)
  }
}

function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,7}$/.test(text) && Number(text) <= most) return Number(text)
  return cannotStart(`${option} takes a whole number from 0 to ${most}, not "${text}".`)
}
