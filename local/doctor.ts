import { execFile } from 'node:child_process'
import { resolveTxt } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs, parseEnv, promisify } from 'node:util'
import { rulesInUse } from '../core/model/zones.ts'
import { zones } from '../functions/adapters/zones.ts'
import { doctorSettings } from '../functions/live/configuration.ts'
import { CannotStart, cannotStart } from './cannot-start.ts'
import { configurationFrom } from './configuration.ts'
import { examine, type Finding, type Patient, type Practice, rulesHere } from './doctor/checks.ts'
import { examineMail } from './doctor/mail.ts'
import { terminal } from './terminal.ts'

/** `npm run doctor`: whether what is deployed can send mail that arrives. */
const usage = `npm run doctor -- --stage STAGE [options]

  --stage STAGE    which deploy to look at: its domain from .env.STAGE, its secrets from \`sst secret list\`
  --site URL       its address, if it has no domain
  --seed ADDRESS   has a test of each active digest sent to this editor; save one as it arrived, and look at it with --mail
  --mail FILE      looks at a mail that has arrived (its source, .eml, byte for byte): whether its signature
                   holds under the key in DNS and covers what lets a reader leave; and at nothing else
  --quota N        mails a month that your plan at the mail provider covers, where its key does not let us ask
  --help           prints this

RESEND_KEY, RESEND_ACCOUNT_KEY, WEBHOOK_SECRET and API_KEY in the environment go before the secrets of the stage. Ends with 1 if anything has
to be mended. Nothing is changed, but for the test mails of --seed.`

const project = fileURLToPath(new URL('..', import.meta.url))
const signs = { well: '  well ', look: '  look ', ill: '  MEND ' } as const

const practice: Practice = {
  async txt(name) {
    try {
      return (await resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOTFOUND' || code === 'ENODATA') return []
      return cannotStart(`DNS cannot be asked for ${name}: ${code}.`)
    }
  },
  fetch: (url, init) => fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(15_000) }),
  nowMs: Date.now,
  rules: rulesInUse(zones),
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function main(): Promise<boolean> {
  const given = understood()
  if (given.help) {
    terminal.line(usage)
    return true
  }
  if (given.mail) return show(await examineMail(mailIn(given.mail), practice))
  if (!given.stage) {
    show([rulesHere(practice)])
    return cannotStart('Say which deploy to look at: npm run doctor -- --stage production')
  }
  const patient = await patientOf(given.stage, given.site, given.quota)
  const isWell = show(await examine(patient, practice))
  if (given.seed) await seed(patient, given.seed)
  return isWell
}

function mailIn(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    return cannotStart(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`)
  }
}

function understood() {
  const words = { type: 'string' } as const
  const options = {
    stage: words,
    site: words,
    seed: words,
    mail: words,
    quota: words,
    help: { type: 'boolean' },
  } as const
  try {
    return parseArgs({ options }).values
  } catch (error) {
    return cannotStart(`${(error as Error).message.split('.')[0]}. --help lists what there is.`)
  }
}

function show(findings: readonly Finding[]): boolean {
  for (const { about, verdict, says } of findings) terminal.line(`${signs[verdict]}${about}: ${says}`)
  const toMend = findings.filter(({ verdict }) => verdict === 'ill').length
  terminal.line(toMend === 0 ? '\nAll is well.' : `\nTo be mended: ${toMend}.`)
  return toMend === 0
}

async function patientOf(stage: string, site: string | undefined, quota: string | undefined): Promise<Patient> {
  const settings = configurationFrom(doctorSettings, { ...fileOf('.env'), ...fileOf(`.env.${stage}`), ...process.env })
  const url = site ?? (settings.DOMAIN ? `https://${settings.DOMAIN}` : undefined)
  if (!url) return cannotStart(`.env.${stage} names no DOMAIN: say --site URL.`)
  if (quota !== undefined && !/^\d+$/.test(quota)) return cannotStart('--quota takes a number of mails.')
  const needed = { ResendKey: settings.RESEND_KEY, WebhookSecret: settings.WEBHOOK_SECRET, ApiKey: settings.API_KEY }
  const given = { ...needed, ResendAccountKey: settings.RESEND_ACCOUNT_KEY }
  const known = Object.values(needed).every(Boolean) ? {} : await secretsOf(stage)
  const secrets = Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  return {
    site: url.replace(/\/+$/, ''),
    secrets: { ...known, ...secrets },
    ...(quota === undefined ? {} : { quota: Number(quota) }),
  }
}

function fileOf(name: string): NodeJS.Dict<string> {
  const path = `${project}${name}`
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}
}

/** As `sst` prints them: `Name=value`, a line each. It needs your AWS account. */
async function secretsOf(stage: string): Promise<Record<string, string>> {
  try {
    const { stdout } = await promisify(execFile)('npx', ['sst', 'secret', 'list', '--stage', stage], { cwd: project })
    return Object.fromEntries([...stdout.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]))
  } catch {
    return cannotStart(
      `The secrets of "${stage}" cannot be read (npx sst secret list --stage ${stage}): sign in to AWS, or give RESEND_KEY, WEBHOOK_SECRET and API_KEY.`,
    )
  }
}

async function seed({ site, secrets }: Patient, to: string): Promise<void> {
  const ask = (path: string, init: RequestInit = {}) =>
    practice.fetch(`${site}/api${path}`, {
      ...init,
      headers: { authorization: `Bearer ${secrets.ApiKey ?? ''}`, 'content-type': 'application/json' },
    })
  const { items = [] } = (await (await ask('/digests?limit=100')).json()) as {
    items?: { id: string; status: string }[]
  }
  for (const { id, status } of items) {
    if (status !== 'active') continue
    const { ok, status: answered } = await ask(`/digests/${id}/test`, { method: 'POST', body: JSON.stringify({ to }) })
    terminal.line(ok ? `A test of ${id} is on its way to ${to}.` : `No test of ${id} could be sent: ${answered}.`)
  }
}
