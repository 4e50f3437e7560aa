import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { type Finding, ill, look, type Practice, well } from './checks.ts'

const leaving = ['list-unsubscribe', 'list-unsubscribe-post']

/**
 * What a mail's own source proves (STD-07): that a signature of its sender is valid under the key in today's DNS and covers
 * what makes leaving possible, and that the receiver has believed it. `source`: the bytes as they arrived.
 */
export async function examineMail(source: Uint8Array, { txt }: Pick<Practice, 'txt'>): Promise<Finding[]> {
  // Who cannot ask knows nothing: the library would take it for a key that is not there.
  const failures: unknown[] = []
  const resolver = async (name: string, type: string) => {
    const found = type === 'TXT' ? await txt(name).catch((error) => void failures.push(error)) : []
    if (!found) throw failures[0]
    if (found.length > 0) return found.map((one) => [one])
    throw Object.assign(new Error(`${name} has no ${type} record`), { code: 'ENOTFOUND' })
  }
  const { headerFrom, results, headers } = await dkimVerify(Buffer.from(source), { resolver })
  if (failures.length > 0) throw failures[0]
  const from = headerFrom[0]?.split('@').at(-1)?.toLowerCase() ?? ''
  const own = results.filter(({ signingDomain: domain = '' }) => from === domain || from.endsWith(`.${domain}`))
  const valid = own.filter(({ status }) => status.result === 'pass')
  const covers = ({ signingHeaders }: (typeof results)[number]) =>
    leaving.every((name) =>
      signingHeaders?.keys
        .toLowerCase()
        .split(/\s*:\s*/)
        .includes(name),
    )
  const words = headers?.parsed.filter(({ key }) => key === 'authentication-results') ?? []
  const believed = words.map(({ line }) => line.toString()).join(' ')
  return [
    signature(from, own[0], valid.length > 0),
    valid.some(covers)
      ? well('one click', 'The signature covers both headers that let a reader leave by one click.')
      : ill(
          'one click',
          'No valid signature covers List-Unsubscribe and List-Unsubscribe-Post: receivers will not show their button.',
        ),
    ...['spf', 'dkim', 'dmarc'].map((method) => {
      const result = new RegExp(`\\b${method}=(\\w+)`, 'i').exec(believed)?.[1]?.toLowerCase()
      if (result === 'pass') return well(method.toUpperCase(), 'The receiver has believed it.')
      return result
        ? ill(method.toUpperCase(), `The receiver says ${result}.`)
        : look(
            method.toUpperCase(),
            'The receiver says nothing of it: save the mail where it has arrived, with all its headers.',
          )
    }),
  ]
}

type Signature = Awaited<ReturnType<typeof dkimVerify>>['results'][number]

function signature(from: string, own: Signature | undefined, isValid: boolean): Finding {
  if (isValid) return well('signature', `It is signed by ${from}, and nothing in it was changed.`)
  if (!own?.signingDomain) return ill('signature', `No DKIM signature of ${from || 'its sender'} is on it.`)
  const { result, comment } = own.status
  return ill(
    'signature',
    `The signature of ${own.signingDomain} does not hold (${comment ?? result}): save the mail as it arrived, byte for byte, and look at the key in DNS.`,
  )
}
