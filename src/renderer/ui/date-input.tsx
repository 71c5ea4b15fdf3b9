import { CalendarOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Select } from 'antd'
import { useState } from 'react'
import type { EditorProps } from './editors.tsx'
import css from './editors.module.css'
import { MonthCalendar } from './month-calendar.tsx'
import { readDate } from './parse-date.ts'
import { useWords } from './words.ts'

type DateInputProps = Pick<EditorProps, 'label' | 'context' | 'invalid' | 'describedBy'> & {
  text: string
  onText: (text: string) => void
  onPick: (isoDate: string) => void
  example?: string
}

/** A date is typed as people write it; the calendar is an aid. */
export function DateInput({ label, context, invalid, describedBy, text, onText, onPick, example }: DateInputProps) {
  const w = useWords()
  const [open, setOpen] = useState(false)
  const date = text.trim().split(/[\sT]/)[0] ?? ''
  const pick = (isoDate: string) => {
    setOpen(false)
    onPick(isoDate)
  }
  return (
    <div className={css.line}>
      <Input
        autoFocus
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        status={invalid ? 'error' : undefined}
        placeholder={example ?? '2026-09-15'}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        content={<MonthCalendar value={readDate(date, context.today)} today={context.today} onPick={pick} />}
      >
        <Button
          icon={<CalendarOutlined aria-hidden />}
          aria-label={w('calendar')}
          title={w('calendar')}
          onMouseDown={(event) => event.preventDefault()}
        />
      </Popover>
    </div>
  )
}

export interface InstantDraft {
  text: string
  zone: string
}

type InstantInputProps = EditorProps & { draft: InstantDraft }

/** A moment as a wall clock shows it, and the zone of that clock. */
export function InstantInput({ draft, onDraft, ...props }: InstantInputProps) {
  const w = useWords()
  const time = /[\sT](\S+)$/.exec(draft.text.trim())?.[1] ?? '09:00'
  return (
    <>
      <DateInput
        {...props}
        text={draft.text}
        example="2026-09-15 09:30"
        onText={(text) => onDraft({ ...draft, text })}
        onPick={(isoDate) => onDraft({ ...draft, text: `${isoDate} ${time}` })}
      />
      <Select
        className={css.zone}
        size="small"
        aria-label={w('zone')}
        showSearch
        options={zones(draft.zone)}
        value={draft.zone}
        onChange={(zone: string) => onDraft({ ...draft, zone })}
      />
    </>
  )
}

const zones = (current: string) =>
  [...new Set([current, ...Intl.supportedValuesOf('timeZone'), 'UTC'])].map((zone) => ({ value: zone, label: zone }))
