// The service worker: the app opens without a network. It keeps the app's own files, and never an answer of the API.

const CACHE = 'katalusis-1'
const PAGE = '/index.html'
/** Files of releases that are long gone make room. */
const MOST = 300

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, '/theme.js', '/favicon.svg']))
      .then(() => skipWaiting()),
  )
})

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))),
      )
      .then(() => clients.claim()),
  )
})

addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/api') || url.pathname.startsWith('/problems')) return
  if (request.mode === 'navigate') event.respondWith(newest(event, request, PAGE))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(kept(event, request))
  else event.respondWith(newest(event, request, url.pathname))
})

/** From the network; without one, what it was the last time. */
async function newest(event, request, key) {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(request)
    if (response.ok) event.waitUntil(cache.put(key, response.clone()))
    return response
  } catch (error) {
    const known = await cache.match(key)
    if (known) return known
    throw error
  }
}

/** A file whose name changes with its content is the same for ever. */
async function kept(event, request) {
  const cache = await caches.open(CACHE)
  const known = await cache.match(request)
  if (known) return known
  const response = await fetch(request)
  if (response.ok) event.waitUntil(cache.put(request, response.clone()).then(() => makeRoom(cache)))
  return response
}

async function makeRoom(cache) {
  const keys = await cache.keys()
  const assets = keys.filter((key) => new URL(key.url).pathname.startsWith('/assets/'))
  await Promise.all(
    assets.slice(0, Math.max(0, assets.length - MOST)).map((key) => cache.delete(key)),
  )
}
