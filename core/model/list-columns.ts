import { keyOf } from './list-names.ts'
import { isOfMailAlone, isPostal, mayTell, speaksOfMail, touchesMail } from './list-words.ts'
import { type Parsed, parsed, refusal, refused } from './refusal.ts'
import { cleanText } from './text.ts'

/** What a column of a list is. */
export type Part =
  | 'email'
  | 'digest'
  /** Words for how somebody stands. */
  | 'status'
  /** The same, and whoever has none is not surely on. */
  | 'stated'
  /** The same, but as likely something else: only words that we know count. */
  | 'type'
  /** Yes is on; anything else, nothing too, is no yes. */
  | 'mailed'
  /** No is on; yes is off, and anything else no yes. */
  | 'unmailed'
  /** Yes is off; no and nothing say nothing. */
  | 'stopped'
  /** Yes: gets no mail, of anything. */
  | 'blocked'
  /** Yes: has confirmed; no: never has. */
  | 'confirmed'
  /** Not empty: on; empty: off. */
  | 'needed'
  /** A date: on since then; anything else is no yes. */
  | 'entered'
  /** Not empty, and no "no": off, bounced, complained, since then. */
  | 'left'
  | 'bounced'
  | 'complained'
  | 'held'
  /** When they joined, at another service: nothing says that they still were on later. */
  | 'joined'
  | 'zone'
  /** Another service's idea of a zone: one that we do not know says nothing. */
  | 'place'
  | 'locale'
  | 'topics'
  | 'edition'
  | 'since'
  /** It looks as if it said whether somebody may be written to, and does not. */
  | 'nothing'
  /** Its name says newsletter and nothing else: a mark or a yes is on, anything else, nothing too, is not surely. */
  | 'marked'
  /** Its name speaks of mail, and not of who wants any: a mark, a yes or nothing is passed over, anything else is not surely on. */
  | 'hinted'
  /** Its name speaks of mail or of contact, and as likely of something else: who has a plain no in it is not surely on. */
  | 'touched'
  /** It looks as if it did, and nobody knows what it says: an editor is asked. */
  | 'asked'

/** What we make of a table. `parts`: of each column what it is; undefined: it says nothing to us. */
export type Columns = {
  readonly parts: readonly (Part | undefined)[]
  readonly names: readonly string[]
  /** Where there is no header, its first row is somebody. */
  readonly isBare: boolean
  /** The service whose export it is, where its columns tell. */
  readonly service?: string
  /** Words of this service for how somebody stands, by their `keyOf`, where they are not everybody's. */
  readonly words?: ReadonlyMap<string, ServiceWord>
}

/** What a service's own word comes to. */
export type ServiceWord = 'on' | 'off' | 'waiting' | 'bounced' | 'complained' | 'blocked'

type Service = {
  readonly service: string
  /** Where its columns were looked up. */
  readonly source: string
  /** It is this one's where all columns of one of these are there. */
  readonly marks: readonly (readonly string[])[]
  /** And none of these. */
  readonly without?: readonly string[]
  readonly columns: Readonly<Record<string, Part>>
  /** What columns are that begin so. */
  readonly beginning?: Readonly<Record<string, Part>>
  readonly words?: Readonly<Record<string, ServiceWord>>
}

/** Columns of addresses, in the languages in which services and spreadsheets name them: whatever the name, they say where an address is and nothing of who wants mail. */
const EMAIL = [
  ...[
    'email',
    'e-mail',
    'mail',
    'emails',
    'Email Address',
    'E-Mail Address',
    'Mail Address',
    'Email ID',
    'Subscriber Email',
    'Member Email',
    'E-mail 1 - Value',
  ],
  ...['E-Mail-Adresse', 'Mailadresse', 'Email-Adresse'],
  ...['Adresse e-mail', 'Adresse email', 'Adresse mail', 'Adresse électronique', 'Adresse courriel', 'Courriel'],
  ...['Dirección de correo electrónico', 'Dirección de email', 'Correo electrónico', 'Correo', 'Dirección de correo'],
  ...['Indirizzo email', 'Indirizzo e-mail', 'Indirizzo di posta elettronica', 'Posta elettronica'],
  ...['Endereço de e-mail', 'Endereço de email', 'Endereço de correio eletrónico', 'Correio eletrónico'],
  ...['E-mailadres', 'Emailadres'],
  ...['البريد الإلكتروني', 'بريد إلكتروني', 'عنوان البريد الإلكتروني', 'الإيميل'],
  ...[
    '邮箱',
    '邮件',
    '电子邮件',
    '电子邮箱',
    '邮箱地址',
    '邮件地址',
    '电子邮件地址',
    '電子郵件',
    '電子郵件地址',
    '電郵',
  ],
]

