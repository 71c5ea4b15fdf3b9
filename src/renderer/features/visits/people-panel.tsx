import { Button, Checkbox, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { paths } from '@fieldfile/protocol'
import { isComposing, Panel, Segments, StatusTag, useLocale } from '../../ui/index.ts'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'
import { addPerson, editVisit, saveQuietly, saveWithUndo } from './commands.ts'
import { postText } from './lines.tsx'
import type { Host } from './rows.ts'
import { codeLabel, codesOf, fields } from './vocabulary.tsx'

const over = new Set(['reported', 'reviewed', 'closed', 'cancelled', 'missed'])

/** Whom we came to meet, and whom we met. Somebody new needs a name and a post only. */
export function PeoplePanel({ card, canMeet }: { card: VisitCard; canMeet: boolean }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [adding, setAdding] = useState(false)
  const { row, met, toMeet, persons, courtesy } = card
  const mayEdit = card.mayEdit && !over.has(row.state)
  const meeting = canMeet && mayEdit
  const ids = toMeet.map((person) => person.id)
  const others = persons.filter((person) => !ids.includes(person.id))
  const listed: Host[] = [...toMeet, ...others.filter((person) => met.includes(person.id))]
  const addable = others.filter((person) => !met.includes(person.id) && !person.gone)

  const setMet = (person: Host, is: boolean) =>
    void saveQuietly(
      [editVisit(row.id, { metPersonIds: is ? [...met, person.id] : met.filter((id) => id !== person.id) })],
      locale
    )
  const addKnown = (id: string) =>
    void saveQuietly(
      [editVisit(row.id, meeting ? { metPersonIds: [...met, id] } : { personIds: [...ids, id] })],
      locale
    )
  const create = async (name: string, position: string) => {
    const person = addPerson(row.accountId, name, position)
    const list = meeting ? { metPersonIds: [...met, person.id!] } : { personIds: [...ids, person.id!] }
    const saved = await saveWithUndo([person, editVisit(row.id, list)], t('personAdded', { name }), locale)
    if (saved) setAdding(false)
  }
  const codes = codesOf(fields.courtesy)
  return (
    <Panel
      title={t(canMeet ? 'whoWasThere' : 'toMeet')}
      extra={canMeet ? t('metCount', { count: met.length }) : undefined}
    >
      {listed.length === 0 && <p className={css.grey}>{t('nobodyYet')}</p>}
      <ul className={css.people}>
        {listed.map((person) => (
          <li key={person.id} className={css.person}>
            {canMeet ? (
              <Checkbox
                checked={met.includes(person.id)}
                disabled={!meeting}
                onChange={(event) => setMet(person, event.target.checked)}
              >
                <PersonName person={person} locale={locale} />
              </Checkbox>
            ) : (
              <PersonName person={person} locale={locale} />
            )}
            {person.gone && <StatusTag tone="warn">{t('gone')}</StatusTag>}
            <Link
              className={css.personLink}
              href={paths.person(person.id)}
              aria-label={t('openPerson', { name: person.name })}
            >
              {t('open')}
            </Link>
          </li>
        ))}
      </ul>
      {mayEdit && (
        <div className={css.addLine}>
          {addable.length > 0 && (
            <Select
              className={css.grow}
              showSearch={{ optionFilterProp: 'label' }}
              value={null}
              aria-label={t('addKnown')}
              placeholder={t('addKnown')}
              options={addable.map((person) => ({
                value: person.id,
                label: person.position
                  ? `${person.name} · ${codeLabel(fields.position, person.position, locale)}`
                  : person.name
              }))}
              onChange={(id: string | null) => id && addKnown(id)}
            />
          )}
          <Button onClick={() => setAdding(!adding)} aria-expanded={adding}>
            {t('newPerson')}
          </Button>
        </div>
      )}
      {adding && mayEdit && <NewPerson onAdd={(name, position) => void create(name, position)} />}
      {canMeet && (met.length > 0 || courtesy !== null) && (
        <div className={css.courtesy}>
          <span className={css.label}>{t('courtesy')}</span>
          {meeting ? (
            <Segments
              label={t('courtesy')}
              value={courtesy}
              options={codes.map((value) => ({ value, label: codeLabel(fields.courtesy, value, locale) }))}
              onChange={(value) => void saveQuietly([editVisit(row.id, { courtesy: value })], locale)}
            />
          ) : (
            courtesy && <span>{codeLabel(fields.courtesy, courtesy, locale)}</span>
          )}
        </div>
      )}
    </Panel>
  )
}

const PersonName = ({ person, locale }: { person: Host; locale: 'zh-CN' | 'en' }) => (
  <span>
    <span className={css.personName}>{person.name}</span> <span className={css.grey}>{postText(person, locale)}</span>
  </span>
)

function NewPerson({ onAdd }: { onAdd: (name: string, position: string) => void }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const [name, setName] = useState('')
  const [position, setPosition] = useState('other')
  const [asked, setAsked] = useState(false)
  const finish = () => (name.trim() ? onAdd(name.trim(), position) : setAsked(true))
  return (
    <form
      className={css.inlineForm}
      onSubmit={(event) => {
        event.preventDefault()
        finish()
      }}
    >
      <div className={css.field}>
        <label htmlFor={`${id}n`} className={css.label}>
          {t('personName')}
        </label>
        <Input
          id={`${id}n`}
          autoFocus
          autoComplete="off"
          maxLength={80}
          value={name}
          status={asked && !name.trim() ? 'error' : undefined}
          aria-invalid={(asked && !name.trim()) || undefined}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && isComposing(event)) event.preventDefault()
          }}
        />
        {asked && !name.trim() && <p className={css.error}>{t('askName')}</p>}
      </div>
      <div className={css.field}>
        <label htmlFor={`${id}p`} className={css.label}>
          {t('position')}
        </label>
        <Select
          id={`${id}p`}
          value={position}
          options={codesOf(fields.position).map((code) => ({
            value: code,
            label: codeLabel(fields.position, code, locale)
          }))}
          onChange={setPosition}
        />
      </div>
      <Button htmlType="submit">{t('add')}</Button>
    </form>
  )
}
