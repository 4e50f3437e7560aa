/** CloudWatch Logs Insights: what is asked of the log, and the address that opens it with the lines that an alarm is about. */

/** Lines of ours that say so, and what Lambda says of a function that died, was cut off or did not start. */
export const failures = 'filter level="error" or @message=~/timed out|exited|Runtime.|Uncaught/'
export const paused = 'filter event="issue.paused"'
/** Each line whole, the newest first. */
export const everything = 'fields @message'

/**
 * As the console writes its own addresses: in values `*` stands for `%`; what surrounds them is encoded, with `$` for `%`, where
 * a mail program would take it for the end of the address. The last three hours.
 */
export function linkTo(region: string, groups: readonly string[], query: string): string {
  const value = (text: string) =>
    `$27${text.replaceAll(/[^A-Za-z0-9_.-]/g, (sign) => `*${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}`
  const detail = [
    `end~0~start~-10800~timeType~${value('RELATIVE')}~unit~${value('seconds')}`,
    `editorString~${value(query)}`,
    `source~$28${groups.map((group) => `~${value(group)}`).join('')}$29`,
  ].join('~')
  return `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D~$28${detail}$29`
}

/** CloudWatch takes no more as an alarm's description. */
const MOST = 1_024

/** What the mail of an alarm says: what is wrong, and where its lines are, in few words where the address of many functions is long. `otherwise`: where else, if that is too long to be said. */
export function described(says: string, link: string, otherwise: string): string {
  const told = (where: string) => `${says} Its lines: ${where} See docs/operations.md.`
  const ways = [told(link), `${says} ${link}`]
  return ways.find(({ length }) => length <= MOST) ?? told(otherwise)
}
