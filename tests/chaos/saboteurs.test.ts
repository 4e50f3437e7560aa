import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { saboteurs } from './saboteurs.ts'

const root = resolve(import.meta.dirname, '../..')

describe('the saboteurs', () => {
  it.each(saboteurs.map((one) => [one.name, one] as const))('find what they change, once: %s', (_, { patches }) => {
    for (const { file, find } of patches)
      expect([file, find, readFileSync(join(root, file), 'utf8').split(find).length - 1]).toEqual([file, find, 1])
  })
})
