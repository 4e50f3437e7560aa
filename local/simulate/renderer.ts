import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Renderer } from '../../core/ports.ts'
import { buildBundles } from '../host/bundles.ts'

/** The real templates. Node does not read TSX, so they are bundled first, as for the functions. */
export async function loadRenderer(): Promise<Renderer> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-simulate-'))
  // Some of it is read when it is first needed.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const entry = fileURLToPath(new URL('../../emails/render.tsx', import.meta.url))
  const bundles = await buildBundles(folder, [{ name: 'render', entry }])
  const { renderer } = await import(pathToFileURL(bundles.get('render')!).href)
  return renderer as Renderer
}
