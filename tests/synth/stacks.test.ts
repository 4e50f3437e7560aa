import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionName, functionSettings, secretSettings } from '../../functions/live/configuration.ts'
import { access } from '../../stacks/access.ts'
import { described, failures, linkTo } from '../../stacks/insights.ts'
import { regionFor } from '../../stacks/region.ts'
import { ensurePlatform, root } from './platform.ts'
import { insightsIn, rules } from './rules.ts'
import { sabotage, sabotages } from './sabotages.ts'
import { environment, forgetBundles, type Synthesis, synth } from './synth.ts'

const noPlatform = await ensurePlatform()
if (noPlatform) console.warn(`\nNot proved: what is deployed. SST's platform cannot be had: ${noPlatform}\n`)

afterAll(forgetBundles)

it('is proved where the project is built: the platform of SST can be had', () => {
  // Elsewhere it is said above, and what depends on it is left out.
  expect(process.env.CI ? noPlatform : undefined).toBeUndefined()
})

describe.skipIf(noPlatform)('what a deploy makes', () => {
  let production: Synthesis
  beforeAll(async () => {
    production = await synth('production')
  })

  for (const [rule, holds] of Object.entries(rules)) it(rule, () => holds(production))

  it('in any other stage goes without a trace, and needs nothing but its secrets', async () => {
    const trial = await synth('trial', undefined, {})
    expect(trial.retained).toEqual([])
    expect(trial.outputs._protect).toBeFalsy()
    expect(trial.outputs.site).toMatch(/^https:\/\/.*cloudfront\.net$/)
    const table = trial.resources.find(({ type }) => type === 'aws:dynamodb/table:Table')
    expect(table?.inputs.deletionProtectionEnabled).toBe(false)
    expect(table?.inputs.pointInTimeRecovery.enabled).toBe(true)
    for (const { type, inputs } of trial.resources)
      if (type === 'aws:lambda/function:Function') expect(inputs.reservedConcurrentExecutions).toBeUndefined()
  })

  it('production on a table that was restored makes none, and asks nobody for the old one (docs/operations.md)', async () => {
    const { resources } = await synth('production', undefined, { ...environment, RESTORED_TABLE: 'tidings-restored' })
    expect(resources.filter(({ type }) => type === 'aws:dynamodb/table:Table')).toEqual([])
    const ours = resources.filter(({ type, inputs }) => type === 'aws:lambda/function:Function' && tableOf(inputs))
    expect(ours.length).toBe(production.functions.length)
    for (const { name, inputs } of ours) expect(tableOf(inputs), name).toBe('tidings-restored')
    const policies = JSON.stringify(resources.filter(({ type }) => type === 'aws:iam/role:Role'))
    expect(policies).toContain(':tidings-restored')
    expect(policies).not.toContain(':TableTable')
  })

  it('production does not go out without its domain, its owners and somebody to wake, and says where that belongs', async () => {
    const refusal = await refused({ OWNERS: environment.OWNERS })
    expect(refusal).toContain('.env.production')
    expect(refusal).toMatch(/^DOMAIN is not set\./m)
    expect(refusal).toMatch(/^ALARM_ADDRESS is not set\./m)
    expect(refusal).not.toContain('OWNERS')
  })

  it('does not go out with a value that is not right: SEND_RATE=10/s is refused by name, with what is wanted', async () => {
    const refusal = await refused({ ...environment, SEND_RATE: '10/s' })
    expect(refusal).toContain('SEND_RATE is "10/s". Wanted: a number from 0 to 1000: requests a second')
  })

  it('says all that is wrong at once, what nobody reads as well, and shows nothing of a secret', async () => {
    const refusal = await refused({
      DOMAIN: 'https://news.harbourpost.example',
      OWNERS: 'owner@harbourpost.example;second@harbourpost.example',
      ALARM_ADDRESS: 'Alarms <alarms@harbourpost.example>',
      MONTHLY_BUDGET: 'ten',
      RESTORED_TABLE: 'a table',
      DOMAIN_CERTIFICATE: 'arn:aws:acm:eu-central-1:123456789012:certificate/1',
      REGION: 'frankfurt',
      SEND_RTAE: '10',
      SST_SECRET_LinkKeys: '{"current":"k2","keys":{"k1":"the-secret-LinkKeys-of-these-tests"}}',
      SST_SECRET_WebhookSecret: 'thesecretWebhookSecret',
      SST_SECRET_Pepper: 'the secret pepper',
    })
    const names = [
      'DOMAIN',
      'OWNERS',
      'ALARM_ADDRESS',
      'MONTHLY_BUDGET',
      'RESTORED_TABLE',
      'DOMAIN_CERTIFICATE',
      'REGION',
    ]
    for (const name of [...names, 'LinkKeys', 'WebhookSecret', 'Pepper', 'SEND_RTAE'])
      expect(refusal, name).toMatch(new RegExp(`^${name} is `, 'm'))
    expect(refusal).toContain('SEND_RTAE is set, and read by nobody: SEND_RATE is meant?')
    expect(refusal).not.toMatch(/ResendKey|ApiKey|thesecret|the-secret|secret pepper/)
  })

  it('has its alarms say where else the lines are where a long name of the stage leaves no room for the address', () => {
    const groups = (stage: string) =>
      production.functions.map(({ functionID }) => `/aws/lambda/tidings-${stage}-${functionID}Function-abcdefgh`)
    const said = (stage: string) =>
      described('Something failed.', linkTo('ap-southeast-2', groups(stage), failures), 'elsewhere.')
    expect(insightsIn(said('production'))).toEqual({ groups: groups('production'), query: failures })
    expect(said('production').length).toBeLessThanOrEqual(1_024)
    expect(said('a-stage-to-try-things-in')).toBe('Something failed. Its lines: elsewhere. See docs/operations.md.')
  })

  it('asks for its region before AWS is asked for anything: a wrong one is refused there', () => {
    expect(regionFor({})).toBe('eu-central-1')
    expect(regionFor({ REGION: 'us-gov-west-1', SEND_RATE: '10/s' })).toBe('us-gov-west-1')
    expect(() => regionFor({ REGION: 'frankfurt', SEND_RATE: '10/s' })).toThrow(
      /^REGION is "frankfurt".*\nSEND_RATE is "10\/s"/s,
    )
  })

  it('gives each function what it reads and nothing that nobody does', () => {
    const read = Object.entries(functionSettings)
    for (const { functionID } of production.functions) {
      const name = functionID.toLowerCase() as FunctionName
      const own = read.filter(([, { readBy }]) => (readBy as readonly string[]).includes(name))
      const needed = own.filter(([, one]) => !('optional' in one || 'otherwise' in one)).map(([one]) => one)
      const made = production.resources.find((one) => one.name === `${functionID}Function`)
      const given = Object.keys(made?.inputs.environment.variables).filter((one) => !one.startsWith('SST_'))
      expect(given, name).toEqual(expect.arrayContaining(needed))
      for (const one of given)
        expect(
          own.map(([known]) => known),
          `${name}: ${one}`,
        ).toContain(one)
      expect([...access[name].secrets].sort(), name).toEqual(
        Object.keys(secretSettings)
          .filter((one) =>
            (secretSettings[one as keyof typeof secretSettings].readBy as readonly string[]).includes(name),
          )
          .sort(),
      )
    }
  })
})

describe.skipIf(noPlatform)('each of these rules notices', () => {
  let spoilt: Synthesis
  beforeAll(async () => {
    spoilt = await synth('production', sabotage)
  })

  it('something of its own', () => {
    expect(Object.keys(sabotages).sort()).toEqual(Object.keys(rules).sort())
  })
  for (const [rule, { about, file }] of Object.entries(sabotages))
    it(`${file}: ${rule}`, () => expect(() => rules[rule]?.(spoilt)).toThrow(about))
})

/** What a deploy of production says that is not to be. */
const refused = (given: Readonly<Record<string, string>>): Promise<string> =>
  synth('production', undefined, given).then(
    () => 'it goes out',
    (error: Error) => error.message,
  )

const tableOf = (inputs: { environment?: { variables?: Record<string, string> } }) =>
  inputs.environment?.variables?.TABLE_NAME

it.skipIf(noPlatform)('the stacks are what the components of SST take', async () => {
  const tsc = join(root, 'node_modules/.bin/tsc')
  await expect(promisify(execFile)(tsc, ['-p', join(root, 'stacks'), '--singleThreaded'])).resolves.toBeDefined()
})
