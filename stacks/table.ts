import { tableUnits } from './manifest'
import { isProduction, restored } from './stage'

/**
 * The one table. Its keys and their meaning: functions/adapters/table.ts. What it can be restored from is on in every
 * stage; production cannot be deleted by mistake.
 */
const made = () =>
  new sst.aws.Dynamo('Table', {
    fields: { pk: 'string', sk: 'string', duePk: 'string', dueSk: 'string' },
    primaryIndex: { hashKey: 'pk', rangeKey: 'sk' },
    globalIndexes: { due: { hashKey: 'duePk', rangeKey: 'dueSk', projection: 'keys-only' } },
    ttl: 'expiresAt',
    deletionProtection: isProduction,
    transform: {
      table: (args) => {
        args.pointInTimeRecovery = { enabled: true, recoveryPeriodInDays: 35 }
        args.onDemandThroughput = { maxReadRequestUnits: tableUnits.read, maxWriteRequestUnits: tableUnits.write }
      },
    },
  })

/** Without one, SST makes it; with one, the stage's own stays where it is, and nobody asks it for anything. */
export const table = restored ? sst.aws.Dynamo.get('RestoredTable', restored) : made()
