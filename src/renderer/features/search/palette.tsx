import { EnvironmentOutlined, ShopOutlined, UserOutlined } from '@ant-design/icons'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { lookup, useQuery } from '../../client/index.ts'
import { CommandPalette, useLocale, type PaletteGroup, type PaletteItem } from '../../ui/index.ts'
import { matches, type Command } from './commands.ts'
import { find, recent, type Found } from './queries.ts'
import { useRecent, type Ref } from './recent.ts'

export interface SearchPaletteProps {
  open: boolean
  onClose: () => void
  commands: readonly Command[]
  userId: string
  /** This user's role holds no customers on the device: they are looked up on the server too. */
  online: boolean
  onOpen: (path: string) => void
}

const limit = 20
const icons: Readonly<Record<string, ReactNode>> = {
  account: <ShopOutlined aria-hidden />,
  person: <UserOutlined aria-hidden />,
  site: <EnvironmentOutlined aria-hidden />
}

/** Search and commands in one box: what was opened recently before typing, then records and commands together. */
export function SearchPalette(props: SearchPaletteProps) {
  return props.open ? <Open {...props} /> : null
}

function Open({ onClose, commands, userId, online, onOpen }: SearchPaletteProps) {
  const { t } = useTranslation('search')
  const locale = useLocale()
  const english = locale === 'en'
  const [text, setText] = useState('')
  const { data: found = [], loading } = useQuery(find, { text, limit, english })
  const { data: recents = [] } = useQuery(recent, { refs: useRecent(userId), english })
  const looked = useLookup(text, online)
  const { data: fromServer = [] } = useQuery(recent, { refs: looked, english })
  const [settled, setSettled] = useState('')
  if (!loading && settled !== text) setSettled(text)

  const typed = text.trim() !== ''
  const itemOf = (record: Found): PaletteItem => {
    const facts = record.facts.map((fact) => (typeof fact === 'string' ? fact : locale === 'en' ? fact.en : fact.zh))
    const hint = facts.join(' · ')
    return {
      key: `record:${record.type}:${record.id}`,
      label: record.title,
      hint: record.fromServer ? t('serverHint', { hint }) : hint,
      icon: icons[record.type]
    }
  }
  const here = found.filter((record) => !record.fromServer)
  const there = [...found.filter((record) => record.fromServer), ...fromServer].filter(
    (record, index, all) => record.fromServer && all.findIndex(({ id }) => id === record.id) === index
  )
  const offered = commands.filter((command) => !typed || matches(command, text))
  const commandGroup = (key: Command['group'], label: string): PaletteGroup => ({
    key,
    label,
    items: offered
      .filter((command) => command.group === key)
      .map((command) => ({ key: `command:${command.key}`, label: command.label, icon: command.icon, kbd: command.kbd }))
  })
  const groups: PaletteGroup[] = [
    { key: 'records', label: t(typed ? 'found' : 'recent'), items: (typed ? here : recents).map(itemOf) },
    { key: 'server', label: t('fromServer'), items: typed ? there.map(itemOf) : [] },
    commandGroup('goTo', t('goTo')),
    commandGroup('create', t('create')),
    commandGroup('commands', t('commands'))
  ]
  const pick = ({ key }: PaletteItem) => {
    const command = commands.find((one) => key === `command:${one.key}`)
    if (command) return command.run()
    const record = [...found, ...recents, ...fromServer].find(({ type, id }) => key === `record:${type}:${id}`)
    if (record?.path) onOpen(record.path)
  }
  return (
    <CommandPalette
      open
      onClose={onClose}
      placeholder={t('placeholder')}
      onQuery={setText}
      groups={groups.filter((group) => group.items.length > 0)}
      resultsFor={settled}
      onPick={pick}
    />
  )
}

const ask = async (type: string, q: string): Promise<Ref[]> => {
  try {
    return (await lookup({ type, q, limit: 10 })).found
  } catch {
    // Offline is no error here: what the device holds is shown.
    return []
  }
}
const nothing: Ref[] = []

/** Asks the server once typing pauses. Its rows join the view. */
function useLookup(text: string, online: boolean): Ref[] {
  const q = text.trim()
  const [answer, setAnswer] = useState<{ q: string; refs: Ref[] }>({ q: '', refs: nothing })
  useEffect(() => {
    if (!online || q.length < 2) return
    let current = true
    const run = async () => {
      const refs = (await Promise.all([ask('account', q), ask('person', q)])).flat()
      if (current) setAnswer({ q, refs })
    }
    const timer = setTimeout(() => void run(), 300)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [q, online])
  return answer.q === q ? answer.refs : nothing
}
