import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalUrl } from '../../core/model/article.ts'
import { formerIdentities, formerUrl, identityOf } from '../../core/model/identity.ts'
import { ADDRESSES, VARIANTS } from '../fixtures/addresses.ts'

describe('a link in a mail', () => {
  it.each([
    ['https://forum.example.org/index.php?threads/river-rises.123/&utm_source=rss', '?threads/river-rises.123/'],
    ['https://forum.example.org/index.php?print&id=a%20b&utm_medium=feed', '?print&id=a%20b'],
    ['https://forum.example.org/index.php?ref=x&p=1,2;3:4&fbclid=1', '?ref=x&p=1,2;3:4'],
    ['https://forum.example.org/index.php?q=a+b%2Bc&utm_source=x&&z=~!*(', '?q=a+b%2Bc&&z=~!*('],
    ['https://forum.example.org/index.php?utm_source=rss', ''],
    ['https://forum.example.org/index.php?utm_source=rss;id=5', '?id=5'],
    ['https://forum.example.org/index.php?id=5;utm_source=rss;p=2&fbclid=1', '?id=5;p=2'],
    ['https://forum.example.org/index.php?fbclid=1&p=2;q=3', '?p=2;q=3'],
    ['https://forum.example.org/index.php?amp;utm_source=rss;id=5', '?id=5'],
    ['https://forum.example.org/index.php?utm_content=a;b&id=5', '?id=5'],
    ['https://forum.example.org/index.php?utm_source', '?utm_source'],
    ['https://forum.example.org/index.php?', '?'],
  ])('keeps every byte that is no tracker’s: %s', (given, query) => {
    expect(canonicalUrl(given)).toBe(`https://forum.example.org/index.php${query}`)
  })

  it('keeps every byte that is no tracker’s, whatever its query is', () => {
    const name = fc.constantFrom('id', 'p', 'threads/river.12/', 'a%20b', 'q[]', 'amp;x', 'cid', '', 'utm', '%zz')
    const pair = fc.tuple(name, fc.string({ maxLength: 8 })).map(([one, text]) => `${one}=${encodeURIComponent(text)}`)
    const tracker = fc
      .constantFrom('utm_source', 'UTM_Medium', 'fbclid', 'mkt_tok', 'WT.mc_id', 'amp;utm_term', '_ga', 'utm%5Fid')
      .map((one) => `${one}=1.2~x%20`)
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            pair.map((text) => [text, text]),
            tracker.map((text) => [text, undefined]),
          ),
        ),
        (all) => {
          const at = (query: readonly (string | undefined)[]) =>
            `https://a.example/x${query.length > 0 ? `?${query.join('&')}` : ''}#part`
          const kept = all.flatMap(([, text]) => text ?? [])
          expect(canonicalUrl(at(all.map(([text]) => text)))).toBe(new URL(at(kept)).href)
        },
      ),
    )
  })

  it('keeps every byte and every sign between pairs, where semicolons part them, too', () => {
    const sign = fc.constantFrom('&', ';')
    const text = fc.string({ maxLength: 8 }).map(encodeURIComponent)
    const pair = fc.tuple(fc.constantFrom('id', 'p', 'q[]', 'a/b'), text).map(([name, value]) => `${name}=${value}`)
    const tracker = fc.constantFrom('utm_source=rss', 'fbclid=Iw.1~', 'mc_cid=9', 'gclid=x%20y', 'source=rss----1a--4')
    const one = fc.record({ sign, pair: fc.option(pair, { nil: undefined }), tracker })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), (all) => {
        const written = (some: typeof all) =>
          some.map(({ sign, pair, tracker }, n) => (n === 0 ? '' : sign) + (pair ?? tracker)).join('')
        const at = (query: string) => `https://a.example/x${query && `?${query}`}`
        const kept = all.filter(({ pair }) => pair !== undefined)
        expect(canonicalUrl(at(written(all)))).toBe(new URL(at(written(kept))).href)
      }),
    )
  })

  it.each([
    'CMP=rss_share',
    'smid=tw-share',
    'partner=rss&emc=rss',
    'mkt_tok=abc',
    'srsltid=Afm',
    'wt_mc=rss.red.ho',
    '_ga=2.1.3-4',
    'source=rss----4d1a2f6e4b1c---4',
    'ns_mchannel=rss&ns_source=PublicRSS',
    'at_medium=RSS&at_campaign=KARANGA',
    'publication_id=7&post_id=9&isFreemail=true&r=1ab&token=eyJ',
    'amp;utm_source=rss',
  ])('is without the tracker %s', (query) => {
    expect(canonicalUrl(`https://a.example/x?${query}&id=7`)).toBe('https://a.example/x?id=7')
  })

  it.each([
    'source=rss-feeds',
    'source=minutes',
    'ref=main',
    'r=12',
    'token=abc',
    'publication_id=7',
    'cmp=123',
    'si=4',
    'cid=9',
    'cmp=iphone-vs-pixel',
    'cmp=shares',
    'mbid=5b11f4ce-a62d-471e-81fc-a69a8278c7da',
    'mbid=of_the_year',
    'pk_id=3',
  ])('keeps what only looks like one: %s', (query) => {
    expect(canonicalUrl(`https://a.example/x?${query}`)).toBe(`https://a.example/x?${query}`)
  })

  it('is without what is a tracker on its own host', () => {
    expect(canonicalUrl('https://rope.substack.com/p/knots?r=1ab&utm_campaign=post')).toBe(
      'https://rope.substack.com/p/knots',
    )
    expect(canonicalUrl('https://www.youtube.com/watch?v=abc&si=xyz&t=30')).toBe(
      'https://www.youtube.com/watch?v=abc&t=30',
    )
    expect(canonicalUrl('https://rope.substack.com/p/knots?s=r&token=eyJ1')).toBe('https://rope.substack.com/p/knots')
    expect(canonicalUrl('https://www.theguardian.com/x?CMP=twt_gu')).toBe('https://www.theguardian.com/x')
    const paper = 'https://pubmed.ncbi.nlm.nih.gov/40000001/'
    expect(canonicalUrl(`${paper}?utm_source=Other&fc=20200101&ff=20261128101500&v=2.18.0`)).toBe(paper)
  })

  it.each(['https://rope.substack.com/archive?s=foo', 'https://rope.substack.com/archive?token=ring'])(
    'keeps what is looked for there: %s',
    (given) => {
      expect(canonicalUrl(given)).toBe(given)
    },
  )

  it.each([
    ['https://a.example/notes#v1.2', 'https://a.example/notes#v1.2'],
    ['https://a.example/notes#xtor=RSS-1', 'https://a.example/notes'],
    ['https://a.example/notes#utm_source=rss&utm_medium=feed', 'https://a.example/notes'],
    ['https://a.example/notes#page=2&utm_source=rss', 'https://a.example/notes#page=2&utm_source=rss'],
    ['HTTP://www.A.example:80/notes/', 'http://www.a.example/notes/'],
  ])('stays as it was given but for trackers: %s', (given, shown) => {
    expect(canonicalUrl(given)).toBe(shown)
  })

  it.each([
    ['Google Alerts', 'https://www.google.com/url?rct=j&sa=t&url=https://a.example/x%3Fid%3D7&ct=ga&usg=AOv'],
    ['Google, in another country', 'https://google.co.uk/url?q=https%3A%2F%2Fa.example%2Fx%3Fid%3D7&sa=U'],
    [
      'Bing News',
      'http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=https%3a%2f%2fa.example%2fx%3fid%3d7&c=5',
    ],
    ['DuckDuckGo', 'https://duckduckgo.com/l/?uddg=https%3A%2F%2Fa.example%2Fx%3Fid%3D7'],
    ['Facebook', 'https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx%3Fid%3D7%26fbclid%3D1&h=AT0'],
    ['YouTube', 'https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fa.example%2Fx%3Fid%3D7'],
    ['Reddit', 'https://out.reddit.com/t3_1?url=https%3A%2F%2Fa.example%2Fx%3Fid%3D7&token=1'],
    ['Tumblr', 'https://t.umblr.com/redirect?z=https%3A%2F%2Fa.example%2Fx%3Fid%3D7&t=1'],
    ['LinkedIn', 'https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fa.example%2Fx%3Fid%3D7'],
    ['VK', 'https://vk.com/away.php?to=https%3A%2F%2Fa.example%2Fx%3Fid%3D7'],
    ['Pocket', 'https://getpocket.com/redirect?url=https%3A%2F%2Fa.example%2Fx%3Fid%3D7'],
    ['Slack', 'https://slack-redir.net/link?url=https%3A%2F%2Fa.example%2Fx%3Fid%3D7'],
    ['Outlook', 'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx%3Fid%3D7&data=05'],
    ['a copy for phones', 'https://www.google.com/amp/s/a.example/x?id=7'],
    ['another', 'https://a-example.cdn.ampproject.org/c/s/a.example/x?id=7'],
    ['another’s counter', 'https://redir.folha.com.br/redir/online/poder/rss091/*https://a.example/x?id=7'],
    ['a feed’s counter', 'https://go.theregister.com/feed/a.example/x?id=7'],
    [
      'one in another',
      'https://www.google.com/url?url=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fa.example%252Fx%253Fid%253D7',
    ],
  ])('leads straight to what lies behind %s', (_who, given) => {
    expect(canonicalUrl(given)).toBe('https://a.example/x?id=7')
  })

  it.each([
    ['https://a.example/c++/a+b&sa=t', 'https://a.example/c++/a+b'],
    ['https%3A%2F%2Fa.example%2Fa%2Bb%3Fq%3Da%252Bb&sa=t', 'https://a.example/a+b?q=a%2Bb'],
    ['https://a.example/m%FCller%2Fk%C3%BCste', 'https://a.example/m%FCller/k%C3%BCste'],
  ])('leads to the very bytes that lie there: %s', (within, bytes) => {
    expect(canonicalUrl(`https://www.google.com/url?url=${within}`)).toBe(bytes)
  })

  it.each([
    'https://www.google.com/url?url=javascript:alert(1)',
    'https://www.google.com/url?url=https://u:p@a.example/',
    'https://www.google.com/url?sa=t',
    'https://www.google.com/search?q=https://a.example/',
    'https://a.example/url?url=https://b.example/',
    'https://news.google.com/rss/articles/CBMi2AVBVV95cUxN?oc=5',
  ])('stays where nothing lies behind it that a reader could open: %s', (given) => {
    expect(canonicalUrl(given)).toBe(given)
  })
})