/** Anywhere in its name, where no column is called as above: "Contact Email", "Adresă de email", "Адрес эл. почты". */
const OF_ADDRESSES = [
  ...['mail', 'courriel', 'messagerie', 'correo', 'correio', 'epost', 'sähköposti'],
  ...['electronic', 'electrònic', 'électronique', 'elettronic', 'eletrónic'],
  ...['почт', '邮', '郵', 'メール', '메일', 'بريد', 'אימייל'],
]

/** Ours, and such as mean the same wherever they stand. Case and signs do not matter. */
const COMMON: Readonly<Record<string, Part>> = {
  ...Object.fromEntries(EMAIL.map((name) => [name, 'email' as const])),
  digest: 'digest',
  status: 'stated',
  subscription_status: 'stated',
  subscriber_type: 'stated',
  type: 'type',
  subscribed_to_emails: 'mailed',
  email_disabled: 'unmailed',
  unsub_time: 'left',
  unsubscription_date: 'left',
  unsubscribed_at: 'left',
  deleted_at: 'left',
  clean_time: 'bounced',
  undeliverability_date: 'bounced',
  optin_time: 'joined',
  confirm_time: 'joined',
  created_at: 'joined',
  creation_date: 'joined',
  subscription_date: 'joined',
  zone: 'zone',
  timezone: 'place',
  time_zone: 'place',
  locale: 'locale',
  language: 'locale',
  topics: 'topics',
  edition: 'edition',
  subscribed_at: 'since',
}

/**
 * The exports that we know, by their columns. What stands here for a column goes before what is common, where the marks say
 * whose it is. An export that several marks fit is read by all of them.
 */
