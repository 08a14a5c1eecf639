import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Keys } from '@/components/ui/keys'
import type { DialogProps } from '@/registry/dialogs'
import { useRegisteredShortcuts } from '@/registry/shortcuts'

/** The shortcuts that hold on the page that is open. */
export default function CheatSheet({ open, onOpenChange }: DialogProps) {
  const shortcuts = useRegisteredShortcuts()
  const groups = [...new Set(shortcuts.map(({ group }) => group))]
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent heading="Keyboard shortcuts" className="sm:max-w-2xl">
        <div className="gap-8 sm:columns-2">
          {groups.map((group) => (
            <section key={group} className="mb-6 break-inside-avoid">
              <h3 className="mb-1 text-xs text-muted">{group}</h3>
              <dl>
                {shortcuts
                  .filter((shortcut) => shortcut.group === group)
                  .map(({ keys, title }) => (
                    <div
                      key={`${keys} ${title}`}
                      className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0"
                    >
                      <dt>{title}</dt>
                      <dd>
                        <Keys keys={keys} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  )
}
