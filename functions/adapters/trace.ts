import { readFileSync } from 'node:fs'
import { SourceMap, type SourceOrigin } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Where something failed, a place a line: `core/flows/tick.ts:63:9`, by the map beside the bundle, which is read only when
 * something has failed for the first time. (`--enable-source-maps` would read every map with its file, at each start.)
 */
export function placesOf(stack: string): readonly string[] {
  const lines = stack.match(/^ +at .+$/gm) ?? []
  return lines.map((line) => placed(line.trim().slice('at '.length)))
}

/** The first that is ours. */
export const ownPlace = (places: readonly string[]): string | undefined =>
  places.flatMap((place) => (/node_modules/.test(place) ? [] : (/[^\s()]{1,400}\.tsx?:\d+:\d+/.exec(place) ?? [])))[0]

function placed(call: string): string {
  const [place, file = '', line, column] = /(file:[^\s()]+):(\d+):(\d+)/.exec(call) ?? []
  const map = place === undefined ? undefined : mapOf(file)
  const { fileName, lineNumber, columnNumber }: Partial<SourceOrigin> =
    map?.findOrigin(Number(line), Number(column)) ?? {}
  // What a function is called in the bundle says nothing.
  return fileName === undefined ? call : `${fileName.replace(/^(?:\.\.\/)+/, '')}:${lineNumber}:${columnNumber}`
}

const maps = new Map<string, SourceMap | undefined>()

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file))
  return maps.get(file)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')))
  } catch {
    return undefined
  }
}
