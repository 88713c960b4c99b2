/** The parts of a `multipart/form-data` body by name; null when the header tells no boundary. */
export function readParts(bytes: Buffer, contentType: string): Map<string, Buffer> | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const mark = Buffer.from(`--${boundary}`)
  const parts = new Map<string, Buffer>()
  let from = bytes.indexOf(mark)
  while (from !== -1) {
    const next = bytes.indexOf(mark, from + mark.length)
    if (next === -1) break
    addPart(parts, bytes.subarray(from + mark.length, next))
    from = next
  }
  return parts
}

/** Between two boundaries: line end, headers, blank line, content, line end. Both line ends are seen in the wild. */
function addPart(parts: Map<string, Buffer>, part: Buffer): void {
  const blank = ['\r\n\r\n', '\n\n'].find((end) => part.includes(end))
  if (blank === undefined) return
  const at = part.indexOf(blank)
  const name = /name="([^"]*)"/i.exec(part.subarray(0, at).toString())?.[1]
  const content = part.subarray(at + blank.length)
  const end = content.toString('latin1', Math.max(0, content.length - 2))
  const cut = end === '\r\n' ? 2 : end.endsWith('\n') ? 1 : 0
  if (name !== undefined) parts.set(name, content.subarray(0, content.length - cut))
}
