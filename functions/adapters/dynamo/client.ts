import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { awsCalls, type Calling } from '../aws-calls.ts'

/** The client as the stores want it: what is undefined is not written, and no call waits for ever. */
export function documentClient(config: DynamoDBClientConfig = {}, calling: Calling = {}): DynamoDBDocumentClient {
  const calls = awsCalls(calling)
  const client = new DynamoDBClient({ ...calls.config, ...config })
  client.middlewareStack.use(calls.livingSockets)
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
}
