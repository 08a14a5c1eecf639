import type { Exit } from '../nodes/shape'

/** A node's measures on the canvas. They are known before it is drawn, so that nothing has to be measured. */
export const WIDTH = 240
export const HEAD = 60
export const ROW = 24
const FOOT = 6
export const HANDLE = 12

/** Everything lies on a grid of this size. */
export const GRID = 10

/** Exits that have a row of their own; a single `next` is left from beside the title. */
export function rowsOf(exits: Exit[]): Exit[] {
  return exits.filter(({ name }) => !isBeside(exits, name))
}

/** Whether an exit lies beside the title. */
export function isBeside(exits: Exit[], name: string): boolean {
  return name === 'next' && exits.some((exit) => exit.name === name)
}

export function heightOf(exits: Exit[]): number {
  const rows = rowsOf(exits).length
  return rows === 0 ? HEAD : HEAD + rows * ROW + FOOT
}

/** How far below a node's top an exit lies. */
export function exitTop(exits: Exit[], name: string): number {
  const row = rowsOf(exits).findIndex((exit) => exit.name === name)
  return row < 0 ? HEAD / 2 : HEAD + row * ROW + ROW / 2
}
