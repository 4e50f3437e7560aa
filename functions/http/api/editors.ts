import { Hono } from 'hono'
import * as z from 'zod'
import { letIn, showOut } from '../../../core/flows/let-in.ts'
import { type Address, parseAddress } from '../../../core/model/address.ts'
import { givenRoles, type Member } from '../../../core/model/editor.ts'
import { changeOf, noted } from '../acting.ts'
import { accepted, notFound } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'
import { optionalInstant } from './shapes.ts'

const editorShape = z
  .object({
    email: z.string(),
    role: z
      .enum(['owner', 'editor', 'viewer'])
      .meta({ description: 'Owners are named where the service is deployed.' }),
    since: optionalInstant,
    by: z.string().optional().meta({ description: 'Who let them in.' }),
  })
  .meta({ id: 'Editor' })
const role = z.enum(givenRoles)
const newEditor = z
  .strictObject({ email: z.string().max(500), role })
  .meta({ id: 'NewEditor', examples: [{ email: 'ada@example.org', role: 'editor' }] })
const change = z.strictObject({ role }).meta({ id: 'EditorChange' })

const view = ({ address: email, ...rest }: Member): Shown<typeof editorShape> => ({ email, ...rest })

/** Who may come into the console, and as what. */
export function editors(ports: ApiPorts, owners: readonly Address[]) {
  const known = async (email: string): Promise<Member> => {
    const member = (await ports.editors.list()).find(({ address }) => address === email.toLowerCase())
    if (!member) throw notFound('editor')
    return member
  }
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List who may come into the console',
        answers: { 200: [z.object({ items: z.array(editorShape) }), 'Owners first.'] },
      }),
      async (c) => {
        const items: Shown<typeof editorShape>[] = [
          ...owners.map((email) => ({ email, role: 'owner' as const })),
          ...(await ports.editors.list()).map(view),
        ]
        return c.json({ items })
      },
    )
    .post(
      '/',
      route({
        summary: 'Let somebody in',
        says: 'Or, of somebody who is in already, change what they may do: they sign in anew. Nobody is made an owner here.',
        body: newEditor,
        answers: { 201: [editorShape, 'They may come in.'] },
      }),
      async (c) => {
        const given = c.req.valid('json')
        const address = accepted(parseAddress(given.email))
        const { member, was } = accepted(await letIn(ports, owners, c.get('acting').name, address, given.role))
        noted(c, { ...changeOf(member, was), editor: member.address })
        return c.json(view(member), 201)
      },
    )
    .patch(
      '/:email',
      route({
        summary: 'Change what somebody may do',
        says: 'They sign in anew.',
        body: change,
        answers: { 200: [editorShape, 'As they are now.'] },
      }),
      async (c) => {
        const { address } = await known(c.req.param('email'))
        const by = c.get('acting').name
        const { member, was } = accepted(await letIn(ports, owners, by, address, c.req.valid('json').role))
        noted(c, { ...changeOf(member, was), editor: member.address })
        return c.json(view(member))
      },
    )
    .delete(
      '/:email',
      route({
        summary: 'Show somebody out',
        says: 'They are signed out everywhere at once.',
        answers: { 204: 'They are out.' },
      }),
      async (c) => {
        const { address } = await known(c.req.param('email'))
        await showOut(ports, address)
        noted(c, { editor: address })
        return c.body(null, 204)
      },
    )
}
