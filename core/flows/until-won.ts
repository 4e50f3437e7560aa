/** Tries a read-decide-write again while somebody else was faster. Five lost races in a row are our fault, not the caller's. */
export async function untilWon<T>(attempt: () => Promise<T | 'lost'>): Promise<T> {
  for (let tries = 0; tries < 5; tries++) {
    const outcome = await attempt()
    if (outcome !== 'lost') return outcome
  }
  throw new Error('lost the same race five times')
}
