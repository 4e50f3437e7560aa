import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensurePlatform, root } from './platform.ts'
import { rules } from './rules.ts'
import { sabotage, sabotages } from './sabotages.ts'
import { environment, type Synthesis, synth } from './synth.ts'

const noPlatform = await ensurePlatform()
if (noPlatform) console.warn(`\nNot proved: what is deployed. SST's platform cannot be had: ${noPlatform}\n`)

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
    await expect(synth('production', undefined, { OWNERS: environment.OWNERS })).rejects.toThrow(
      'DOMAIN and ALARM_ADDRESS not set: write it into .env.production',
    )
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

const tableOf = (inputs: { environment?: { variables?: Record<string, string> } }) =>
  inputs.environment?.variables?.TABLE_NAME

it.skipIf(noPlatform)('the stacks are what the components of SST take', async () => {
  const tsc = join(root, 'node_modules/.bin/tsc')
  await expect(promisify(execFile)(tsc, ['-p', join(root, 'stacks'), '--singleThreaded'])).resolves.toBeDefined()
})
