import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'

/** The least that one with a table can be. */
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: process.env.DYNAMODB_ENDPOINT ?? '' }))
export const handler = handle(
  new Hono().get('/', async (c) => {
    const Key = { pk: 'SETTINGS', sk: 'SETTINGS' }
    const { Item } = await client.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key }))
    return c.json({ found: Item !== undefined })
  }),
)
