import { Readable } from 'node:stream'
import { parse } from 'csv-parse'

/** The rows of a CSV file as it arrives; no more of it is held than is being read. A blank line is a row of one blank where they are asked for. */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  { blankLines = false }: { readonly blankLines?: boolean } = {}
): AsyncGenerator<readonly string[]> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: !blankLines })
  const rows = Readable.from(bytes).compose(parser) as AsyncIterable<readonly string[]>
  for await (const row of rows) yield row
}
