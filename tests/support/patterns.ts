import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type AnyNode, parse } from 'acorn'
import { transform } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')

/** A regular expression as it is written in a source. */
export type Pattern = { readonly file: string; readonly source: string; readonly flags: string }

/** All that stand in the sources of these folders, as literals or as `new RegExp` of one text. */
export async function patternsIn(...folders: readonly string[]): Promise<Pattern[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:tsx?|js)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const found = await Promise.all(
    files.map(async (file) => {
      const loader = file.endsWith('.tsx') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js'
      // Types and JSX go; what is left is read as JavaScript.
      const { code } = await transform(readFileSync(file, 'utf8'), { loader, target: 'esnext', charset: 'utf8' })
      const patterns: Pattern[] = []
      visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
        if (node.type !== 'Literal' || !node.regex) return
        patterns.push({ file: relative(root, file), source: node.regex.pattern, flags: node.regex.flags })
      })
      return patterns
    }),
  )
  return found.flat()
}

function visit(node: AnyNode, look: (node: AnyNode) => void): void {
  look(node)
  for (const value of Object.values(node))
    for (const inner of [value].flat())
      if (typeof inner === 'object' && inner !== null && 'type' in inner) visit(inner as AnyNode, look)
}
