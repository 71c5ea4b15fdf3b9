import { CheckOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isComposing } from '../../ui/index.ts'
import css from './card.module.css'

/** Typing that pauses this long is saved. */
const pauseMs = 1_200

interface SavedTextProps {
  label: string
  value: string
  /** Saves; answers whether it is safe on this device. */
  onSave: (value: string) => Promise<boolean>
  placeholder?: string
  /** Not yet with the server. */
  unsent?: boolean
  lines?: number
  max?: number
  readOnly?: boolean
  hideLabel?: boolean
  children?: ReactNode
}

/** Text that saves itself: when typing pauses, and on leaving. What was typed is never lost to a crash or a tap elsewhere. */
export function SavedText(props: SavedTextProps) {
  const {
    label,
    value,
    onSave,
    placeholder,
    unsent = false,
    lines = 2,
    max = 20_000,
    readOnly = false,
    hideLabel = false
  } = props
  const { t } = useTranslation('visits')
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const [done, setDone] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const composing = useRef(false)
  const latest = useRef<string | null>(null)

  const save = async () => {
    clearTimeout(timer.current)
    const text = latest.current
    if (text === null || text.trim() === value.trim()) return
    if (!(await onSave(text.trim()))) return
    // More may have been typed meanwhile.
    if (latest.current === text) latest.current = null
    setDone(true)
  }
  const saveLater = useEffectEvent(() => void save())
  const type = (text: string) => {
    latest.current = text
    setDraft(text)
    setDone(false)
    clearTimeout(timer.current)
    if (!composing.current) timer.current = setTimeout(() => saveLater(), pauseMs)
  }
  const leaveField = async () => {
    await save()
    if (latest.current === null) setDraft(null)
  }
  const leave = useEffectEvent(() => void save())
  useEffect(() => () => leave(), [])

  if (readOnly)
    return (
      <div className={css.field}>
        {!hideLabel && <span className={css.label}>{label}</span>}
        <p className={css.readText}>{value || '—'}</p>
      </div>
    )
  return (
    <div className={css.field}>
      <div className={css.labelLine}>
        <label htmlFor={id} className={hideLabel ? css.hidden : css.label}>
          {label}
        </label>
        <SavedMark shown={done || (unsent && draft === null)} waiting={unsent} />
      </div>
      <Input.TextArea
        id={id}
        autoSize={{ minRows: lines, maxRows: 10 }}
        maxLength={max}
        value={draft ?? value}
        placeholder={placeholder ?? t('typeHere')}
        onChange={(event) => type(event.target.value)}
        onCompositionStart={() => {
          composing.current = true
          clearTimeout(timer.current)
        }}
        onCompositionEnd={(event) => {
          composing.current = false
          type(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          // Submitting must not outrun what was typed last.
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isComposing(event)) void save()
        }}
        onBlur={() => {
          void leaveField()
        }}
      />
      {props.children}
    </div>
  )
}

/** Only what is durable here says so. */
export function SavedMark({ shown, waiting }: { shown: boolean; waiting: boolean }) {
  const { t } = useTranslation('visits')
  return (
    <span className={css.saved} role="status">
      {shown && (
        <>
          <CheckOutlined aria-hidden /> {t(waiting ? 'savedWaiting' : 'savedHere')}
        </>
      )}
    </span>
  )
}
