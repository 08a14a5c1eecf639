import { problemOf } from './problem'

/**
 * Downloads what an answer leads to (303 to a signed link): the link is opened as a link, so that the browser saves
 * the file itself, however large it is.
 */
export async function followDownload(request: Promise<{ response: Response; error?: unknown }>) {
  const { response, error } = await request
  if (!response.ok) throw problemOf(error, response)
  await response.body?.cancel()
  const link = document.createElement('a')
  link.href = response.url
  link.rel = 'noopener'
  link.click()
}
