/** After so many receipts it is the message that is wrong. A lost one costs minutes: the tick finds what lies. */
const TRIES = 20

const transform: sst.aws.QueueArgs['transform'] = {
  queue: (args) => {
    args.sqsManagedSseEnabled = true
    // As long as SQS keeps anything: a fortnight to find out, mend and send again.
    args.messageRetentionSeconds = 14 * 24 * 60 * 60
    return undefined
  },
}

export const sendDead = new sst.aws.Queue('SendDeadQueue', { fifo: true, transform })
export const lettersDead = new sst.aws.Queue('LettersDeadQueue', { transform })
export const resultsDead = new sst.aws.Queue('ResultsDeadQueue', { transform })
export const hooksDead = new sst.aws.Queue('HooksDeadQueue', { transform })

/** Six times the function's timeout, as AWS advises: a message in work is nobody else's. */
export const sendQueue = new sst.aws.Queue('SendQueue', {
  fifo: true,
  visibilityTimeout: '9 minutes',
  dlq: { queue: sendDead.arn, retry: TRIES },
  transform,
})
export const lettersQueue = new sst.aws.Queue('LettersQueue', {
  visibilityTimeout: '6 minutes',
  dlq: { queue: lettersDead.arn, retry: TRIES },
  transform,
})
/** What becomes of mails, as the provider tells it: as many messages as mails. */
export const resultsQueue = new sst.aws.Queue('ResultsQueue', {
  visibilityTimeout: '6 minutes',
  dlq: { queue: resultsDead.arn, retry: TRIES },
  transform,
})
/** What other people's programs are told. */
export const hooksQueue = new sst.aws.Queue('HooksQueue', {
  visibilityTimeout: '3 minutes',
  dlq: { queue: hooksDead.arn, retry: TRIES },
  transform,
})
