const sendDead = new sst.aws.Queue('SendDeadQueue', { fifo: true })
const lettersDead = new sst.aws.Queue('LettersDeadQueue')

/** Six times the function's timeout, as AWS advises: a message in work is nobody else's. */
export const sendQueue = new sst.aws.Queue('SendQueue', {
  fifo: true,
  visibilityTimeout: '9 minutes',
  dlq: { queue: sendDead.arn, retry: 20 },
})
export const lettersQueue = new sst.aws.Queue('LettersQueue', {
  visibilityTimeout: '6 minutes',
  dlq: { queue: lettersDead.arn, retry: 20 },
})
