import { useEffect, useState } from 'react'
import { Dialog } from './dialog.tsx'
import css from './key-help.module.css'
import { Kbd } from './kbd.tsx'
import { isTextEntry } from './keys.ts'
import { useWords } from './words.ts'

export interface KeyGroup {
  title: string
  /** `[['Ctrl K', 'Search and commands'], …]` */
  keys: readonly (readonly [key: string, what: string])[]
}

export interface KeyHelpProps {
  groups: readonly KeyGroup[]
  open?: boolean
  onClose?: () => void
}

/** The list of keys. Opens on `?`, or when it is told to. */
export function KeyHelp({ groups, open = false, onClose }: KeyHelpProps) {
  const w = useWords()
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || isTextEntry(event.target)) return
      event.preventDefault()
      setAsked(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const close = () => {
    setAsked(false)
    onClose?.()
  }
  return (
    <Dialog open={open || asked} onClose={close} title={w('keys')} wide>
      <div className={css.groups}>
        {groups.map((group) => (
          <section key={group.title} className={css.group}>
            <h3 className={css.title}>{group.title}</h3>
            <ul>
              {group.keys.map(([key, what]) => (
                <li key={key} className={css.key}>
                  <span>{what}</span>
                  <Kbd>{key}</Kbd>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
