import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change } from '../../client/index.ts'
import { Dialog, useLocale, useWords, wallClock } from '../../ui/index.ts'
import { DraftForm, type RecordContext, type Write } from '../../ui/record/index.ts'
import type { PersonFile } from './person-query.ts'

export interface StepDialogProps {
  event: string
  file: PersonFile
  context: RecordContext
  write: Write<Change>
  onClose: () => void
}

/** Leaving, moving, retiring: since when, and who follows. The current posting ends with it. `successor`: only who follows. */
export function StepDialog({ event, file, context, write, onClose }: StepDialogProps) {
  const { t } = useTranslation('people')
  const w = useWords()
  const locale = useLocale()
  const id = useId()
  const type = types.get('person')!
  const label = type.entity.lifeCycle?.events[event]?.label
  const verb = (locale === 'en' ? label?.en : label?.zh) ?? t('setSuccessor')
  const fields = { leftAt: type.fields['leftAt']!, successorPersonId: type.fields['successorPersonId']! }
  const today = wallClock(context.now, context.zone).date
  return (
    <Dialog
      open
      title={t('stepTitle', { event: verb, name: file.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{w('cancel')}</Button>
          <Button type="primary" htmlType="submit" form={id}>
            {verb}
          </Button>
        </>
      }
    >
      <DraftForm
        id={id}
        fields={fields}
        required={['leftAt']}
        initial={{
          leftAt: file.person.body['leftAt'] ?? today,
          successorPersonId: file.person.body['successorPersonId']
        }}
        names={file.person.names}
        context={context}
        onSubmit={async (values) => {
          const current = file.postings.filter(({ to, accountId }) => !to && accountId === file.account?.id)
          const changes: Change[] = [
            { kind: 'edit', type: 'person', id: file.person.id, values, ...(label && { step: { event } }) },
            ...current.map((posting): Change => ({
              kind: 'edit',
              type: 'posting',
              id: posting.id,
              values: { to: values['leftAt'] }
            }))
          ]
          const written = await write(changes, t('stepDone', { name: file.name, event: verb }))
          if ('refusal' in written) return { field: written.field, text: written.refusal }
          onClose()
          return undefined
        }}
      />
    </Dialog>
  )
}
