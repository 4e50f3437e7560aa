import { writeFileSync } from 'node:fs'
import { serialize } from 'node:v8'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { Resend } from 'resend'
import { fileArticle } from '../../core/flows/file-article.ts'
import { sendIssue } from '../../core/flows/send-issue.ts'
import { tick } from '../../core/flows/tick.ts'
import { plus } from '../../core/model/time.ts'
import { renderer } from '../../emails/render.tsx'
import { documentClient } from '../../functions/adapters/dynamo/client.ts'
import { ids } from '../../functions/adapters/ids.ts'
import { linkSigner } from '../../functions/adapters/links.ts'
import { readIssueOrder } from '../../functions/adapters/orders.ts'
import { pace } from '../../functions/adapters/pace.ts'
import { sqsQueue } from '../../functions/adapters/queue.ts'
import { resendMail } from '../../functions/adapters/resend.ts'
import { storesOn } from '../../functions/adapters/stores.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aDigest, aTopic, theSettings } from '../support/examples.ts'
import { logTo } from '../support/logs.ts'
import { articles } from './ten-articles.ts'

/** Our way: a tick opens the issue, the queue brings it, the sender sends it. Real table, real queue, real client of the provider. */
const count = Number(process.env.READERS)
const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const client = documentClient({ ...local, endpoint: process.env.DYNAMODB_ENDPOINT! })
const units = { write: 0, read: 0 }
const { BENCH_PACED, BENCH_RECORD } = process.env
/** What was asked of the table, to be asked again with nothing around it. */
const asked: { command: string; input: unknown }[] = []
client.middlewareStack.add(
  (next, context) => async (args) => {
    if (BENCH_RECORD) asked.push({ command: context.commandName!, input: structuredClone(args.input) })
    Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
    const result = await next(args)
    const used = (result.output as { ConsumedCapacity?: unknown }).ConsumedCapacity
    const total = [used]
      .flat()
      .reduce<number>((sum, one) => sum + ((one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0), 0)
    units[/Get|Query/.test(context.commandName ?? '') ? 'read' : 'write'] += total
    return result
  },
  { step: 'initialize' },
)
const world = {
  now: () => new Date().toISOString(),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  ids: ids(),
  log: logTo((event) => {
    if (event === 'issue.sent') sentAt = performance.now()
  }),
}
let sentAt = 0
const table = {
  ...world,
  client,
  name: process.env.TABLE_NAME!,
  addressKey: (address: string) => address,
  nonce: world.ids.nonce,
}
const sqs = new SQSClient({ ...local, endpoint: process.env.SQS_ENDPOINT! })
const { QueueUrl } = await sqs.send(
  new CreateQueueCommand({ QueueName: `${table.name}.fifo`, Attributes: { FifoQueue: 'true' } }),
)
const provider = resendMail(
  new Resend('re_bench'),
  pace(BENCH_PACED ? { guess: 2 } : {}, () => performance.now(), world.wait),
  Date.now,
)
const requests = { accepted: [] as number[], refused: 0 }
const ports = {
  ...world,
  zones,
  ...storesOn(table),
  queue: sqsQueue(
    (message) => sqs.send(new SendMessageCommand(message)),
    () => QueueUrl!,
  ),
  mail: {
    ...provider,
    async batch(body: Uint8Array, key: string, withinMs: number) {
      const answer = await provider.batch(body, key, withinMs)
      if (answer.kind === 'accepted') requests.accepted.push(performance.now())
      else requests.refused += 1
      return answer
    },
  },
  render: renderer,
  links: linkSigner({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } }),
  site: 'https://news.harbourpost.example',
}
await ports.settings.put(theSettings)
const topics = [aTopic('trade'), aTopic('city')]
for (const topic of topics) await ports.topics.put(topic, 'any')
for (const article of articles) await fileArticle(ports, { ...article, topics: [], filed: {}, version: 0 }, topics)
const minute = plus(ports.now(), -60_000)
await ports.digests.save(
  undefined,
  aDigest({
    createdAt: plus(minute, -1000),
    editions: [
      {
        name: 'main',
        schedule: { every: 'day', at: [minute.slice(11, 16)], zone: 'UTC' },
        wakeAt: `${minute.slice(0, 16)}:00.000Z`,
      },
    ],
  }),
)

units.write = 0
units.read = 0
const started = process.cpuUsage()
const at = performance.now()
await tick(ports)
for (let over = false; !over; ) {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }))
  for (const message of Messages) {
    over = (await sendIssue(ports, readIssueOrder(JSON.parse(message.Body!)).issue)).ended === 'finished'
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle! }))
  }
}
const seconds = (sentAt - at) / 1000
const { user, system } = process.cpuUsage(started)
const [line] = (await ports.issues.list('brief', { limit: 1 })).items
const progress = await ports.issues.progress(line!.id)
if (progress?.counts.sent !== count) throw new Error(`sent ${progress?.counts.sent} of ${count}`)
if (BENCH_RECORD) writeFileSync(BENCH_RECORD, serialize(asked))
process.send!(
  {
    requests,
    wallSeconds: (performance.now() - at) / 1000,
    readers: count,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    writeUnits: units.write,
    readUnits: units.read,
  },
  () => process.exit(0),
)
