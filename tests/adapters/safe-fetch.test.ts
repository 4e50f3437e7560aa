import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { Socket } from 'node:net'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Fetched } from '../../core/model/fetched.ts'
import { isPublic } from '../../functions/adapters/public-address.ts'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'
import { anInternet, aServer, aSocket } from '../support/servers.ts'

const failure = (fetched: Fetched) => {
  if (fetched.kind !== 'failed') throw new Error(`it was fetched: ${JSON.stringify(fetched).slice(0, 200)}`)
  return fetched
}
const text = (fetched: Fetched) => {
  if (fetched.kind !== 'ok') throw new Error(JSON.stringify(fetched))
  return new TextDecoder().decode(fetched.bytes)
}

/** A public server that answers so, and a fetch that can reach it and nothing else. */
async function thePublic(answer: RequestListener, options: Parameters<typeof safeFetch>[0] = {}) {
  const net = anInternet(await aServer(answer))
  return { ...net, fetch: safeFetch({ resolve: net.resolve, connect: net.connect, ...options }) }
}

const inside = [
  // loopback
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '0177.0.0.1',
  '00000177.0.0.1',
  '0x7f.1',
  '0x7F.0x0.0x0.0x1',
  '0x7f000001',
  '2130706433',
  '017700000001',
  '127.0.0.1.',
  '127%2e0%2e0%2e1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127．0．0．1',
  '１２７.０.０.１',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  // nobody and everybody
  '0',
  '0.0.0.0',
  '[::]',
  '255.255.255.255',
  '224.0.0.1',
  '[ff02::1]',
  '240.0.0.1',
  // neighbours
  '10.0.0.1',
  '10.1',
  '012.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '0xc0a80101',
  '100.64.0.1',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fe80::1]',
  '[fec0::1]',
  // the cloud's own
  '169.254.169.254',
  '169.254.170.2',
  '2852039166',
  '0xa9fea9fe',
  '0xa9.0xfe.0xa9.0xfe',
  '0251.0376.0251.0376',
  '[fd00:ec2::254]',
  '168.63.129.16',
  '2822734096',
  // one address within another
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:169.254.169.254]',
  '[0:0:0:0:0:ffff:a9fe:a9fe]',
  '[::ffff:93.184.216.34]',
  '[::7f00:1]',
  '[::127.0.0.1]',
  '[::a9fe:a9fe]',
  '[::ffff:0:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001:0:7f00:1::]',
  // for examples, tests and machines
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '[100::1]',
  '[2001:db8::1]',
  '[2001:2::1]',
  '[3fff::1]',
  '[5f00::1]',
  '[4000::1]',
]

const astray = [
  ['a file', 'file:///etc/passwd'],
  ['another protocol', 'gopher://93.184.216.34:80/_GET'],
  ['FTP', 'ftp://93.184.216.34/'],
  ['data', 'data:text/html,hello'],
  ['a script', 'javascript:alert(1)'],
  ['no address', 'harbour'],
  ['an empty one', ''],
  ['a host that ends early', 'http://127.0.0.1%00.skerry.example/'],
  ['a name and password', 'http://ada:secret@skerry.example/'],
  ['a name that looks like the host', 'http://skerry.example@127.0.0.1/'],
  ['backslashes', 'http:\\\\127.0.0.1\\@skerry.example/'],
  ['a fragment that looks like the host', 'http://127.0.0.1#@skerry.example/'],
  ['no slashes', 'http:127.0.0.1'],
  ['the port of the functions’ runtime', 'http://skerry.example:9001/'],
  ['the port of a store', 'http://skerry.example:6379/'],
  ['mail', 'https://skerry.example:25/'],
]

