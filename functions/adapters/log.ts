import type { Log } from '../../core/ports.ts'
import { strike } from './strike.ts'

/** Fields that must never be in a log, whoever passes them by mistake. */
const secret = /^(?:address|email|to|token|body|html|text|key|secret|authorization)$/i

/** One JSON line an event. The last net under T80: addresses and tokens in values are struck out. */
export const jsonLog =
  (
    name: string,
    now: () => string,
    write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
  ): Log =>
  (event, fields = {}) => {
    const { level = 'info', ...rest } = fields
    write(
      JSON.stringify({ time: now(), level, function: name, event, ...rest }, (key, value) =>
        secret.test(key) ? undefined : typeof value === 'string' && key !== 'slot' ? strike(value) : value,
      ),
    )
  }
