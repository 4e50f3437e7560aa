/** A bounce as the provider tells it. What is missing there is absent here. */
export type Bounce = {
  /** `Permanent`, `Transient`, `Undetermined`; whatever else may come. */
  readonly type?: string
  readonly subType?: string
  /** What the receiving server said, a text a recipient. The provider's own `message` is not among them: it decides nothing. */
  readonly codes: readonly string[]
}

/** What a bounce says. `unknown`: nobody here knows what it means, and somebody should look (STD-55). */
export type Verdict = {
  readonly kind: 'hard' | 'soft' | 'ours' | 'suppressed'
  /** In words, for editors and logs; of ours, never of the receiver's. */
  readonly why: string
  readonly unknown?: true
}

/** One row of the table: it speaks where any of its columns does. */
type Row = {
  readonly why: string
  readonly kind: Verdict['kind']
  readonly subTypes?: readonly string[]
  /** The enhanced status (RFC 3463). */
  readonly status?: RegExp
  /** The receiver's words, addresses, hosts and URLs cut out. */
  readonly words?: readonly string[]
  /** Only where the words and the status both speak. */
  readonly both?: true
  /** Not where these words stand as well. */
  readonly unless?: readonly string[]
  readonly unknown?: true
  readonly source: string
}

/**
 * The first row that speaks decides. The order is the rule: what is said of the sender stands before what is said of the
 * mailbox, for blocklists and policies are refused with a mailbox's status and its stock phrases ("mailbox unavailable"), a full
 * mailbox before a dead one, for "out of storage and inactive" is full. A row of kind `hard` never speaks where the receiver's own
 * code is a temporary one. Sources: docs/provider.md has them whole.
 */
