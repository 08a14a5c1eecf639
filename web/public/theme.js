// Runs before the first paint, so that the page never flashes in the other theme. See src/hooks/use-theme.ts.
;(function () {
  var chosen
  try {
    chosen = localStorage.getItem('katalusis.theme')
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  var dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
})()
