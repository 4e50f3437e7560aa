import { Hono } from 'hono'
import * as z from 'zod'
import { removeTopic } from '../../../core/flows/remove-topic.ts'
import { saveTopic } from '../../../core/flows/save-topic.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { parseTopic, type Topic } from '../../../core/model/topic.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf } from './body.ts'

const tags = z.array(z.string().max(200)).max(200)
const newTopic = z.strictObject({
  slug: z.string(),
  name: z.string(),
  description: z.string().optional(),
  tags: tags.optional(),
})
const topicPatch = z.strictObject({ name: z.string(), description: z.string(), tags }).partial()

const view = ({ alerts: _, ...topic }: Topic) => ({ id: topic.slug, ...topic })

export function topics(ports: ApiPorts): Hono {
  return new Hono()
    .get('/', async (c) => c.json({ items: (await ports.topics.all()).map(view) }))
    .post('/', async (c) => {
      const topic = accepted(parseTopic(await bodyOf(c, newTopic), ports.now()))
      const saved = await saveTopic(ports, topic, 'new')
      if (saved.kind === 'exists')
        throw new Problem(409, `There is a topic "${topic.slug}" already.`, [refusal('slug', 'This slug is taken.')])
      return c.json({ ...view(topic), filed: saved.filed }, 201)
    })
    .get('/:slug', async (c) => c.json(view(await found(ports, c.req.param('slug')))))
    .patch('/:slug', async (c) => {
      const known = await found(ports, c.req.param('slug'))
      const topic = accepted(parseTopic({ ...known, ...(await bodyOf(c, topicPatch)) }, known.createdAt))
      await saveTopic(ports, known.alerts ? { ...topic, alerts: known.alerts } : topic, 'any')
      return c.json(view(topic))
    })
    .delete('/:slug', async (c) => {
      const topic = await found(ports, c.req.param('slug'))
      const removed = await removeTopic(ports, topic.slug)
      if (removed.kind === 'in-use') {
        const names = removed.by.map((digest) => `"${digest.name}"`).join(', ')
        throw new Problem(409, `${names} has this topic: take it out there first.`)
      }
      return c.body(null, 204)
    })
}

async function found(ports: ApiPorts, slug: string): Promise<Topic> {
  const topic = await ports.topics.get(slug)
  if (!topic) throw notFound('topic')
  return topic
}
