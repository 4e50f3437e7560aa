/**
 * The table takes no more right now, however patiently it was asked: nothing was written, and the same may be tried again, later
 * and slower. Nobody's fault: whoever works at a pace of their own goes slower, and a caller is told to come again (503).
 */
export class Busy extends Error {
  override readonly name = 'Busy'
}
