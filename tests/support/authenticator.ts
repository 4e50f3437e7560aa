import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What a device does with a passkey, by hand: as WebAuthn Level 3 has it, with ES256 and without an attestation. */
type Options = {
  readonly challenge: string
  readonly rp?: { readonly id?: string | undefined }
  readonly rpId?: string | undefined
}
type Doing = {
  /** Where the page is that asks. */
  readonly origin: string
  /** Whether the person was verified: a PIN, a finger. */
  readonly verified?: boolean
  /** Who it believes it is asked by. */
  readonly rpId?: string
  /** What it says it has counted. */
  readonly counter?: number
}

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest()
const base64url = (bytes: Buffer) => bytes.toString('base64url')

/** CBOR of a text (RFC 8949, 3.1), shorter than 24 bytes. */
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
const cborBytes = (bytes: Buffer) => Buffer.concat([Buffer.from([0x59, bytes.length >> 8, bytes.length & 255]), bytes])

/** A key as COSE has it (RFC 9053, 7.1.1): EC2, ES256, P-256. */
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' }) as { x?: string; y?: string }
  const coordinate = (text: string) => Buffer.concat([Buffer.from([0x58, 0x20]), Buffer.from(text, 'base64url')])
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    coordinate(x),
    Buffer.from([0x22]),
    coordinate(y),
  ])
}

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40]

/** A device with one passkey. */
export function anAuthenticator({ counts = false }: { readonly counts?: boolean } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counted = 0
  const head = (rpId: string, flags: number, { verified = true, counter }: Doing) => {
    if (counts) counted++
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter ?? counted)
    return Buffer.concat([sha256(rpId), Buffer.from([flags | PRESENT | (verified ? VERIFIED : 0)]), count])
  }
  const clientData = (type: string, { challenge }: Options, { origin }: Doing) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const answer = (response: Record<string, string | string[]>) =>
    JSON.stringify({
      id: base64url(id),
      rawId: base64url(id),
      type: 'public-key',
      clientExtensionResults: {},
      response,
    })

  return {
    /** `navigator.credentials.create`, as its `toJSON` has it. */
    create(options: Options, doing: Doing): string {
      const length = Buffer.from([id.length >> 8, id.length & 255])
      const data = Buffer.concat([
        head(doing.rpId ?? options.rp?.id ?? '', ATTESTED, doing),
        Buffer.alloc(16),
        length,
        id,
        coseOf(publicKey),
      ])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        ...[cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.from([0xa0])],
        ...[cborText('authData'), cborBytes(data)],
      ])
      return answer({
        clientDataJSON: base64url(clientData('webauthn.create', options, doing)),
        attestationObject: base64url(attestation),
        transports: ['internal'],
      })
    },
    /** `navigator.credentials.get` */
    get(options: Options, doing: Doing): string {
      const data = head(doing.rpId ?? options.rpId ?? '', 0, doing)
      const said = clientData('webauthn.get', options, doing)
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), privateKey)
      return answer({
        clientDataJSON: base64url(said),
        authenticatorData: base64url(data),
        signature: base64url(signature),
      })
    },
  }
}
