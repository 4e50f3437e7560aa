import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PATIENCE } from '../support/patience.ts'

export const root = resolve(import.meta.dirname, '../..')
export const platform = join(root, '.sst/platform')

/**
 * SST's components and the types of everything on AWS lie in `.sst/platform`: unpacked and installed from npm once for each
 * version of SST, half a minute, then kept. No account is asked for. Answers why they cannot be had, or nothing.
 */
export async function ensurePlatform(): Promise<string | undefined> {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/sst/package.json'), 'utf8')) as {
    version: string
  }
  const isThere = () => existsSync(join(platform, 'config.d.ts')) && read(join(platform, 'version')) === version
  if (isThere()) return undefined
  // Half-made ones are made anew.
  rmSync(platform, { recursive: true, force: true })
  mkdirSync(join(root, '.sst'), { recursive: true })
  try {
    await promisify(execFile)(join(root, 'node_modules/.bin/sst'), ['install', '--stage', 'test'], {
      cwd: root,
      timeout: PATIENCE,
      env: {
        ...process.env,
        // With the types that its sources need.
        NODE_ENV: 'development',
        SST_SKIP_DEPENDENCY_CHECK: '1',
        SST_NO_BUN: '1',
        SST_TELEMETRY_DISABLED: '1',
        npm_config_ignore_scripts: 'true',
        npm_config_prefer_offline: 'true',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_fetch_retries: '1',
        npm_config_fetch_retry_mintimeout: '1000',
      },
    })
  } catch (error) {
    return `"sst install" failed: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`
  }
  return isThere() ? undefined : `"sst install" left no ${platform}/config.d.ts`
}

const read = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined)
