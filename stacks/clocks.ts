import { tick } from './functions'

/** Once a minute: our own arithmetic decides what is due, so that no daylight saving is AWS's business. */
export const minute = new sst.aws.CronV2('Minute', { schedule: 'rate(1 minute)', function: tick.arn })
