import type { Columns, ServiceWord } from './list-columns.ts'
import { keyOf } from './list-names.ts'
import { isMailRefused } from './list-words.ts'
import { instantOf } from './listed-date.ts'
import { isPauseOfDay } from './pause.ts'
import { bounced, off, on, type Standing, suppressed, waiting } from './standing.ts'
import { cleanText } from './text.ts'

/** What a word says of whoever has it, in whatever column of a status it stands. */
const WORDS: readonly (readonly [Standing, string])[] = [
  [on, 'active, subscribed, confirmed, opted in, verified'],
  [waiting, 'pending, unconfirmed, not confirmed, unverified, awaiting confirmation'],
  [off, 'unsubscribed, unsubscribe, opted out, opt-out, inactive, left, off, deleted, archived'],
  [off, 'cancelled, canceled, stopped, do not mail, do not email, do not contact'],
  [bounced, 'bounced, bounce, hard bounced, hard bounce, soft bounced'],
  [suppressed('complained'), 'complained, complaint, complainer, spam, spam complaint, marked as spam'],
  [suppressed('blocked'), 'blocked, banned, blocklisted, blacklisted'],
  [suppressed('suppressed'), 'suppressed'],
  // listmonk
  [on, 'enabled'],
  [off, 'disabled'],
  // Buttondown
  [waiting, 'unactivated'],
  [off, 'removed'],
  [bounced, 'undeliverable'],
  [suppressed('blocked'), 'spammy'],
  // Keila
  [bounced, 'unreachable'],
  // Mailchimp; non-subscribed are customers who have asked for nothing.
  [bounced, 'cleaned'],
  [waiting, 'non-subscribed, transactional'],
  // German
  [on, 'aktiv, angemeldet, abonniert, bestätigt'],
  [waiting, 'unbestätigt, ausstehend'],
  [off, 'abgemeldet, abbestellt, ausgetragen, inaktiv, gelöscht'],
  [bounced, 'unzustellbar'],
  [suppressed('blocked'), 'gesperrt'],
  // French
  [on, 'abonné, inscrit, actif, confirmé'],
  [waiting, 'en attente, non confirmé'],
  [off, 'désabonné, désinscrit, inactif, supprimé'],
  [bounced, 'rejeté'],
  [suppressed('blocked'), 'bloqué'],
  // Spanish
  [on, 'suscrito, activo, confirmado'],
  [waiting, 'pendiente, sin confirmar'],
  [off, 'dado de baja, baja, desuscrito, no suscrito, inactivo, eliminado, cancelado'],
  [bounced, 'rebotado'],
  [suppressed('blocked'), 'bloqueado'],
  // Italian, Portuguese, Dutch
  [on, 'iscritto, attivo, inscrito, ativo, ingeschreven, aangemeld'],
  [waiting, 'in attesa'],
  [off, 'disiscritto, cancellato, inattivo, descadastrado, inativo, uitgeschreven, afgemeld, inactief'],
  [bounced, 'respinto'],
  [suppressed('blocked'), 'bloccato, geblokkeerd'],
  // Arabic
  [on, 'مشترك, نشط, مؤكد'],
  [waiting, 'قيد الانتظار, غير مؤكد'],
  [off, 'ملغى الاشتراك, ملغي, غير مشترك, غير نشط, محذوف'],
  [bounced, 'مرتد'],
  [suppressed('blocked'), 'محظور'],
  // Chinese
  [on, '已订阅, 訂閱中, 活跃, 已确认'],
  [waiting, '待确认, 未确认'],
  [off, '已退订, 退订, 已取消, 不活跃, 已删除'],
  [bounced, '退信, 已退回'],
  [suppressed('blocked'), '黑名单, 已屏蔽'],
]

/** Made when a list is first read: most processes read none. */
let known: ReadonlyMap<string, Standing> | undefined

/** What a word says by itself; undefined: it is none that we know. */
export function standingOfWord(word: string): Standing | undefined {
  known ??= new Map(WORDS.flatMap(([standing, all]) => all.split(', ').map((one) => [keyOf(one), standing] as const)))
  return known.get(keyOf(word))
}

/** Words for a status that is not on: "pending", "inaktiv". */
export function isNoYes(text: string): boolean {
  const standing = standingOfWord(text)
  return standing !== undefined && standing !== on
}

