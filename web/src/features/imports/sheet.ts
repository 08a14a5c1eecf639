import Papa from 'papaparse'

/** A file as its import read it: what the report says of it, without the report's own columns. */
export interface Sheet {
  columns: string[]
  /** Every row of the file in its order; as many cells as there are columns. */
  rows: string[][]
  /** What the report says of each row; empty where the file is no report. */
  statuses: string[]
  delimiter: string
  /** The file with the report's columns, as an import knows it again. */
  report: { header: string[]; rows: string[][]; places: number[] }
}

const STATUS = /^import_status [0-9a-f-]{36}$/

/** The server sets an apostrophe before what a spreadsheet would run; it is none of the cell's. */
function withoutGuard(cell: string): string {
  return /^'[ \n]*[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell
}

/** Reads a report; `names` are the columns as the import calls them. */
export function readReport(text: string, names: string[]): Sheet {
  const { data, meta } = Papa.parse<string[]>(text.replace(/^\u{feff}/u, ''), {
    skipEmptyLines: true,
  })
  // What stands above the names of the columns stands above them in the report, too.
  const top = Math.max(
    data.findIndex((row) => row.some((cell) => STATUS.test(cell))),
    0,
  )
  const [header = [], ...rows] = data.slice(top)
  const status = header.findLastIndex((name) => STATUS.test(name))
  // The report's columns come last; columns of the file that are called so stand before them.
  const own = (index: number) =>
    status < 0 || ![status, status + 1, status + 2].includes(index) || index >= header.length
  const places = header.map((_, index) => index).filter(own)
  return {
    columns: places.map((place, index) => names[index] ?? header[place] ?? ''),
    rows: rows.map((row) => places.map((place) => withoutGuard(row[place] ?? ''))),
    // In a row that is longer than the header, the report's columns stand behind all of its cells.
    statuses:
      status < 0
        ? []
        : rows.map((row) => row[status + Math.max(row.length - header.length, 0)] ?? ''),
    delimiter: meta.delimiter || ',',
    report: { header, rows, places },
  }
}

export type CellEdits = ReadonlyMap<string, string>

/** Names a cell of a sheet among edits. */
export function cellName(row: number, column: number): string {
  return `${row}:${column}`
}

function placeOf(name: string): [row: number, column: number] {
  const [row = 0, column = 0] = name.split(':').map(Number)
  return [row, column]
}

/**
 * The mended file: with `marks` the whole report, of which an import does only the rows that were not done; without,
 * the file as if nothing had been imported.
 */
export function mendedFile(sheet: Sheet, edits: CellEdits, marks: 'with' | 'without'): string {
  const rows = sheet.rows.map((row) => [...row])
  for (const [name, text] of edits) {
    const [row, column] = placeOf(name)
    const cells = rows[row]
    if (cells && column < cells.length) cells[column] = text
  }
  const options = { delimiter: sheet.delimiter, newline: '\r\n' }
  if (marks === 'without') return Papa.unparse([sheet.columns, ...rows], options)
  const { header, rows: whole, places } = sheet.report
  const merged = whole.map((line, index) => {
    const copy = [...line]
    places.forEach((place, column) => {
      copy[place] = rows[index]?.[column] ?? ''
    })
    return copy
  })
  return Papa.unparse([header, ...merged], options)
}

/** The rows of this verdict, by their places in the sheet. */
export function placesOf(sheet: Sheet, verdict: string | undefined): number[] {
  return sheet.rows.flatMap((_, index) =>
    verdict === undefined || sheet.statuses[index] === verdict ? [index] : [],
  )
}

/** Up to `most` different values of a column that are not empty, the most frequent first. */
export function distinctValues(sheet: Sheet, column: number, most: number): string[] {
  const counts = new Map<string, number>()
  for (const row of sheet.rows) {
    const value = (row[column] ?? '').trim()
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([value]) => value)
}

/** The first few values of a column, each once. */
export function samplesOf(sheet: Sheet, column: number, most = 3): string[] {
  const samples: string[] = []
  for (const row of sheet.rows.slice(0, 500)) {
    const value = (row[column] ?? '').trim()
    if (value && !samples.includes(value)) samples.push(value)
    if (samples.length === most) break
  }
  return samples
}

export interface Pasted {
  csv: string
  rows: number
  columns: string[]
}

/** What was copied in a spreadsheet (cells between tabs), or CSV, as CSV; nothing if it is no table with a row. */
export function readPasted(text: string): Pasted | undefined {
  // A tab at its beginning is a column without a name.
  const { data } = Papa.parse<string[]>(text.replace(/^[\r\n]+/, '').trimEnd(), {
    skipEmptyLines: 'greedy',
    ...(text.includes('\t') && { delimiter: '\t' }),
  })
  const [columns, ...rows] = data
  if (!columns || rows.length === 0 || columns.every((name) => !name.trim())) return undefined
  return { csv: Papa.unparse(data, { newline: '\r\n' }), rows: rows.length, columns }
}
