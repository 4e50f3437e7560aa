import { execFileSync, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../support/bundle.ts'
import type { RenderFigures } from './render-copies.ts'
import { machine, ratios, report, say, spread, tabulate } from './report.ts'

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

  const of = (name: string) => rates[name] ?? []
  say(`Copies of a mail of 10 articles, on ${machine}\n`)
  tabulate(
    Object.fromEntries(
      Object.entries(rates).map(([name, all]) => [
        name,
        {
          'copies/s of CPU': Math.round(spread(all).median),
          least: Math.round(spread(all).least),
          most: Math.round(spread(all).most),
          'ours, times as many': ratios(of('ours'), all).median,
        },
      ]),
    ),
  )
  report({
    bench: 'render',
    ratios: {
      'react-email-per-reader': ratios(of('ours'), of('React Email per reader')),
      'template-literals': ratios(of('ours'), of('template literals')),
      ...(mjml ? { 'mjml-handlebars': ratios(of('ours'), of('MJML and Handlebars per reader')) } : {}),
      'links-given-to-memory-copy': ratios(of('links given'), of('memory copy')),
      '50-variants-to-1': ratios(of('50 variants'), of('1 variant')),
      '1000-variants-to-1': ratios(of('1,000 variants'), of('1 variant')),
    },
    bytesPerMail: bytes,
    peakMiB,
  })
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
    say('MJML and Handlebars cannot be fetched here: they are left out.\n')
    return undefined
  }
}
