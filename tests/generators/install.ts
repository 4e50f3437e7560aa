import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Site } from './site.ts'
import type { Software } from './software.ts'

export type Installed = {
  readonly versions: readonly string[]
  /** Where npm has put it. */
  readonly folder?: string
}
/** What to type so that it is there. */
export type Missing = { readonly missing: string }

/** A generator from npm is fetched, once for each version, into the folder for temporary files; one from Debian has to be there. */
export function installed(software: Software, say: (line: string) => void): Installed | Missing {
  return software.from.kind === 'npm' ? fromNpm(software.from.packages, say) : fromDebian(software.from.packages)
}

function fromNpm(packages: Readonly<Record<string, string>>, say: (line: string) => void): Installed | Missing {
  const versions = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  const folder = join(tmpdir(), 'tidings-generators', versions[0]!.replaceAll('/', '+'))
  const there = Object.entries(packages).every(([name, version]) => {
    const at = join(folder, 'node_modules', name, 'package.json')
    return existsSync(at) && (JSON.parse(readFileSync(at, 'utf8')) as { version?: string }).version === version
  })
  if (there) return { versions, folder }
  say(`${versions[0]} is fetched from npm, once.`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }))
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit' })
  return status === 0 ? { versions, folder } : { missing: `npm install ${versions.join(' ')}` }
}

export const aptLine = (packages: readonly string[]): string =>
  `apt-get install --no-install-recommends ${packages.join(' ')}`

function fromDebian(packages: readonly string[]): Installed | Missing {
  const format = '${db:Status-Status} ${Package} ${Version}\n'
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...packages], { encoding: 'utf8' })
  const versions = (stdout ?? '').split('\n').flatMap((line) => {
    const [status, name, version] = line.split(' ')
    return status === 'installed' ? [`${name} ${version}`] : []
  })
  return versions.length === packages.length ? { versions } : { missing: aptLine(packages) }
}

/** No build takes so long. */
const LONGEST_BUILD = 5 * 60_000

/** Builds the site as a machine does that has just checked it out: in a folder with nothing of the last build. The folder that came of it. */
export async function built(software: Software, { folder }: Installed, site: Site, project: string): Promise<string> {
  rmSync(project, { recursive: true, force: true })
  for (const [path, text] of Object.entries(software.files(site))) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  if (folder) {
    symlinkSync(join(folder, 'node_modules'), join(project, 'node_modules'))
    const own = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object
    writeFileSync(join(project, 'package.json'), JSON.stringify({ ...own, ...software.manifest }))
  }
  const [command, ...args] = software.build
  const path = [...(folder ? [join(folder, 'node_modules/.bin')] : []), dirname(process.execPath), process.env.PATH]
  const env = {
    ...process.env,
    PATH: path.join(delimiter),
    CI: '1',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ASTRO_TELEMETRY_DISABLED: '1',
    HOME: project,
  }
  await new Promise<void>((resolve, reject) => {
    const options = { cwd: project, env, timeout: LONGEST_BUILD, maxBuffer: 1 << 26 }
    execFile(command, args, options, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stdout}\n${stderr}`)) : resolve(),
    )
  })
  const output = join(project, software.output)
  if (!existsSync(join(output, software.feed))) throw new Error(`It has built no ${software.feed}.`)
  return output
}
