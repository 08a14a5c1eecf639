export const PANEL_KEYS = ['step', 'mend', 'variables', 'versions'] as const
export type Panel = (typeof PANEL_KEYS)[number]

export const PANELS: { key: Panel; title: string }[] = [
  { key: 'step', title: 'Step' },
  { key: 'mend', title: 'To mend' },
  { key: 'variables', title: 'Variables' },
  { key: 'versions', title: 'Versions' },
]
