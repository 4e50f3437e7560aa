import type { QueueName } from './access'
import { queues } from './manifest'

const transform: sst.aws.QueueArgs['transform'] = {
  queue: (args) => {
    args.sqsManagedSseEnabled = true
    // As long as SQS keeps anything: a fortnight to find out, mend and send again.
    args.messageRetentionSeconds = 14 * 24 * 60 * 60
    return undefined
  },
}

export const sendDead = new sst.aws.Queue('SendDeadQueue', { fifo: queues.send.ordered, transform })
export const lettersDead = new sst.aws.Queue('LettersDeadQueue', { transform })
export const resultsDead = new sst.aws.Queue('ResultsDeadQueue', { transform })
export const hooksDead = new sst.aws.Queue('HooksDeadQueue', { transform })

const numbers = (name: QueueName, dead: sst.aws.Queue) => ({
  fifo: queues[name].ordered,
  visibilityTimeout: `${queues[name].visibilitySeconds} seconds` as const,
  dlq: { queue: dead.arn, retry: queues[name].maxReceives },
  transform,
})

export const sendQueue = new sst.aws.Queue('SendQueue', numbers('send', sendDead))
export const lettersQueue = new sst.aws.Queue('LettersQueue', numbers('letters', lettersDead))
/** What becomes of mails, as the provider tells it: as many messages as mails. */
export const resultsQueue = new sst.aws.Queue('ResultsQueue', numbers('results', resultsDead))
/** What other people's programs are told. */
export const hooksQueue = new sst.aws.Queue('HooksQueue', numbers('hooks', hooksDead))
