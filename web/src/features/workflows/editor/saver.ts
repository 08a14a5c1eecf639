import { asApiError } from '@/api/problem'

import { type Definition, whole } from '../definition'
import type { Workflow } from '../requests'

export type SaveState =
  | { is: 'saved' }
  /** Something is written that is not sent yet. */
  | { is: 'waiting' }
  | { is: 'saving' }
  | { is: 'failed'; error: unknown }
  /** Someone else changed the drawing in between; nothing is sent until one is chosen. */
  | { is: 'conflict'; theirs: Workflow }

/** What it takes to save: the API, or a test. */
export interface Storage {
  write: (
    at: { id: string; revision: number },
    patch: { draft?: Definition; name?: string; description?: string; enabled?: boolean },
  ) => Promise<Workflow>
  read: () => Promise<Workflow>
  /** Told of every answer. */
  onAnswer: (workflow: Workflow) => void
}

/** How long nothing more is written before it is sent. */
const PAUSE_MS = 800
/** How long to wait after a failure before the next try. */
const RETRY_MS = 5000

/** Saves a drawing a moment after it changed, one request at a time, and never over what someone else did. */
export class Saver {
  private state: SaveState = { is: 'saved' }
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> | undefined
  /** What is to be saved; nothing, if all is. */
  private wanted: Definition | undefined
  private workflow: Workflow
  private readonly storage: Storage

  constructor(workflow: Workflow, storage: Storage) {
    this.workflow = workflow
    this.storage = storage
  }

  get = (): SaveState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The workflow as the server has it. */
  get stored(): Workflow {
    return this.workflow
  }

  get isSaved(): boolean {
    return this.state.is === 'saved'
  }

  /** The drawing is another one now. */
  changed(definition: Definition): void {
    this.wanted = definition
    if (this.state.is === 'conflict') return
    if (
      !this.running &&
      JSON.stringify(definition) === JSON.stringify(whole(this.workflow.draft))
    ) {
      // Undone, or taken over from there.
      clearTimeout(this.timer)
      this.wanted = undefined
      this.set({ is: 'saved' })
      return
    }
    if (!this.running) this.set({ is: 'waiting' })
    this.schedule(PAUSE_MS)
  }

  /** Saves at once what is not saved yet. It is settled when that is done, or cannot be. */
  async flush(): Promise<void> {
    clearTimeout(this.timer)
    while (this.running) await this.running
    if (this.wanted && this.state.is !== 'conflict') await this.run()
  }

  /** Changes something else than the drawing, after what is drawn is saved. */
  async patch(patch: { name?: string; description?: string; enabled?: boolean }): Promise<void> {
    await this.flush()
    this.adopt(await this.storage.write(this.workflow, patch))
  }

  /** Takes over what another request answered, so that the next one is made on top of it. */
  adopt(workflow: Workflow): void {
    this.workflow = workflow
    this.storage.onAnswer(workflow)
  }

  /** Their drawing is taken: what was drawn here is not saved. */
  takeTheirs(): Workflow | undefined {
    if (this.state.is !== 'conflict') return undefined
    const { theirs } = this.state
    this.wanted = undefined
    this.adopt(theirs)
    this.set({ is: 'saved' })
    return theirs
  }

  /** This drawing is kept: it is saved over theirs. */
  async keepMine(): Promise<void> {
    if (this.state.is !== 'conflict') return
    this.adopt(this.state.theirs)
    this.set({ is: 'waiting' })
    await this.flush()
  }

  /** Nothing more is sent by itself. */
  stop(): void {
    clearTimeout(this.timer)
  }

  private schedule(pause: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), pause)
  }

  private run(): Promise<void> {
    this.running = this.send().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  private async send(): Promise<void> {
    const draft = this.wanted
    if (!draft) return
    this.set({ is: 'saving' })
    try {
      const workflow = await this.storage.write(this.workflow, { draft })
      if (this.wanted === draft) this.wanted = undefined
      this.adopt(workflow)
      this.set({ is: this.wanted ? 'waiting' : 'saved' })
      if (this.wanted) this.schedule(PAUSE_MS)
    } catch (error) {
      await this.failed(error)
    }
  }

  private async failed(error: unknown): Promise<void> {
    if (!asApiError(error).isLostRace) {
      this.set({ is: 'failed', error })
      if (asApiError(error).isTransient) this.schedule(RETRY_MS)
      return
    }
    try {
      const theirs = await this.storage.read()
      if (isSameDrawing(theirs, this.workflow)) {
        // Only its name or the like is another one: what is drawn here is drawn on top of that.
        this.adopt(theirs)
        this.set({ is: 'waiting' })
        this.schedule(0)
      } else {
        this.set({ is: 'conflict', theirs })
      }
    } catch (unread) {
      this.set({ is: 'failed', error: unread })
      this.schedule(RETRY_MS)
    }
  }

  private set(state: SaveState): void {
    this.state = state
    for (const listener of this.listeners) listener()
  }
}

/** Whether two answers of the server hold the same drawing. */
export function isSameDrawing(a: Workflow, b: Workflow): boolean {
  return JSON.stringify(whole(a.draft)) === JSON.stringify(whole(b.draft))
}
