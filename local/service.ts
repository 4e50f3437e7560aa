import { tableDefinition } from '../functions/adapters/table.ts'
import { tableUnits } from '../stacks/manifest.ts'
import { apiOf } from './api.ts'
import type { BroughtIn } from './bring-in.ts'
import type { StartConfiguration } from './configuration.ts'
import { addDemo, addSettings } from './demo.ts'
import { type EngineAddresses, queueUrl } from './engines/addresses.ts'
import { startLine } from './engines/line.ts'
import { asOnAws, troubles, usualTrouble } from './engines/line-rules.ts'
import { startEngines } from './engines/start.ts'
import { stockQueues, stockTable } from './engines/stock.ts'
import { buildBundles } from './host/bundles.ts'
import { MINUTE, startClock } from './host/clock.ts'
import { functionEnvironment, LOCAL_OWNER, TABLE } from './host/environment.ts'
import { type FunctionPlan, inOwnProcesses, type LocalFunction, startFunction } from './host/functions.ts'
import { type Invoke, scheduledEvent, startGateway } from './host/gateway.ts'
import { openLog } from './host/log.ts'
import { startMailbox } from './host/mailbox.ts'
import { startPoller } from './host/poller.ts'
import type { Roster } from './host/roster.ts'
import type { Options } from './options.ts'
import { placeOf } from './place.ts'
import { checkPort } from './ports.ts'
import type { Secrets } from './secrets.ts'
import type { Terminal } from './terminal.ts'

export type Setting = {
  readonly options: Options
  readonly folder: string
  readonly secrets: Secrets
  readonly shownKey?: string | undefined
  readonly broughtIn: readonly BroughtIn[]
  readonly configuration: StartConfiguration
  /** What children have of the machine. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly roster: Roster
  readonly terminal: Terminal
}

export type Service = {
  /** Resolves when everything runs; fails with CannotStart. Whatever came of it, `stop` ends what was started. */
  start(): Promise<void>
  /** Takes no more work, waits a few seconds for what is under way, and ends every child. */
  stop(): Promise<void>
}

/** How long running work may take to finish before its process is ended; it is repeated after the next start. */
const PATIENCE = 5_000

