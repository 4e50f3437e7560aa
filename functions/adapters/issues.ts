import type { Issues } from '../../core/ports.ts'
import { batchesIn } from './issues/batches.ts'
import { claimsIn } from './issues/claim.ts'
import { openingsIn } from './issues/open.ts'
import { progressIn } from './issues/progress.ts'
import type { Table } from './table.ts'

export const issuesIn = (table: Table): Issues => ({
  ...openingsIn(table),
  ...progressIn(table),
  ...claimsIn(table),
  ...batchesIn(table),
})
