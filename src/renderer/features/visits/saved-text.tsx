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
  /** Saves what was typed over `from`; answers whether it is safe on this device. */
  onSave: (value: string, from: string) => Promise<boolean>
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
  /** What typing began on: the text that stood there, then what was saved of it. */
  const begun = useRef(value)
  /** Texts that are not a colleague's: those, also while a save is under way. */
  const [known, setKnown] = useState<readonly string[]>([])

  const save = async () => {
    clearTimeout(timer.current)
    const text = latest.current
    if (text === null || text.trim() === value.trim()) return
    const from = begun.current
    begun.current = text.trim()
    setKnown((texts) => [...texts.slice(-2), text.trim()])
    if (!(await onSave(text.trim(), from))) {
      begun.current = from
      return
    }
    // More may have been typed meanwhile.
    if (latest.current === text) latest.current = null
    setDone(true)
  }
  const saveLater = useEffectEvent(() => void save())
  const type = (text: string) => {
    if (draft === null) {
      begun.current = value
      setKnown([value])
    }
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
      {draft !== null && !known.includes(value) && value.trim() !== draft.trim() && (
        <p className={css.grey} role="status">
          {t('changedMeanwhile', { value: value || t('nothingLeft') })}
        </p>
      )}
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
