import { expect, test } from 'vitest'
import { opensElsewhere } from '../../local/mailbox/inbox.ts'
import { aBatch, aMail, aMailbox, posted } from './support.ts'

async function reading(changes: object, query = '') {
  const mailbox = aMailbox()
  await mailbox.ask('/emails', posted(aMail(changes)))
  const { id } = mailbox.messages()[0]!
  const answer = await mailbox.ask(`/?id=${id}${query}`)
  return { ...mailbox, id, answer, page: await answer.text() }
}

const nasty = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'

test.each(['html', 'text', 'headers', 'source'])(
  'nothing that a mail holds becomes part of the page (%s)',
  async (view) => {
    const { page, answer } = await reading(
      {
        from: `"${nasty.replace(/[<>"]/g, '')}" <a@mail.example.com>`,
        subject: nasty,
        text: nasty,
        html: nasty,
        headers: { 'X-Nasty': nasty },
      },
      `&view=${view}&q=${encodeURIComponent(nasty)}`,
    )

    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<img')
    expect(page).not.toContain("'><")
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  },
)

test("a mail's HTML is framed without scripts, and served so that it runs none on its own", async () => {
  const { page, ask, id } = await reading({
    html: '<!doctype html><html><head><title>x</title></head><body>Hi</body></html>',
  })

  const framed = await ask(`/messages/${id}/html`)

  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
  expect(framed.headers.get('content-security-policy')).toBe(
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'",
  )
  expect(await framed.text()).toContain('<head><base target="_blank"><title>')
})

test('the links of a mail open in a tab of their own, however the mail is written', () => {
  expect(opensElsewhere('<HEAD lang="en"><title>')).toBe('<HEAD lang="en"><base target="_blank"><title>')
  expect(opensElsewhere('<!doctype html><header>Hi')).toBe('<!doctype html><base target="_blank"><header>Hi')
  expect(opensElsewhere('<p>Hi')).toBe('<base target="_blank"><p>Hi')
})

test('each view shows its part of the mail', async () => {
  const changes = { headers: { 'List-Id': '<brief.harbour.example>' }, tags: [{ name: 'issue', value: 'iss_1' }] }

  expect((await reading(changes, '&view=text')).page).toContain('<pre class="plain">Forty ships at anchor</pre>')
  expect((await reading(changes, '&view=headers')).page).toContain(
    '<dt>List-Id</dt><dd>&lt;brief.harbour.example&gt;</dd>',
  )
  expect((await reading(changes, '&view=headers')).page).toContain('issue = iss_1')
  expect((await reading(changes, '&view=source')).page).toContain('Content-Type: multipart/alternative;')
  expect((await reading({ html: undefined })).page).toContain('<pre class="plain">Forty ships at anchor</pre>')
})

test('an empty inbox says what to do', async () => {
  const { ask } = aMailbox({ siteUrl: 'http://localhost:3000/' })
  const page = await (await ask('/')).text()
  expect(page).toContain('No mail yet')
  expect(page).toContain('Sign up at <a href="http://localhost:3000/">http://localhost:3000/</a>')
})

test('a search that finds nothing offers to show all', async () => {
  const { ask } = aMailbox()
  await ask('/emails', posted(aMail()))
  const page = await (await ask('/?q=nobody')).text()
  expect(page).toContain('No mail matches “nobody”. <a href="/">Show all</a>')
})

test('a long list is paged to its end and back again', async () => {
  const { ask } = aMailbox()
  await ask('/emails/batch', posted(aBatch(100)))
  await ask('/emails/batch', posted(aBatch(20, (i) => ({ to: `reader${100 + i}@mail.example.com` }))))
  const look = async (path: string) => {
    const page = await (await ask(path)).text()
    const link = (label: string) =>
      new RegExp(`<a href="([^"]*)">${label}</a>`).exec(page)?.[1]?.replaceAll('&amp;', '&')
    const readers = [...page.matchAll(/class="to">reader(\d+)@/g)].map((one) => Number(one[1]))
    return { first: readers[0], last: readers.at(-1), older: link('Older'), newer: link('Newer') }
  }

  const top = await look('/')
  const middle = await look(top.older!)
  const end = await look(middle.older!)
  const back = await look(end.newer!)
  const topAgain = await look(back.newer!)

  expect(top).toMatchObject({ first: 119, last: 70, newer: undefined })
  expect(middle).toMatchObject({ first: 69, last: 20 })
  expect(end).toMatchObject({ first: 19, last: 0, older: undefined })
  expect(back).toMatchObject({ first: 69, last: 20 })
  expect(topAgain).toMatchObject({ first: 119, last: 70, newer: undefined })
})

test('a list that is looked at without scripts reloads itself; a mail that is read does not', async () => {
  const { page, ask } = await reading({})
  const list = await (await ask('/')).text()
  expect(list).toContain('<noscript><meta http-equiv="refresh"')
  expect(page).not.toContain('http-equiv="refresh"')
})

test('it says when a mail is no longer kept', async () => {
  const { ask, id } = await reading({})
  await ask('/messages', { method: 'DELETE' })
  expect(await (await ask(`/?id=${id}`)).text()).toContain('This mail is not kept any more')
})