export const SERVICES: readonly Service[] = [
  {
    service: 'Mailchimp',
    source:
      'mailchimp.com/help, "View or export contacts": three files; the address in another language as a German export has it',
    marks: [['optin_time'], ['unsub_time'], ['clean_time'], ['member_rating']],
    columns: {
      unsub_campaign_title: 'nothing',
      unsub_campaign_id: 'nothing',
      unsub_reason: 'left',
      unsub_reason_other: 'nothing',
      clean_campaign_title: 'nothing',
      clean_campaign_id: 'nothing',
      optin_ip: 'nothing',
      confirm_ip: 'nothing',
    },
  },
  {
    service: 'Substack',
    source: 'an export of 2025: whoever switched all mail off has `email_disabled`',
    marks: [['email_disabled', 'active_subscription']],
    columns: { active_subscription: 'nothing' },
  },
  {
    service: 'Substack',
    source: 'github.com/buttondown/roadmap, issue 2282, 2024-01-10: the header of its other export, word by word',
    marks: [
      ['subscription_type', 'receiving_emails_for'],
      ['subscription_type', 'subscription_source_free'],
    ],
    columns: {
      receiving_emails_for: 'needed',
      subscription_type: 'nothing',
      subscription_source_free: 'nothing',
      subscription_source_paid: 'nothing',
      subscriptions_gifted: 'nothing',
      days_active_last_30_days: 'nothing',
      email_receives_last_6_months: 'nothing',
      // Of what is paid for.
      cancel_date: 'nothing',
    },
  },
  {
    service: 'Ghost',
    source: 'github.com/TryGhost/Ghost, ghost/members-csv/lib/unparse.js, 2024',
    marks: [['subscribed_to_emails', 'complimentary_plan']],
    columns: { complimentary_plan: 'nothing' },
  },
  {
    service: 'Buttondown',
    source:
      'an export of 2024; github.com/buttondown/openapi, enums.json, SubscriberType, 2025; docs.buttondown.com/subscriber-dashboard: its dates',
    marks: [['type', 'creation_date']],
    columns: {
      type: 'status',
      unsubscription_reason: 'nothing',
      undeliverability_reason: 'nothing',
      churn_date: 'nothing',
    },
    // What somebody pays says nothing about mail: whose payment is paused is "still subscribed to your newsletter".
    words: { regular: 'on', premium: 'on', unpaid: 'on', gifted: 'on', trialed: 'on', churning: 'on', paused: 'on' },
  },
  {
    service: 'Kit',
    source: 'github.com/api-evangelist/convertkit, json-schema/list_subscribers_response.json, 2026: its states',
    marks: [
      ['state', 'first_name', 'created_at'],
      ['state', 'canceled_at'],
      ['state', 'cancelled_at'],
    ],
    // Else it is a state of somewhere.
    without: ['city', 'zip', 'zip_code', 'postal_code', 'country', 'address', 'street'],
    columns: { state: 'stated', canceled_at: 'left', cancelled_at: 'left' },
  },
  {
    service: 'MailPoet',
    source: 'github.com/mailpoet/mailpoet, mailpoet/lib/Subscribers/ImportExport/ImportExportFactory.php, 2025',
    marks: [['global_status'], ['list_status']],
    columns: {
      global_status: 'stated',
      list_status: 'stated',
      subscription_time: 'joined',
      confirmation_time: 'joined',
      subscription_ip: 'nothing',
      confirmation_ip: 'nothing',
    },
  },
  {
    service: 'Constant Contact',
    source: 'columns of its contact exports as public scripts take them away (pandas, 2019 to 2024)',
    marks: [['email_permission_status'], ['confirmed_opt_out_date']],
    columns: {
      email_status: 'stated',
      email_permission_status: 'status',
      initial_email_status: 'nothing',
      confirmed_opt_out_date: 'left',
      confirmed_opt_out_source: 'nothing',
      confirmed_opt_out_reason: 'left',
    },
    words: {
      express: 'on',
      explicit: 'on',
      implied: 'on',
      awaiting_confirmation: 'waiting',
      pending_confirmation: 'waiting',
      temporary_hold: 'waiting',
      no_permissions_set: 'waiting',
      not_set: 'waiting',
    },
  },
  {
    service: 'Campaign Monitor',
    source: 'docs.zynk.com, "Exporting Subscribers from Campaign Monitor", 2016: its states',
    marks: [['subscriber_since'], ['unsubscribe_date', 'status']],
    columns: { subscriber_since: 'joined', unsubscribe_date: 'left', date_unsubscribed: 'left' },
    words: { marked_as_spam: 'complained', spam_complaint: 'complained' },
  },
  {
    service: 'phpList',
    source:
      'github.com/phpList/rest-api, GET /subscribers/export, 2025; phplist3, public_html/lists/admin/structure.php',
    marks: [['confirmed', 'blacklisted'], ['is_this_subscriber_confirmed'], ['is_this_subscriber_blacklisted']],
    columns: {
      confirmed: 'confirmed',
      blacklisted: 'blocked',
      disabled: 'stopped',
      optedin: 'nothing',
      bouncecount: 'nothing',
      subscribepage: 'nothing',
      is_this_subscriber_confirmed: 'confirmed',
      is_this_subscriber_blacklisted: 'blocked',
      is_this_account_disabled: 'stopped',
      did_this_subscriber_manually_confirm: 'nothing',
      number_of_bounces: 'nothing',
      send_this_subscriber_html_emails: 'nothing',
      which_page_was_used_to_subscribe: 'nothing',
      entered: 'joined',
    },
  },
  {
    service: 'listmonk',
    source: 'github.com/knadh/listmonk, an export of 2021',
    marks: [['uuid', 'attributes', 'status']],
    columns: {},
  },
  {
    service: 'Keila',
    source: 'github.com/pentacent/keila, contact export, 2024',
    marks: [['first_name', 'last_name', 'data', 'status']],
    columns: {},
  },
  {
    service: 'Google Groups',
    // The header as public tests of migrations have it, 2026; the words as help pages for members of groups have them:
    // support.ewu.edu, "How do I Manage a Google Group List?"; itc.keio.ac.jp, "Member management", 2021; confluence.remc1.net.
    source:
      'its member export, and the settings of members: support.ewu.edu, article 10000076598; itc.keio.ac.jp, 2021',
    marks: [['group_status', 'email_status']],
    columns: {
      group_status: 'stated',
      email_status: 'status',
      email_preference: 'status',
      posting_permissions: 'nothing',
    },
    words: {
      owner: 'on',
      manager: 'on',
      member: 'on',
      banned: 'blocked',
      bouncing: 'bounced',
      all_email: 'on',
      each_email: 'on',
      abridged: 'on',
      digest: 'on',
      no_email: 'off',
      none: 'off',
    },
  },
  {
    service: 'HubSpot',
    source: 'knowledge.hubspot.com, "What do the columns mean … when I export unsubscribes and bounces", 2019',
    marks: [['portal_unsubscribe'], ['portal_bounce'], ['portal_spam_report']],
    columns: {
      portal_bounce: 'bounced',
      portal_unsubscribe: 'stopped',
      portal_spam_report: 'complained',
      global_bounce: 'bounced',
      marketing_information: 'stopped',
    },
  },
  {
    service: 'HubSpot',
    source: 'the columns of its contact exports, as public importers name them, 2026',
    marks: [['unsubscribed_from_all_email'], ['marketing_contact_status'], ['lifecycle_stage', 'lead_status']],
    columns: {
      unsubscribed_from_all_email: 'stopped',
      marketing_contact_status: 'stated',
      email_hard_bounce_reason: 'bounced',
      invalid_email_address: 'bounced',
      lead_status: 'nothing',
      state_region: 'nothing',
    },
    beginning: { opted_out_of_email: 'stopped' },
    words: { marketing_contact: 'on', non_marketing_contact: 'waiting' },
  },
  {
    service: 'AWeber',
    source: 'an analysis of a whole account export (active_leads.csv, inactive_leads.csv), analyse-export.py, 2026',
    marks: [['add_method', 'date_added'], ['inactive_date']],
    columns: { inactive_date: 'left', date_added: 'joined' },
  },
  {
    service: 'Klaviyo',
    source:
      'help.klaviyo.com, article 115005078687, "How to export a list or segment to a CSV file", as importers cite it',
    marks: [['klaviyo_id'], ['email_marketing_consent', 'first_name']],
    columns: {
      email_marketing_consent: 'stated',
      email_marketing_consent_timestamp: 'nothing',
      email_suppressions: 'held',
      sms_marketing_consent: 'nothing',
      state_region: 'nothing',
    },
    words: { never_subscribed: 'waiting' },
  },
  {
    service: 'Shopify',
    source: 'its customer CSV, as public importers read it, 2026',
    marks: [['accepts_email_marketing']],
    columns: {
      accepts_email_marketing: 'mailed',
      accepts_sms_marketing: 'nothing',
      accepts_whatsapp_marketing: 'nothing',
    },
  },
  {
    service: 'MailerLite',
    source: 'Heads Up Mailer (WordPress), changelog: "CSV import for the MailerLite export shape", 2026',
    marks: [
      ['subscriber', 'subscribed'],
      ['subscriber', 'groups'],
    ],
    columns: { subscriber: 'email', subscribed: 'entered', unsubscribed: 'left' },
  },
  {
    service: 'beehiiv',
    source:
      'github.com/beehiiv/typescript-sdk, SubscriptionsListRequestStatus.ts, 2025: its states; a description of its export',
    marks: [['status', 'last_opened_at', 'total_clicked']],
    columns: {},
    words: { validating: 'waiting', invalid: 'bounced' },
  },
  {
    service: 'Resend',
    source:
      'resend.com, audiences: id,created_at,first_name,last_name,email,unsubscribed, as public tests have it, 2026',
    marks: [['id', 'created_at', 'email', 'unsubscribed']],
    columns: { unsubscribed: 'unmailed' },
  },
  {
    service: 'Lemon Squeezy',
    source: 'docs.lemonsqueezy.com/help/email/exporting-subscribers',
    marks: [['status', 'status_formatted']],
    columns: { status_formatted: 'nothing' },
    words: { invalid_email: 'bounced', requires_verification: 'waiting' },
  },
  {
    service: 'rasa.io',
    source: 'help.rasa.io, "What do the fields in my contacts export represent?"',
    marks: [['subscribed', 'unsubscribe_reason']],
    columns: { subscribed: 'mailed', unsubscribe_reason: 'left' },
  },
  {
    service: 'MailUp',
    source: 'help.mailup.com, "Unsubscribed recipients", the basic layout',
    marks: [['optout_date']],
    columns: { optout_date: 'left', optout_nl: 'nothing', optout_type: 'nothing', optout_subtype: 'nothing' },
  },
  {
    service: 'Mautic',
    source: 'github.com/mautic/mautic, issue 9027, 2020',
    marks: [['donotcontact'], ['do_not_contact'], ['donotemail'], ['do_not_email']],
    columns: { donotcontact: 'stopped', do_not_contact: 'stopped', donotemail: 'stopped', do_not_email: 'stopped' },
  },
  {
    service: 'Patreon',
    source: 'its member CSV, whose header public sponsors’ scripts and tests hold, 2026',
    marks: [['patron_status', 'follows_you']],
    columns: {
      patron_status: 'stated',
      free_member: 'nothing',
      free_trial: 'nothing',
      state: 'nothing',
      last_charge_status: 'nothing',
    },
    // Whose payment was declined is no yes.
    words: { active_patron: 'on', former_patron: 'off' },
  },
  {
    service: 'Steady',
    source: 'help.steadyhq.com, article 6265612, "Export list and information about your members in CSV format"',
    marks: [['subscription_state', 'plan_name']],
    columns: { subscription_state: 'stated', subscription_period: 'nothing', state: 'nothing' },
    words: { in_trial: 'on', guest: 'on', not_renewing: 'on' },
  },
  {
    service: 'Newsletter (WordPress)',
    source:
      'The Newsletter Plugin (thenewsletterplugin.com), class TNP_User: its properties, and its states in single letters',
    marks: [['surname', 'sex', 'status']],
    columns: {},
    words: { c: 'on', s: 'waiting', u: 'off', b: 'bounced', p: 'complained' },
  },
  {
    service: 'SendGrid',
    source: 'docs.sendgrid.com, "Retrieve all bounces": created, email, reason, status',
    marks: [['status', 'reason', 'email', 'created']],
    columns: { status: 'bounced', reason: 'bounced', created: 'joined' },
  },
  {
    service: 'Brevo',
    source: 'developers.brevo.com, "Export contacts"; its other columns are whatever an account calls them',
    marks: [['added_time', 'modified_time']],
    columns: { added_time: 'joined' },
  },
]

