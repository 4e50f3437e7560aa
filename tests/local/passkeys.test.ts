import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildBundles } from '../../local/host/bundles.ts'
import { anAuthenticator } from '../support/authenticator.ts'
import { lambdaBundle } from '../support/lambda.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidings-passkeys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SITE = 'https://news.harbourpost.example'
const ENTRY = 'tests/fixtures/passkey-function.ts'
const root = join(import.meta.dirname, '../..')

it.each([
  ['as it is deployed, made small', async () => (await lambdaBundle('passkey', folder, ENTRY)).file],
  [
    'on a laptop',
    async () => (await buildBundles(folder, [{ name: 'passkey', entry: join(root, ENTRY) }])).get('passkey')!,
  ],
])('a passkey is added and signs in a bundle %s', async (_, bundled) => {
  const console = (await import(await bundled())) as typeof import('../fixtures/passkey-function.ts')
  const device = anAuthenticator()
  const who = { address: 'owner@harbourpost.example', handle: 'h1', known: [] }
  const adding = await console.registrationOptions(SITE, who, 'to add')
  const made = await console.readRegistration(SITE, 'to add', JSON.parse(device.create(adding, { origin: SITE })))
  expect(made?.key).toMatch(/^[\w-]{80,}$/)

  const passkey = { ...made!, address: who.address, name: 'Laptop', createdAt: '2026-11-24T08:00:00.000Z' }
  const entering = await console.authenticationOptions(SITE, 'to enter')
  const signed = JSON.parse(device.get(entering, { origin: SITE }))
  expect(await console.readAuthentication(SITE, 'to enter', passkey, signed)).toEqual({ counter: 0 })
  expect(await console.readAuthentication(SITE, 'another', passkey, signed)).toBeUndefined()
})
