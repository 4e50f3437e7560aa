import { Hono } from 'hono'
import * as z from 'zod'
import { removeTopic } from '../../../core/flows/remove-topic.ts'
import { saveTopic } from '../../../core/flows/save-topic.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { parseTopic, type Topic } from '../../../core/model/topic.ts'
import { accepted, invalid, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'
import { count, instant } from './shapes.ts'

const tags = z.array(z.string().max(200)).max(200)
const newTopic = z
  .strictObject({
    slug: z
      .string()
      .max(200)
      .meta({ description: 'Its id, for ever.', examples: ['world-news'] }),
    name: z.string().max(2_000),
    description: z.string().max(10_000).optional(),
    tags: tags.optional().meta({ description: 'What files an article under it; without any, its slug.' }),
  })
  .meta({ id: 'NewTopic', examples: [{ slug: 'world-news', name: 'World news', tags: ['world', 'abroad'] }] })
const topicPatch = z
  .strictObject({ name: z.string().max(2_000), description: z.string().max(10_000), tags })
  .partial()
  .meta({ id: 'TopicChange' })

const topicShape = z
  .object({
    id: z.string().meta({ description: 'Its slug.' }),
    slug: z.string(),
    name: z.string(),
    description: z.string().optional(),
    tags: z.array(z.string()),
    createdAt: instant,
  })
  .meta({ id: 'Topic' })
const filedTopic = topicShape
  .extend({ filed: count.meta({ description: 'How many articles of the last seven days are filed under it now.' }) })
  .meta({ id: 'FiledTopic' })

const view = ({ alerts: _, ...topic }: Topic): Shown<typeof topicShape> => ({ id: topic.slug, ...topic })

export function topics(ports: ApiPorts) {
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List topics',
        answers: { 200: [z.object({ items: z.array(topicShape) }), 'All of them: a thousand at most.'] },
      }),
      async (c) => c.json({ items: (await ports.topics.all()).map(view) }),
    )
    .post(
      '/',
      route({
        summary: 'Make a topic',
        says: 'Files the articles of the last seven days that carry its tags.',
        body: newTopic,
        answers: { 201: [filedTopic, 'The topic, made.'] },
        refuses: ['topic_exists'],
      }),
      async (c) => {
        const topic = accepted(parseTopic(c.req.valid('json'), ports.now()))
        const saved = await saveTopic(ports, topic, 'new')
        if (saved.kind === 'refused') throw invalid(...saved.refusals)
        if (saved.kind === 'exists')
          throw new Problem('topic_exists', `There is a topic "${topic.slug}" already.`, [
            refusal('slug', 'This slug is taken.', 'taken'),
          ])
        return c.json({ ...view(topic), filed: saved.filed }, 201)
      },
    )
    .get('/:slug', route({ summary: 'Read a topic', answers: { 200: [topicShape, 'The topic.'] } }), async (c) =>
      c.json(view(await found(ports, c.req.param('slug')))),
    )
    .patch(
      '/:slug',
      route({
        summary: 'Change a topic',
        says: 'What is left out stays. Files the articles of the last seven days that carry its tags.',
        body: topicPatch,
        answers: { 200: [topicShape, 'The topic, as it is now.'] },
      }),
      async (c) => {
        const known = await found(ports, c.req.param('slug'))
        const topic = accepted(parseTopic({ ...known, ...c.req.valid('json') }, known.createdAt))
        await saveTopic(ports, known.alerts ? { ...topic, alerts: known.alerts } : topic, 'any')
        return c.json(view(topic))
      },
    )
    .delete(
      '/:slug',
      route({
        summary: 'Remove a topic',
        says: 'One that a digest has is kept.',
        answers: { 204: 'It is gone.' },
        refuses: ['topic_in_use'],
      }),
      async (c) => {
        const topic = await found(ports, c.req.param('slug'))
        const removed = await removeTopic(ports, topic.slug)
        if (removed.kind === 'in-use') {
          const names = removed.by.map((digest) => `"${digest.name}"`).join(', ')
          throw new Problem('topic_in_use', `${names} has this topic: take it out there first.`)
        }
        return c.body(null, 204)
      },
    )
}

async function found(ports: ApiPorts, slug: string): Promise<Topic> {
  const topic = await ports.topics.get(slug)
  if (!topic) throw notFound('topic')
  return topic
}
