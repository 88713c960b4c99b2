import { expect, test } from 'vitest'
import { envelope, startIntake } from '../support/intake.ts'
import { openSocket, rawPost } from '../support/raw-http.ts'

const good = envelope([1])
const length = `Content-Length: ${good.length}`
const chunked = `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`
const chunks = 'Transfer-Encoding: chunked'
/** Head lines after Host, then the body: each could be two different requests to two different readers. */
const smuggled: Record<string, readonly [head: string, body: string]> = {
  'length and chunks': [`${length}\r\n${chunks}`, chunked],
  'chunks and length': [`${chunks}\r\n${length}`, chunked],
  'two lengths': [`${length}\r\nContent-Length: 0`, good],
  'one length twice': [`${length}\r\n${length}`, good],
  'a list of lengths': [`${length}, ${good.length}`, good],
  'a length with a sign': [`Content-Length: +${good.length}`, good],
  'a negative length': ['Content-Length: -1', good],
  'a hexadecimal length': [`Content-Length: 0x${good.length.toString(16)}`, good],
  'an empty length': ['Content-Length: ', good],
  'a length beyond counting': ['Content-Length: 99999999999999999999', good],
  'two transfer encodings': [`${chunks}\r\nTransfer-Encoding: identity`, chunked],
  'chunks twice': [`${chunks}\r\n${chunks}`, chunked],
  'chunks and then another': ['Transfer-Encoding: chunked, identity', chunked],
  'chunks after another': ['Transfer-Encoding: gzip, chunked', chunked],
  'an unknown transfer encoding': ['Transfer-Encoding: xchunked', chunked],
  'a quoted transfer encoding': ['Transfer-Encoding: "chunked"', chunked],
  'a blank before the colon': ['Transfer-Encoding : chunked', chunked],
  'a vertical tab': ['Transfer-Encoding: \x0bchunked', chunked],
  'a folded line': [`X-A: b\r\n ${chunks}\r\n${length}`, good],
  'a line that starts blank': [` ${chunks}\r\n${length}`, good],
  'a bare line feed': [`X-A: b\n${length}`, good],
  'a bare carriage return': [`X-A: b\r${length}`, good],
  'a NUL': [`X-A: a\0b\r\n${length}`, good],
  'a name with a blank': [`Content Length: 1\r\n${length}`, good],
  'a line without colon': [`Foo\r\n${length}`, good],
  'two hosts': [`Host: b\r\n${length}`, good],
  'two content types': [`Content-Type: text/plain\r\n${length}`, good],
  'a chunk size with sign': [chunks, `+${chunked}`],
  'a chunk size in other notation': [chunks, `0x${chunked}`],
  'a chunk size beyond counting': [chunks, `FFFFFFFFFFFFFFFFF${chunked}`],
  'a chunk that ends elsewhere': [chunks, chunked.replace('\r\n0', 'XX0')],
  'chunk lines by bare line feeds': [chunks, chunked.replaceAll('\r\n', '\n')],
  'a length in the trailer': [chunks, chunked.replace(/0\r\n\r\n$/, '0\r\nContent-Length: 5\r\n\r\n')]
}

test.each(Object.keys(smuggled))('a request with %s is refused and its connection closed', async (name) => {
  await using intake = await startIntake()
  const [head, body] = smuggled[name] ?? ['', '']
  const reply = await openSocket(intake.port, rawPost(intake.token, body, head)).answer
  expect(reply).toMatch(/^HTTP\/1.1 400 /)
  expect(reply.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  expect(intake.stored.size).toBe(0)
})

test.each([
  ['POST {} HTTP/1.0', chunks, chunked],
  ['POST {} HTTP/2.0', length, good],
  ['POST {}', length, good],
  ['POST http://elsewhere{} HTTP/1.1', length, good]
])('a request that begins "%s" with %s is refused', async (line, head, body) => {
  await using intake = await startIntake()
  const raw = rawPost(intake.token, body, head).replace(/^POST (\S+) HTTP\/1.1/, (_, path: string) =>
    line.replace('{}', path)
  )
  expect(await openSocket(intake.port, raw).answer).toMatch(/^HTTP\/1.1 4/)
  expect(intake.stored.size).toBe(0)
})
