import { InfoCircleOutlined } from '@ant-design/icons'
import { departmentOf } from '@fieldfile/domain/identity/timeline'
import { paths } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { EmptyState, Page, Panel, useLocale } from '../../ui/index.ts'
import { RecordCreate, RecordForm, usePageKeys, type Refusal } from '../../ui/record/index.ts'
import css from './people.module.css'
import { PersonAside } from './person-aside.tsx'
import { PersonHeader } from './person-header.tsx'
import { PersonTimeline } from './person-timeline.tsx'
import { StepDialog } from './step-dialog.tsx'
import { usePerson, type OpenPerson } from './use-person.ts'

/** W-07: one person. */
export default function PersonScreen() {
  const { t } = useTranslation('people')
  const { id = '' } = useParams<{ id: string }>()
  const [, navigate] = useLocation()
  const state = usePerson(id)
  if (state.state === 'loading') return <Page>{null}</Page>
  if (state.state === 'missing')
    return (
      <Page>
        <Panel>
          <EmptyState
            title={t('missing')}
            how={t('missingHow')}
            action={{ label: t('back'), onAct: () => navigate(paths.accounts) }}
          />
        </Panel>
      </Page>
    )
  return <Person key={id} {...state} />
}

type Open = 'interaction' | 'posting' | { step: string } | null

function Person(open: OpenPerson) {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const [dialog, setDialog] = useState<Open>(null)
  const { file, gone, context, write, saver } = open
  const { id } = file.person
  const backPath = file.account ? paths.account(file.account.id, 'people') : paths.accounts
  usePageKeys({ c: gone ? undefined : () => setDialog('interaction') })

  const onDelete = async () => {
    const written = await write([{ kind: 'delete', type: 'person', id }], t('removed', { name: file.name }))
    if ('ids' in written) navigate(backPath)
  }
  const onStep = (event: string) => {
    // Coming back needs neither date nor successor.
    if (event !== 'return') return setDialog({ step: event })
    const label = types.get('person')?.entity.lifeCycle?.events[event]?.label
    const text = t('stepDone', { name: file.name, event: locale === 'en' ? label?.en : label?.zh })
    void write(
      [{ kind: 'edit', type: 'person', id, values: { leftAt: null, successorPersonId: null }, step: { event } }],
      text
    )
    return undefined
  }
  return (
    <Page
      top={
        <>
          {gone && (
            <div className={css.gone} role="status">
              <InfoCircleOutlined aria-hidden />
              <div>
                <div className={css.goneTitle}>{t('gone', { name: file.name })}</div>
                <div>{t('goneHow')}</div>
              </div>
              <Button onClick={() => navigate(backPath)}>
                {file.account ? t('backTo', { name: file.account.name }) : t('back')}
              </Button>
            </div>
          )}
          <PersonHeader
            {...{ file, gone, onStep }}
            onCapture={() => setDialog('interaction')}
            onDelete={() => void onDelete()}
          />
        </>
      }
      aside={<PersonAside file={file} gone={gone} onPosting={() => setDialog('posting')} />}
    >
      <RecordForm
        type={types.get('person')!}
        view={file.person}
        context={context}
        hide={['namePinyin', 'mobileIndex', 'tags']}
        {...saver('person')}
      >
        <RecordForm
          nested
          type={types.get('person:private')!}
          view={file.private}
          context={context}
          {...saver('person:private')}
        />
      </RecordForm>
      <Panel title={t('timeline')}>
        {file.timeline.length === 0 ? (
          <EmptyState
            title={t('timelineEmpty', { name: file.name })}
            how={t('timelineEmptyHow')}
            action={gone ? undefined : { label: t('capture'), onAct: () => setDialog('interaction') }}
          />
        ) : (
          <PersonTimeline items={file.timeline} now={file.now} zone={file.me.zone} />
        )}
      </Panel>
      {(dialog === 'interaction' || dialog === 'posting') && (
        <Create {...open} kind={dialog} onClose={() => setDialog(null)} />
      )}
      {dialog !== null && typeof dialog === 'object' && (
        <StepDialog {...{ file, context, write }} event={dialog.step} onClose={() => setDialog(null)} />
      )}
    </Page>
  )
}

const ask = {
  interaction: ['body', 'channel', 'at'],
  posting: ['accountId', 'position', 'title', 'from', 'to']
} as const

function Create({
  file,
  context,
  write,
  kind,
  onClose
}: OpenPerson & { kind: 'interaction' | 'posting'; onClose: () => void }) {
  const { t } = useTranslation('people')
  const accountId = file.account?.id
  const defaults = {
    interaction: { channel: 'callOut', at: { at: new Date(context.now).toISOString(), zone: context.zone } },
    posting: { accountId, position: file.person.body['position'] }
  }
  const fixed = {
    interaction: {
      ...(accountId && { accountId }),
      personIds: [file.person.id],
      userIds: [file.me.id],
      department: departmentOf(file.me.roles) ?? 'sales'
    },
    posting: { personId: file.person.id }
  }
  const submit = async (values: Record<string, unknown>): Promise<Refusal | void> => {
    const told = t(kind === 'posting' ? 'postingAdded' : 'contactAdded')
    const written = await write([{ kind: 'create', type: kind, values: { ...values, ...fixed[kind] } }], told)
    if ('refusal' in written) return { field: written.field, text: written.refusal }
    onClose()
    return undefined
  }
  const names = Object.fromEntries((file.choices['account'] ?? []).map(({ value, label }) => [value, label]))
  return (
    <RecordCreate
      type={types.get(kind)!}
      title={t(kind === 'posting' ? 'addPosting' : 'capture')}
      ask={ask[kind]}
      given={kind === 'posting' ? ['personId'] : ['accountId', 'personIds']}
      initial={defaults[kind]}
      names={names}
      context={context}
      onSubmit={submit}
      onClose={onClose}
    />
  )
}
