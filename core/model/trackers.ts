/**
 * What says by which way a reader came, and nothing of the page: cut from a link pair by pair, and every other byte of it
 * stays. Kept here and not taken from a package: tidy-url (1.18.3, MIT) writes the whole query anew, which breaks forums'
 * links (`?threads/x.123/`), and ClearURLs' rules are LGPL. Names found in Miniflux (urlcleaner.go), in Brave
 * (query_filter), in tidy-url, and in feeds as publishers write them; looked through in December 2026. A name belongs here
 * only if no site shows another page for it.
 */
const names = new Set(
  [
    // Clicks, as networks of advertisements number them.
    'fbclid gclid dclid gbraid wbraid gclsrc gad_source gad_campaignid srsltid msclkid yclid ysclid _openstat twclid ttclid',
    'li_fat_id rdt_cid epik irclickid tblci igshid igsh wickedid rb_clickid',
    // Visitors, handed from one site to the next.
    '_ga _gl __twitter_impression guccounter guce_referrer guce_referrer_sig _branch_match_id _branch_referrer spm',
    // Readers of newsletters.
    'mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id',
    'ml_subscriber ml_subscriber_hash ck_subscriber_id _bhlid _kx dm_i sfmc_id sfmc_activityid elqtrackid elqtrack',
    'trk_contact trk_msg trk_module trk_sid',
    // Campaigns, as publishers call them.
    'cmpid icid ncid ocid ito ftag tpcc smid smtyp xtor echobox sc_cid s_cid wt.mc_id wt.zmc ref_src ref_url',
    'soc_src soc_trk fb_ref fb_source fb_action_ids fb_action_types fb_comment_id feedtype feedname',
  ].flatMap((line) => line.split(' ')),
)

const families =
  /^(?:(?:utm|mtm|piwik|matomo|hsa|itm|wt|at)_.|pk_(?:campaign|cpn|source|medium|keyword|kwd|content|cid)$|ns_(?:campaign|mchannel|source|linkname|fee)$)/

/** Names that mean something elsewhere, and nothing with such a value. */
const said: readonly (readonly [name: string, value: RegExp])[] = [
  // Medium: `source=rss----4d1a2f6e4b1c---4`.
  ['source', /^rss-[^&]{0,40}--/],
  ['source', /^rss$/],
  ['ref', /^rss$/],
  ['partner', /^rss/],
  ['emc', /^rss$/],
  ['mod', /^rss(?:_|$)/],
  ['traffic_source', /^rss$/],
  ['maca', /-rss-/],
  // The Guardian's `share_btn_tw`, also on hosts of its own making; `rss` where feeds say so. Else it may be what is compared.
  ['cmp', /^(?:rss|share|otc-rss)(?:[_-]|$)/i],
  // Condé Nast: `social_facebook`, `nl_daily`, `synd_msn_rss`.
  ['mbid', /^(?:social|nl|synd|rss)(?:_|$)/i],
]

type Also = ReadonlyMap<string, RegExp>

const whatever = /(?:)/
const called = (words: string): [string, RegExp][] => words.split(' ').map((name) => [name, whatever])
/** `s=r`: shared by a reader, `s=w` by a writer; in an archive `s` is what is looked for. */
const substack: Also = new Map([
  ...called('r publication_id post_id isfreemail tried_redirect triedredirect showwelcomeonshare'),
  ['token', /^eyJ/],
  ['s', /^[rw]$/],
])
const youtube: Also = new Map(called('si feature pp ab_channel'))
/** When the feed was read, and by which version of its maker: others at each look. */
const pubmed: Also = new Map(called('fc ff v'))
const guardian: Also = new Map(called('cmp'))

/** What else is a tracker at this address. Substack writes to readers of its customers' own hosts, too: with both of its ids. */
function alsoAt({ hostname, searchParams }: URL): Also {
  if (hostname === 'pubmed.ncbi.nlm.nih.gov') return pubmed
  if (/(?:^|\.)theguardian\.com$/.test(hostname)) return guardian
  if (/(?:^|\.)substack\.com$/.test(hostname)) return substack
  if (searchParams.has('publication_id') && searchParams.has('post_id')) return substack
  return /(?:^|\.)(?:youtube\.com|youtu\.be)$/.test(hostname) ? youtube : nothing
}
const nothing: Also = new Map()

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isTracker(pair: string, also: Also): boolean {
  const end = pair.indexOf('=')
  if (end < 1) return false
  // A feed that escapes its links twice writes `&amp;utm_source=…`.
  const name = decoded(pair.slice(0, end))
    .toLowerCase()
    .replace(/^(?:amp;){1,3}/, '')
  const value = pair.slice(end + 1)
  return (
    names.has(name) ||
    families.test(name) ||
    also.get(name)?.test(value) ||
    said.some(([one, values]) => one === name && values.test(value))
  )
}

/**
 * The pairs of a query, each with what stands before it. A `;` parts them too, where a name follows it (HTML 4.01, B.2.2);
 * not within an `&amp;` that was escaped twice.
 */
const pairsOf = (query: string): { readonly before: string; readonly pair: string }[] =>
  query.split('&').flatMap((piece, nth) => {
    const twice = /^(?:amp;){0,3}/i.exec(piece)?.[0] ?? ''
    const [first = '', ...more] = piece.slice(twice.length).split(/;(?=[^;=]+=)/)
    return [{ before: nth === 0 ? '' : '&', pair: twice + first }, ...more.map((pair) => ({ before: ';', pair }))]
  })

/**
 * An absolute address as `URL` writes it, without its trackers: each goes with one sign beside it, and no other byte changes.
 * A fragment goes where it holds nothing else (`#xtor=RSS-1`).
 */
export function withoutTrackers(href: string): string {
  const hashAt = href.indexOf('#')
  const whole = hashAt === -1 ? href : href.slice(0, hashAt)
  const hash = hashAt === -1 ? '' : href.slice(hashAt + 1)
  const queryAt = whole.indexOf('?')
  const also = alsoAt(new URL(href))
  const path = queryAt === -1 ? whole : whole.slice(0, queryAt)
  const pairs = queryAt === -1 ? [] : pairsOf(whole.slice(queryAt + 1))
  const kept = pairs.filter(({ pair }) => !isTracker(pair, also))
  const left = kept.map(({ before, pair }, nth) => (nth === 0 ? pair : before + pair)).join('')
  const query =
    kept.length === pairs.length ? whole.slice(path.length) : kept.some(({ pair }) => pair) ? `?${left}` : ''
  const isOfTrackers = hash !== '' && pairsOf(hash).every(({ pair }) => isTracker(pair, nothing))
  return path + query + (hashAt === -1 || isOfTrackers ? '' : href.slice(hashAt))
}
