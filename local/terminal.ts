/** What the person at the terminal reads: one line at a time. */
export type Terminal = { readonly line: (text: string) => void }

export const terminal: Terminal = { line: (text) => void process.stdout.write(`${text}\n`) }
