#!/usr/bin/env bash
# @simplewebauthn/server 14.0.3 (npm, November 2026), added to a project with a package that pins an older @peculiar/asn1-schema: every signature
# by ES256, the algorithm of most passkeys, is refused.
#
# Its own dependency on @peculiar/asn1-schema (^2.6.0) is met by whatever lies at the top of node_modules, such as the 2.8.0 that
# mailauth 7.1.0 pins through @postalsys/vmc, where that was installed first; @peculiar/asn1-ecc (2.11.1) wants a newer one, and has a copy of its own. What a class
# looks like in ASN.1 is registered in the copy that its package has, and looked for in the other: "Cannot get schema for
# 'ECDSASigValue' target". Passkeys can still be added, for that takes no signature; nobody comes in by one.
#
# What helps: one copy, by `overrides` in package.json; and a test that signs, not one that only adds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >show.mjs <<'JS'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'

const sha256 = (bytes) => createHash('sha256').update(bytes).digest()
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { x, y } = publicKey.export({ format: 'jwk' })
const coordinate = (text) => Buffer.concat([Buffer.from([0x58, 0x20]), Buffer.from(text, 'base64url')])
const cose = Buffer.concat([
  Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21]),
  coordinate(x),
  Buffer.from([0x22]),
  coordinate(y),
])
const challenge = Buffer.from('a challenge').toString('base64url')
const said = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin: 'https://harbour.example' }))
const data = Buffer.concat([sha256('harbour.example'), Buffer.from([0x05, 0, 0, 0, 0])])
const id = Buffer.from('an id').toString('base64url')
const answer = await verifyAuthenticationResponse({
  response: {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: said.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, sha256(said)]), privateKey).toString('base64url'),
    },
  },
  expectedChallenge: challenge,
  expectedOrigin: 'https://harbour.example',
  expectedRPID: 'harbour.example',
  credential: { id, publicKey: new Uint8Array(cose), counter: 0 },
}).then(
  ({ verified }) => `verified: ${verified}`,
  (error) => error.message,
)
console.log(answer)
JS

said_with() { # $1: overrides
  rm -rf node_modules package-lock.json
  echo "{\"type\": \"module\", \"overrides\": $1}" >package.json
  npm install --silent --no-audit --no-fund mailauth@7.1.0 >/dev/null
  npm install --silent --no-audit --no-fund @simplewebauthn/server@14.0.3 >/dev/null
  node --disable-warning=ExperimentalWarning show.mjs
}

two=$(said_with '{}')
one=$(said_with '{"@peculiar/asn1-schema": "2.11.1", "@peculiar/asn1-x509": "2.11.1"}')
echo "added after mailauth 7.1.0   $two"
echo "with one copy, by overrides  $one"
[ "$two" = "Cannot get schema for 'ECDSASigValue' target" ]
[ "$one" = 'verified: true' ]
