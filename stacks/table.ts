/** The one table. Its keys and their meaning: functions/adapters/table.ts. */
export const table = new sst.aws.Dynamo('Table', {
  fields: { pk: 'string', sk: 'string', duePk: 'string', dueSk: 'string' },
  primaryIndex: { hashKey: 'pk', rangeKey: 'sk' },
  globalIndexes: { due: { hashKey: 'duePk', rangeKey: 'dueSk', projection: 'keys-only' } },
  ttl: 'expiresAt',
  deletionProtection: $app.stage === 'production',
})
