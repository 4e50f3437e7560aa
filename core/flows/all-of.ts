/**
 * What all of these come to, in their order. The first failure is thrown when the others have ended, too: a function that has
 * answered stands still, and with it whatever it has under way.
 */
export async function allOf<T>(underWay: Iterable<Promise<T>>): Promise<T[]> {
  const ended = await Promise.allSettled(underWay)
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}
