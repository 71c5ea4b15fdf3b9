import {
  CalendarOutlined,
  CheckCircleFilled,
  CheckCircleOutlined,
  CloseCircleOutlined,
  EnvironmentOutlined,
  ExclamationCircleFilled,
  FormOutlined,
  LockOutlined,
  QuestionCircleOutlined,
  StopOutlined
} from '@ant-design/icons'
import type { Field, FieldType, Label } from '@fieldfile/protocol'
import { person } from '@fieldfile/protocol/entities/person'
import { site } from '@fieldfile/protocol/entities/site'
import { visit } from '@fieldfile/protocol/entities/visit'
import { visitLifeCycle } from '@fieldfile/protocol/life-cycles/visit'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag, useLocale, type Locale, type Tone } from '../../ui/index.ts'

const valuesOf = (type: FieldType): Readonly<Record<string, Label>> =>
  type.kind === 'enum' ? type.values : type.kind === 'set' ? valuesOf(type.of) : {}

/** The words of an enumeration come from its definition. */
export const codeLabel = (field: Pick<Field, 'type'>, code: string, locale: Locale): string => {
  const label = valuesOf(field.type)[code]
  return label ? label[locale === 'en' ? 'en' : 'zh'] : code
}
export const codesOf = (field: Pick<Field, 'type'>): string[] => Object.keys(valuesOf(field.type))

export const fields = {
  purposes: visit.fields.purposes,
  refusalKind: visit.fields.refusalKind,
  courtesy: visit.fields.courtesy,
  preReg: visit.fields.preRegStatus,
  position: person.fields.position,
  ppe: site.fields.ppe,
  idRequired: site.fields.idRequired,
  network: site.fields.networkQuality
} as const

export const stateLabel = (state: string, locale: Locale): string =>
  (visitLifeCycle.states as Readonly<Record<string, Label>>)[state]?.[locale === 'en' ? 'en' : 'zh'] ?? state

/** Colour and sign of a state: never the one without the other. */
const stateLook: Readonly<Record<string, { tone: Tone; icon: ReactNode }>> = {
  suggested: { tone: 'neutral', icon: <QuestionCircleOutlined aria-hidden /> },
  planned: { tone: 'info', icon: <CalendarOutlined aria-hidden /> },
  confirmed: { tone: 'info', icon: <LockOutlined aria-hidden /> },
  checkedIn: { tone: 'ok', icon: <EnvironmentOutlined aria-hidden /> },
  checkedOut: { tone: 'warn', icon: <FormOutlined aria-hidden /> },
  reported: { tone: 'ok', icon: <CheckCircleOutlined aria-hidden /> },
  reviewed: { tone: 'ok', icon: <CheckCircleFilled aria-hidden /> },
  closed: { tone: 'neutral', icon: <CheckCircleFilled aria-hidden /> },
  cancelled: { tone: 'neutral', icon: <CloseCircleOutlined aria-hidden /> },
  missed: { tone: 'danger', icon: <ExclamationCircleFilled aria-hidden /> },
  refused: { tone: 'danger', icon: <StopOutlined aria-hidden /> }
}
export const lookOf = (state: string) => stateLook[state] ?? stateLook['planned']!

/** What state a visit is in; a plan long past without a fact is "missed?". */
export function StateTag({ state, maybeMissed = false }: { state: string; maybeMissed?: boolean }) {
  const locale = useLocale()
  const { t } = useTranslation('visits')
  if (maybeMissed) return <StatusTag tone="warn">{t('maybeMissed')}</StatusTag>
  const { tone, icon } = lookOf(state)
  return (
    <StatusTag tone={tone} icon={icon}>
      {stateLabel(state, locale)}
    </StatusTag>
  )
}
