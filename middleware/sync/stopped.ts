/** Thrown when what a scan found needs a person's yes; nothing was written. */
export class ScanStoppedError extends Error {
  override readonly name = 'ScanStoppedError'
}