describe('one story', () => {
  const known = (url: string) => identityOf({ url: canonicalUrl(url), title: 'T' })

  it.each([
    ['with a certificate or without', 'http://a.example/x/story?id=7'],
    ['with www. or without', 'https://www.a.example/x/story?id=7'],
    ['with a slash at its end or without', 'https://a.example/x/story/?id=7'],
    ['with the port that goes without saying', 'https://a.example:443/x/story?id=7'],
    ['with capitals in its host', 'https://A.Example/x/story?id=7'],
    ['at a place in its page', 'https://a.example/x/story?id=7#comments'],
    ['with a tracker', 'https://a.example/x/story?utm_source=rss&id=7'],
    ['behind what leads on', 'https://www.google.com/url?url=https%3A%2F%2Fa.example%2Fx%2Fstory%3Fid%3D7'],
    ['all of it', 'http://www.a.example:80/x/story/?id=7&CMP=rss#top'],
  ])('is the same %s', (_how, url) => {
    expect(known(url)).toBe('https://a.example/x/story?id=7')
  })

  it('is the same whatever the letters of its escapes, and shown as it was given', () => {
    const [small, capital] = ['https://a.example/caf%c3%a9?q=%d8%a7', 'https://a.example/caf%C3%A9?q=%D8%A7']
    expect(known(small)).toBe(known(capital))
    expect(known(small)).not.toBe(known('https://a.example/cafe?q=%D8%A7'))
    expect(canonicalUrl(small)).toBe(small)
  })

  it.each([
    ['another path', 'https://a.example/x/Story?id=7'],
    ['another number', 'https://a.example/x/story?id=8'],
    ['another order', 'https://a.example/x/story?id=7&p=2'],
    ['another host', 'https://b.a.example/x/story?id=7'],
    ['another port', 'https://a.example:8443/x/story?id=7'],
    ['a page that a fragment names', 'https://a.example/x/story?id=7#!/2'],
    ['a page of its own below', 'https://a.example/x/story/7?id=7'],
  ])('is not the one at %s', (_what, url) => {
    expect(known(url)).not.toBe('https://a.example/x/story?id=7')
  })

  it('is the same in whatever spelling, and shown in the one that was given', () => {
    const path = fc.array(fc.stringMatching(/^[a-z0-9~%20-]{1,6}$/), { minLength: 1, maxLength: 3 })
    const spelling = fc.tuple(
      fc.constantFrom('http', 'https', 'HTTPS'),
      fc.constantFrom('a.example', 'www.a.example', 'A.Example'),
      fc.constantFrom('', '/'),
      fc.constantFrom('', '#part', '#'),
    )
    fc.assert(
      fc.property(path, spelling, spelling, (parts, ...two) => {
        const valid = parts.map((part) => encodeURIComponent(part))
        const written = two.map(
          ([scheme, host, slash, hash]) => `${scheme}://${host}/${valid.join('/')}${slash}${hash}`,
        )
        const [one, other] = written.map(known)
        expect(one).toBe(other)
        expect(written.map(canonicalUrl)).toEqual(written.map((url) => new URL(url).href))
      }),
    )
  })

  const written = fc.subarray([...VARIANTS]).map((some) => (address: string) => {
    // In their order: what leads on, leads on to all of it.
    return some.reduce((text, [, write]) => write(text), address)
  })

  it.each(VARIANTS)('is the same %s, whatever its address is', (_name, write) => {
    for (const address of ADDRESSES) expect([address, known(write(address))]).toEqual([address, known(address)])
  })

  it('is the same however many of these come together', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ADDRESSES), written, (address, write) => {
        expect(known(write(address))).toBe(known(address))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is never another of those that look like it, however both are written', () => {
    expect(new Set(ADDRESSES.map(known)).size).toBe(ADDRESSES.length)
    fc.assert(
      fc.property(
        fc.subarray([...ADDRESSES], { minLength: 2, maxLength: 2 }),
        written,
        written,
        ([one, other], a, b) => {
          expect(known(a(one!))).not.toBe(known(b(other!)))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is looked for under every spelling that was a story of its own before', () => {
    for (const then of [
      'http://www.a.example/x/?id=7&utm_source=rss#top',
      'https://www.a.example/x?id=7',
      'http://a.example/x/?id=7',
    ])
      expect(formerIdentities(known(then), 'https://a.example/x?id=7')).toContain(formerUrl(then))
    const tracked = 'https://a.example/x?id=a%20b&CMP=rss&fbclid=1'
    expect(formerIdentities(known(tracked), tracked)).toContain('https://a.example/x?id=a+b&CMP=rss')
    expect(formerIdentities(known('https://a.example/#!/2'), 'https://a.example/#!/2')).toEqual([])
  })
})
