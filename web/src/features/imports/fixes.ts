import { normal, withPart, withValue } from './mapping'
import type { Row, Rule } from './requests'
import { type CellEdits, cellName, type Sheet } from './sheet'

/** Cells that say the same and are wrong for the same reason. */
export interface Mistake {
  column: string
  /** The column's place in the sheet; -1 where no column says it. */
  place: number
  value: string
  reason: string
  /** The cells' rows, by their places in the sheet. */
  rows: number[]
}

/** Mistakes of rows with errors, the most frequent first. `places` tells where in the sheet each row stands. */
export function mistakesOf(rows: Row[], places: number[], sheet: Sheet): Mistake[] {
  const found = new Map<string, Mistake>()
  for (const [index, row] of rows.entries()) {
    const at = places[index]
    if (at === undefined) continue
    for (const { column, reason, value: shortened } of row.errors) {
      const place = sheet.columns.indexOf(column)
      const value = place < 0 ? shortened : (sheet.rows[at]?.[place] ?? shortened)
      const name = JSON.stringify([column, normal(value), reason])
      const mistake = found.get(name)
      if (mistake) mistake.rows.push(at)
      else found.set(name, { column, place, value, reason, rows: [at] })
    }
  }
  return [...found.values()].sort((a, b) => b.rows.length - a.rows.length)
}

export type Mending =
  /** The mapping can say it all: the import is planned again, and a profile of it will know. */
  | { by: 'mapping'; rules: Rule[] }
  /** Cells that say the same are to say different things: only another file can. */
  | { by: 'file' }

const TEXT_MAX = 500

/** How these edits of cells reach the import. */
export function mendingOf(edits: CellEdits, mistakes: Mistake[], rules: Rule[]): Mending {
  let mended = rules
  const covered = new Set<string>()
  for (const { column, place, value, rows } of mistakes) {
    const names = rows.map((row) => cellName(row, place))
    const texts = new Set(names.map((name) => edits.get(name)))
    if (texts.size === 1 && texts.has(undefined)) continue
    const [text] = texts
    const owners = mended.filter((rule) => rule.column === column)
    const [rule] = owners
    const fits = (part: string) => part.length <= TEXT_MAX
    if (texts.size > 1 || !text || owners.length !== 1 || !rule || !fits(value) || !fits(text)) {
      return { by: 'file' }
    }
    mended = withPart(
      mended,
      rule.target,
      value.trim() ? { values: withValue(rule.values ?? [], value, text) } : { default: text },
    )
    for (const name of names) covered.add(name)
  }
  const all = [...edits.keys()].every((name) => covered.has(name))
  return all ? { by: 'mapping', rules: mended } : { by: 'file' }
}
