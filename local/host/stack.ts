import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Lets traces lead to the sources of a bundle, as `--enable-source-maps` would. That reads every map with its file, an
 * eighth of what the start of a function costs; here one is read when a trace first leads through its file.
 */
export function traceToSources(): void {
  const maps = new Map<string, SourceMap | undefined>()
  const mapOf = (file: string): SourceMap | undefined => {
    if (!maps.has(file)) maps.set(file, readMap(file))
    return maps.get(file)
  }
  Error.prepareStackTrace = (error, calls) =>
    [titleOf(error), ...calls.map((call) => `    at ${inSources(call, mapOf)}`)].join('\n')
}

function inSources(call: NodeJS.CallSite, mapOf: (file: string) => SourceMap | undefined): string {
  const [file, line, column] = [call.getFileName(), call.getLineNumber(), call.getColumnNumber()]
  const shown = String(call)
  if (!file?.startsWith('file:') || !line || !column) return shown
  const origin = mapOf(file)?.findOrigin(line, column)
  if (!origin || !('fileName' in origin)) return shown
  const source = fileURLToPath(new URL(origin.fileName, file))
  return shown.replace(`${file}:${line}:${column}`, () => `${source}:${origin.lineNumber}:${origin.columnNumber}`)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')))
  } catch {
    return undefined
  }
}

/** As V8 begins a trace, however broken the error is. */
function titleOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}
