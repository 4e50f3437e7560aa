import { describe, expect, it } from 'vitest'
import type { ArticleId } from '../../core/model/article.ts'
import type { DigestInput } from '../../core/model/digest.ts'
import type { Role } from '../../core/model/editor.ts'
import type { Fetched, SafeFetch } from '../../core/model/fetched.ts'
import { comingPages } from '../../functions/http/console/coming.tsx'
import { digestPages } from '../../functions/http/console/digests.tsx'
import { previewPages } from '../../functions/http/console/preview.tsx'
import { aVisitor } from '../support/console.ts'
import { aWorld } from '../support/world.ts'

const HOSTILE = '<script>alert(1)</script> & "more"'

/** A daily digest at 08:00 in Berlin with a reader, two articles of trade, one of the city. It is 06:00 UTC. */
async function aDesk(input: Partial<DigestInput> = {}, fetch?: SafeFetch) {
  const world = await aWorld(fetch ? { fetch } : {})
  const pages = [digestPages(world.ports), comingPages(world.ports), previewPages(world.ports)]
  const as = (role: Role) => aVisitor(world.ports, pages, role)
  await world.topics('trade', 'city')
  await world.digest(input)
  await world.reader('ada')
  world.clock.now += 1_000
  const ids: string[] = []
  for (const [title, tag] of [
    ['Barges', 'trade'],
    ['Forty ships', 'trade'],
    ['Archive', 'city'],
  ] as const) {
    world.clock.now += 1_000
    ids.push((await world.article(title, [tag]))!.id)
  }
  const [barges, ships, archive] = ids as [string, string, string]
  return { ...world, as, barges, ships, archive, ...as('editor') }
}

const titles = (page: string) =>
  [...page.matchAll(/<li data-item[^>]*>.*?<a class="headline"[^>]*>([^<]*)<\/a>/gs)].map(([, title]) => title)
/** What a frame inside the page shows. */
const mailIn = (page: string) =>
  (/srcdoc="([^"]*)"/.exec(page)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

