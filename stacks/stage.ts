const given = (name: string): string | undefined => process.env[name]?.trim() || undefined

/** Where people's mails are: it stays when the stage goes, and nothing of it is left to chance. */
export const isProduction = $app.stage === 'production'

/**
 * What differs between stages and is no secret: from the environment, which SST fills from `.env` and `.env.STAGE`. An
 * address in a mail is for ever, alarms nobody hears are none, and a console without owners opens for nobody: production
 * does not go out without them.
 */
export const domain = given('DOMAIN')
/** In us-east-1, for a domain whose DNS is not in Route 53. */
export const certificate = given('DOMAIN_CERTIFICATE')
export const owners = given('OWNERS') ?? ''
export const alarmAddress = given('ALARM_ADDRESS')
/** A table that was made from a backup, in place of this stage's own: see "Restore" in docs/operations.md. */
export const restored = given('RESTORED_TABLE')
/** Dollars a month, of the whole account. */
export const budget = given('MONTHLY_BUDGET') ?? '10'
/** At most so many requests a second to the mail provider, of each worker that mails; 0: as many as it says it takes. */
export const sendRate = given('SEND_RATE') ?? '0'

const missing = ['DOMAIN', 'OWNERS', 'ALARM_ADDRESS'].filter((name) => !given(name))
if (isProduction && missing.length > 0)
  throw new Error(`${missing.join(' and ')} not set: write it into .env.production (docs/operations.md says what for).`)