const byKey = <T>(named: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(named).map(([name, value]) => [keyOf(name), value]))

const ofAddresses = OF_ADDRESSES.map(keyOf)
const common = byKey(COMMON)
const services = SERVICES.map((one) => ({
  ...one,
  marks: one.marks.map((mark) => mark.map(keyOf)),
  without: (one.without ?? []).map(keyOf),
  columns: byKey(one.columns),
  words: byKey(one.words ?? {}),
  beginning: [...byKey(one.beginning ?? {})],
}))

/**
 * Reads the first row of a table. Refused if it does not say, or says twice, where the addresses are; a single column of
 * addresses need not say so. `named`: columns that somebody has said what they mean.
 */
export function readColumns(header: readonly string[], named: readonly string[] = []): Parsed<Columns> {
  const names = header.map((name) => cleanText(name, 60))
  const keys = header.map(keyOf)
  const all = new Set(keys)
  const fitting = services.filter(
    ({ marks, without }) =>
      marks.some((mark) => mark.every((key) => all.has(key))) && !without.some((key) => all.has(key)),
  )
  const said = new Set(named.map(keyOf))
  const parts = keys.map((key, at): Part | undefined => {
    const known = fitting
      .flatMap((one) => one.columns.get(key) ?? one.beginning.find(([start]) => key.startsWith(start))?.[1] ?? [])
      .concat(common.get(key) ?? [])[0]
    if (known && known !== 'nothing') return known
    if (said.has(key)) return 'asked'
    return known ?? unknownPart(header[at]!)
  })
  const [only, ...others] = parts.includes('email')
    ? []
    : keys.flatMap((_, at) => (mayHoldAddresses(parts[at], header[at]!) ? at : []))
  if (only !== undefined && others.length === 0) parts[only] = 'email'
  const emails = parts.filter((part) => part === 'email').length
  if (emails === 0 && isBareAddress(header)) return parsed({ parts: ['email'], names: [''], isBare: true })
  if (emails !== 1)
    return refused(
      refusal(
        'email',
        emails === 0
          ? 'No column holds addresses: the first row has to name the columns, one of them "email".'
          : 'Several columns hold addresses: leave one of them.',
      ),
    )
  const strange = named.find((name) => parts[keys.indexOf(keyOf(name))] !== 'asked')
  if (strange !== undefined)
    return refused(
      refusal(
        'columns',
        keys.includes(keyOf(strange))
          ? `Nothing is asked about the column "${cleanText(strange, 60)}": we know what it says.`
          : `There is no column "${cleanText(strange, 60)}" in this list.`,
      ),
    )
  const words = new Map(fitting.flatMap((one) => [...one.words]))
  const [first] = fitting
  return parsed({
    parts,
    names,
    isBare: false,
    ...(first ? { service: first.service } : {}),
    ...(words.size > 0 ? { words } : {}),
  })
}

