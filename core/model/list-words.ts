import { keyOf, nameOf } from './list-names.ts'

/** What one language says of mail, in names of columns and in what stands above or beside addresses. `…Words` stand alone, all others anywhere in a name. */
type Spoken = {
  /** Calls somebody off. */
  readonly off?: string
  readonly offWords?: string
  /** Says whether somebody is on, one way or the other. */
  readonly tells?: string
  readonly tellsWords?: string
  /** Speaks of newsletters and advertising: such a column may hold who wants any. */
  readonly mail?: string
  /** Speaks of being one of those who get something: a plain no in such a column is one to mail, as likely as not. */
  readonly near?: string
  readonly nearWords?: string
  /** Says that something is sent: beside a no, nothing is to be. */
  readonly sends?: string
  /** Turns what stands beside it into its contrary. */
  readonly noWords?: string
  /** Beside mail or contact: whether somebody may be written to, or wants to be. */
  readonly mayWords?: string
}

/** The six languages that we speak, and those in which lists come besides. */
const SPOKEN: Readonly<Record<string, Spoken>> = {
  en: {
    off: 'unsub optout optedout blacklist blocklist blocked suppress bounce complain cleaned cancel donot undeliver inactive disabled banned delet remov revoke withdraw withdrawn deactivat suspended expired exclud archived declined unconfirmed unverified terminat deceased lapsed churn dormant frozen muted paused reject refus denied restrict forgotten anonymi trash undisturb smtp',
    offWords:
      'stop stopped off gone bad left leave leaving out quit end ended closed void dead hold hidden invalid spam abuse junk dnc dnm dne ndr fbl error errors failed failure failures returned reported disposable objection objected objects erase erased suspend deny ignore skip block former ex pending',
    tells:
      'optin optedin status subscribed subscription confirm verified verification validat deliverab reachab consent gdpr privacy permission accept',
    tellsWords: 'state active enabled valid clean allowed mailable subscribe agreed opt reason reception delivery',
    mail: 'newsletter marketing mailing',
    near: 'news communic promo advert campaign bulletin notif membership follower interested signedup signup receiv frequen onlist mailinglist',
    nearWords:
      'updates alerts ads comms letter letters post gets want wants wish wishes keep agree agrees okay release member follows joined registered daily weekly monthly',
    sends: 'send disturb write',
    noWords: 'no not non never none without dont wont false',
    mayWords:
      'ok okay may can could allow allows want wants wish wishes agree agrees send receive receives by via preferred prefers preference preferences',
  },
  de: {
    off: 'abgemeldet abmeld abbestell ausgetragen austrag austritt gesperrt sperr widerruf widersp kündig inaktiv ungültig unzustellbar rückläuf gelöscht beschwer unerwünscht unbestätigt ausgeschlossen abgelehnt ausgetreten beendet lösch storn robinson verstorben verbot ehemalig',
    offWords: 'ausstehend ende bis',
    tells: 'zustimm einwillig bestätig angemeldet abonn einverst erwünscht dsgvo zustellbar',
    tellsWords: 'aktiv aktiviert abo abos',
    mail: 'rundbrief infobrief infomail werbung',
    near: 'erhält bekomm wünsch verteiler',
    nearWords: 'mitglied möchte will brief',
    sends: 'senden schick anschreib',
    noWords: 'nein nicht nie kein keine keinen ohne falsch',
    mayWords: 'darf dürfen kann erlaubt möchte will per bekommt erhält',
  },
  fr: {
    off: 'désinscr désabonn plainte rebond bloqué annul résili supprim refus rejet liste-noire inactif désactiv opposition retrait décédé sortie',
    offWords: 'fin abus exclu exclus radié radiation ancien',
    tells: 'inscrit statut rgpd',
    tellsWords: 'actif active état etat',
    mail: 'infolettre publicité',
    near: 'actualité recev reçoi souhait',
    nearWords: 'lettre veut',
    sends: 'envoy écrire',
    noWords: 'ne pas sans jamais aucun aucune faux',
    mayWords: 'peut veut souhaite reçoit par',
  },
  es: {
    off: 'baja rebot queja bloque anulad rechaz lista-negra elimin desuscri inactiv desactiv fallecid borrado exclui salida',
    offWords: 'fin cese cesado antiguo',
    tells: 'suscri estado acept',
    tellsWords: 'activo activa válido',
    mail: 'boletin publicidad',
    near: 'recib quier',
    nearWords: 'carta',
    sends: 'envi desea molest',
    noWords: 'sin nunca ningún ninguna falso',
    mayWords: 'puede quiere desea recibe por',
  },
  it: {
    off: 'disiscri annull cancell revoca rifiut bloccat inattiv disattiv cessat rimoss esclus recesso',
    tells: 'iscritt consens',
    tellsWords: 'stato attivo',
    mail: 'pubblicità',
    near: 'ricev',
    nearWords: 'lettera vuole',
    sends: 'invia desidera',
    noWords: 'senza nessun nessuna fine',
    mayWords: 'può vuole riceve per',
  },
  pt: {
    off: 'descadastr removid bloquead inativ desativ exclui saída recusad',
    tells: 'inscri lgpd',
    tellsWords: 'ativo',
    mail: 'publicidade',
    near: 'receb',
    nearWords: 'quer',
    sends: 'envi deseja',
    noWords: 'não sem nenhum nenhuma',
    mayWords: 'pode quer recebe',
  },
  nl: {
    off: 'afgemeld afmeld uitgeschreven uitschr opgezegd geblokk verwijderd inactief gestopt uitgesloten geweiger beëindig',
    tells: 'aangemeld ingeschreven toestemming',
    tellsWords: 'actief',
    mail: 'nieuwsbrief reclame',
    near: 'ontvang',
    nearWords: 'wil',
    sends: 'verzend sturen',
    noWords: 'nee niet nooit geen zonder einde',
    mayWords: 'mag wil ontvangt',
  },
  ar: {
    off: 'إلغاء حظر محظور مرتد ارتد شكوى إيقاف متوقف محذوف القائمة-السوداء ملغ غادر رفض موقوف انسحب',
    tells: 'اشتراك مشترك حالة موافق تأكيد مؤكد نشط',
    mail: 'نشر تسويق',
    near: 'يستلم استلام يرغب رغبة يريد',
    sends: 'ترسل إرسال',
    noWords: 'لا غير ليس بدون لن',
    mayWords: 'يمكن يريد عبر',
  },
  zh: {
    off: '退订 退訂 取消 退信 投诉 投訴 黑名单 黑名單 屏蔽 拉黑 停止 停用 无效 無效 删除 刪除 拒收 禁用 不要 不接收 不同意 未订阅 未訂閱 未确认 未確認 注销 註銷 离开 離開 暂停 暫停 拒绝 拒絕 失效',
    tells: '订阅 訂閱 状态 狀態 确认 確認 同意 有效 激活 接收',
    mail: '通讯 通訊 营销 營銷',
    near: '愿意 願意 希望 收',
    sends: '发 發',
    noWords: '否 不 无 無 勿',
  },
  sv: {
    off: 'avregistr avanmäl avprenumer avslut spärr',
    tells: 'prenumer samtyck',
    mail: 'nyhetsbrev utskick reklam',
    noWords: 'nej ej inte ingen inget inga aldrig utan',
    mayWords: 'får',
  },
  // Danish and Norwegian.
  da: {
    off: 'avmeld frameld opsagt oppsagt spærr slettet blokeret',
    tells: 'tilmeld påmeld samtykke',
    mail: 'nyhedsbrev nyhetsbrev',
    noWords: 'ikke uden uten',
    mayWords: 'må vil',
  },
  fi: { off: 'peruut perunut peruttu estetty poistettu', tells: 'suostum', mail: 'uutiskirj', noWords: 'ei' },
  pl: {
    off: 'wypis rezygn odsubskr wycof usunię zablok nieaktyw sprzeciw',
    tells: 'zgod subskry potwierdz',
    tellsWords: 'aktywny stan',
    noWords: 'nie bez brak nigdy',
    mayWords: 'może chce',
  },
  cs: { off: 'odhláš zruš odvol neaktiv nesouhlas', tells: 'souhlas odběr potvrz', tellsWords: 'stav', noWords: 'bez' },
  hu: { off: 'leirat tiltott töröl', tells: 'feliratk hozzájár', mail: 'hírlevél', noWords: 'nem' },
  tr: { off: 'iptal engell', tells: 'abone onay', tellsWords: 'izin durum', mail: 'bülten', noWords: 'hayır değil' },
  ru: {
    off: 'отпис отказ заблок удал отключ неактив жалоб отмен отозв',
    tells: 'подпис согла статус актив подтвер',
    mail: 'рассыл реклам',
    noWords: 'нет не без никогда',
    mayWords: 'можно хочет по',
  },
  uk: { off: 'відпис відмов видал', tells: 'підпис згод', mail: 'розсил', noWords: 'ні' },
  ja: { off: '解除 退会 拒否 無効 停止', tells: '購読 登録 同意 有効', mail: 'メルマガ' },
  ko: { off: '거부 해지 탈퇴 차단', tells: '구독 동의 상태', mail: '뉴스레터' },
}

