/** The uploads of this tab: how far they are, and the files, so that an import can begin again with the same one. */
import { useSyncExternalStore } from 'react'

import type { Schema } from '@/api/client'

export interface Upload {
  loaded: number
  total: number
  /** Why it did not arrive. */
  failure?: string
}

const uploads = new Map<string, Upload>()
const files = new Map<string, File>()
const listeners = new Set<() => void>()

function set(id: string, upload: Upload | undefined): void {
  if (upload) uploads.set(id, upload)
  else uploads.delete(id)
  for (const listener of listeners) listener()
}

/** How the upload of an import goes in this tab, if it does. */
export function useUpload(id: string): Upload | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => uploads.get(id),
  )
}

export function uploadedFile(id: string): File | undefined {
  return files.get(id)
}

/** Sends the file to where the import said. It goes on when the page is left within the app. */
export function upload(id: string, file: File, to: Schema<'SignedUpload'>): void {
  files.set(id, file)
  set(id, { loaded: 0, total: file.size })
  // `fetch` tells nothing of how far an upload is.
  const request = new XMLHttpRequest()
  request.open(to.method, to.url)
  for (const [name, value] of Object.entries(to.headers)) {
    // The browser says this one itself.
    if (!['content-length', 'host'].includes(name.toLowerCase())) {
      request.setRequestHeader(name, value)
    }
  }
  const fail = (failure: string) => {
    set(id, { loaded: 0, total: file.size, failure })
  }
  request.upload.addEventListener('progress', ({ loaded }) => {
    set(id, { loaded, total: file.size })
  })
  request.addEventListener('load', () => {
    if (request.status < 300) set(id, undefined)
    else fail(`The file store refused the file (${request.status}).`)
  })
  request.addEventListener('error', () => {
    fail('The connection broke while the file was sent.')
  })
  request.send(file)
}
