/** What the person at the terminal reads: one line at a time. */
export type Terminal = { readonly line: (text: string) => void }

export const terminal: Terminal = { line: (text) => void process.stdout.write(`${text}\n`) }

// Whoever reads along may go (`npm start | head`), and what is written to may be full: neither ends the service.
for (const to of [process.stdout, process.stderr]) to.on('error', () => {})
