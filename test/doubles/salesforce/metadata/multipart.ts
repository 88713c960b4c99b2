export interface Part {
  readonly name: string
  readonly bytes: Buffer
}

/** The parts of a `multipart/form-data` body; none when it is no such body. */
export function readMultipart(contentType: string, body: Buffer): Part[] {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) return []
  const mark = Buffer.from(`--${boundary}`)
  const parts: Part[] = []
  let at = body.indexOf(mark)
  while (at >= 0) {
    const next = body.indexOf(mark, at + mark.length)
    if (next < 0) break
    // Between the marks: a line end, headers, an empty line, the content, a line end.
    const piece = body.subarray(at + mark.length + 2, next - 2)
    const gap = piece.indexOf('\r\n\r\n')
    const name = /name="([^"]*)"/i.exec(piece.subarray(0, Math.max(gap, 0)).toString('utf8'))?.[1]
    if (gap >= 0 && name !== undefined) parts.push({ name, bytes: piece.subarray(gap + 4) })
    at = next
  }
  return parts
}
