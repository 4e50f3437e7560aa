/** Does something with each of these, in their order, at most so many at once. The first that throws ends it, when what is under way is done. */
export async function aFewAtATime<T>(
  things: readonly T[],
  most: number,
  act: (thing: T) => Promise<unknown>,
): Promise<void> {
  const left = [...things].reverse()
  const failures: unknown[] = []
  const worker = async () => {
    while (left.length > 0 && failures.length === 0) {
      try {
        await act(left.pop() as T)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, things.length) }, worker))
  if (failures.length > 0) throw failures[0]
}
