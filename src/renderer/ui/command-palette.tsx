import { SearchOutlined } from '@ant-design/icons'
import { useEffect, useEffectEvent, useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import css from './command-palette.module.css'
import { Dialog } from './dialog.tsx'
import { Kbd } from './kbd.tsx'
import { isComposing } from './keys.ts'
import { useWords } from './words.ts'

export interface PaletteItem {
  key: string
  label: ReactNode
  /** A second line of what it is: place, role, number. */
  hint?: string
  icon?: ReactNode
  kbd?: string
}

export interface PaletteGroup {
  key: string
  label: string
  items: readonly PaletteItem[]
}

export interface CommandPaletteProps {
  open: boolean
  onClose: () => void
  placeholder: string
  /** Called with every change; the answer comes back in `groups`. */
  onQuery: (query: string) => void
  groups: readonly PaletteGroup[]
  /** The query `groups` answers. Enter waits for it, so that a fast typist never opens the wrong thing. */
  resultsFor?: string
  onPick: (item: PaletteItem) => void
}

/** Search and commands in one box. */
export function CommandPalette({ open, ...rest }: CommandPaletteProps) {
  const w = useWords()
  return (
    <Dialog open={open} onClose={rest.onClose} title={w('palette')} bare>
      <Palette {...rest} />
    </Dialog>
  )
}

function Palette({ onClose, placeholder, onQuery, groups, resultsFor, onPick }: Omit<CommandPaletteProps, 'open'>) {
  const w = useWords()
  const id = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const [entered, setEntered] = useState(false)
  const items = groups.flatMap((group) => group.items)
  const index = Math.min(at, items.length - 1)
  const current = resultsFor === undefined || resultsFor === query

  const pick = (item: PaletteItem | undefined) => {
    if (!item) return
    onClose()
    onPick(item)
  }
  // What is offered before typing.
  const offer = useEffectEvent(() => onQuery(''))
  useEffect(() => offer(), [])
  const answered = useEffectEvent(() => pick(items[0]))
  useEffect(() => {
    if (entered && current) answered()
  }, [entered, current])
  const activeId = items[index] ? `${id}${index}` : undefined
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move) {
      event.preventDefault()
      setAt((index + move + items.length) % Math.max(1, items.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (current) pick(items[index])
      else setEntered(true)
    }
  }

  return (
    <>
      <div className={css.field}>
        <SearchOutlined aria-hidden />
        <input
          className={css.input}
          autoFocus
          role="combobox"
          aria-label={w('palette')}
          aria-expanded={items.length > 0}
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={activeId}
          placeholder={placeholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
            setEntered(false)
            onQuery(event.target.value)
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>Esc</Kbd>
      </div>
      <div id={`${id}list`} className={css.list} role="listbox" aria-label={w('palette')}>
        {groups.map((group) => {
          const first = items.indexOf(group.items[0]!)
          if (group.items.length === 0) return null
          return (
            <div key={group.key} role="group" aria-labelledby={`${id}${group.key}`}>
              <div id={`${id}${group.key}`} className={css.group} role="presentation">
                {group.label}
              </div>
              {group.items.map((item, i) => (
                <Option
                  key={item.key}
                  id={`${id}${first + i}`}
                  item={item}
                  active={first + i === index}
                  onPick={() => pick(item)}
                  onPoint={() => setAt(first + i)}
                />
              ))}
            </div>
          )
        })}
      </div>
      {items.length === 0 && (
        <div className={css.none} role="status">
          {current ? query && w('nothingFound', { query }) : w('searching')}
        </div>
      )}
    </>
  )
}

type OptionProps = { id: string; item: PaletteItem; active: boolean; onPick: () => void; onPoint: () => void }
function Option({ id, item, active, onPick, onPoint }: OptionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the input's
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={`${css.item} ${active ? css.active : ''}`}
      onClick={onPick}
      onMouseMove={active ? undefined : onPoint}
    >
      {item.icon && <span className={css.icon}>{item.icon}</span>}
      <span className={css.label}>{item.label}</span>
      {item.hint && <span className={css.hint}>{item.hint}</span>}
      {item.kbd && <Kbd>{item.kbd}</Kbd>}
    </div>
  )
}
