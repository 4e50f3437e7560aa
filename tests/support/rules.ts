import { zonesFrom } from '../../functions/adapters/zones/packed.ts'
import before from '../fixtures/zones/package-2026d.json' with { type: 'json' }

/** The rules of the package as it was in September 2026 (moment-timezone 0.6.4): Winnipeg and Havana go back to winter time yet. */
export const formerRules = zonesFrom(before)