const table: readonly Row[] = [
  {
    why: "on the provider's suppression list",
    kind: 'suppressed',
    subTypes: [
      'Suppressed',
      'OnAccountSuppressionList',
      'OnTenantSuppressionList',
      'EmailValidationSuppressed',
      'UnsubscribedRecipient',
    ],
    words: ['amazon ses (?:has suppressed|did not send)', 'on the (?:account-level |global )?suppression list'],
    source: 'STD-50; SES developer guide (notification contents, suppression lists)',
  },
  {
    why: 'our message was not taken',
    kind: 'ours',
    subTypes: ['MessageTooLarge', 'ContentRejected', 'AttachmentRejected'],
    source: 'STD-52; SES developer guide (notification contents)',
  },
  {
    why: 'our sender address was not taken',
    kind: 'ours',
    status: /^[45]\.1\.[78]$/,
    words: [
      'sender (?:address |email address )?(?:rejected|verify failed|refused)|sender verify|sender domain|sender denied',
      'invalid sender|bad (?:outbound )?sender|emetteur invalide|mail from not owned',
    ],
    source: 'RFC 3463 X.1.7, X.1.8; sisimai Reason/Rejected; Exim callouts; Spectrum as SES told of it',
  },
  {
    why: 'no such mailbox',
    kind: 'hard',
    words: [
      '(?:user|recipient|mailbox|account|address) (?:is )?(?:unknown|not found)',
      'unknown (?:user|recipient|mailbox|local part)|no such (?:user|recipient|mailbox|person|account|address)',
      '(?:user|recipient|mailbox|account|address|alias) (?:\\S+ )?(?:does not|doesn.?t) exist',
    ],
    unless: [
      'sender|too many|\\bip\\b|black ?list|block ?list|dnsbl|\\brbl\\b|blocked using|spamhaus|reputation',
      '\\bspf\\b|\\bdkim\\b|\\bdmarc\\b|unauthenticated|full|quota|reverse|\\bptr\\b',
    ],
    source: 'STD-44: beats 5.7.1; Postfix and Yandex write it with 5.7.1; sisimai Reason/UserUnknown',
  },
  {
    why: 'a blocklist, or our reputation',
    kind: 'ours',
    words: [
      'spamhaus|blocked using|black[- ]?list|block[- ]?list|_is_blocked|dnsbl|\\brbl\\b|listed (?:at|by|on|in)\\b|\\(bl\\)\\s*$',
      'banned send|not accepted from this ip|\\bbad ip\\b|client host (?:blocked|rejected)|ip source bloquee|:blocked\\)|^554 blocked',
      '\\b(?:poor|bad|low|ip) reputation|reputation (?:service|of)|complaints|too many spams|identified as (?:a )?spammer',
      'access to (?:submit messages to )?this (?:e-?)?mail system has been rejected|you are not allowed to connect',
      'rejected by recipient$|network not allowed|host network|too many (?:invalid recipients|connections|messages)|unusual rate',
      'rate limit|throttl|sent too (?:many|fast)|\\bip (?:has been |is )?blocked',
      'lpn\\d{3}_510|ofr\\d{3}_10[23]|aup#|a problem occurred\\. \\(ask your postmaster',
    ],
    source:
      'STD-44; sisimai Reason/Blocked, rhost/Microsoft, rhost/FrancePTT; zone-mta config/bounces.txt; T-Online; Barracuda',
  },
  {
    why: 'our authentication',
    kind: 'ours',
    status: /^[45]\.7\.(?:2\d|30|32|5(?:09|15)|9|10|11|32[1-5])$/,
    words: [
      '\\bdmarc\\b|\\bspf\\b|\\bdkim\\b|unauthenticated|required authentication level|mi:spf|mi:dma',
      'tls required|requires (?:encryption|tls)|starttls',
    ],
    source: 'STD-43, STD-44; RFC 7372, 7489; sisimai rhost/Google, rhost/Microsoft, rhost/YahooInc, rhost/Mimecast',
  },
  {
    why: 'a policy, or our content',
    kind: 'ours',
    status: /^[45]\.6\.\d+$/,
    words: [
      'policy (?:restrictions|reasons|violation)|(?:local|email|spoofing) policy|has a policy that|policy that prohibited',
      'policy rejection(?! on the target)|(?:due to|because of|by|violates) (?:\\w+ ){0,3}policy',
      '\\bspam\\b|dt:spm|unsolicited|als spam eingestuft|potential security issue|content (?:denied|rejected)|illegal attachment',
      'administrative prohibition|bare line ?feeds|rfc 5322|mail rejected by destination domain',
    ],
    unless: ['policy rejection on the target', 'inactivity'],
    source: 'STD-44, STD-52; sisimai Reason/PolicyViolation, Reason/SpamDetected; GMX; NetEase; Zoho',
  },
  {
    why: 'our message was too large',
    kind: 'ours',
    status: /^[45]\.(?:2\.3|3\.4)$/,
    words: [
      'message (?:is )?too (?:large|big)|message size|exceed(?:ed|s) .*size limit|mailsize limit|max(?:imum)? e?mail size',
    ],
    unless: ['mailbox size'],
    source: 'RFC 3463 X.2.3, X.3.4; sisimai rhost/Google, rhost/Microsoft; NetEase',
  },
  {
    why: 'a full mailbox',
    kind: 'soft',
    subTypes: ['MailboxFull'],
    status: /^[45]\.2\.2$/,
    words: [
      'over ?quota|over (?:storage |disk )?quota|quota (?:limit )?(?:is )?exceeded|exceed\\w* (?:storage|quota)|out of storage',
      '(?:mailbox|inbox) (?:is |would be )?full|full mailbox|mailbox size (?:limit )?exceeded|exhausted allowed storage',
      'boite du destinataire pleine|speichervolumen|speicherplatz|postfach (?:ist )?voll|casella piena|buz[oó]n (?:est[aá] )?lleno',
    ],
    source: 'STD-51; RFC 3463 X.2.2; sisimai Reason/MailboxFull, rhost/FrancePTT',
  },
  {
    why: 'more mail for this reader than their server takes',
    kind: 'soft',
    words: ['rate that prevents|too quickly|receive limit|excessive volume|thread limit|access denined'],
    source: 'sisimai rhost/Google (speeding), rhost/Microsoft, rhost/Apple, rhost/Tencent',
  },
  {
    why: 'refused by the reader, or by whom they may get mail from',
    kind: 'soft',
    status: /^5\.7\.1(?:2|24|3[3-6])$/,
    words: [
      'notauthenticated|notauthorized|not authenticated (?:for|by)|only accepting mail from|policy rejection on the target',
      'receiver denied|rejected by (?:recipients|this user)|blocked by the recipient|blocked senders|user entry',
    ],
    source: 'sisimai Reason/Filtered, rhost/Microsoft; Yandex help on bounces; Mimecast; Resend, recorded in 2026',
  },
  {
    why: 'the receiving server does not take mail for this domain',
    kind: 'soft',
    words: [
      'relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|prohibited)',
      'unable to relay|allowed rcpthosts',
    ],
    source: 'sisimai rhost/Microsoft (norelaying); zone-mta config/bounces.txt',
  },
  {
    why: 'for now, by its own code',
    kind: 'soft',
    status: /^4\./,
    source: 'RFC 3463: class 4 is a persistent transient failure',
  },
  {
    why: 'no such mailbox, or a closed one',
    kind: 'hard',
    words: [
      '(?:user|account|recipient|mailbox|address(?:ee)?|alias)s? (?:is )?(?:no longer|inactive|disabled|suspended|terminated|frozen|closed)',
      'doesn.?t have an? \\S+ account|does not exist|(?:could )?not be found|not found by smtp|recip(?:ient)?notfound',
      '(?:not a valid|invalid) (?:recipient|user|mailbox)|unknown (?:or illegal alias|address)|no mailbox|not our customer',
      'inactive email address|(?:is|has been) (?:disabled|terminated|inactive|discontinued|deactivated|closed)|disabled or discontinued',
      'tried to reach is inactive|due to inactivity|archived recipient|banned recipient|mailbox unavailable|address rejected address',
      // As receivers say it in their own languages.
      '(?:benutzer|empf(?:ä|ae)nger|adresse|postfach|mailbox|konto) (?:ist )?(?:unbekannt|nicht bekannt|nicht vorhanden|existiert nicht)',
      '(?:unbekannter|kein solcher) (?:benutzer|empf(?:ä|ae)nger)|existiert nicht',
      '(?:utilisateur|destinataire|adresse|compte|boite|boîte) (?:\\S+ )?(?:inconnue?|invalide|inexistante?|archivee)|n.existe (?:pas|plus)',
      '(?:usuario|destinatario|buz[oó]n|cuenta) (?:desconocid[oa]|inexistente|inv[aá]lid[oa])|no existe(?! (?:registro|dominio))',
      'utente (?:sconosciuto|inesistente)|nessun utente|casella (?:inesistente|non (?:esiste|trovata))|non esiste',
      'usu[aá]rio (?:desconhecido|inexistente)|n[aã]o existe|onbekende? gebruiker|gebruiker (?:is )?onbekend|bestaat niet',
      'nie ma takiego (?:konta|uzytkownika|użytkownika)|nieaktywne|nie istnieje|ok[aä]nd anv[aä]ndare',
      '(?:нет|не существует) (?:такого|пользовател)|пользователь (?:не найден|не существует)|не существует|用户不存在|ユーザ.*(?:存在しません|不明)',
    ],
    unless: ['sender'],
    source:
      'STD-50; sisimai Reason/UserUnknown, Reason/Suspend, rhost/YahooInc, rhost/Google, rhost/FrancePTT; recorded SES notifications',
  },
  {
    why: 'no such domain, or one that takes no mail',
    kind: 'hard',
    status: /^5\.(?:1\.2|4\.4)$/,
    words: [
      'invalid domain|nonexistent ?domain|domain (?:name )?(?:does not exist|not found)|no such domain',
      'host (?:or domain name )?(?:not found|unknown)|null ?mx|does not accept mail|unrout(?:e)?able address',
    ],
    source: 'RFC 3463 X.1.2, X.4.4; RFC 7505; sisimai Reason/HostUnknown; SES, recorded as Permanent and as Transient',
  },
  {
    why: 'no such mailbox, by its code',
    kind: 'hard',
    status: /^5\.1\.(?:1|3|6|10)$/,
    source: 'RFC 3463 X.1.1, X.1.3, X.1.6; RFC 7505 X.1.10, which Microsoft uses for unknown recipients',
  },
  {
    why: 'no such mailbox at Outlook',
    kind: 'hard',
    status: /^5\.4\.1$/,
    words: ['recipient address rejected: access denied'],
    both: true,
    source: 'sisimai rhost/Microsoft; SES, as recorded by commcare-hq',
  },
  {
    why: 'a policy, by its code',
    kind: 'ours',
    status: /^5\.7\.(?![01]$)\d+$/,
    source: 'RFC 3463 X.7.x: security or policy; RFC 5248',
  },
  {
    why: 'refused, and not said why',
    kind: 'soft',
    unknown: true,
    status: /^5\.7\.[01]$/,
    words: ['not allowed to send|access denied|requested mail action aborted|service refuse'],
    source: 'STD-44: 5.7.1 alone is nobody’s fault; Yahoo, Bell and Postfix write such and mean either',
  },
]

