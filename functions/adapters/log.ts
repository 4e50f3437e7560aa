import type { Log } from '../../core/ports.ts'

/** Fields that must never be in a log, whoever passes them by mistake. */
const secret = /^(?:address|email|to|token|body|html|text|key|secret|authorization)$/i
const anAddress = /[^\s<>"'(),:;@]+@[^\s<>"'(),:;@]+\.[^\s<>"'(),:;@]+/g
const aToken = /\bv1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_~-]+\.[A-Za-z0-9_-]{10,}/g

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

const strike = (text: string) => text.replaceAll(anAddress, '(address)').replaceAll(aToken, '(token)')
