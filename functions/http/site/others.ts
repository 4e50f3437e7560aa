import { choosing } from './choosing.tsx'
import { confirming } from './confirming.tsx'
import { embedding } from './embedding.tsx'
import { feeding } from './feeding.tsx'
import { leaving } from './leaving.tsx'
import { owning } from './owning.tsx'
import { reading } from './reading.tsx'
import { writing } from './writing.tsx'

/** Everything behind the front page. A digest's feeds before its issues: they are below it, too. */
export const others = [embedding, confirming, leaving, choosing, owning, feeding, reading, writing] as const
