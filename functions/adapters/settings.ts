import { type Settings, settingsRead } from '../../core/model/settings.ts'
import type { SettingsStore } from '../../core/ports.ts'
import { get } from './dynamo/read.ts'
import { maybe, number, read, shape, text, truth } from './dynamo/shape.ts'
import { put } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { keys, type Table } from './table.ts'

/** Frozen with an issue too: a mail is made of it. */
export const isPublisher = shape({
  name: text,
  postalAddress: text,
  theme: maybe(
    shape({
      logo: maybe(shape({ url: text, width: number, height: number, alt: text })),
      accent: maybe(shape({ light: text, dark: text })),
    }),
  ),
})
const isSettings = shape({
  publisher: isPublisher,
  from: text,
  replyTo: text,
  tracking: maybe(shape({ opens: truth, clicks: truth })),
  reports: maybe(truth),
})

export const settingsIn = (table: Table): SettingsStore => ({
  /** Price: one read. Settings that cannot be read are no settings: nothing is sent until somebody enters them again. */
  async get() {
    return settingsRead(read<Settings>(table, await get(table, keys.settings), isSettings))
  },

  /** Price: one write. */
  async put(settings) {
    await write(table, put({ ...keys.settings, ...settings }))
  },
})
