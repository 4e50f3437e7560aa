import { describe, expect, it } from 'vitest'
import { nearestReadable } from '../../core/model/theme.ts'
import { aDoor } from '../support/door.ts'
import { theSettings } from '../support/examples.ts'

const KEY = 'the configured secret'
const fields = {
  name: 'Harbour Post',
  postalAddress: '12 Quay Street, 20457 Hamburg, Germany',
  from: theSettings.from,
  replyTo: theSettings.replyTo,
}
const looks = {
  accentLight: '#8b0000',
  accentDark: '',
  logoUrl: 'https://harbourpost.example/logo.png',
  logoWidth: '240',
  logoHeight: '40',
  logoAlt: '',
}

async function aHouse() {
  const door = await aDoor()
  const visit = door.browser()
  await door.signIn(visit)
  return { ...door, visit }
}

describe('what the mails look like', () => {
  it('is set in the console, and by the API', async () => {
    const { visit, ports, call } = await aHouse()
    expect((await visit('/console/settings', { ...fields, ...looks, reports: 'yes' })).status).toBe(303)
    const { publisher, reports } = await ports.settings.get()
    expect(publisher.theme).toEqual({
      accent: { light: '#8b0000', dark: nearestReadable('dark', '#8b0000') },
      logo: { url: looks.logoUrl, width: 240, height: 40, alt: 'Harbour Post' },
    })
    expect(reports).toBe(true)
    const page = await (await visit('/console/settings')).text()
    for (const value of ['#8b0000', looks.logoUrl]) expect(page).toContain(`value="${value}"`)
    const patch = async (theme: unknown) => call(KEY, 'PATCH', '/settings', { publisher: { theme } })
    expect(await (await patch({ accent: { light: '#0B5C6B' } })).json()).toMatchObject({
      publisher: { theme: { accent: { light: '#0b5c6b', dark: nearestReadable('dark', '#0b5c6b') } } },
    })
    const refused = await patch({ accent: { light: '#ffa500' }, logo: { width: 900 } })
    expect([refused.status, (await refused.json()).errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      ['publisher.theme.logo.width', 'publisher.theme.accent.light'],
    ])
    expect((await (await patch(null)).json()).publisher).not.toHaveProperty('theme')
  })

  it('that cannot be read is refused beside the field, with what was typed and what could be read', async () => {
    const { visit, ports } = await aHouse()
    const answer = await visit('/console/settings', { ...fields, ...looks, accentLight: '#ffa500', logoWidth: '9000' })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    for (const said of [
      'id="wrong-accentLight"',
      'value="#ffa500"',
      'has a contrast of 1.8:1',
      nearestReadable('light', '#ffa500'),
      'id="wrong-logoWidth"',
      'value="9000"',
    ])
      expect(page).toContain(said)
    expect((await ports.settings.get()).publisher.theme).toBeUndefined()
  })

  it('goes back to that of the house where everything is emptied, and stays where a form says nothing of it', async () => {
    const { visit, ports } = await aHouse()
    await visit('/console/settings', { ...fields, ...looks })
    await visit('/console/settings', fields)
    expect((await ports.settings.get()).publisher.theme?.accent?.light).toBe('#8b0000')
    const emptied = Object.fromEntries(Object.keys(looks).map((field) => [field, '']))
    await visit('/console/settings', { ...fields, ...emptied })
    expect((await ports.settings.get()).publisher.theme).toBeUndefined()
  })

  it('has pictures where a digest is said to, by the API and by its form, and none any more when that is taken back', async () => {
    const { call, ports, topics, digest, visit } = await aHouse()
    await topics('trade', 'city')
    await digest()
    const pictures = async () => (await ports.digests.get('brief'))?.pictures
    expect(await (await call(KEY, 'PATCH', '/digests/brief', { pictures: true })).json()).toMatchObject({
      pictures: true,
    })
    expect(await pictures()).toBe(true)
    expect(await (await visit('/console/digests/brief')).text()).toMatch(/name="pictures" value="yes" checked/)
    await call(KEY, 'PATCH', '/digests/brief', { name: 'The Brief' })
    expect(await pictures()).toBe(true)
    await call(KEY, 'PATCH', '/digests/brief', { pictures: false })
    expect(await pictures()).toBeUndefined()
  })

  it('shows a colour on both grounds while it is being typed, and its contrast', async () => {
    const { visit } = await aHouse()
    const shown = async (query: string) => (await visit(`/console/settings/look?${query}`)).text()
    const good = await shown('accentLight=%238b0000&accentDark=')
    expect(good).toContain('fill="#8b0000"')
    expect(good).toContain(`fill="${nearestReadable('dark', '#8b0000')}"`)
    expect(good).not.toContain('class="wrong"')
    expect(await shown('accentLight=%23ffa500&accentDark=')).toContain('class="wrong"')
    expect(await shown('accentLight=<script>&accentDark=')).not.toContain('<script>')
    expect(good).not.toContain('style=')
  })
})
