import { account, collect, imports, tick } from './functions'
import { beats } from './manifest'

const every = (name: keyof typeof beats) => {
  const { minutes, retries } = beats[name]
  return { schedule: `rate(${minutes} minute${minutes === 1 ? '' : 's'})` as const, retries }
}

export const minute = new sst.aws.CronV2('Minute', { ...every('tick'), function: tick.arn })
export const minuteOfLists = new sst.aws.CronV2('MinuteOfLists', { ...every('imports'), function: imports.arn })
export const fiveMinutes = new sst.aws.CronV2('FiveMinutes', { ...every('account'), function: account.arn })
export const quarterHour = new sst.aws.CronV2('QuarterHour', { ...every('collect'), function: collect.arn })