/** Anywhere in a name: of mail as such, or of reaching somebody. */
const REACHES = [
  'mail',
  'email',
  'contact',
  'kontakt',
  'correo',
  'courriel',
  'correio',
  'почт',
  '邮',
  '郵',
  'بريد',
  '메일',
]

const all = (what: keyof Spoken): readonly string[] =>
  Object.values(SPOKEN).flatMap((spoken) => (spoken[what] ?? '').split(' ').filter(Boolean).map(keyOf))
const [off, tells, mail, near, sends] = [all('off'), all('tells'), all('mail'), all('near'), all('sends')]
const [offWords, tellsWords] = [new Set(all('offWords')), all('tellsWords')]
const [noWords, mayWords, nearWords] = [new Set(all('noWords')), new Set(all('mayWords')), new Set(all('nearWords'))]
const reaches = [...REACHES.map(keyOf), ...mail]

/** What makes a question of a column: such as may stand anywhere in its name, and such as stand alone. By their `keyOf`. */
export const VOCABULARY = { anywhere: [...off, ...tells], alone: new Set([...offWords, ...tellsWords]) } as const

const hasOne = (key: string, stems: readonly string[]): boolean => stems.some((stem) => key.includes(stem))
const wordsOf = (name: string): readonly string[] => nameOf(name).split('_')

