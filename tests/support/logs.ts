import type { Log, LogFields } from '../../core/ports.ts'

/** A log that hands over what it is told, an error in its words. */
export const logTo = (take: (event: string, fields: LogFields) => void): Log =>
  Object.assign((event: string, fields: LogFields = {}) => take(event, fields), {
    error: (event: string, error: unknown, fields: LogFields = {}) =>
      take(event, {
        level: 'error',
        ...fields,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      }),
  })

/** One that nobody reads. */
export const quiet: Log = logTo(() => {})
