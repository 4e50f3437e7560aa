import { describe, expect, test } from 'vitest'
import { resendAccount } from '../../functions/adapters/resend-account.ts'
import { aListeningMailbox, aMail, aService } from './support.ts'

const bounced = (n = 0) => aMail({ to: `bounced+${n}@mail.example.com` })

describe('usage', () => {
  test('counts what was accepted today and this month, and has a daily limit on the free plan alone', async () => {
    const { resend, clock } = await aListeningMailbox({ dailyQuota: 100 })
    await resend.emails.send(aMail())
    clock.now += 24 * 3_600_000
    await resend.emails.send(aMail())
    const { data } = await resend.usage.get()
    expect(data?.emails).toEqual({
      daily: { used: 1, limit: 100, sent: 1, received: 0, resets_at: '2026-11-26T00:00:00.000Z' },
      monthly: { used: 2, limit: 3_000, sent: 2, received: 0, resets_at: '2026-12-01T00:00:00.000Z' },
    })
    const paid = await aListeningMailbox()
    expect((await paid.resend.usage.get()).data?.emails.daily.limit).toBeNull()
  })

  test('is told to no key that may only send, and counts against the rate of the team', async () => {
    const sending = await aListeningMailbox({ mayOnlySend: 're_test' })
    expect((await sending.resend.usage.get()).error).toMatchObject({ statusCode: 401, name: 'restricted_api_key' })
    expect((await sending.resend.emails.send(aMail())).error).toBeNull()
    const { resend } = await aListeningMailbox({ rate: 1 })
    await resend.emails.send(aMail())
    expect((await resend.usage.get()).error?.name).toBe('rate_limit_exceeded')
  })
})

describe('suppressions', () => {
  test('are added, found by id and by address, listed newest first in pages, and removed', async () => {
    const { resend } = await aListeningMailbox()
    const { data: made } = await resend.suppressions.add({ email: 'Ada@mail.example.com' })
    await resend.suppressions.batch.add({ emails: ['b@mail.example.com', 'c@mail.example.com'] })
    const ada = { id: made!.id, email: 'ada@mail.example.com', origin: 'manual', source_id: null }
    for (const named of [made!.id, 'ada@mail.example.com'])
      expect((await resend.suppressions.get(named)).data).toMatchObject({ object: 'suppression', ...ada })
    const { data: page } = await resend.suppressions.list({ limit: 2 })
    expect([page?.has_more, page?.data.map(({ email }) => email[0])]).toEqual([true, ['c', 'b']])
    const { data: rest } = await resend.suppressions.list({ limit: 2, after: page!.data[1]!.id })
    expect(rest).toEqual({
      object: 'list',
      has_more: false,
      data: [{ ...ada, created_at: '2026-11-24 08:00:00.000+00' }],
    })
    expect((await resend.suppressions.list({ origin: 'bounce' })).data?.data).toEqual([])
    expect((await resend.suppressions.remove('ada@mail.example.com')).data).toMatchObject({ deleted: true })
    expect((await resend.suppressions.remove('ada@mail.example.com')).error).toMatchObject({ name: 'not_found' })
    expect(
      (await resend.suppressions.batch.remove({ emails: ['b@mail.example.com', 'x@mail.example.com'] })).data?.data,
    ).toHaveLength(1)
  })

  test('come of a bounce for good and of a complaint, and keep the next mail', async () => {
    const service = aService()
    const { resend, settleWebhooks } = await aListeningMailbox(service.options)
    const { data } = await resend.emails.send(bounced())
    await settleWebhooks()
    expect((await resend.suppressions.list()).data?.data).toMatchObject([{ origin: 'bounce', source_id: data?.id }])
    await resend.emails.send(bounced())
    await settleWebhooks()
    expect(service.events().map(({ type }) => type)).toEqual(['email.bounced', 'email.suppressed'])
  })

  test('come of no bounce that passes', async () => {
    const service = aService()
    const { resend, report } = await aListeningMailbox(service.options)
    const { data } = await resend.emails.send(aMail())
    await report(data!.id, 'bounced', { bounce: { type: 'Transient', subType: 'MailboxFull' } })
    expect((await resend.suppressions.list()).data?.data).toEqual([])
  })
})