const ofService: Readonly<Record<ServiceWord, Standing>> = {
  on,
  off,
  waiting,
  bounced,
  complained: suppressed('complained'),
  blocked: suppressed('blocked'),
}

const LONGEST_WORD = 80
/** Letters, and such signs as stand between words or say yes: "☐ active", "!active", "active?" are no words for it. */
const unsigned = /^(?:[✓✔✅☑]\uFE0F?\s*)?[\p{L}\p{N}]+(?:[\s_.'’-]+[\p{L}\p{N}]+)*\.?$/u

/** What a cell of a status says; undefined: nothing that we know. `own`: words of the service whose list it is. */
export function standingFrom(cell: string, own: Columns['words']): Standing | undefined {
  const word = cleanText(cell, LONGEST_WORD)
  const ofTheirs = own?.get(keyOf(word))
  const standing = ofTheirs ? ofService[ofTheirs] : standingOfWord(word)
  // A sign that nobody reads may say no; who is off is off with any.
  if (standing) return standing === on && !unsigned.test(word) ? undefined : standing
  const until = /^paused until (\S+)$/i.exec(word)?.[1]
  if (until === undefined) return undefined
  const moment = instantOf(until)
  const isDay = moment !== undefined && until.length === 10
  const pausedUntil = isDay || isPauseOfDay(until) ? until : moment
  return pausedUntil ? { kind: 'active', pausedUntil } : undefined
}

/** What a yes and a no come to, as spreadsheets write them in their languages, too; undefined: it is neither. */
export function flag(word: string, yes: Standing, no: Standing): Standing | undefined {
  if (/^(?:true|t|yes|y|1|ja|oui|si|sí|sim|نعم|是|wahr|vrai|verdadero|verdadeiro|vero|waar)$/iu.test(word)) return yes
  return /^(?:false|f|no|n|0|nein|non|não|nee|لا|否|falsch|faux|falso|onwaar|mai)$/iu.test(word) ? no : undefined
}

/** Words that say so much that they are believed wherever they stand. Two or three count together: "opted out". */
const PLAIN = new Set(
  [
    'unsub, unsubbed, unsubscribe, unsubscribed, unsubscribes, unsubscriber, unsubscribers, opted out, opt out, opt outs',
    'bounce, bounced, bounces, hard bounce, hard bounced, hard bounces, undeliverable, undelivered',
    'complaint, complaints, complained, spam, spam complaint, blacklisted, blacklist, blocklisted, blocklist, suppressed, suppression, suppressions',
    'unsubs, not subscribed, non subscribed, no longer subscribed, nomail, dnc, dnm, remove me',
    'do not mail, do not email, do not contact, do not send, dont mail, dont email, dont send, unconfirmed, not confirmed, inactive',
    'abgemeldet, abgemeldete, abbestellt, ausgetragen, inaktiv, unzustellbar, désabonné, désabonnée, désabonnés, désinscrit, désinscrite, désinscrits, inactif',
    'dado de baja, dada de baja, dados de baja, desuscrito, desuscrita, inactivo, disiscritto, disiscritta, disiscritti, inattivo',
    'descadastrado, descadastrada, inativo, uitgeschreven, afgemeld, inactief, ملغى الاشتراك, غير مشترك, 已退订, 退订, 已退訂',
  ]
    .flatMap((all) => all.split(', '))
    .map(keyOf),
)

/** In capitals and alone it is what is sent to be written to no more; people are called Stop. */
const isStop = /^STOP[.!]?$/

/** Two letters of one kind are enough for a word, and no number is one. */
const hasWord = /\p{L}{2}/u

/** Whether a text calls somebody off in so many words: by one that is believed anywhere, or a no and the mail that it is about. Cheap, for it is asked of every cell that says nothing to us. */
export function saysPlainly(text: string): boolean {
  if (!hasWord.test(text)) return false
  if (isStop.test(text.trim())) return true
  const words = text
    .replaceAll(/['’]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (isAscii.test(word) ? word.toLowerCase() : keyOf(word)))
  return words.some(
    (word, at) =>
      PLAIN.has(word) ||
      PLAIN.has(word + words[at + 1]) ||
      PLAIN.has(word + words[at + 1] + words[at + 2]) ||
      isMailRefused(word, words[at + 1]),
  )
}

const isAscii = /^[\w]+$/
