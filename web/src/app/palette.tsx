import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { House, Keyboard } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import { useState } from 'react'

import { permissionsQuery } from '@/api/me'
import { projectsQuery } from '@/api/projects'
import { ProjectMark } from '@/components/project-mark'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/components/ui/command'
import { overlayStyle } from '@/components/ui/dialog'
import { Keys } from '@/components/ui/keys'
import { useReturnFocus } from '@/components/ui/return-focus'
import { FoundTasks } from '@/features/tasks/found-tasks'
import { useAddedCommands } from '@/registry/commands'
import type { DialogProps } from '@/registry/dialogs'

import { commands, navigation, projectPages } from './features'
import { openCheatSheet } from './palette-state'
import { permits } from './permits'

/** Everything that can be done or gone to, found by typing. */
export default function Palette({ open, onOpenChange }: DialogProps) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const permissions = useQuery(permissionsQuery).data
  const projects = useQuery(projectsQuery).data ?? []
  const added = useAddedCommands()
  const [text, setText] = useState('')
  const may = permits(permissions)
  const projectPage = projectPages.find(may)
  const returnFocus = useReturnFocus()

  const offered = [...added, ...commands].filter(may)
  const groups = [...new Set(offered.map(({ group }) => group))]
  const then = (action: () => void) => () => {
    onOpenChange(false)
    action()
  }
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyle} />
        <Primitive.Content
          aria-describedby={undefined}
          {...returnFocus}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-3 outline-none data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in"
        >
          <Primitive.Title className="sr-only">Command palette</Primitive.Title>
          <Command label="Command palette" loop>
            <CommandInput
              placeholder="Find a task, go somewhere, do something"
              className="h-12 text-base"
              value={text}
              onValueChange={setText}
            />
            <CommandList className="max-h-[min(24rem,60vh)]">
              <CommandEmpty>Nothing goes by that name.</CommandEmpty>
              {groups.map((group) => (
                <CommandGroup key={group} heading={group}>
                  {offered
                    .filter((command) => command.group === group)
                    .map(({ id, title, icon: Icon, keywords, keys, run }) => (
                      <CommandItem
                        key={id}
                        value={`${title} ${id}`}
                        {...(keywords && { keywords })}
                        onSelect={then(() => {
                          run({ router, queryClient })
                        })}
                      >
                        <Icon aria-hidden />
                        {title}
                        {keys && <Keys keys={keys} className="ml-auto" />}
                      </CommandItem>
                    ))}
                </CommandGroup>
              ))}
              <CommandGroup heading="Go to">
                <CommandItem value="Home" onSelect={then(() => void router.navigate({ to: '/' }))}>
                  <House aria-hidden />
                  Home
                </CommandItem>
                {navigation.filter(may).map(({ to, title, icon: Icon, keys }) => (
                  <CommandItem
                    key={to}
                    value={title}
                    onSelect={then(() => void router.navigate({ to }))}
                  >
                    <Icon aria-hidden />
                    {title}
                    {keys && <Keys keys={keys} className="ml-auto" />}
                  </CommandItem>
                ))}
              </CommandGroup>
              {projectPage && projects.length > 0 && (
                <CommandGroup heading="Projects">
                  {projects.map((project) => (
                    <CommandItem
                      key={project.id}
                      value={`${project.name} ${project.key}`}
                      onSelect={then(
                        () =>
                          void router.navigate({
                            to: projectPage.to,
                            params: { project: project.key },
                          }),
                      )}
                    >
                      <ProjectMark project={project} />
                      <span className="truncate">{project.name}</span>
                      <span className="ml-auto text-xs text-muted">{project.key}</span>
                    </CommandItem>
                  ))}
                </CommandGroup>
              )}
              <FoundTasks
                text={text}
                onOpen={(task) => {
                  onOpenChange(false)
                  void router.navigate({ to: '.', search: (before) => ({ ...before, task }) })
                }}
                onAll={(q) => {
                  onOpenChange(false)
                  void router.navigate({ to: '/tasks', search: { view: 'list', q } })
                }}
              />
              <CommandGroup heading="Help">
                <CommandItem value="Keyboard shortcuts" onSelect={then(openCheatSheet)}>
                  <Keyboard aria-hidden />
                  Keyboard shortcuts
                  <Keys keys="?" className="ml-auto" />
                </CommandItem>
              </CommandGroup>
            </CommandList>
          </Command>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
