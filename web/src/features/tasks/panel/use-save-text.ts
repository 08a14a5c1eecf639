import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { asApiError } from '@/api/problem'
import { showError } from '@/components/ui/toaster'

import { sendPatch, settle, showNewest } from '../change'
import type { Task } from '../task'

import type { Draft } from './drafts'

type TextField = 'title' | 'description'

/**
 * Saves a text that someone else may have changed too. If they changed other fields, both changes stand. If they
 * changed the same text, nobody's is lost: `theirs` is what they wrote, and the person chooses.
 */
export function useSaveText(task: Task, field: TextField) {
  const queryClient = useQueryClient()
  const [theirs, setTheirs] = useState<string>()
  const [isSaving, setIsSaving] = useState(false)

  const send = async (at: Task, draft: Draft, again: boolean): Promise<boolean> => {
    if (at[field] !== draft.base && at[field] !== draft.text) {
      setTheirs(at[field])
      return false
    }
    try {
      settle(queryClient, await sendPatch(at, { [field]: draft.text }))
      setTheirs(undefined)
      return true
    } catch (error) {
      if (!asApiError(error).isLostRace || !again) throw error
      const newest = await showNewest(queryClient, task)
      if (!newest) throw error
      return send(newest, draft, false)
    }
  }
  /** Whether it was saved; if not, the text stays with the person. */
  const save = async (draft: Draft): Promise<boolean> => {
    setIsSaving(true)
    try {
      return await send(task, draft, true)
    } catch (error) {
      showError(error)
      return false
    } finally {
      setIsSaving(false)
    }
  }
  return {
    save,
    isSaving,
    theirs,
    forgetTheirs: () => {
      setTheirs(undefined)
    },
  }
}
