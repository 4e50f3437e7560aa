import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))
/** Half a gigabyte that only this needs: beside what the service is built of, and gone with the next `npm ci`. */
const tools = join(project, 'node_modules/.cache/mail-preview')
const VERSION = '6.11.6'
const wanted = { 'react-email': VERSION, '@react-email/ui': VERSION }

if (!installed()) {
  console.log("React Email's preview is fetched from npm, once: some 450 MB.")
  mkdirSync(tools, { recursive: true })
  writeFileSync(join(tools, 'package.json'), JSON.stringify({ private: true, dependencies: wanted }))
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: tools,
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.error('It could not be fetched.')
    process.exit(1)
  }
}

// It looks for its pages from where it runs.
const cli = join(tools, 'node_modules/react-email/dist/cli/index.mjs')
const args = ['dev', '--dir', relative(tools, join(project, 'emails')), ...process.argv.slice(2)]
const preview = spawn(process.execPath, [cli, ...args], { cwd: tools, stdio: 'inherit' })
preview.on('exit', (code) => process.exit(code ?? 0))

function installed(): boolean {
  const require = createRequire(join(tools, 'package.json'))
  return Object.keys(wanted).every((name) => {
    const at = join(tools, 'node_modules', name, 'package.json')
    return existsSync(at) && (require(at) as { version?: string }).version === VERSION
  })
}
