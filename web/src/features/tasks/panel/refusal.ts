import type { ApiError } from '@/api/problem'

/** Why a file was not taken, in a sentence about the file. */
export function whyRefused(file: Pick<File, 'size'>, { fields, message }: ApiError): string {
  const [first] = fields
  const why = first?.detail.replaceAll(/\d{4,}/g, (digits) => Number(digits).toLocaleString())
  switch (first?.pointer) {
    case '/size':
      return file.size === 0
        ? 'The file is empty.'
        : `The file is too large (${inBytes(file.size)}): it ${why}.`
    case '/file_name':
      return `Its name ${why}.`
    case '/content_type':
      return `Its kind ${why}.`
    default:
      return why ?? message
  }
}

export function inBytes(size: number): string {
  const [value, unit] =
    size >= 1e6 ? [size / 1e6, 'megabyte'] : size >= 1e3 ? [size / 1e3, 'kilobyte'] : [size, 'byte']
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    // "909 byte" is what the short form says.
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(value)
}