describe('T40, T41: only what everybody can reach is asked', () => {
  test.each(inside)('http://%s/ is refused without a question to anybody', async (host) => {
    const { fetch, ways } = await thePublic((_, response) => response.end('inside'))

    const { why, reason } = failure(await fetch({ url: `http://${host}/latest/meta-data/`, as: 'feed' }))
    expect(why).toBe('refused')
    expect(reason).toMatch(/not on the public internet.*give an address that everybody can open\.$/)
    expect(ways).toEqual([])
  })

  test.each(astray)('%s is refused: %s', async (_what, url) => {
    const { fetch, ways } = await thePublic((_, response) => response.end('inside'))

    expect(failure(await fetch({ url, as: 'feed' })).why).toBe('refused')
    expect(ways).toEqual([])
  })

  test.each([
    ['inside', ['10.0.0.7']],
    ['on this machine', ['::1']],
    ['outside and inside', ['93.184.216.34', '169.254.169.254']],
    ['outside, and inside by IPv6', ['93.184.216.34', '::ffff:10.0.0.1']],
  ])('a name that stands for an address %s is refused', async (_where, addresses) => {
    const { fetch, ways } = await thePublic((_, response) => response.end('inside'), { resolve: async () => addresses })

    expect(failure(await fetch({ url: 'https://skerry.example/', as: 'page' })).why).toBe('refused')
    expect(ways).toEqual([])
  })

  test('the machine’s own name for itself is looked up as any other, and refused', async () => {
    let canary = 0
    const port = await aSocket(() => {
      canary += 1
    })

    for (const url of [`http://localhost:${port}/`, 'http://localhost/', 'https://localhost/'])
      expect(failure(await safeFetch()({ url, as: 'feed' })).why).toBe('refused')
    expect(canary).toBe(0)
  })

  test('ordinary addresses are public', () => {
    expect(['93.184.216.34', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001:800::200e'].filter(isPublic)).toHaveLength(4)
    expect(['skerry.example', '', '1.1', 'fe80::1%eth0'].filter(isPublic)).toEqual([])
  })
})

describe('T42: what was checked is what is asked', () => {
  test('a name is looked up once: what it stands for a moment later does not matter', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']]
    const { fetch, ways } = await thePublic((_, response) => response.end('hello'), {
      resolve: async () => answers.shift() ?? [],
    })

    expect(text(await fetch({ url: 'http://rebind.example/', as: 'feed' }))).toBe('hello')
    expect(ways).toEqual([{ host: 'rebind.example', port: 80, secure: false, addresses: ['93.184.216.34'] }])
  })

  test('a redirect to the same name has it looked up and checked again', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']]
    const { fetch, ways } = await thePublic((_, response) => response.writeHead(302, { location: '/again' }).end(), {
      resolve: async () => answers.shift() ?? [],
    })

    expect(failure(await fetch({ url: 'http://rebind.example/', as: 'feed' })).why).toBe('refused')
    expect(ways).toHaveLength(1)
  })

  test.each([
    ['the one address there is', ['127.0.0.1']],
    ['the one that answers', ['127.0.0.2', '127.0.0.1']],
  ])('Node connects to %s, under the name that was asked for', async (_which, addresses) => {
    const port = await aServer((request, response) => response.end(request.headers.host))
    const fetch = safeFetch({ allowPrivate: true, resolve: async () => addresses })

    expect(text(await fetch({ url: `http://skerry.example:${port}/`, as: 'feed' }))).toBe(`skerry.example:${port}`)
  })
})