describe('webhooks', () => {
  async function told() {
    const service = aService()
    const mailbox = await aListeningMailbox(service.options)
    const { data } = await mailbox.resend.webhooks.list()
    return { ...mailbox, service, id: data!.data[0]!.id }
  }

  test('are one, without its secret in the list, and it can be switched off: nothing is posted then', async () => {
    const { resend, id, service, settleWebhooks } = await told()
    expect((await resend.webhooks.get(id)).data).toMatchObject({
      id,
      status: 'enabled',
      endpoint: 'http://service.test/hook',
    })
    expect((await resend.webhooks.list()).data?.data[0]).not.toHaveProperty('signing_secret')
    await resend.webhooks.update(id, { status: 'disabled', events: ['email.bounced'] })
    expect((await resend.webhooks.get(id)).data).toMatchObject({ status: 'disabled', events: ['email.bounced'] })
    await resend.emails.send(bounced())
    await settleWebhooks()
    expect(service.received).toEqual([])
    expect((await resend.webhooks.events.list({ webhookId: id })).data?.data).toMatchObject([{ status: 'failed' }])
    expect((await resend.webhooks.get('another')).error).toMatchObject({ name: 'not_found' })
  })

  test('say what was posted, the newest first, and whether anybody answered', async () => {
    const { resend, id, service, settleWebhooks } = await told()
    service.answers.push(...Array.from({ length: 8 }, () => 500), 200)
    await resend.emails.send(bounced(1))
    await settleWebhooks()
    await resend.emails.send(bounced(2))
    await settleWebhooks()
    const { data } = await resend.webhooks.events.list({ webhookId: id, limit: 1 })
    expect(data).toMatchObject({ has_more: true, data: [{ type: 'email.bounced', status: 'success' }] })
    const { data: older } = await resend.webhooks.events.list({ webhookId: id, after: data!.data[0]!.id })
    const [failed] = older!.data
    expect(failed).toMatchObject({ status: 'failed', id: service.received[0]!.headers['svix-id'] })
    const named = { webhookId: id, eventId: failed!.id }
    expect((await resend.webhooks.events.get(named)).data).toMatchObject({
      object: 'webhook_event',
      next_attempt_at: null,
      payload: { type: 'email.bounced' },
    })
    const { data: attempts } = await resend.webhooks.events.attempts.list({ ...named, limit: 100 })
    expect(attempts?.data.map(({ http_status_code }) => http_status_code)).toEqual(Array.from({ length: 8 }, () => 500))
  })

  test('post an event once more when they are asked to, under the name it had', async () => {
    const { resend, id, service, settleWebhooks } = await told()
    service.answers.push(...Array.from({ length: 8 }, () => 500))
    await resend.emails.send(bounced())
    await settleWebhooks()
    const eventId = service.received[0]!.headers['svix-id']!
    expect((await resend.webhooks.events.replay({ webhookId: id, eventId })).data).toEqual({
      object: 'webhook_event',
      id: eventId,
    })
    expect(service.received).toHaveLength(9)
    expect(service.received[8]!.headers['svix-id']).toBe(eventId)
    expect((await resend.webhooks.events.get({ webhookId: id, eventId })).data?.status).toBe('success')
    expect((await resend.webhooks.events.replay({ webhookId: id, eventId: 'msg_0' })).error?.name).toBe('not_found')
  })

  test('are read by the service as they are written', async () => {
    const { resend, id, settleWebhooks } = await told()
    const account = resendAccount(resend)
    await resend.emails.send(bounced())
    await settleWebhooks()
    expect(await account.endpoints()).toMatchObject({ ok: true, value: [{ id, status: 'enabled' }] })
    expect(await account.events(id, undefined)).toMatchObject({
      ok: true,
      value: { items: [{ type: 'email.bounced', status: 'success', at: '2026-11-24T08:00:00.000Z' }] },
    })
    expect(await account.listed(undefined)).toMatchObject({
      ok: true,
      value: { items: [{ address: 'bounced+0@mail.example.com', origin: 'bounce' }] },
    })
  })
})