/** Where nothing was said, or nothing that anybody here knows, the type decides. */
const untold: readonly (Omit<Row, 'status' | 'words'> & { readonly types?: readonly string[] })[] = [
  {
    why: 'for good, says the provider',
    kind: 'hard',
    types: ['Permanent'],
    subTypes: ['General', 'NoEmail'],
    source: 'STD-50',
  },
  { why: 'for now, says the provider', kind: 'soft', types: ['Transient', 'Undetermined'], source: 'STD-51' },
  { why: 'nobody here knows this kind of bounce', kind: 'soft', unknown: true, source: 'STD-50, STD-55' },
]

/** What a bounce means for its reader: decided by type, subtype, and the status and words of the receiver's code. */
export function verdictOf({ type = 'Undetermined', subType = 'Undetermined', codes }: Bounce): Verdict {
  const replies = codes.map(readReply).filter(({ words }) => words !== '')
  for (const reply of replies.length > 0 ? replies : [nothingSaid]) {
    const row = table.find((one) => speaks(one, reply, type, subType))
    if (row) return verdict(row)
  }
  return verdict(
    untold.find(({ types, subTypes }) => (types?.includes(type) ?? true) && (subTypes?.includes(subType) ?? true))!,
  )
}

const verdict = ({ kind, why, unknown }: Pick<Row, 'kind' | 'why' | 'unknown'>): Verdict => ({
  kind,
  why,
  ...(unknown ? { unknown } : {}),
})

