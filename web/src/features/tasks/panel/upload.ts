import { api, take } from '@/api/client'
import { offline } from '@/api/problem'

import type { Attachment } from './requests'

/** Attaches a file: announces it, sends it to where the answer says, and confirms it. */
export async function attach(
  task: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const { attachment, upload } = await take(
    api.POST('/api/tasks/{task}/attachments', {
      params: { path: { task } },
      body: {
        file_name: file.name,
        size: file.size,
        content_type: file.type || 'application/octet-stream',
      },
      signal,
    }),
  )
  const path = { task, attachment: attachment.id }
  try {
    await send(upload, file, onProgress, signal)
  } catch (error) {
    // What was announced and did not come is of use to nobody.
    void api.DELETE('/api/tasks/{task}/attachments/{attachment}', { params: { path } })
    throw error
  }
  return take(api.POST('/api/tasks/{task}/attachments/{attachment}/complete', { params: { path } }))
}

/** `fetch` does not tell how far an upload is. */
function send(
  upload: { method: string; url: string; headers: Record<string, string> },
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(upload.method, upload.url)
    for (const [name, value] of Object.entries(upload.headers)) {
      // The browser sets these two itself, to the same.
      if (!['host', 'content-length'].includes(name.toLowerCase())) {
        request.setRequestHeader(name, value)
      }
    }
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress((loaded / total) * 100)
    })
    request.addEventListener('load', () => {
      if (request.status < 300) resolve()
      else reject(new Error(`The file store did not take the file (${request.status}).`))
    })
    request.addEventListener('error', () => {
      reject(offline())
    })
    request.addEventListener('abort', () => {
      reject(new DOMException('The upload was cancelled', 'AbortError'))
    })
    signal.addEventListener('abort', () => {
      request.abort()
    })
    request.send(file)
  })
}
