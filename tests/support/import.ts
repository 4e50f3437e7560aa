import { putDownList } from '../../core/flows/put-down-list.ts'
import { type TakesInLists, takeInList } from '../../core/flows/take-in-list.ts'
import type { Digest } from '../../core/model/digest.ts'
import type { ReaderImport } from '../../core/model/reader-import.ts'
import type { Line } from '../../core/model/reader-list.ts'
import { HOUR, plus } from '../../core/model/time.ts'

/** A list from beginning to end: put down, and taken in by a worker who has all the time in the world. */
export async function importReaders(
  ports: TakesInLists,
  { digest, attestation, dryRun }: { digest?: Digest; attestation: string; dryRun: boolean },
  lines: AsyncIterable<Line>,
): Promise<ReaderImport> {
  const order = { attestation, dryRun, same: ports.ids.nonce(), ...(digest ? { digest: digest.id } : {}) }
  const down = await putDownList(ports, order, lines)
  if (!down.ok) throw new Error(down.refusals[0]?.sentence)
  const long = plus(ports.now(), HOUR)
  return (await takeInList(ports, down.value.id, { beginBefore: long, endBefore: long }))!
}