type Reply = { readonly words: string; readonly status?: string; readonly class?: '2' | '4' | '5' }
const nothingSaid: Reply = { words: '' }

function speaks(row: Row, reply: Reply, type: string, subType: string): boolean {
  if (row.kind === 'hard' && !isForGood(reply, type)) return false
  if (says(row.unless, reply.words)) return false
  const [byStatus, byWords] = [
    reply.status !== undefined && row.status?.test(reply.status) === true,
    says(row.words, reply.words),
  ]
  if (row.both) return byStatus && byWords
  return byStatus || byWords || row.subTypes?.includes(subType) === true || (isForNow(row) && reply.class === '4')
}

/** Made at the first use: whoever keeps numbers of bounces, and reads none, carries no table. */
const patterns = new Map<readonly string[], RegExp>()
function says(words: readonly string[] | undefined, text: string): boolean {
  if (!words) return false
  const known = patterns.get(words) ?? new RegExp(words.join('|'), 'iu')
  patterns.set(words, known)
  return known.test(text)
}

/** The one row that a three-digit code alone makes speak, too: not every receiver writes an enhanced one. */
const isForNow = (row: Row) => row.status?.source === '^4\\.'

/** The provider calls some dead domains transient, and the receiver's code is the better witness; but it has to be there. */
function isForGood({ status, class: digit }: Reply, type: string): boolean {
  const said = status?.charAt(0) ?? digit
  if (said === '4') return false
  return said === '5' || type === 'Permanent'
}

/** A receiver's answer, with what is nobody's words taken out: addresses, hosts and URLs may be called anything at all. */
function readReply(code: string): Reply {
  const whole = code
    .replace(/<CRLF>|[\r\n]+/g, ' ')
    .replace(/^\s*(?:smtp|x-[\w-]+)\s*;\s*/i, '')
    .slice(0, 2_000)
  // The provider tried for hours: what the server said at last stands inside.
  const said = /message expired.*?<\s*([245]\d\d[\s-].*)>\s*$/i.exec(whole)?.[1] ?? whole
  const words = said
    .replace(/https?:\/\/([^\s/:?#]+)\S*/gi, ' $1 ')
    .replace(/\[[\da-f.:]+\]|\b\d{1,3}(?:\.\d{1,3}){3}\b/gi, ' ip ')
    .replace(/<[^<>\s@]{0,64}@[^<>\s]{0,253}>|[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:]{1,253}/g, 'address')
    .replace(hosts, (host) => (blocklists.test(host) ? ' dnsbl ' : ' '))
    .replace(/\b(email from|from domain) \S+/gi, '$1')
    .replace(/(^|\s)[245]\d\d-/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  const status = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(words)?.[0]
  const digit = /^\W*#?([245])\d\d\b/.exec(said)?.[1] as Reply['class']
  return { words, ...(status ? { status } : {}), ...(digit ? { class: digit } : {}) }
}

/** Names with dots, as hosts are written. What begins a new sentence without a blank is none, nor what Microsoft calls its errors. */
const hosts = /(?<![\w.-])(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:[a-z]{2,24}|xn--[a-z\d-]+)(?![\w-])/g
/** Of hosts and URLs only those say anything that keep lists of senders. */
const blocklists =
  /(?:^|\.)(?:spamhaus\.org|sorbs\.net|spamcop\.net|barracudacentral\.org|uribl\.com|surbl\.org|ipcheck\.proofpoint\.com)$/
