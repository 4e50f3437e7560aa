import { account, collect, tick } from './functions'

/** Once a minute: our own arithmetic decides what is due, so that no daylight saving is AWS's business. */
export const minute = new sst.aws.CronV2('Minute', { schedule: 'rate(1 minute)', function: tick.arn })
/** An editor's lift reaches the provider within it; what else is looked at there is hours apart, and says itself when. */
export const fiveMinutes = new sst.aws.CronV2('FiveMinutes', { schedule: 'rate(5 minutes)', function: account.arn })
/** As often as a feed is looked at, at most; which of them is due, they say themselves. A beat that fails is made good by the next. */
export const quarterHour = new sst.aws.CronV2('QuarterHour', {
  schedule: 'rate(15 minutes)',
  function: collect.arn,
  retries: 2,
})
