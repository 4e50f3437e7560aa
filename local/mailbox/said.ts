import { hash } from 'node:crypto'

/*
 * What the provider says, as it says it (docs/provider.md has the sources, and what was recorded beside what is documented):
 * the shapes are its own, the sentences are ours. They hold the same traps: for a mailbox that is plainly dead they warn the
 * sender of its reputation, so whoever reads them for a reason finds the wrong one.
 */

type Fields = Readonly<Record<string, unknown>>

/** By `type/subType`: SES has a fixed sentence for each, and the provider hands it on as `bounce.message`. */
const prose: Readonly<Record<string, string>> = {
  'Permanent/General':
    'The server of the recipient bounced this for good and gave no reason that we know. Take the address off your list: sending on to such addresses hurts your reputation as a sender, and you may be blocked.',
  'Permanent/NoEmail':
    'The server of the recipient says that the address does not exist. Take it off your list: sending on to such addresses hurts your reputation as a sender.',
  'Permanent/Suppressed': 'The address is on the suppression list, for it has bounced for good before.',
  'Permanent/OnAccountSuppressionList':
    'Sending to this address was suppressed: it is on the list of the account. By our policy that does not count towards your bounce rate',
  'Transient/General':
    'The server of the recipient sent a bounce. You may be able to send there again when what caused it has been resolved.',
  'Transient/MailboxFull': 'The inbox of the recipient was full. You may be able to send there again when it is not.',
  'Transient/MessageTooLarge': 'The message was larger than the server of the recipient takes.',
  'Transient/ContentRejected': 'The message holds something that the policy of the recipient’s server does not allow.',
  'Transient/AttachmentRejected': 'An attachment was blocked by the server of the recipient.',
}
const undetermined = 'There was a bounce, and it did not say enough to determine why.'

/**
 * The answers of receiving servers, as `bounce.diagnosticCode` hands them on: one a recipient, with the protocol before it.
 * Which of them is said to a recipient follows from the address, so that it is the same at every run.
 */
const codes: Readonly<Record<string, readonly string[]>> = {
  'Permanent/General': [
    'smtp; 550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table',
    'smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking it. 550 5.1.1 https://support.mail.example/policy/?p=NoSuchUser',
    'smtp; 550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [HE1EUR01FT103.eop-EUR01.prod.protection.outlook.com]',
    'smtp;550 Requested action not taken: mailbox unavailable (12354213:4278:-2147467259)',
    'smtp; 554 delivery error: dd Not a valid recipient - atlas315.free.mail.gq1.yahoo.com',
    'smtp; 550 5.7.1 No such user!',
    'smtp; 550 5.2.1 mailbox <{to}> blocked due to inactivity',
    'smtp; 550 5.4.4 Invalid domain',
  ],
  'Permanent/NoEmail': ['smtp; 550 5.1.1 <{to}>... User unknown'],
  'Transient/General': [
    'smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.1 Failed to establish connection>',
    'smtp; 450 4.7.1 <{to}>: Recipient address rejected: Greylisted, see http://postgrey.example/policy',
    'smtp; 550 Rejected by header based manually Blocked Senders: {from}',
  ],
  'Transient/MailboxFull': [
    'smtp; 552 5.2.2 This message could not be delivered because the mailbox of the recipient is full.',
    "smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<452-4.2.2 The recipient's inbox is out of storage space.>",
  ],
  'Transient/MessageTooLarge': ['smtp; 552 5.3.4 Message size exceeds fixed limit'],
  'Transient/ContentRejected': ['smtp; 554 5.7.1 Message rejected under suspicion of spam'],
}

/** The same of these for the same recipient. */
const oneOf = <T>(all: readonly T[], by: string): T => all[hash('sha256', by, 'buffer').readUInt32BE() % all.length]!

/** About which recipient something is said, and who had written. */
export type About = { readonly to: string; readonly from: string }

/** `data.bounce`: what was not asked for is filled up as the provider fills it for that type and subtype. `null` stays null. */
export function bounceSaid(asked: unknown, about: About): unknown {
  if (asked === null) return null
  const { type = 'Permanent', subType = 'General', ...more } = (asked ?? {}) as Fields
  const kind = `${type}/${subType}`
  const said = codes[kind]
  return {
    ...(said ? { diagnosticCode: [filled(oneOf(said, about.to), about)] } : {}),
    message: prose[kind] ?? undetermined,
    subType,
    type,
    ...more,
  }
}
const filled = (code: string, { to, from }: About) => code.replaceAll('{to}', to).replaceAll('{from}', from)

/** `data.suppressed` of `email.suppressed`: the API's description has `reason` and `diagnosticCode`, the SDK's type and the page's sample have not. */
export const suppressedSaid = (asked: unknown): unknown =>
  asked === null
    ? null
    : {
        message: prose['Permanent/OnAccountSuppressionList'],
        type: 'OnAccountSuppressionList',
        reason: 'previous_bounce',
        diagnosticCode: [],
        ...(asked as Fields | undefined),
      }

/** `suppression.added` and `.removed`: about an address, so neither tags nor a mail. `created_at` is when it was added, in both. */
export const listingSaid = (
  {
    email,
    origin = 'manual',
    source_id = null,
    added,
  }: { email: string; origin?: unknown; source_id?: unknown; added: string },
  id: string,
): Fields => ({ id, email, origin, source_id, created_at: added })
