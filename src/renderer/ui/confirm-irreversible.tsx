import { Button, Input } from 'antd'
import { useState } from 'react'
import { Dialog } from './dialog.tsx'
import { isComposing } from './keys.ts'
import { useWords } from './words.ts'

export interface ConfirmIrreversibleProps {
  open: boolean
  /** `Erase Tieyan Shao`. */
  title: string
  /** What will be gone, with number and name, and that it cannot come back. */
  consequence: string
  /** The verb on the button: `Erase`. */
  action: string
  /** To be typed first, for what destroys data. */
  typed?: string
  onConfirm: () => void
  onCancel: () => void
}

/** Only for what cannot be undone: sending to a customer, erasing a person, wiping. Everything else has undo. */
export function ConfirmIrreversible(props: ConfirmIrreversibleProps) {
  return props.open ? <Confirm {...props} /> : null
}

function Confirm({ title, consequence, action, typed, onConfirm, onCancel }: ConfirmIrreversibleProps) {
  const w = useWords()
  const [text, setText] = useState('')
  const ready = !typed || text.trim() === typed
  const hint = typed ? w('typeToConfirm', { word: typed }) : ''
  return (
    <Dialog
      open
      title={title}
      onClose={onCancel}
      footer={
        <>
          <Button onClick={onCancel} autoFocus={!typed}>
            {w('cancel')}
          </Button>
          <Button danger disabled={!ready} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <p>{consequence}</p>
      {typed && (
        <label>
          <p>{hint}</p>
          <Input
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && !isComposing(event) && ready && onConfirm()}
          />
        </label>
      )}
    </Dialog>
  )
}
