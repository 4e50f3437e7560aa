import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'

/** The least that a function of this framework can be. */
export const handler = handle(new Hono().get('/', (c) => c.text('hello')))