describe('the coming issue on its page', () => {
  it('is shown section by section, and changes by buttons that need no script', async () => {
    const { open, send, barges, archive } = await aDesk()
    expect(titles((await open('/digests/brief')).page)).toEqual(['Forty ships', 'Barges', 'Archive'])
    const moved = await send('/digests/brief/coming', { edition: 'main', article: barges, do: 'up' })
    expect([moved.status, moved.to]).toEqual([303, '/console/digests/brief'])
    await send('/digests/brief/coming', { edition: 'main', article: archive, do: 'lead' })
    expect(titles((await open('/digests/brief')).page)).toEqual(['Archive', 'Barges', 'Forty ships'])
    await send('/digests/brief/coming', { edition: 'main', article: barges, do: 'leave-out' })
    const { page } = await open('/digests/brief')
    expect(titles(page)).toEqual(['Archive', 'Forty ships'])
    expect(page).toContain('Left out: 1 article')
  })

  it('says of an article that its feed has taken it out, and leaves it to the editor', async () => {
    const { open, ports, barges } = await aDesk()
    const known = (await ports.articles.get(barges as ArticleId))!
    await ports.articles.save(known, { ...known, withdrawnAt: ports.now() })
    const { page } = await open('/digests/brief')
    expect(titles(page)).toEqual(['Forty ships', 'Barges', 'Archive'])
    expect(page.match(/Its feed has taken it out again\. Leave it out, or read it once more\./g)).toHaveLength(1)
  })

  it('comes again alone where a script asks, and says to the preview that it has changed', async () => {
    const { ports, barges } = await aDesk()
    const app = aVisitor(ports, [comingPages(ports)])
    const fields = { edition: 'main', article: barges, do: 'leave-out' }
    const answer = await app.send('/digests/brief/coming', fields, 'form', { 'hx-request': 'true' })
    expect([answer.status, answer.headers.get('hx-trigger')]).toEqual([200, 'coming-changed'])
    expect(answer.page).toMatch(/^<section id="coming-main"/)
    const gone = await app.send('/digests/brief/coming', { ...fields, article: 'art_gone' }, 'form', {
      'hx-request': 'true',
    })
    expect(gone.page).toContain('This article is not in the coming issue any more')
  })

  it('tells one button from another by the article it is about (STD-83)', async () => {
    const { page } = await (await aDesk()).open('/digests/brief')
    const names = [...page.matchAll(/<button[^>]*data-key="[^"]*"[^>]*aria-label="([^"]*)"/g)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(8)
    expect(new Set(names).size).toBe(names.length)
  })

  it('skips the slot that an editor names, says so in the list, and takes it back', async () => {
    const { open, send } = await aDesk()
    await send('/digests/brief/skip', { edition: 'main', slot: '2026-11-25T08:00', do: 'skip' })
    expect((await open('/digests/brief')).page).toContain('<s>Wednesday 25 November, 08:00</s>')
    await send('/digests/brief/skip', { edition: 'main', slot: '2026-11-25T08:00', do: 'unskip' })
    expect((await open('/digests/brief')).page).not.toContain('<s>')
  })

  it('keeps a word for this issue alone in its field, and refuses one that is an article', async () => {
    const { open, send } = await aDesk()
    await send('/digests/brief/coming', { edition: 'main', do: 'intro', text: HOSTILE })
    expect((await open('/digests/brief')).page).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;',
    )
    const long = await send('/digests/brief/coming', { edition: 'main', do: 'intro', text: 'word '.repeat(200) })
    expect(long.status).toBe(422)
  })

  it('is changed by nobody who may only look', async () => {
    const { as, ports, barges } = await aDesk()
    const viewer = as('viewer')
    for (const [path, fields] of [
      ['/digests/brief/coming', { edition: 'main', article: barges, do: 'leave-out' }],
      ['/digests/brief/skip', { edition: 'main', do: 'skip' }],
      ['/digests/brief/test', { edition: 'main' }],
      ['/digests/brief/preview/links', { url: 'https://harbourpost.example/' }],
    ] as const)
      expect((await viewer.send(path, fields)).status).toBe(403)
    expect((await ports.digests.arrangement('brief', 'main')).version).toBe(0)
    expect((await viewer.open('/digests/brief/preview')).page).toContain('srcdoc=')
  })
})

describe('the preview', () => {
  it('shows the mail of a choice of topics and a language, in a frame that nothing gets out of', async () => {
    const { open } = await aDesk()
    const { page } = await open('/digests/brief/preview?choice=city&locale=de')
    expect(page).toContain('sandbox="allow-popups"')
    expect(mailIn(page)).toContain('lang="de"')
    expect(mailIn(page)).toContain('Archive')
    expect(mailIn(page)).not.toContain('Barges')
  })

  it('shows it light or dark whatever the screen is, on a phone, and as text', async () => {
    const { open } = await aDesk()
    const light = mailIn((await open('/digests/brief/preview')).page)
    const dark = mailIn((await open('/digests/brief/preview?view=dark')).page)
    expect([light.includes('@media not all{'), dark.includes('@media all{')]).toEqual([true, true])
    expect(light + dark).not.toContain('prefers-color-scheme')
    expect((await open('/digests/brief/preview?view=phone')).page).toContain('class="sheet phone"')
    expect((await open('/digests/brief/preview?view=text')).page).toContain('Forty ships')
  })

  it('shows what stands in the form, saved or not, and saves nothing', async () => {
    const { send, ports } = await aDesk()
    const before = await ports.digests.get('brief')
    const typed = {
      version: '1',
      name: 'The Evening Brief',
      topic: ['trade'],
      when: 'every day at 18:00, UTC',
      intro: 'Typed just now.',
    }
    const { page, status } = await send('/digests/brief/preview', { ...typed, view: 'desktop' })
    expect(status).toBe(200)
    expect(mailIn(page)).toContain('Typed just now.')
    expect(mailIn(page)).toContain('The Evening Brief')
    expect(mailIn(page)).not.toContain('Archive')
    expect(await ports.digests.get('brief')).toEqual(before)
  })

  it('shows what is saved where the form is not right yet, and says what is wrong with it', async () => {
    const { send } = await aDesk()
    const { page } = await send('/digests/brief/preview', {
      version: '1',
      name: '',
      topic: ['trade'],
      when: 'every day at 18:00, UTC',
    })
    expect(page).toContain('Shown as it is saved. Give the digest a name that readers will see.')
    expect(mailIn(page)).toContain('The Harbour Brief')
  })

  it('says how large the mail is, and what somebody would stumble over who hears it', async () => {
    const { open } = await aDesk()
    expect((await open('/digests/brief/preview')).page).toMatch(/\d\.\d of 80 KB/)
    expect((await open('/digests/brief/preview')).page).toContain('No accessibility faults')
  })

  it('says why there is nothing to show', async () => {
    const { open } = await aDesk()
    expect((await open('/digests/brief/preview?choice=none')).page).toContain(
      'Readers with this choice would get no mail now',
    )
  })

  it('asks the links of a mail whether they answer, and tells each as it comes', async () => {
    const asked: string[] = []
    const answers: Record<string, Fetched> = {
      'https://a.example/': {
        kind: 'ok',
        url: 'https://a.example/',
        bytes: new Uint8Array(),
        contentType: 'text/html',
      },
      'https://b.example/': {
        kind: 'failed',
        why: 'answered',
        reason: 'There is nothing at this address (404).',
        status: 404,
      },
      'https://c.example/': { kind: 'failed', why: 'answered', reason: 'It wants a login.', status: 403 },
      'https://d.example/': { kind: 'gone' },
    }
    const fetch: SafeFetch = async ({ url, as }) => {
      asked.push(`${as} ${url}`)
      return answers[url]!
    }
    const { send } = await aDesk({}, fetch)
    const url = [...Object.keys(answers), 'https://news.harbourpost.example/d/brief', 'javascript:alert(1)']
    const { page } = await send('/digests/brief/preview/links', { url })
    expect(asked.toSorted()).toEqual(Object.keys(answers).map((one) => `link ${one}`))
    expect(page).toContain('2 of 4 do not answer.')
    expect(page).toContain('There is nothing at this address (404).')
    expect(page.match(/<li>/g)).toHaveLength(4)
  })

  it('is mailed to the editor who asks, and to nobody else', async () => {
    const { send, drain, mails } = await aDesk()
    const { said } = await send('/digests/brief/test', { edition: 'main', choice: 'city', locale: 'en' })
    expect(said).toBe('A test is on its way to editor@harbourpost.example.')
    await drain()
    expect(mails().map(({ to }) => to)).toEqual([['editor@harbourpost.example']])
    expect((await send('/digests/brief/test', { edition: 'main', choice: 'none' })).said).toContain('nothing to test')
  })
})

describe('a rhythm that is being typed', () => {
  it('says what it means before it is saved, and what is not understood yet', async () => {
    const { send } = await aDesk()
    const { page } = await send('/rhythm', { when: 'every monday at 07:30, Europe/Berlin' })
    expect(page.match(/<li>/g)).toHaveLength(5)
    expect(page).toContain('Monday 30 November, 07:30 (Europe/Berlin)')
    expect(page).not.toContain('It is kept as')
    expect((await send('/rhythm', { when: 'every moonday at 07:30' })).page).toContain('is not a rhythm we can read')
  })

  it('says how it will be kept, where that is not how it was typed', async () => {
    const { send } = await aDesk()
    const { page } = await send('/rhythm', { when: 'every other friday at 8 pm, New York' })
    expect(page).toContain('It is kept as: every second Friday at 20:00, counted from 2026-11-27, America/New_York')
  })

  it('says the year of what comes once a year', async () => {
    const { send } = await aDesk()
    const { page } = await send('/rhythm', { when: 'every year on 31 December at 8, UTC' })
    for (const day of ['Thursday 31 December, 08:00', 'Friday 31 December 2027, 08:00']) expect(page).toContain(day)
  })

  it('offers the nearest that is understood, line by line, and puts it into the field when it is taken', async () => {
    const { send } = await aDesk()
    const when = 'daily: every day at 8, UTC\nweekly (The Week): evry monday at 8 or so, Berlin'
    const { page } = await send('/rhythm', { when })
    expect(page).toContain(
      'The nearest that we can is &quot;every Monday at 08:00, Europe/Berlin&quot;, without &quot;or so&quot;.',
    )
    expect(page).toMatch(/<button type="button"[^>]*name="take" value="nearest"/)
    const taken = (await send('/rhythm', { when, take: 'nearest' })).page
    expect(taken).toContain(
      'daily: every day at 8, UTC\nweekly (The Week): every Monday at 08:00, Europe/Berlin</textarea>',
    )
    expect(taken.match(/<li>/g)).toHaveLength(5)
    expect((await send('/rhythm', { when: 'now and then' })).page).not.toContain('<button')
  })

  it('offers it as well where a form with it was refused, and only there', async () => {
    const { send } = await aDesk()
    const form = { name: 'Dawn', topic: 'city', 'order.city': '1' }
    const refused = await send('/digests', { ...form, when: 'evry monday at 8, Berlin' })
    expect([refused.status, refused.page.match(/name="take" value="nearest"/g)?.length]).toEqual([422, 1])
    const other = await send('/digests', { ...form, name: '', when: 'every monday at 8, Berlin' })
    expect([other.status, other.page.includes('value="nearest"')]).toEqual([422, false])
  })
})

describe('sending by hand', () => {
  it('says where it would go to nobody, and leads to what there is to do first', async () => {
    const { open, send, barges, ships, archive } = await aDesk()
    for (const article of [barges, ships, archive])
      await send('/digests/brief/coming', { edition: 'main', article, do: 'leave-out' })
    const { page } = await open('/digests/brief/send')
    expect(page).toContain('As it stands, it goes to nobody: 1 without news in their topics.')
    expect(page).toContain('File an article first')
    expect(page).not.toContain('Send it now</button>')
  })

  it('says whom it reaches, and when it would be done', async () => {
    const { open } = await aDesk()
    const { page } = await open('/digests/brief/send')
    expect(page).toContain('It goes to 1 reader.')
    expect(page).toContain('Begun now, it is done within a minute.')
    expect((await open('/digests/brief/readers')).page).toBe('It goes to 1 reader.')
  })
})
