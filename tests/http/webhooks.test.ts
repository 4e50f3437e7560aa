import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { aWorld } from '../support/world.ts'

const NOW = '2026-11-24T06:00:00.000Z'
const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`

async function aHook() {
  const world = await aWorld({ at: NOW })
  await world.topics('trade', 'city')
  await world.digest()
  const reader = await world.reader('ada')
  const app = createWebhooks(world.ports, ['whsec_bmV3IHNlY3JldA==', secret])
  const post = async (event: object | string, { id = 'msg_1', signedBy = secret, at = new Date(NOW) } = {}) => {
    const body = typeof event === 'string' ? event : JSON.stringify(event)
    const headers = {
      'svix-id': id,
      'svix-timestamp': `${Math.floor(at.getTime() / 1000)}`,
      'svix-signature': new Webhook(signedBy).sign(id, at, body),
    }
    const answer = await app.request('/webhooks/resend', { method: 'POST', body, headers })
    return [answer.status, await answer.text()]
  }
  const person = async () => world.ports.subscribers.byAddress('ada@mail.example.net')
  return { ...world, app, post, person, reader }
}

const event = (type: string, bounce?: object) => ({
  type,
  created_at: NOW,
  data: {
    email_id: 'x',
    to: ['ada@mail.example.net'],
    tags: { issue: 'iss_1', subscriber: 'sub_1' },
    ...(bounce ? { bounce } : {}),
  },
})
const hard = event('email.bounced', { type: 'Permanent', subType: 'General', message: 'no such user' })

describe('what the provider reports', () => {
  it('with a bad signature is refused with 401 and not a word, and changes nothing (T70)', async () => {
    const { post, person } = await aHook()
    const before = await person()
    expect(await post(hard, { signedBy: 'whsec_Zm9yZ2Vk' })).toEqual([401, ''])
    for (const at of ['2026-11-24T05:54:59Z', '2026-11-24T06:05:01Z'])
      expect(await post(hard, { at: new Date(at) })).toEqual([401, ''])
    expect(await person()).toEqual(before)
  })

  it('stops all mail to an address that bounced hard, at once (STD-50)', async () => {
    const { post, person } = await aHook()
    expect(await post(hard)).toEqual([200, ''])
    expect(await person()).toMatchObject({
      subscriber: { status: 'bounced', subscriptions: [{ status: 'left' }] },
      suppression: { why: 'bounced' },
    })
  })

  it('stops all mail on a complaint, whatever else comes before or after (STD-53)', async () => {
    const { post, person } = await aHook()
    await post(event('email.complained'), { id: 'msg_1' })
    await post(hard, { id: 'msg_2' })
    await post(event('email.delivered'), { id: 'msg_3' })
    expect(await person()).toMatchObject({ subscriber: { status: 'complained' }, suppression: { why: 'complained' } })
  })

  it('counts once, however often it is repeated (T71)', async () => {
    const { post, ports } = await aHook()
    for (let time = 0; time < 3; time++) await post(hard)
    expect(await ports.issues.setbacks('iss_1')).toMatchObject({ bounced: 1, hard: 1, complained: 0, failed: 0 })
  })

  it.each([
    ['a passing bounce', event('email.bounced', { type: 'Transient', subType: 'MailboxFull' })],
    ['a refusal of our content (STD-52)', event('email.bounced', { type: 'Permanent', subType: 'ContentRejected' })],
    [
      'a refusal of us as a sender (STD-44)',
      event('email.bounced', {
        type: 'Permanent',
        subType: 'General',
        diagnosticCode: ['550 5.7.515 not authenticated'],
      }),
    ],
    ['an event of a kind we do not know (STD-55)', event('email.levitated')],
    ['a mail that the provider did not send after all (STD-54)', event('email.failed')],
    ['an event about nobody here (T75)', { ...hard, data: { ...hard.data, to: ['stranger@mail.example.net'] } }],
    ['an event of another shape', { type: 7 }],
  ])('changes no reader for %s, and is answered 200', async (_, body) => {
    const { post, person } = await aHook()
    expect((await post(body))[0]).toBe(200)
    expect((await person()).subscriber?.status).toBe('active')
  })

  it('keeps an address off the list that nobody here has any more', async () => {
    const { post, ports } = await aHook()
    await post({ ...hard, data: { ...hard.data, to: ['stranger@mail.example.net'] } })
    expect((await ports.subscribers.byAddress('stranger@mail.example.net')).suppression?.why).toBe('bounced')
  })
})