/** Whether a text calls off those whom it stands for: "Unsubscribed:", "do not mail", "kein Newsletter", or any no. */
export const callsOff = (text: string): boolean => speaksOfOff(text) || saysNo(text)

/** The same, but for a no that may be about anything. */
export function speaksOfOff(text: string): boolean {
  const key = keyOf(text)
  return hasOne(key, off) || isNoAnd(reaches, key) || wordsOf(text).some((word) => offWords.has(word))
}

const saysNo = (text: string): boolean => wordsOf(text).some((word) => noWords.has(word))

/** "no email", "keinen Newsletter": whether one word turns the next into its contrary, and that is mail. */
export const isMailRefused = (word: string, next: string | undefined): boolean =>
  next !== undefined && noWords.has(word) && (next.includes('mail') || hasOne(next, mail))

/** Whether a column of this name may say that somebody wants no mail. */
export function mayTell(name: string): boolean {
  const key = keyOf(name)
  const words = wordsOf(name)
  if (hasOne(key, VOCABULARY.anywhere) || words.some((word) => VOCABULARY.alone.has(word))) return true
  if (isNoAnd(sends, key) || (hasOne(key, sends) && words.some((word) => noWords.has(word)))) return true
  if (!hasOne(key, reaches)) return false
  if (name.trimEnd().endsWith('?') || words.some((word) => mayWords.has(word))) return true
  // "Contact No" is a telephone.
  const isOfMail = speaksOfMail(name) || key.includes('mail')
  return isNoAnd(reaches, key) || words.some((word) => noWords.has(word) && (isOfMail || word !== 'no'))
}

/** "nomail", "Kein Newsletter", "Don't send": a no, and what is not wanted. */
const isNoAnd = (what: readonly string[], key: string): boolean =>
  what.some((one) => [...noWords].some((no) => key.startsWith(no + one)))

/** Where somebody lives, as address books call it: "MailingCity", "Mailing Zip/Postal Code". Nothing of it is about our mail. */
export const isPostal = (name: string): boolean =>
  /^mailing_(?:address|street|city|state|zip|post|country|county|region|province|line)/.test(nameOf(name))

/** Whether a name speaks of newsletters or advertising. */
export const speaksOfMail = (name: string): boolean => hasOne(keyOf(name), mail)

/** Beside a word for newsletters and more of the same: "Email marketing", "Mailing list 2", "Newsletter der Liste". */
const BESIDE_MAIL = new Set(
  'e email emails mail mails courriel correo list lists liste lista lijst the our de del la le der die das des'
    .split(' ')
    .map(keyOf),
)

/** Whether a name says newsletter or advertising, and nothing else: whoever gets any has a mark in such a column. */
export const isOfMailAlone = (name: string): boolean =>
  speaksOfMail(name) &&
  wordsOf(name).every((word) => hasOne(keyOf(word), mail) || BESIDE_MAIL.has(keyOf(word)) || /^\d+$/.test(word))

/** Whether a name speaks of mail, of reaching somebody, or of being one of those who get something. */
export function touchesMail(name: string): boolean {
  const key = keyOf(name)
  return hasOne(key, reaches) || hasOne(key, near) || wordsOf(name).some((word) => nearWords.has(word))
}
