import * as z from 'zod'

/** What several nouns are made of, as the document says it. */

export const instant = z.string().meta({ format: 'date-time', description: 'A moment, in UTC.' })
export const optionalInstant = z.string().optional().meta({ format: 'date-time' })
export const count = z.number().meta({ type: 'integer', minimum: 0 })

/**
 * A field whose rules are the model's, which refuses it in its own words: here it is only described, as JSON Schema.
 * The type is the callers'.
 */
export const described = <T>(schema: Readonly<Record<string, unknown>>): z.ZodType<T, T> =>
  z.unknown().meta(schema) as unknown as z.ZodType<T, T>

/** A whole number: which ones, the model says. */
export const wholeNumber = (minimum: number, maximum?: number) =>
  z.number().meta({ type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) })
