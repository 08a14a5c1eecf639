import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'

import type { Schema } from '@/api/client'
import { useMay } from '@/api/me'
import { asApiError } from '@/api/problem'
import { Badge, type Tone } from '@/components/ui/badge'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { showError, toast } from '@/components/ui/toaster'

import { type Import, importQuery, useChangeReading } from './requests'
import { asSentence } from './states'
import { forgetDraft } from './use-mapping-draft'

type ReadAs = Schema<'ReadAs'>
type Part = keyof ReadAs
type Detected = Schema<'Detected'>

const DELIMITERS: Record<string, string> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
}

const ENCODINGS: Record<Schema<'Encoding'>, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Western (Windows-1252)',
  'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'iso-8859-15': 'Western (ISO 8859-15)',
  macintosh: 'Western (Mac)',
  shift_jis: 'Japanese (Shift JIS)',
  gb18030: 'Chinese (GB 18030)',
  big5: 'Chinese (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
}

const DATE_ORDERS: Record<Schema<'DateOrder'>, string> = {
  day_first: 'Day first: 31/12/2026',
  month_first: 'Month first: 12/31/2026',
}

const DECIMAL_MARKS: Record<Schema<'DecimalMark'>, string> = {
  point: 'Point: 1,234.5',
  comma: 'Comma: 1.234,5',
}

interface Choice {
  part: Part
  name: string
  found: string | number | null | undefined
  options: { value: string; label: string }[]
}

function optionsOf(labels: Record<string, string>) {
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}

/** What can be said of this file better than it was detected. */
function choicesOf(detected: Detected): Choice[] {
  const rows = Array.from({ length: Math.max(15, detected.header_row) }, (_, index) => index + 1)
  const sheets = detected.sheets ?? []
  const workbook: Choice[] = [
    {
      part: 'sheet',
      name: 'Sheet',
      found: detected.sheet,
      options: sheets.map(({ name, hidden }) => ({
        value: name,
        label: hidden ? `${name} (hidden)` : name,
      })),
    },
  ]
  const text: Choice[] = [
    {
      part: 'encoding',
      name: 'Characters',
      found: detected.encoding,
      options: optionsOf(ENCODINGS),
    },
    {
      part: 'delimiter',
      name: 'Between cells',
      found: detected.delimiter,
      options: optionsOf(
        detected.delimiter
          ? { [detected.delimiter]: detected.delimiter, ...DELIMITERS }
          : DELIMITERS,
      ),
    },
  ]
  return [
    ...(detected.format === 'xlsx' ? workbook : text),
    {
      part: 'header_row',
      name: 'Names in row',
      found: detected.header_row,
      options: rows.map((row) => ({ value: String(row), label: String(row) })),
    },
    {
      part: 'date_order',
      name: 'Dates',
      found: detected.date_order,
      options: optionsOf(DATE_ORDERS),
    },
    {
      part: 'decimal_mark',
      name: 'Decimals',
      found: detected.decimal_mark,
      options: optionsOf(DECIMAL_MARKS),
    },
  ]
}

/** How the file was read; what is wrong is chosen otherwise, and the file is read anew. */
export function ReadAsChoices({ import_, detected }: { import_: Import; detected: Detected }) {
  const change = useChangeReading()
  const queryClient = useQueryClient()
  const mayRun = useMay('imports.run')
  const choose = async (part: Part, text: string | null) => {
    const value = part === 'header_row' && text !== null ? Number(text) : text
    try {
      await change.mutateAsync({ import_, read_as: { [part]: value } })
      forgetDraft(import_.id)
    } catch (error) {
      if (!asApiError(error).isLostRace) showError(error)
      else {
        await queryClient.invalidateQueries(importQuery(import_.id))
        toast('Someone else changed this import. Look at it again.')
      }
    }
  }
  return choicesOf(detected).map((choice) => (
    <ReadAsChoice
      key={choice.part}
      choice={choice}
      given={import_.read_as[choice.part]}
      belief={detected.confidence?.[choice.part]}
      disabled={!mayRun || change.isPending || import_.state !== 'planned'}
      onChoose={(text) => void choose(choice.part, text)}
    />
  ))
}

const SURE: Record<Schema<'Sure'>, { label: string; tone: Tone } | undefined> = {
  certain: undefined,
  likely: { label: 'Likely', tone: 'neutral' },
  guessed: { label: 'A guess', tone: 'warning' },
  given: { label: 'Your choice', tone: 'accent' },
}

interface ReadAsChoiceProps {
  choice: Choice
  given: string | number | null | undefined
  belief: Schema<'Belief'> | null | undefined
  disabled: boolean
  onChoose: (text: string | null) => void
}

const AUTO = ' auto'

/** What is to be said where the file leaves nothing to decide. */
const NOT_FOUND: Partial<Record<Part, string>> = {
  date_order: 'Clear as they are',
  decimal_mark: 'No decimals',
}

function ReadAsChoice({ choice, given, belief, disabled, onChoose }: ReadAsChoiceProps) {
  const id = useId()
  const { name, found, options } = choice
  const isGiven = given !== undefined && given !== null
  const label = options.find(({ value }) => value === String(found))?.label
  const sure = belief && SURE[belief.sure]
  return (
    <div className="grid content-start gap-1 bg-surface px-3 py-2.5">
      <div className="flex h-5 items-center justify-between gap-2">
        <span id={`${id}-name`} className="text-xs text-muted">
          {name}
        </span>
        {sure && <Badge tone={sure.tone}>{sure.label}</Badge>}
      </div>
      <Select
        value={isGiven ? String(given) : AUTO}
        disabled={disabled}
        onValueChange={(chosen) => {
          onChoose(chosen === AUTO ? null : chosen)
        }}
      >
        <SelectTrigger aria-labelledby={`${id}-name`} aria-describedby={`${id}-why`}>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={AUTO}>
            {isGiven
              ? 'As it is detected'
              : (label ?? (found ? String(found) : (NOT_FOUND[choice.part] ?? 'None')))}
          </SelectItem>
          {options
            .filter(({ value }) => isGiven || value !== String(found))
            .map((option) => (
              <SelectItem key={option.value} value={option.value}>
                {option.label}
              </SelectItem>
            ))}
        </SelectContent>
      </Select>
      <p
        id={`${id}-why`}
        className="line-clamp-2 min-h-4 text-xs text-muted"
        title={belief?.because}
      >
        {belief?.because && asSentence(belief.because)}
      </p>
    </div>
  )
}
