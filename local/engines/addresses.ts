/** What a caller of the engines has to know, and needs no client for. */

export type EngineAddresses = { readonly tableUrl: string; readonly queuesUrl: string }

export const REGION = 'eu-central-1'
const ACCOUNT = '000000000000'

export const queueUrl = (queuesUrl: string, name: string): string => `${queuesUrl}/${ACCOUNT}/${name}`
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`
