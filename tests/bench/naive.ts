import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { Resend } from 'resend'
import { composeDigest, variantsOf } from '../../core/model/variant.ts'
import { renderer } from '../../emails/render.tsx'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { tenArticles } from './ten-articles.ts'

/** The naive way: render the mail once a reader, one provider call each, a record of each, three at a time. */
const resend = new Resend('re_bench')
const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const client = documentClient({ ...local, endpoint: process.env.DYNAMODB_ENDPOINT! })
const count = Number(process.env.READERS)
const issue = tenArticles()
const props = composeDigest(zones, issue, variantsOf(issue).of('all', 'en', 'confirmed')!)

const started = process.cpuUsage()
const at = performance.now()
let next = 0
await Promise.all(
  [1, 2, 3].map(async () => {
    while (next < count) {
      const n = next++
      const leave = `https://news.harbourpost.example/unsubscribe/${n}`
      const rendered = await renderer.digest({
        ...props,
        leaveUrl: leave,
        preferencesUrl: `https://news.harbourpost.example/preferences/${n}`,
      })
      const { error } = await resend.emails.send(
        {
          from: issue.frozen.from,
          to: `naive${n}@mail.example.net`,
          ...rendered,
          headers: { 'List-Unsubscribe': `<${leave}>` },
        },
        { idempotencyKey: `naive/${n}` },
      )
      if (error) throw new Error(error.message)
      const record = {
        pk: `SENT#${issue.id}#${n}`,
        sk: 'SENT',
        to: `naive${n}@mail.example.net`,
        at: new Date().toISOString(),
      }
      await client.send(new PutCommand({ TableName: process.env.TABLE_NAME!, Item: record }))
    }
  }),
)
const seconds = (performance.now() - at) / 1000
const { user, system } = process.cpuUsage(started)
process.send!(
  {
    readers: count,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    writeUnits: 0,
    readUnits: 0,
  },
  () => process.exit(0),
)
