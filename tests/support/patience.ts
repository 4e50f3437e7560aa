/**
 * How long anything is waited for, ms: ten times what a machine at a quarter of the usual speed needs. It only ends what
 * hangs, which then says what it waited for; no test compares how long something took.
 */
export const PATIENCE = 10 * 60_000

/** For a whole test or hook: longer than what it waits for, so that this is what speaks. */
export const PATIENCE_WITH_A_TEST = 4 * PATIENCE
