/// <reference path="../../.sst/platform/config.d.ts" />
/**
 * Runs `sst.config.ts` as `sst deploy` would, over an AWS that only writes down what it is asked for. Bundled into SST's
 * platform by synth.ts and run in a process of its own: a stack that fails there ends it.
 */
import { run } from '../../.sst/platform/src/auto/run.ts'
import config from '../../sst.config.ts'

type Input = Record<string, unknown>
type Written = { type: string; name: string; inputs: Input }

const SECRET = '4dabf18193072939515e22adb298388d'
const account = '123456789012'
const region = 'eu-central-1'
const resources: Written[] = []
const retained: string[] = []

/** Without the wrappers of secrets and what Pulumi keeps for itself. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (SECRET in value) return plain((value as { value?: unknown }).value)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__provider')
      .map(([key, one]) => [key, plain(one)]),
  )
}

const arnOf = (service: string) => (name: string) => ({ arn: `arn:aws:${service}:${region}:${account}:${name}` })
/** What AWS would add to a resource, as far as others are made of it. */
const added: Record<string, (name: string) => Input> = {
  'aws:dynamodb/table:Table': arnOf('dynamodb'),
  'aws:sqs/queue:Queue': (name) => ({
    ...arnOf('sqs')(name),
    url: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
  }),
  'aws:iam/role:Role': arnOf('iam'),
  'aws:sns/topic:Topic': arnOf('sns'),
  'aws:cloudwatch/logGroup:LogGroup': arnOf('logs'),
  'aws:cloudfront/keyValueStore:KeyValueStore': arnOf('cloudfront'),
  'aws:lambda/function:Function': (name) => ({ ...arnOf('lambda')(name), publish: false }),
  'aws:lambda/functionUrl:FunctionUrl': (name) => ({
    functionUrl: `https://${name.toLowerCase()}.lambda-url.${region}.on.aws/`,
  }),
  'aws:cloudfront/distribution:Distribution': (name) => ({
    ...arnOf('cloudfront')(name),
    domainName: `${name.toLowerCase()}.cloudfront.net`,
  }),
  'random:index/randomBytes:RandomBytes': () => ({ base64: Buffer.alloc(32, 1).toString('base64') }),
  'aws:acm/certificate:Certificate': (name) => ({ ...arnOf('acm')(name), domainValidationOptions: [] }),
  'pulumi-nodejs:dynamic:Resource': () => ({ domainValidationOptions: [], zoneId: 'Z1' }),
}

const answers: Record<string, (args: Input) => Input> = {
  'aws:index/getCallerIdentity:getCallerIdentity': () => ({ accountId: account }),
  'aws:index/getRegion:getRegion': () => ({ region }),
  'aws:index/getPartition:getPartition': () => ({ partition: 'aws' }),
  'aws:iam/getPolicyDocument:getPolicyDocument': ({ statements }) => policyDocument((statements ?? []) as Statement[]),
}

type Statement = {
  effect?: string
  actions?: string[]
  resources?: string[]
  principals?: { type: string; identifiers: string[] }[]
  conditions?: { test: string; variable: string; values: string[] }[]
}
function policyDocument(statements: Statement[]) {
  const Statement = statements.map(({ effect = 'Allow', actions, resources, principals, conditions }) => ({
    Effect: effect,
    Action: actions,
    Resource: resources,
    ...(principals ? { Principal: Object.fromEntries(principals.map((one) => [one.type, one.identifiers])) } : {}),
    ...(conditions
      ? { Condition: Object.fromEntries(conditions.map((one) => [one.test, { [one.variable]: one.values }])) }
      : {}),
  }))
  return {
    json: JSON.stringify({ Version: '2012-10-17', Statement }),
    ...(statements.length > 0 ? { statements } : {}),
  }
}

await $util.runtime.setMocks(
  {
    newResource({ type, name, inputs, id }) {
      // What is there already is looked up by its name, not made.
      if (id) return { id, state: { name: id, ...added[type]?.(id) } }
      resources.push({ type, name, inputs: plain(inputs) as Input })
      return { id: name, state: { ...inputs, name, ...added[type]?.(name) } }
    },
    call({ token, inputs }) {
      const answer = answers[token]
      if (!answer) throw new Error(`the stacks call ${token}, which this world cannot answer`)
      return answer(plain(inputs) as Input)
    },
  },
  $app.name,
  $app.stage,
  false,
)
const program = async () => {
  // After SST's own: what it has decided stays when the stage is removed.
  $util.runtime.registerStackTransformation(({ name, opts }) => {
    if (opts.retainOnDelete) retained.push(name)
    return undefined
  })
  return config.run()
}
const outputs = await $util.runtime.runInPulumiStack(() => run(program))
await $util.runtime.disconnect()
const told = await new Promise((done) => $util.output(outputs as Input).apply(done))
console.log(`~synth${JSON.stringify({ resources, retained, outputs: plain(told) })}`)
