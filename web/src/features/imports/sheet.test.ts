import { expect, it } from 'vitest'

import { cellName, distinctValues, mendedFile, placesOf, readPasted, readReport } from './sheet'

const STATUS = 'import_status 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69'
const REPORT =
  `\u{feff}Title;Due;Note;${STATUS};import_errors;task_key\r\n` +
  `One;2026-01-31;"two\nlines";create;;OPS-1\r\n` +
  `Two;soon;'=1+1;error;"Due ""soon"": must be a date";\r\n` +
  `'Tis late;never;;error;Due: must be a date;\r\n`
const sheet = readReport(REPORT, ['Title', 'Due', 'Note'])

it('reads the file out of a report, and its verdicts', () => {
  expect(sheet.columns).toEqual(['Title', 'Due', 'Note'])
  expect(sheet.rows).toEqual([
    ['One', '2026-01-31', 'two\nlines'],
    ['Two', 'soon', '=1+1'],
    // An apostrophe of the file's own stays.
    ["'Tis late", 'never', ''],
  ])
  expect(placesOf(sheet, 'error')).toEqual([1, 2])
  expect(placesOf(sheet, undefined)).toEqual([0, 1, 2])
  expect(distinctValues(sheet, 1, 2)).toEqual(['2026-01-31', 'soon'])
})

it('keeps its columns where the file has such columns of its own', () => {
  const again = readReport(`task_key;${STATUS};import_errors;task_key\r\nOPS-1;skip;;OPS-1\r\n`, [
    'task_key',
  ])
  expect(again.columns).toEqual(['task_key'])
  expect(again.rows).toEqual([['OPS-1']])
})

it('finds the names of the columns under a headline, and the verdict of a row that is too long', () => {
  const under = readReport(
    `Plan for the winter,,\r\n\r\nTitle,Due,${STATUS},import_errors,task_key\r\n` +
      `One,soon,error,Due: must be a date,\r\nTwo,2026-01-31,create,More,create,,\r\n`,
    ['Title', 'Due'],
  )
  expect(under.columns).toEqual(['Title', 'Due'])
  expect(under.rows).toEqual([
    ['One', 'soon'],
    ['Two', '2026-01-31'],
  ])
  expect(under.statuses).toEqual(['error', 'create'])
})

it('writes the mended file as it was, but for the cells that were mended', () => {
  const edits = new Map([[cellName(1, 1), '2026-03-31']])
  expect(mendedFile(sheet, edits, 'without')).toBe(
    `Title;Due;Note\r\nOne;2026-01-31;"two\nlines"\r\nTwo;2026-03-31;=1+1\r\n'Tis late;never;`,
  )
  const whole = readReport(mendedFile(sheet, edits, 'with'), sheet.columns)
  expect(whole.statuses).toEqual(['create', 'error', 'error'])
  expect(whole.rows[1]).toEqual(['Two', '2026-03-31', '=1+1'])
})

it('takes what was copied in a spreadsheet', () => {
  expect(readPasted('Title\tDue\nCall, then write\t2026-01-31\n')).toEqual({
    csv: 'Title,Due\r\n"Call, then write",2026-01-31',
    rows: 1,
    columns: ['Title', 'Due'],
  })
  expect(readPasted('Title;Due\nOne;')?.columns).toEqual(['Title', 'Due'])
  expect(readPasted('\n\tTitle\n1\tCall\n')?.columns).toEqual(['', 'Title'])
  expect(readPasted('just a sentence')).toBeUndefined()
})
