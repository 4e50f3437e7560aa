/** How many letters are wrong, missing, too many or in each other's place: Damerau's distance, where no letter is moved twice. */
export function slipsBetween(a: string, b: string): number {
  let [before, above]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = above![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(Math.min(changed, above![j]! + 1, row[j - 1]! + 1, ...(isSwapped ? [before![j - 2]! + 1] : [])))
    }
    ;[before, above] = [above!, row]
  }
  return above!.at(-1)!
}
