import { execFileSync, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../support/bundle.ts'
import type { RenderFigures } from './render-copies.ts'

/** Sixty megabytes that nothing else needs: they are fetched for this bench alone, and thrown away. */
const others = { mjml: '4.18.0', handlebars: '4.7.10' }

/** A reader's copy of a digest, ready to be posted, beside the ways that render or stringify once a reader. */
export async function rendering(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-bench-'))
  const outfile = join(folder, 'render-copies.mjs')
  await bundled(join(import.meta.dirname, 'render-copies.ts'), outfile)
  const mjml = fetched(folder)
  const child = fork(outfile, [], {
    execArgv: ['--max-old-space-size=1024'],
    env: { ...process.env, ...(mjml ? { BENCH_MJML: mjml } : {}) },
  })
  const { rates, bytes, peakMiB } = await new Promise<RenderFigures>((done, failed) => {
    child.once('message', (figures) => done(figures as RenderFigures))
    child.once('exit', (code) => failed(new Error(`the bench ended with ${code}`)))
  })
  rmSync(folder, { recursive: true, force: true })

  const median = (name: string) => (rates[name] ?? []).toSorted((a, b) => a - b)[2] ?? Number.NaN
  console.log(
    `Copies of a mail of 10 articles, on one of ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}\n`,
  )
  console.table(
    Object.fromEntries(
      Object.entries(rates).map(([name, all]) => [
        name,
        {
          'copies/s': Math.round(median(name)),
          least: Math.round(Math.min(...all)),
          most: Math.round(Math.max(...all)),
          'ours, times as many': round(median('ours') / median(name)),
        },
      ]),
    ),
  )
  console.log(
    JSON.stringify({
      bench: 'render',
      ratios: {
        'react-email-per-reader': round(median('ours') / median('React Email per reader')),
        'template-literals': round(median('ours') / median('template literals')),
        ...(mjml ? { 'mjml-handlebars': round(median('ours') / median('MJML and Handlebars per reader')) } : {}),
        'links-given-to-memory-copy': round(median('links given') / median('memory copy')),
        '50-variants-to-1': round(median('50 variants') / median('1 variant')),
        '1000-variants-to-1': round(median('1,000 variants') / median('1 variant')),
      },
      bytesPerMail: bytes,
      peakMiB,
    }),
  )
}

function fetched(folder: string): string | undefined {
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: others }))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], {
      cwd: folder,
      stdio: 'ignore',
    })
    return folder
  } catch {
    console.log('MJML and Handlebars cannot be fetched here: they are left out.\n')
    return undefined
  }
}

const round = (value: number) => (value < 10 ? Math.round(value * 100) / 100 : Math.round(value))
