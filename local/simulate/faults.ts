import type { Ports } from '../../core/ports.ts'

/** Whoever made the call has no answer: it may have taken effect, or not. */
export class AnswerLost extends Error {
  override name = 'AnswerLost'
}

export type Faults = { readonly ports: Ports; readonly calls: () => number; readonly failed: () => number }

const FAILING = [
  'topics',
  'articles',
  'digests',
  'issues',
  'subscribers',
  'audience',
  'letters',
  'settings',
  'fence',
  'queue',
] as const

/** The ports, of whose calls some fail: half of them before, half after they took effect. The provider fails as it would: by no answer. */
export function failing(ports: Ports, rate: number, random: () => number): Faults {
  let calls = 0
  let failed = 0
  const fate = (): 'well' | 'before' | 'after' => {
    calls += 1
    const drawn = random()
    if (drawn >= rate) return 'well'
    failed += 1
    return drawn < rate / 2 ? 'before' : 'after'
  }
  const port = <P extends object>(noun: string, verbs: P): P =>
    Object.fromEntries(
      Object.entries(verbs).map(([verb, act]) => [
        verb,
        typeof act !== 'function'
          ? act
          : async (...args: unknown[]) => {
              const what = fate()
              if (what === 'before') throw new AnswerLost(`${noun}.${verb} did not happen`)
              const answer = await act.apply(verbs, args)
              if (what === 'after') throw new AnswerLost(`${noun}.${verb} had no answer`)
              return answer
            },
      ]),
    ) as P
  const { mail } = ports
  const silence = { kind: 'no-answer', message: 'simulated' } as const
  const provider: Ports['mail'] = {
    ...mail,
    async batch(body, key, withinMs) {
      const what = fate()
      const answer = what === 'before' ? silence : await mail.batch(body, key, withinMs)
      return what === 'well' ? answer : silence
    },
    async letter(one, key, withinMs) {
      const what = fate()
      const answer = what === 'before' ? silence : await mail.letter(one, key, withinMs)
      return what === 'well' ? answer : silence
    },
  }
  const wrapped = Object.fromEntries(FAILING.map((noun) => [noun, port(noun, ports[noun])])) as Pick<
    Ports,
    (typeof FAILING)[number]
  >
  return { ports: { ...ports, ...wrapped, mail: provider }, calls: () => calls, failed: () => failed }
}
