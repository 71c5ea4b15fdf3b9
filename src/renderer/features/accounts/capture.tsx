import { newId } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { useTranslation } from 'react-i18next'
import { RecordCreate, type RecordContext, type Refusal } from '../../ui/record/index.ts'
import type { Change } from '../../client/index.ts'
import type { AccountFile } from './file-query.ts'
import { departmentOf } from '@fieldfile/domain/identity/timeline'
import type { AccountWrite } from './use-file.ts'

export type CaptureKind = 'interaction' | 'task' | 'person' | 'site'

export interface CaptureProps {
  kind: CaptureKind
  file: AccountFile
  context: RecordContext
  write: AccountWrite
  /** What is known already: the post of a person who is missing. */
  initial?: Readonly<Record<string, unknown>>
  successorOf?: string
  onClose: () => void
}

const ask: Readonly<Record<CaptureKind, readonly string[]>> = {
  interaction: ['body', 'channel', 'personIds', 'at'],
  task: ['title', 'dueAt', 'assigneeUserId', 'kind', 'note'],
  person: ['name', 'position', 'title', 'mobiles', 'workPhone'],
  site: ['name', 'kind', 'city', 'address', 'preRegHours']
}
/** Filled in here, not asked for. */
const given = ['accountId', 'lifecycleStatus', 'status']

/** A card of at most five fields; the rest of the record is filled in where it is shown. */
export function Capture({ kind, file, context, write, initial, successorOf, onClose }: CaptureProps) {
  const { t } = useTranslation('accounts')
  const type = types.get(kind)!
  const titles = { interaction: t('addContact'), task: t('addTask'), person: t('addPerson'), site: t('addSite') }
  const defaults = {
    interaction: { channel: 'callOut', at: { at: new Date(context.now).toISOString(), zone: context.zone } },
    task: { assigneeUserId: file.me.id, kind: 'followUp' },
    person: {},
    site: { kind: 'plant', city: file.account.body['city'] }
  }
  const submit = async (values: Record<string, unknown>): Promise<Refusal | void> => {
    const name = String(values['name'] ?? values['title'] ?? '')
    const told = {
      interaction: t('contactAdded'),
      task: t('taskAdded', { title: name }),
      person: t('personAdded', { name }),
      site: t('siteAdded', { name })
    }
    const written = await write(changesFor(kind, file, values, successorOf), told[kind])
    if ('refusal' in written) return { field: written.field, text: written.refusal }
    onClose()
    return undefined
  }
  return (
    <RecordCreate
      type={type}
      title={titles[kind]}
      ask={ask[kind]}
      given={given}
      initial={{ ...defaults[kind], ...initial }}
      names={Object.fromEntries((file.choices['user'] ?? []).map(({ value, label }) => [value, label]))}
      context={context}
      onSubmit={submit}
      onClose={onClose}
    />
  )
}

function changesFor(
  kind: CaptureKind,
  file: AccountFile,
  values: Record<string, unknown>,
  successorOf?: string
): Change[] {
  const accountId = file.account.id
  switch (kind) {
    case 'interaction':
      return [
        {
          kind: 'create',
          type: kind,
          values: { ...values, accountId, userIds: [file.me.id], department: departmentOf(file.me.roles) ?? 'sales' }
        }
      ]
    case 'task':
      return [{ kind: 'create', type: kind, values: { ...values, accountId }, step: { event: 'open' } }]
    case 'person': {
      const id = newId()
      const post = { position: values['position'], title: values['title'] ?? null }
      return [
        { kind: 'create', type: kind, id, values: { ...values, accountId }, step: { event: 'register' } },
        { kind: 'create', type: 'posting', values: { ...filled(post), accountId, personId: id, main: true } },
        ...(successorOf
          ? [{ kind: 'edit' as const, type: kind, id: successorOf, values: { successorPersonId: id } }]
          : [])
      ]
    }
    default:
      return [{ kind: 'create', type: kind, values: { ...values, accountId } }]
  }
}

const filled = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value != null))
