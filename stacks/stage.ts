import { inWords, misspelt, readConfiguration } from '../core/model/configuration.ts'
import { deploySettings, secretSettings } from '../functions/live/configuration.ts'

/** Where people's mails are: it stays when the stage goes, and nothing of it is left to chance. */
export const isProduction = $app.stage === 'production'

/**
 * What differs between stages: from the environment, which SST fills from `.env` and `.env.STAGE`. Nothing goes out while any
 * of it is wrong. An address in a mail is for ever, alarms nobody hears are none, and a console without owners opens for
 * nobody: production does not go out without them.
 */
const said = readConfiguration(deploySettings, (name) => process.env[name], isProduction)
/** They are checked here, where all that is wrong can be said at once; a secret that was never set, SST names itself. */
const secrets = readConfiguration(secretSettings, (name) => process.env[`SST_SECRET_${name}`])
const wrong = [...said.wrong, ...secrets.wrong.filter(({ came }) => came !== undefined)]
const strangers = misspelt(
  Object.keys(process.env).filter((name) => process.env[name]),
  Object.keys(deploySettings),
)
if (wrong.length + strangers.length > 0)
  throw new Error(
    [
      `The configuration of "${$app.stage}" is not right (.env.${$app.stage}, or "npx sst secret set"; docs/configuration.md).`,
      ...(wrong.length > 0 ? [inWords(wrong)] : []),
      ...strangers.map(({ name, meant }) => `${name} is set, and read by nobody: ${meant} is meant?`),
    ].join('\n'),
  )

export const {
  DOMAIN: domain,
  DOMAIN_CERTIFICATE: certificate,
  ALARM_ADDRESS: alarmAddress,
  RESTORED_TABLE: restored,
} = said.values
export const owners = said.values.OWNERS?.join(',') ?? ''
export const budget = String(said.values.MONTHLY_BUDGET)
export const sendRate = String(said.values.SEND_RATE)
export const importRate = String(said.values.IMPORT_RATE)
