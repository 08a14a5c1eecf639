import { crc32, inflateRawSync } from 'node:zlib'

type Files = Map<string, Buffer>

/** A workbook with these sheets, as a spreadsheet program would save it: rows of texts. */
export function workbook(sheets: Record<string, string[][]>): Buffer {
  const names = Object.keys(sheets)
  const part = (place: number) => `xl/worksheets/sheet${place + 1}.xml`
  const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const files: Files = new Map()
  const add = (name: string, xml: string) => {
    files.set(name, Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`))
  }
  const related = (links: { type: string; target: string }[]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links
      .map(
        ({ type, target }, index) =>
          `<Relationship Id="rId${index + 1}" Type="${relations}/${type}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`
  add(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/>${names
      .map(
        (_, place) =>
          `<Override PartName="/${part(place)}" ContentType="${office}.worksheet+xml"/>`,
      )
      .join('')}</Types>`,
  )
  add('_rels/.rels', related([{ type: 'officeDocument', target: 'xl/workbook.xml' }]))
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  add(
    'xl/workbook.xml',
    `<workbook ${main} xmlns:r="${relations}"><sheets>${names
      .map((name, place) => `<sheet name="${name}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`)
      .join('')}</sheets></workbook>`,
  )
  add(
    'xl/_rels/workbook.xml.rels',
    related(
      names.map((_, place) => ({ type: 'worksheet', target: `worksheets/sheet${place + 1}.xml` })),
    ),
  )
  names.forEach((name, place) => {
    const rows = (sheets[name] ?? []).map((cells, row) => {
      const written = cells.map((text, column) => {
        const at = `${String.fromCharCode(65 + column)}${row + 1}`
        return text && `<c r="${at}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`
      })
      return `<row r="${row + 1}">${written.join('')}</row>`
    })
    add(part(place), `<worksheet ${main}><sheetData>${rows.join('')}</sheetData></worksheet>`)
  })
  return packed(files)
}

/** The workbook with another text wherever the first one is a cell's whole text. */
export function withCell(file: Buffer, from: string, to: string): Buffer {
  const files = unpacked(file)
  let found = 0
  for (const [name, content] of files) {
    if (!name.endsWith('.xml')) continue
    const parts = content.toString().split(`>${escaped(from)}</t>`)
    found += parts.length - 1
    files.set(name, Buffer.from(parts.join(`>${escaped(to)}</t>`)))
  }
  if (found === 0) throw new Error(`the workbook has no cell “${from}”`)
  return packed(files)
}

/** All texts of a workbook, in the order of its parts. */
export function textsOf(file: Buffer): string[] {
  return [...unpacked(file)].flatMap(([name, content]) =>
    name.endsWith('.xml')
      ? [...content.toString().matchAll(/<t(?: [^>]*)?>([^<]*)<\/t>/g)].map(
          ([, text]) => text ?? '',
        )
      : [],
  )
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50

/** A ZIP archive of these files, none of them compressed. */
function packed(files: Files): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([uint32(LOCAL), common, Buffer.from(name), content])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([uint32(CENTRAL), common.subarray(0, 2), common, rest, Buffer.from(name)]),
    )
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.size, 4)
  end.writeUInt16LE(files.size, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, uint32(END), end])
}

function unpacked(archive: Buffer): Files {
  const end = archive.lastIndexOf(uint32(END))
  const files: Files = new Map()
  let at = archive.readUInt32LE(end + 16)
  while (archive.readUInt32LE(at) === CENTRAL) {
    const method = archive.readUInt16LE(at + 10)
    const size = archive.readUInt32LE(at + 20)
    const [name, extra, comment] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place))
    const local = archive.readUInt32LE(at + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const content = archive.subarray(from, from + size)
    const nameEnd = at + 46 + (name ?? 0)
    files.set(
      archive.toString('utf8', at + 46, nameEnd),
      method === 0 ? content : inflateRawSync(content),
    )
    at = nameEnd + (extra ?? 0) + (comment ?? 0)
  }
  return files
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
