import { PlusOutlined } from '@ant-design/icons'
import type { RecordType } from '@fieldfile/protocol'
import { Button, Dropdown } from 'antd'
import { useState, type ReactNode } from 'react'
import { FieldRow } from '../field-row.tsx'
import { Panel } from '../page.tsx'
import { useLocale } from '../words.ts'
import { roleNames } from './field-source.ts'
import { RecordField, type AppendRow, type SaveField } from './record-field.tsx'
import { groupsOf, isFilled, readersOf, type FieldGroup, type RecordContext, type RecordView } from './record-view.ts'
import css from './record.module.css'
import { useRecordWords } from './words.ts'

export interface RecordFormProps {
  type: RecordType
  /** Undefined: this device does not hold it, so this person may not see it. */
  view: RecordView | undefined
  context: RecordContext
  onSave?: SaveField
  onAppend?: AppendRow
  hide?: readonly string[]
  /** Only these groups of the definition. */
  groups?: readonly string[]
  /** How values are shown, where writing them out does not do. */
  show?: Readonly<Record<string, (value: unknown) => ReactNode>>
  /** Further forms, flowing on in the same columns. */
  children?: ReactNode
  /** Inside another form's columns. */
  nested?: boolean
}

/** Every field of a record by its definition, edited in place. */
export function RecordForm({ type, view, hide, groups, children, nested, ...rest }: RecordFormProps) {
  const all = groupsOf(type, hide).filter(({ key }) => !groups || (key !== null && groups.includes(key)))
  const panels = all.map((group) =>
    view ? (
      <GroupPanel key={group.key ?? ''} type={type} view={view} group={group} {...rest} />
    ) : (
      <ClosedPanel key={group.key ?? ''} type={type} group={group} />
    )
  )
  if (nested) return <>{panels}</>
  return (
    <div className={css.groups}>
      {panels}
      {children}
    </div>
  )
}

function useGroupTitle(type: RecordType, key: string | null): string {
  const w = useRecordWords()
  const locale = useLocale()
  const label = key === null ? undefined : type.entity.groups[key]
  return label ? (locale === 'en' ? label.en : label.zh) : w('group')
}

type GroupPanelProps = Omit<RecordFormProps, 'view' | 'hide' | 'groups' | 'children' | 'nested'> & {
  view: RecordView
  group: FieldGroup
}

function GroupPanel({ type, view, group, context, onSave, onAppend, show }: GroupPanelProps) {
  const title = useGroupTitle(type, group.key)
  const [adding, setAdding] = useState<string | null>(null)
  const filled = group.fields.filter((name) => isFilled(view.body[name]) || view.refused[name] || view.conflicts[name])
  const missing = group.fields.filter((name) => !filled.includes(name) && mayFill(type, view, name, onSave, onAppend))
  const shown = group.fields.filter((name) => filled.includes(name) || name === adding)
  if (shown.length === 0 && missing.length === 0) return null
  return (
    <div className={css.group}>
      <Panel title={title} extra={missing.length > 0 && <AddField type={type} names={missing} onAdd={setAdding} />}>
        {shown.map((name) => (
          <RecordField
            key={name}
            {...{ type, view, name, context, onSave, onAppend }}
            adding={name === adding}
            onClosed={() => setAdding(null)}
            showLock={view.editable.length > 0}
          >
            {show?.[name]?.(view.body[name])}
          </RecordField>
        ))}
      </Panel>
    </div>
  )
}

export function mayFill(
  type: RecordType,
  view: RecordView,
  name: string,
  onSave?: SaveField,
  onAppend?: AppendRow
): boolean {
  const write = type.fields[name]!.type.kind === 'list' ? onAppend : onSave
  return write !== undefined && view.editable.includes(name)
}

interface AddFieldProps {
  type: RecordType
  names: readonly string[]
  onAdd: (name: string) => void
}

/** What is not known yet, folded into one button: an empty form is not a form to look at. */
export function AddField({ type, names, onAdd }: AddFieldProps) {
  const w = useRecordWords()
  const locale = useLocale()
  const items = names.map((name) => {
    const { label } = type.fields[name]!
    return { key: name, label: locale === 'en' ? label.en : label.zh }
  })
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => onAdd(key), className: css.menu }}>
      <Button type="link" size="small" className={css.add} icon={<PlusOutlined aria-hidden />}>
        {names.length === 1 ? w('addFieldOne') : w('addField', { n: names.length })}
      </Button>
    </Dropdown>
  )
}

/** Fields this person may not see: “—” and who may. */
function ClosedPanel({ type, group }: { type: RecordType; group: FieldGroup }) {
  const w = useRecordWords()
  const locale = useLocale()
  const title = useGroupTitle(type, group.key)
  const lead = w('noRight', { roles: roleNames(readersOf(type), locale) })
  const labels = group.fields.map((name) => type.fields[name]!.label[locale === 'en' ? 'en' : 'zh'])
  return (
    <div className={css.group}>
      <Panel title={title}>
        <FieldRow
          label={labels.slice(0, 3).join(locale === 'en' ? ', ' : '、') + (labels.length > 3 ? '…' : '')}
          state="noRight"
          lead={lead}
        />
      </Panel>
    </div>
  )
}
