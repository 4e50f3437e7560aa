import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** What SST's own binary is asked while a stack is made: where the account keeps things, and to bundle a function. */
export type BuildInput = {
  readonly functionID: string
  readonly handler: string
  readonly runtime: string
  /** All that it may read of linked things. */
  readonly links: Readonly<Record<string, unknown>>
  readonly properties: {
    readonly minify?: boolean
    readonly install?: readonly string[]
    readonly esbuild?: Record<string, unknown>
    readonly sourcemap?: boolean
  }
  readonly copyFiles?: readonly { readonly from: string; readonly to: string }[]
}

export type Rpc = {
  readonly url: string
  readonly functions: BuildInput[]
  /** Where the bundle of each function would lie. */
  readonly folders: ReadonlyMap<string, string>
  stop(): void
}

export async function startRpc(scratch: string): Promise<Rpc> {
  const functions: BuildInput[] = []
  const folders = new Map<string, string>()
  const answer = (method: string, input: BuildInput): unknown => {
    if (method === 'Provider.Aws.Bootstrap')
      return {
        asset: 'assets',
        state: 'state',
        assetEcrRegistryId: '123456789012',
        assetEcrUrl: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/assets',
        appsyncHttp: 'appsync.invalid',
        appsyncRealtime: 'realtime.invalid',
      }
    if (method === 'Runtime.Build') {
      functions.push(input)
      // Nothing is built here but a map; bundles are measured by themselves.
      const out = mkdtempSync(join(scratch, 'out-'))
      folders.set(input.functionID, out)
      const map = { version: 3, sources: [input.handler], sourcesContent: ['its text'], names: [], mappings: 'AAAA' }
      writeFileSync(join(out, 'bundle.mjs.map'), JSON.stringify(map))
      return { handler: 'bundle.handler', out, errors: [], sourcemaps: [] }
    }
    throw new Error(`SST asks for ${method}, which it never did`)
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method, params } = JSON.parse(Buffer.concat(chunks).toString()) as { method: string; params: [BuildInput] }
    response.setHeader('content-type', 'application/json')
    try {
      response.end(JSON.stringify({ result: answer(method, params[0]) }))
    } catch (error) {
      response.end(JSON.stringify({ error: (error as Error).message }))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    functions,
    folders,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
