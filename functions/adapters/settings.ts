import { noSettings, type Settings } from '../../core/model/settings.ts'
import type { SettingsStore } from '../../core/ports.ts'
import { get } from './dynamo/read.ts'
import { read, shape, text } from './dynamo/shape.ts'
import { put } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { keys, type Table } from './table.ts'

const isSettings = shape({ publisher: shape({ name: text, postalAddress: text }), from: text, replyTo: text })

export const settingsIn = (table: Table): SettingsStore => ({
  /** Price: one read. Settings that cannot be read are no settings: nothing is sent until somebody enters them again. */
  async get() {
    return read<Settings>(table, await get(table, keys.settings), isSettings) ?? noSettings
  },

  /** Price: one write. */
  async put(settings) {
    await write(table, put({ ...keys.settings, ...settings }))
  },
})
