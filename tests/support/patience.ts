/**
 * How long anything in the tests may take before it counts as hanging, ms. A limit is there to end what hangs, not to judge
 * what is slow: it is ten times what a machine at a quarter of the usual speed needs for the longest file. Whatever waits, waits for
 * a condition, and says what it waited for.
 */
export const PATIENCE = 40 * 60_000
