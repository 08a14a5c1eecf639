import { useQuery } from '@tanstack/react-query'
import { PencilLine, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useGrant, useMay, useMe } from '@/api/me'
import { asApiError } from '@/api/problem'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Keys } from '@/components/ui/keys'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { ErrorState } from '@/components/ui/states'
import { showError } from '@/components/ui/toaster'
import { ago, writtenMoment } from '@/lib/days'

import { usePeople } from '../people'
import type { Task } from '../task'

import { Conflict } from './conflict'
import { useDraft } from './drafts'
import { Markdown } from './markdown'
import { MentionTextarea } from './mention-textarea'
import { type Mentioned, toMarkup, toWriting } from './mentions'
import {
  type Comment,
  commentsQuery,
  useAddComment,
  useChangeComment,
  useDeleteComment,
} from './requests'

/** What people say about a task, the oldest first, and a place to say more. */
export function Comments({ task }: { task: Task }) {
  const query = useQuery(commentsQuery(task.key))
  const mayComment = useMay('tasks.comment') && !task.deleted_at
  return (
    <>
      {query.isPending && (
        <Loading what="the comments" className="mb-4 grid gap-3">
          <Skeleton className="w-1/3" />
          <Skeleton className="w-4/5" />
        </Loading>
      )}
      {query.isError && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-6" />
      )}
      {query.data && query.data.length > 0 && (
        <ol className="mb-5 grid grid-cols-1 gap-4" aria-label="Comments">
          {query.data.map((comment) => (
            <li key={comment.id}>
              <CommentView task={task} comment={comment} />
            </li>
          ))}
        </ol>
      )}
      {query.data?.length === 0 && !mayComment && (
        <p className="text-sm text-muted">Nobody has said anything yet.</p>
      )}
      {mayComment && <NewComment task={task} />}
    </>
  )
}

function NewComment({ task }: { task: Task }) {
  const me = useMe()
  const [draft, setDraft] = useDraft(`${task.id}.comment`)
  const [mentioned, setMentioned] = useState<Mentioned[]>(
    () => toWriting(draft?.base ?? '').mentioned,
  )
  const add = useAddComment(task.key)
  const text = draft?.text ?? ''
  // The mentions are kept with the draft, in its markup.
  const write = (next: string, people: Mentioned[]) => {
    setDraft({ base: people.map(({ id, name }) => `@[${name}](user:${id})`).join(' '), text: next })
  }
  const send = async () => {
    if (!text.trim() || add.isPending) return
    try {
      await add.mutateAsync(toMarkup(text.trim(), mentioned))
      setDraft(undefined)
      setMentioned([])
    } catch (error) {
      showError(error)
    }
  }
  return (
    <div className="flex gap-2.5">
      <Avatar name={me.name} className="mt-1 max-sm:hidden" />
      <div className="min-w-0 flex-1">
        <MentionTextarea
          value={text}
          aria-label="New comment"
          placeholder="Write a comment. @ mentions someone."
          maxLength={20_000}
          className="min-h-16"
          onChange={(next) => {
            write(next, mentioned)
          }}
          onMention={(person) => {
            setMentioned([...mentioned, person])
          }}
          onSend={() => void send()}
        />
        <div className="mt-2 flex items-center justify-end gap-2">
          <span className="mr-auto text-xs text-muted max-sm:hidden">
            Markdown. <Keys keys="mod+enter" /> sends.
          </span>
          <Button
            size="sm"
            variant="primary"
            pending={add.isPending}
            disabled={!text.trim()}
            onClick={() => void send()}
          >
            Comment
          </Button>
        </div>
      </div>
    </div>
  )
}

function CommentView({ task, comment }: { task: Task; comment: Comment }) {
  const me = useMe()
  const { nameOf } = usePeople()
  const grant = useGrant('comments.change')
  const [isEditing, setIsEditing] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  const remove = useDeleteComment(task.key)
  const author = nameOf(comment.author_id)
  const mayChange = grant === 'all' || (grant !== 'none' && comment.author_id === me.id)
  return (
    <article className="group flex gap-2.5" aria-label={`Comment by ${author}`}>
      <Avatar name={author} />
      <div className="min-w-0 flex-1">
        <header className="flex h-6 items-center gap-2 text-sm">
          <span className="truncate font-medium">{author}</span>
          <time
            dateTime={comment.created_at}
            title={writtenMoment(comment.created_at)}
            className="text-xs whitespace-nowrap text-muted"
          >
            {ago(comment.created_at)}
            {comment.edited_at && ', edited'}
          </time>
          {mayChange && !isEditing && (
            <span className="ml-auto flex fine:opacity-0 fine:group-focus-within:opacity-100 fine:group-hover:opacity-100">
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label="Edit the comment"
                onClick={() => {
                  setIsEditing(true)
                }}
              >
                <PencilLine aria-hidden />
              </Button>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label="Delete the comment"
                onClick={() => {
                  setIsAsking(true)
                }}
              >
                <Trash2 aria-hidden />
              </Button>
            </span>
          )}
        </header>
        {isEditing ? (
          <EditComment
            task={task}
            comment={comment}
            onDone={() => {
              setIsEditing(false)
            }}
          />
        ) : (
          <Markdown text={comment.body} className="text-sm" />
        )}
      </div>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        heading="Delete this comment?"
        action="Delete"
        pending={remove.isPending}
        onConfirm={() => {
          remove.mutate(comment, {
            onSettled: () => {
              setIsAsking(false)
            },
          })
        }}
      >
        It cannot be brought back.
      </ConfirmDialog>
    </article>
  )
}

function EditComment({
  task,
  comment,
  onDone,
}: {
  task: Task
  comment: Comment
  onDone: () => void
}) {
  const [before] = useState(() => toWriting(comment.body))
  const [text, setText] = useState(before.text)
  const [mentioned, setMentioned] = useState(before.mentioned)
  // Against which version it is written; another one may come while it is.
  const [base, setBase] = useState(comment)
  const [isLost, setIsLost] = useState(false)
  const change = useChangeComment(task.key)
  const comments = useQuery(commentsQuery(task.key))
  const save = async (against: Comment) => {
    if (!text.trim()) return
    try {
      await change.mutateAsync({ comment: against, body: toMarkup(text.trim(), mentioned) })
      onDone()
    } catch (error) {
      if (!asApiError(error).isLostRace) {
        showError(error)
        return
      }
      const newest = (await comments.refetch()).data?.find(({ id }) => id === comment.id)
      if (newest) setBase(newest)
      setIsLost(true)
    }
  }
  return (
    <div className="mt-1">
      <MentionTextarea
        value={text}
        aria-label="Comment"
        maxLength={20_000}
        onChange={setText}
        onMention={(person) => {
          setMentioned([...mentioned, person])
        }}
        onSend={() => void save(base)}
      />
      {isLost && (
        <Conflict
          what="comment"
          yours={text}
          theirs={toWriting(base.body).text}
          pending={change.isPending}
          onYours={() => void save(base)}
          onTheirs={onDone}
        />
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button size="sm" onClick={onDone}>
          Cancel
        </Button>
        <Button
          size="sm"
          variant="primary"
          pending={change.isPending}
          disabled={!text.trim()}
          onClick={() => void save(base)}
        >
          Save
        </Button>
      </div>
    </div>
  )
}