/** The whole service on loopback: what runs, in the order it has to start in. */
export function createService(setting: Setting): Service {
  const { options, folder, secrets, roster, terminal } = setting
  /** What to undo, last first. */
  const undo: (() => unknown)[] = []
  const inWork = new Set<Promise<unknown>>()
  let stopped: Promise<void> | undefined

  /** Calls a function, and remembers the call until it is answered, so that stopping can wait for it. */
  const invoking =
    (one: LocalFunction | undefined): Invoke =>
    (event) => {
      if (!one || stopped) return Promise.reject(new Error('The service is being stopped.'))
      const answer = one.invoke(event)
      const call = answer.catch(() => {}).finally(() => inWork.delete(call))
      inWork.add(call)
      return answer
    }

  async function start(): Promise<void> {
    const log = openLog(folder, terminal, options.logs)
    undo.push(log.close)
    const gateway = await startGateway(options.port)
    undo.push(gateway.stop)
    if (options.mailboxPort !== 0) await checkPort(options.mailboxPort, '--mailbox-port')

    const engines = startEngines(folder, terminal)
    undo.push(engines.stop)
    const site = `http://localhost:${gateway.port}`
    const mailbox = startMailbox(
      {
        folder,
        port: options.mailboxPort,
        keep: options.mailboxKeep,
        webhookUrl: `http://127.0.0.1:${gateway.port}/webhooks/resend`,
        webhookSecret: secrets.webhook,
        siteUrl: site,
      },
      terminal,
    )
    undo.push(mailbox.stop)
    const stocked = engines.started.then(async (at) => {
      await Promise.all([stockTable(at, tableDefinition(TABLE)), stockQueues(at, roster.queues)])
      return at
    })
    const [bundles, at, mailboxPort] = await Promise.all([
      buildBundles(folder, roster.functions),
      stocked,
      mailbox.started,
    ])
    if (stopped) return

    const reached = options.hard ? await asHardAsAws(at) : at
    const addresses = {
      site,
      ...reached,
      queueUrls: Object.fromEntries(roster.queues.map(({ calls, name }) => [calls, queueUrl(reached.queuesUrl, name)])),
      mailbox: `http://127.0.0.1:${mailboxPort}`,
      place: placeOf(folder),
    }
    const functions = new Map(
      roster.functions.map(({ name, timeoutSeconds, memoryMb, atMost, sleeps }) => {
        const plan: FunctionPlan = {
          name,
          file: bundles.get(name) ?? '',
          timeoutMs: timeoutSeconds * 1000,
          memoryMb,
          standsStill: options.hard,
          sleeps,
          environment: functionEnvironment(name, addresses, secrets, options.allowPrivateFetch, setting),
        }
        const one = () => startFunction(plan, terminal, (from, line) => log.take(name, from, line))
        return [name, atMost === undefined ? one() : inOwnProcesses(one, atMost)]
      }),
    )
    undo.push(() => Promise.all([...functions.values()].map((one) => one.stop())))
    await Promise.all([...functions.values()].map((one) => one.started))

    const invoke = new Map([...functions].map(([name, one]) => [name, invoking(one)]))
    const calls = (name: string): Invoke => invoke.get(name) ?? invoking(undefined)
    gateway.open({
      http: (path) => calls(roster.at(path)),
      scheduled: Object.fromEntries(roster.beats.map((beat) => [beat.calls, calls(beat.calls)])),
    })

    const origin = `http://127.0.0.1:${gateway.port}`
    const api = apiOf(origin, secrets.apiKey)
    await addSettings(api)
    if (options.demo) await addDemo(api, folder, new Date())
    if (setting.broughtIn.length > 0) {
      const { bringIn } = await import('./bring-in.ts')
      for (const one of setting.broughtIn) terminal.line(await bringIn(api, one))
    }
    if (stopped) return

    const fence = (await api.call('GET', '/api/fence')) as { reason?: string }
    const arm = `curl -X POST -H 'authorization: Bearer ${setting.shownKey ?? '$TIDINGS_API_KEY'}' -d '{"table":"${TABLE}"}' ${origin}/api/fence/arm`
    const pollers = roster.queues.map((queue) =>
      startPoller({
        queue: queue.name,
        queuesUrl: at.queuesUrl,
        batchSize: queue.batchSize,
        windowSeconds: queue.windowSeconds,
        atMost: queue.atMost,
        invoke: calls(queue.calls),
      }),
    )
    const clocks = roster.beats.map(({ calls: name, minutes }) =>
      startClock(() => {
        calls(name)(scheduledEvent(new Date())).catch((error: Error) => {
          if (!stopped) terminal.line(`${name} failed: ${error.message}`)
        })
      }, minutes * MINUTE),
    )
    undo.push(() => {
      for (const clock of clocks) clock.stop()
      const idle = Promise.all([...inWork, ...pollers.map((poller) => poller.stop())])
      return within(PATIENCE, idle)
    })

    for (const line of [
      `site ${origin}`,
      `console ${origin}/console`,
      `sign in as ${setting.configuration.TIDINGS_OWNERS?.join(',') ?? LOCAL_OWNER}: the code lies in the mailbox`,
      `api ${origin}/api`,
      `mailbox ${addresses.mailbox}`,
      ...(setting.shownKey === undefined ? [] : [`key ${setting.shownKey}`]),
      ...(fence.reason === undefined ? [] : [`fence closed: ${fence.reason}`, `arm with: ${arm}`]),
      'ready',
    ])
      terminal.line(line)
  }

  /** What lies between the functions and the engines: the pollers and whoever starts all this go straight. */
  async function asHardAsAws({ tableUrl, queuesUrl }: EngineAddresses): Promise<EngineAddresses> {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    const lines = await Promise.all([
      startLine(
        tableUrl,
        asOnAws(tableUnits, () => performance.now(), wait, Math.random),
      ),
      startLine(queuesUrl, troubles(Math.random, { ...usualTrouble, refused: 0, stubborn: 0 })),
    ])
    for (const line of lines) undo.push(line.stop)
    return { tableUrl: lines[0].url, queuesUrl: lines[1].url }
  }

  async function unwind(): Promise<void> {
    for (const step of undo.reverse()) await step()
  }

  return {
    start,
    stop: () => {
      stopped ??= unwind()
      return stopped
    },
  }
}

const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