describe('T43: redirects are followed by hand', () => {
  test.each([
    ...inside.map((host) => `http://${host}/`),
    ...astray.map(([, url]) => url).filter((url) => /^[a-z]+:[^1]/.test(url!)),
  ])('not to %s', async (location) => {
    const { fetch, ways } = await thePublic((_, response) =>
      response.writeHead(302, { location: encodeURI(location!).replaceAll('%25', '%').replaceAll('%5C', '\\') }).end(),
    )

    const { why, reason } = failure(await fetch({ url: 'http://skerry.example/', as: 'feed' }))
    expect([why, reason]).toEqual(['refused', expect.stringMatching(/^skerry\.example leads on to another address\. /)])
    expect(ways).toHaveLength(1)
  })

  test('five times, not six, and not in a circle', async () => {
    const { fetch, ways } = await thePublic((request, response) => {
      const left = Number(request.url!.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(307, { location: `/${left - 1}` }).end()
    })
    const circle = await thePublic((_, response) => response.writeHead(308, { location: '/' }).end())

    expect(text(await fetch({ url: 'http://skerry.example/5', as: 'feed' }))).toBe('there')
    expect(ways).toHaveLength(6)
    expect(failure(await fetch({ url: 'http://skerry.example/6', as: 'feed' })).reason).toMatch(/more than 5 times/)
    expect(failure(await circle.fetch({ url: 'http://skerry.example/', as: 'feed' })).why).toBe('refused')
    expect(circle.ways).toHaveLength(6)
  })

  test('from http to https, not back', async () => {
    const { fetch } = await thePublic((request, response) =>
      response
        .writeHead(301, { location: request.url === '/up' ? 'https://skerry.example/down' : 'http://skerry.example/' })
        .end(),
    )

    const { why, reason } = failure(await fetch({ url: 'http://skerry.example/up', as: 'feed' }))
    expect([why, reason]).toEqual(['refused', expect.stringMatching(/from https back to http/)])
  })

  test('nothing of ours goes along, and nothing that the first server said to keep', async () => {
    const seen: IncomingHttpHeaders[] = []
    const { fetch } = await thePublic(
      (request, response) => {
        seen.push(request.headers)
        if (request.url === '/')
          response.writeHead(302, { location: 'http://other.example/', 'set-cookie': 'a=b' }).end()
        response.end()
      },
      { site: 'https://news.harbourpost.example' },
    )
    await fetch({
      url: 'http://skerry.example/',
      as: 'page',
      etag: '"1"',
      lastModified: 'Thu, 20 Jun 2024 10:00:00 GMT',
    })

    expect(seen[1]).toEqual({
      host: 'other.example',
      'user-agent': 'Tidings (+https://news.harbourpost.example)',
      accept: 'text/html, application/xhtml+xml, */*;q=0.1',
      'accept-encoding': 'gzip, br',
      connection: 'close',
      'if-none-match': '"1"',
      'if-modified-since': 'Thu, 20 Jun 2024 10:00:00 GMT',
    })
  })

  test('whoever has moved for good is asked there from now on; for a while, is not', async () => {
    const { fetch } = await thePublic((request, response) => {
      const next: Record<string, [number, string]> = {
        '/a': [301, '/b'],
        '/b': [308, 'https://new.example/feed#top'],
        '/c': [302, '/a'],
        '/d': [301, '/c'],
      }
      const [status, location] = next[request.url!] ?? []
      if (status) response.writeHead(status, { location: location! }).end()
      else response.end('here')
    })
    const from = async (path: string) => {
      const fetched = await fetch({ url: `http://skerry.example${path}`, as: 'feed' })
      return fetched.kind === 'ok' ? [fetched.url, fetched.movedTo] : fetched
    }

    expect(await from('/feed')).toEqual(['http://skerry.example/feed', undefined])
    expect(await from('/a')).toEqual(['https://new.example/feed', 'https://new.example/feed'])
    expect(await from('/c')).toEqual(['https://new.example/feed', undefined])
    expect(await from('/d')).toEqual(['https://new.example/feed', undefined])
  })

  test('an address in letters of its own is followed as a browser would', async () => {
    const { fetch } = await thePublic((request, response) => {
      if (request.url === '/')
        response.writeHead(302, { location: Buffer.from('/hafen/öffnet').toString('latin1') }).end()
      else response.end(request.url)
    })

    expect(text(await fetch({ url: 'http://skerry.example/', as: 'page' }))).toBe('/hafen/%C3%B6ffnet')
  })
})

describe('T45: nobody keeps us waiting', () => {
  const soon = { limits: { totalMs: 150, connectMs: 60 } }

  test.each<[string, RequestListener]>([
    ['never answers', () => {}],
    ['sends its page a letter at a time', (_, response) => void setInterval(() => response.write('.'), 10).unref()],
    [
      'leads on and on, slowly',
      (_, response) => void setTimeout(() => response.writeHead(302, { location: '/' }).end(), 60),
    ],
  ])('a server that %s', async (_what, answer) => {
    const { fetch } = await thePublic(answer, soon)
    const { why, reason } = failure(await fetch({ url: 'http://skerry.example/', as: 'page' }))
    expect([why, reason]).toEqual(['silent', expect.stringMatching(/takes longer than .* s: try again later/)])
  })

  test('one that never even connects, and a name that is never looked up', async () => {
    const { fetch } = await thePublic(() => {}, {
      ...soon,
      connect: () => new Socket().connect({ host: 'skerry.example', port: 80, lookup: () => {} }),
    })
    const { fetch: lost } = await thePublic(() => {}, { ...soon, resolve: () => new Promise(() => {}) })

    expect(failure(await fetch({ url: 'http://skerry.example/', as: 'feed' })).reason).toMatch(/not answer within/)
    expect(failure(await lost({ url: 'http://skerry.example/', as: 'feed' })).reason).toMatch(/cannot be looked up/)
  })

  test('a connection that does not even close when it is told to', async () => {
    const stuck = new Socket()
    stuck.destroy = () => stuck
    const fetch = safeFetch({ resolve: async () => ['93.184.216.34'], connect: () => stuck, limits: { totalMs: 30 } })
    expect(failure(await fetch({ url: 'https://skerry.example/feed', as: 'feed' }))).toMatchObject({
      why: 'silent',
      reason: 'skerry.example takes longer than 0.03 s: try again later.',
    })
  })

  test('headers a letter at a time', async () => {
    const port = await aSocket((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x'), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const net = anInternet(port)

    expect(failure(await safeFetch({ ...net, ...soon })({ url: 'http://skerry.example/', as: 'feed' })).why).toBe(
      'silent',
    )
  })
})

describe('T46: no more is read than we said', () => {
  const tenMegabytes = Buffer.alloc(10_000_000)
  const gzipBomb = Buffer.concat(Array(20).fill(gzipSync(tenMegabytes)) as Buffer[])
  const brotliBomb = brotliCompressSync(tenMegabytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })

  test('a calendar that is larger than one of holidays is', async () => {
    const { fetch } = await thePublic((_, response) => response.end(tenMegabytes))
    const fetched = failure(await fetch({ url: 'http://skerry.example/holidays.ics', as: 'calendar' }))
    expect([fetched.why, fetched.reason]).toEqual(['too-much', expect.stringMatching(/calendar is larger than 1 MB/)])
  })

  test.each([
    ['199 KB of gzip that are 200 MB', 'gzip', gzipBomb],
    ['a few bytes of Brotli that are 10 MB', 'br', brotliBomb],
    ['deflate', 'deflate', deflateSync(tenMegabytes)],
  ])('%s', async (_what, encoding, bomb) => {
    const { fetch } = await thePublic((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bomb.length }).end(bomb),
    )
    const before = process.memoryUsage()

    const fetched = failure(await fetch({ url: 'http://skerry.example/', as: 'feed' }))
    const after = process.memoryUsage()
    expect([fetched.why, fetched.reason]).toEqual(['too-much', expect.stringMatching(/larger than 5 MB/)])
    expect(after.rss - before.rss).toBeLessThan(60_000_000)
  })

  test.each([
    ['feed', 5_000_000],
    ['page', 3_000_000],
  ] as const)('a %s without an end is cut off, and its server is told', async (as, most) => {
    let sent = 0
    let hungUp = false
    const { fetch } = await thePublic((request, response) => {
      const chunk = Buffer.alloc(100_000, 'a')
      const more = () => {
        while (!hungUp && response.write(chunk)) sent += chunk.length
      }
      response.on('drain', more)
      request.on('close', () => {
        hungUp = true
      })
      more()
    })

    expect(failure(await fetch({ url: 'http://skerry.example/', as })).why).toBe('too-much')
    await expect.poll(() => hungUp).toBe(true)
    // What lies in the buffers between us comes on top.
    expect(sent).toBeLessThan(most + 15_000_000)
  })

  test('what just fits is read', async () => {
    const { fetch } = await thePublic((_, response) => response.end(Buffer.alloc(3_000_000)))

    expect(await fetch({ url: 'http://skerry.example/', as: 'page' })).toMatchObject({ kind: 'ok' })
  })

  test('headers without an end', async () => {
    const port = await aSocket((socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}`))

    expect(failure(await safeFetch(anInternet(port))({ url: 'http://skerry.example/', as: 'feed' })).why).toBe(
      'too-much',
    )
  })
})

describe('an answer is what it says', () => {
  test.each([
    ['gzip', gzipSync('hello')],
    ['x-gzip', gzipSync('hello')],
    ['BR', brotliCompressSync('hello')],
    ['deflate', deflateSync('hello')],
    ['identity', Buffer.from('hello')],
  ])('packed as %s', async (encoding, body) => {
    const { fetch } = await thePublic((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    )

    expect(text(await fetch({ url: 'http://skerry.example/', as: 'feed' }))).toBe('hello')
  })

  test('with what it takes to ask again, and how long that would be for nothing', async () => {
    const { fetch } = await thePublic(
      (_, response) => {
        const headers = { etag: 'W/"7"', 'last-modified': 'Thu, 20 Jun 2024 10:00:00 GMT', 'content-type': 'text/xml' }
        response.writeHead(200, { ...headers, 'cache-control': 'public, max-age=600', age: '60' }).end('hello')
      },
      { now: () => '2026-11-24T06:00:00.000Z' },
    )

    expect(await fetch({ url: 'http://skerry.example/feed', as: 'feed' })).toEqual({
      kind: 'ok',
      url: 'http://skerry.example/feed',
      bytes: Buffer.from('hello'),
      contentType: 'text/xml',
      etag: 'W/"7"',
      lastModified: 'Thu, 20 Jun 2024 10:00:00 GMT',
      freshUntil: '2026-11-24T06:09:00.000Z',
    })
  })

  test('unchanged, if we asked for changes; gone', async () => {
    const { fetch } = await thePublic((request, response) =>
      response.writeHead(request.url === '/gone' ? 410 : 304).end(),
    )

    expect(await fetch({ url: 'http://skerry.example/', as: 'feed', etag: '"1"' })).toEqual({ kind: 'unchanged' })
    expect(await fetch({ url: 'http://skerry.example/', as: 'feed' })).toMatchObject({ kind: 'failed', status: 304 })
    expect(await fetch({ url: 'http://skerry.example/gone', as: 'feed' })).toEqual({ kind: 'gone' })
  })

  test('what cannot have been an ETag is not sent back', async () => {
    const { fetch } = await thePublic((request, response) => response.end(String(request.headers['if-none-match'])))

    expect(text(await fetch({ url: 'http://skerry.example/', as: 'feed', etag: '"a\r\nx: y"' }))).toBe('undefined')
  })

  test.each([
    ['120', '2026-11-24T06:02:00.000Z'],
    ['Tue, 24 Nov 2026 07:00:00 GMT', '2026-11-24T07:00:00.000Z'],
    ['9999999999', '2026-11-25T06:00:00.000Z'],
    ['Sat, 01 Jan 2050 00:00:00 GMT', '2026-11-25T06:00:00.000Z'],
    ['Tue, 24 Nov 2026 05:00:00 GMT', undefined],
    ['soon', undefined],
  ])('Retry-After: %s', async (written, retryAt) => {
    const { fetch } = await thePublic((_, response) => response.writeHead(429, { 'retry-after': written }).end(), {
      now: () => '2026-11-24T06:00:00.000Z',
    })

    const fetched = failure(await fetch({ url: 'http://skerry.example/', as: 'feed' }))
    expect([fetched.why, fetched.status, fetched.retryAt]).toEqual(['answered', 429, retryAt])
  })

  test.each<[string, RequestListener, string, RegExp]>([
    ['a wall', (_, response) => response.writeHead(403).end(), 'answered', /does not let us read this \(403\)/],
    ['nothing', (_, response) => response.writeHead(404).end(), 'answered', /nothing at this address/],
    ['trouble', (_, response) => response.writeHead(503).end(), 'answered', /in trouble \(503\)/],
    ['a redirect to nowhere', (_, response) => response.writeHead(302).end(), 'answered', /answers with 302/],
    [
      'an unknown packing',
      (_, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end(),
      'refused',
      /packs its answer in a way/,
    ],
    [
      'two packings',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(),
      'refused',
      /packs its answer in a way/,
    ],
    [
      'a packing that is none',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('hello, this is no gzip'),
      'answered',
      /packs its answer wrongly/,
    ],
    [
      'half of it',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1_000 }).write('hello')
        setTimeout(() => response.destroy(), 20)
      },
      'silent',
      /broke off/,
    ],
    [
      'a PDF',
      (_, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7'),
      'refused',
      /^This is a PDF, not a page/,
    ],
  ])('%s, in a sentence', async (_what, answer, why, sentence) => {
    const { fetch } = await thePublic(answer)

    const fetched = failure(await fetch({ url: 'http://skerry.example/', as: 'page' }))
    expect([fetched.why, fetched.reason]).toEqual([why, expect.stringMatching(sentence)])
  })

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'answered'],
    ['no answer', '', 'silent'],
  ])('%s, in a sentence', async (_what, said, why) => {
    const port = await aSocket((socket) => socket.end(said))

    expect(failure(await safeFetch(anInternet(port))({ url: 'http://skerry.example/', as: 'feed' })).why).toBe(why)
  })

  test('a name that nobody has, and a server that is not there', async () => {
    const noName = Object.assign(new Error(), { code: 'ENOTFOUND' })
    const { fetch } = await thePublic(() => {}, { resolve: () => Promise.reject(noName) })
    const port = await aSocket(() => {})
    const free = port === 65_535 ? port - 1 : port + 1

    expect(failure(await fetch({ url: 'http://nobody.example/', as: 'feed' })).reason).toMatch(
      /no server called nobody/,
    )
    expect(
      failure(await safeFetch({ allowPrivate: true })({ url: `http://127.0.0.1:${free}/`, as: 'feed' })).reason,
    ).toMatch(/^Nobody answers at 127\.0\.0\.1/)
  })
})

describe('on a laptop that allows it', () => {
  test('loopback is fetched from, on any port; other inner networks are not', async () => {
    const port = await aServer((_, response) => response.end('mine'))
    const fetch = safeFetch({ allowPrivate: true, limits: { totalMs: 2_000 } })

    expect(text(await fetch({ url: `http://127.0.0.1:${port}/`, as: 'feed' }))).toBe('mine')
    expect(text(await fetch({ url: `http://localhost:${port}/`, as: 'feed' }))).toBe('mine')
    for (const host of ['169.254.169.254', '10.0.0.1', '[::ffff:127.0.0.1]', '0.0.0.0'])
      expect(failure(await fetch({ url: `http://${host}:${port}/`, as: 'feed' })).why).toBe('refused')
  })
})
