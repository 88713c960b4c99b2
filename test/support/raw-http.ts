import { connect } from 'node:net'

export function rawPost(
  token: string,
  body: string,
  head = `Content-Length: ${Buffer.byteLength(body)}`
): string {
  return `POST /hooks/salesforce/${token} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n${head}\r\n\r\n${body}`
}

/** Writes and keeps the socket open; `answer` is all that came until the server closed it. */
export function openSocket(port: number, raw: string): { readonly answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (piece: Buffer) => (text += piece.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(Buffer.from(raw, 'latin1'))
  return { answer: new Promise((resolve) => socket.once('close', () => resolve(text))) }
}