/** One of which we know nothing but its name, in which is a word for mail. */
const mayHoldAddresses = (part: Part | undefined, name: string): boolean =>
  (part === undefined || part === 'touched') &&
  !isPostal(name) &&
  !name.includes('@') &&
  ofAddresses.some((word) => keyOf(name).includes(word))

/** What a column is that we do not know, by its name. */
function unknownPart(name: string): Part | undefined {
  if (isPostal(name)) return undefined
  if (mayTell(name)) return 'asked'
  if (isOfMailAlone(name)) return 'marked'
  if (speaksOfMail(name)) return 'hinted'
  return touchesMail(name) ? 'touched' : undefined
}

/** Whether a cell names a column of addresses. */
export const isEmailColumn = (cell: string): boolean => common.get(keyOf(cell)) === 'email'

/** One address and nothing else: what a header never is. */
function isBareAddress(cells: readonly string[]): boolean {
  const [cell = '', ...more] = cells.filter((one) => one.trim() !== '')
  const [local = '', domain = '', ...rest] = cell.split('@')
  // "Members for group harbour@groups.example" is a title.
  if (/\S\s+\S/.test(local) && !cell.includes('<')) return false
  return more.length + rest.length === 0 && local.trim() !== '' && domain.includes('.')
}

/** Columns that are passed over, by name. */
export const ignoredOf = ({ parts, names }: Columns): readonly string[] =>
  names.filter((name, at) => name !== '' && PASSED_OVER.has(parts[at]))

/** Whether a column of it says of each how they stand, or somebody is asked what it says. */
export const saysHowTheyStand = ({ parts }: Columns): boolean => parts.some((part) => STANDING.has(part))

const STANDING: ReadonlySet<Part | undefined> = new Set([
  ...(['status', 'stated', 'mailed', 'unmailed', 'stopped', 'blocked', 'confirmed', 'needed', 'entered'] as const),
  ...(['left', 'bounced', 'complained', 'held', 'marked', 'asked'] as const),
])

const PASSED_OVER: ReadonlySet<Part | undefined> = new Set([undefined, 'nothing', 'hinted', 'touched'] as const)
