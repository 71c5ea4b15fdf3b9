import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import css from './sign-in.module.css'

/** The people of the demo company (DOMAIN §9) worth trying first, one of each kind of work. */
const people = [
  { login: 'tang.yue', zh: '唐岳', en: 'Yue Tang', role: 'rep' },
  { login: 'xu.ning', zh: '许宁', en: 'Ning Xu', role: 'desk' },
  { login: 'li.wen', zh: '黎文', en: 'Wen Li', role: 'manager' },
  { login: 'wen.qing', zh: '温清', en: 'Qing Wen', role: 'marketing' },
  { login: 'he.ping', zh: '贺平', en: 'Ping He', role: 'admin' }
] as const
const password = 'qilan-demo'

export interface DemoPeopleProps {
  language: 'zh-CN' | 'en'
  onPick: (login: string, password: string) => void
}

/** Whom to sign in as in a demo; a click fills the form. */
export function DemoPeople({ language, onPick }: DemoPeopleProps) {
  const { t } = useTranslation('session')
  return (
    <section className={css.demo} aria-label={t('demoTitle')}>
      <p>{t('demo', { password })}</p>
      <ul className={css.people}>
        {people.map((person) => (
          <li key={person.login}>
            <Button block type="text" className={css.person} onClick={() => onPick(person.login, password)}>
              <span>{language === 'en' ? person.en : person.zh}</span>
              <span className={css.personRole}>{t(person.role)}</span>
              <span className={css.personLogin}>{person.login}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
