import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, citedIn, filesIn, linksOf, pathsIn, read, root } from './support/docs.ts'

/** Sources and pages alike: whatever names a rule, a section or a file names one that is there. */
const sources = ['core', 'functions', 'emails', 'stacks', 'local', 'tests'].flatMap((folder) =>
  filesIn(folder, /\.(?:tsx?|js|mjs|css)$/),
)
const pages = ['README.md', 'CHANGELOG.md', ...['docs', 'findings', '.github'].flatMap((one) => filesIn(one, /\.md$/))]
const RULES = 'docs/rules.md'
// Its examples are no citations.
const own = ['tests/docs.test.ts', 'tests/support/docs.ts']

/** `| STD-02 | … |` */
const rules = [...read(RULES).matchAll(/^\| (STD-\d\d|T\d\d|I\d{1,2}) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, number, sentence, source]) => ({ number: number!, sentence: sentence!, source: source! }),
)

describe('a rule', () => {
  const citing = [...sources, ...pages].filter((file) => file !== RULES && !own.includes(file))
  const cited = new Map(citing.map((file) => [file, citedIn(read(file))]))

  it('that something cites stands in the list of rules', () => {
    const known = new Set(rules.map(({ number }) => number))
    const unknown = [...cited].flatMap(([file, numbers]) =>
      [...numbers].filter((number) => !known.has(number)).map((number) => `${file}: ${number}`),
    )
    expect(unknown).toEqual([])
  })

  it('that stands in the list is cited by code, a test or a page', () => {
    const all = new Set([...cited.values()].flatMap((numbers) => [...numbers]))
    expect(rules.map(({ number }) => number).filter((number) => !all.has(number))).toEqual([])
    expect(rules.length).toBeGreaterThan(100)
  })

  it('stands there once, as a sentence, with its source', () => {
    const numbers = rules.map(({ number }) => number)
    expect(numbers.filter((one, index) => numbers.indexOf(one) !== index)).toEqual([])
    const rows = read(RULES).match(/^\| (?:STD-|T\d|I\d)/gm) ?? []
    expect(rows.length).toBe(rules.length)
    expect(rules.filter(({ sentence }) => !/^[A-Z`].*\.$/.test(sentence)).map(({ number }) => number)).toEqual([])
  })

  it('is found however it is cited', () => {
    const found = (text: string) => [...citedIn(text)]
    expect(found('(STD-01, 10, 11) and STD-80 to STD-82')).toEqual(
      ['01', '10', '11', '80', '81', '82'].map((n) => `STD-${n}`),
    )
    expect(found('T40-T42, T05; I9 to I11')).toEqual(['T40', 'T41', 'T42', 'T05', 'I9', 'I10', 'I11'])
    expect(found('2026-11-24T08:00, %T05, T0, I')).toEqual([])
  })

  it('is cited by its number; a section of the design by its own', () => {
    const sections = new Set([...read('docs/design.md').matchAll(/^## (\d+)\. /gm)].map(([, n]) => n!))
    const astray = [...sources, ...pages]
      .filter((file) => !own.includes(file))
      .flatMap((file) =>
        [...read(file).matchAll(/\b(design|standards) §(\d+)/g)]
          .filter(([, what, n]) => what !== 'design' || !sections.has(n!))
          .map(([all]) => `${file}: ${all}`),
      )
    expect(astray).toEqual([])
    expect(sections.size).toBeGreaterThan(7)
  })
})

describe('a page', () => {
  it.each(pages)('leads only to what is there: %s', (page) => {
    const dead = linksOf(read(page)).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !anchorsOf(read(target)).has(anchor)
    })
    expect(dead).toEqual([])
  })

  it.each(pages)('names only files that are there: %s', (page) => {
    expect(pathsIn(read(page)).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('of docs is found from their index', () => {
    const index = linksOf(read('docs/README.md')).map((link) => join('docs', link.split('#')[0]!))
    const listed = [...index, ...linksOf(read('docs/decisions/README.md')).map((link) => join('docs/decisions', link))]
    expect(filesIn('docs', /\.md$/).filter((page) => page !== 'docs/README.md' && !listed.includes(page))).toEqual([])
  })

  it('finds headings as GitHub does', () => {
    expect([...anchorsOf('# One, two: `three`\n## A\n## A\n```\n# no\n```\n')]).toEqual(['one-two-three', 'a', 'a-1'])
    expect(linksOf('[a](b.md#c) `[no](x)` ![p](d.png) [e](https://f.example)')).toEqual(['b.md#c', 'd.png'])
  })
})

describe('the map of the repository', () => {
  /** `| change | `core/…` → `name` | … |`: a change, the first file, and what is found in it. */
  const changes = [...read('docs/architecture.md').matchAll(/^\| [^|]+ \| `([\w./-]+)` +\| `([^`]+)` +\|/gm)]

  it('names for each change a file, and in it what has to change', () => {
    expect(changes.length).toBeGreaterThanOrEqual(12)
    const astray = changes.filter(([, file, name]) => !existsSync(join(root, file!)) || !read(file!).includes(name!))
    expect(astray.map(([, file, name]) => `${file}: ${name}`)).toEqual([])
  })
})

describe('a decision', () => {
  const records = filesIn('docs/decisions', /^\d{4}-.+\.md$/)

  it('is numbered without a gap', () => {
    expect(records.length).toBeGreaterThanOrEqual(8)
    expect(records.map((file) => Number(/(\d{4})-/.exec(file)?.[1]))).toEqual(records.map((_, index) => index + 1))
  })

  it.each(records)('has a date, a status and its reasons: %s', (file) => {
    const text = read(file)
    expect(text).toMatch(/^Date: 20\d\d-\d\d-\d\d$/m)
    expect(text).toMatch(/^Status: (?:accepted|superseded by \[\d{4}\]\(\d{4}-[\w-]+\.md\))$/m)
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Alternatives'])
  })
})

describe('the CI', () => {
  it('runs what anybody can run, on the Node that is named for everybody', () => {
    const workflow = read('.github/workflows/ci.yml')
    expect(workflow).toContain('run: .ci/run')
    expect(workflow).toContain(`container: node:${read('.nvmrc').trim()}-`)
    expect(read('stacks/functions.ts')).toContain(`runtime: 'nodejs${read('.nvmrc').trim()}.x'`)
  })
})

describe('the changelog', () => {
  it('gives a release the section of its version, and none to a tag of another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidings-release-'))
    try {
      mkdirSync(join(folder, '.ci'))
      copyFileSync(join(root, '.ci/release-notes'), join(folder, '.ci/release-notes'))
      writeFileSync(join(folder, 'package.json'), '{\n  "version": "0.2.0"\n}\n')
      const section = (version: string) => `## [${version}] - 2027-01-15\n\n### Added\n\n- What ${version} brings.\n\n`
      writeFileSync(join(folder, 'CHANGELOG.md'), `# C\n\n## [Unreleased]\n\n${section('0.2.0')}${section('0.1.0')}`)
      const notes = (tag: string) => spawnSync('bash', ['.ci/release-notes', tag], { cwd: folder, encoding: 'utf8' })
      expect(notes('v0.2.0')).toMatchObject({ status: 0, stdout: '\n### Added\n\n- What 0.2.0 brings.\n' })
      expect(notes('v0.1.0')).toMatchObject({ status: 1, stdout: '' })
      writeFileSync(join(folder, 'CHANGELOG.md'), '# C\n\n## [Unreleased]\n')
      expect(notes('v0.2.0')).toMatchObject({ status: 1, stdout: '' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('begins with what is not released; each version below has its day', () => {
    const [first, ...versions] = [...read('CHANGELOG.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(first).toBe('[Unreleased]')
    for (const one of versions) expect(one).toMatch(/^\[\d+\.\d+\.\d+\] - 20\d\d-\d\d-\d\d$/)
  })
})
