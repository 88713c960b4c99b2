import { strToU8, zipSync } from 'fflate'

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const sheets = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const mime = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

export const excelType = `${mime}.sheet`

/** A workbook of one sheet, every cell text: what a report answers when Excel is asked for. */
export function workbook(rows: Iterable<readonly string[]>): Uint8Array {
  const relation = (type: string, target: string) =>
    `${head}<Relationships xmlns="${packages}/relationships">` +
    `<Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`
  const files = {
    '[Content_Types].xml':
      `${head}<Types xmlns="${packages}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${mime}.sheet.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${mime}.worksheet+xml"/></Types>`,
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml':
      `${head}<workbook xmlns="${sheets}" xmlns:r="${office}"><sheets>` +
      '<sheet name="Report" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': sheet(rows)
  }
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
}

function sheet(rows: Iterable<readonly string[]>): string {
  const lines: string[] = []
  for (const row of rows) {
    const cells = row.map(
      (text) => `<c t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`
    )
    lines.push(`<row>${cells.join('')}</row>`)
  }
  return `${head}<worksheet xmlns="${sheets}"><sheetData>${lines.join('')}</sheetData></worksheet>`
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Control characters can't stand in XML at all. */
const escape = (text: string) =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/[&<>]/g, (char) => escapes[char] ?? char)
