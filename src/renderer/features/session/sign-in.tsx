import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import type { IpcCalls, Session, Settings } from '@fieldfile/protocol'
import { Button, Input, type InputRef } from 'antd'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { isComposing } from '../../ui/index.ts'
import { DemoPeople } from './demo-people.tsx'
import { missing, problemOf, type Credentials, type Problem, type SignInField, type WordOf } from './sign-in-errors.ts'
import css from './sign-in.module.css'

export interface SignInFormProps {
  /** Filled in already: the address and name used last. */
  server: string
  login?: string
  /** Sign in again as the same person, over data that is on this device. */
  again?: boolean
  /** A demo company is running: says whom to sign in as. */
  demo?: boolean
  language: Settings['language']
  signIn: (credentials: Credentials) => Promise<IpcCalls['session.signIn']['out']>
  onSignedIn: (session: Session) => void
  openBrowser?: (url: string) => void
}

/** Main did not take the call at all. */
const noAnswer = (): IpcCalls['session.signIn']['out'] => ({ ok: false, error: { code: 'SERVER_ERROR' } })

export function SignInForm(props: SignInFormProps) {
  const { again = false, demo, language, signIn, onSignedIn, openBrowser } = props
  const { t } = useTranslation('session')
  const word: WordOf = (key, replaced) => t(key, replaced ?? {})
  const [values, setValues] = useState<Credentials>({ server: props.server, login: props.login ?? '', password: '' })
  const [wrong, setWrong] = useState<Partial<Record<SignInField, string>>>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [shown, setShown] = useState(false)
  const fields = { server: useRef<InputRef>(null), login: useRef<InputRef>(null), password: useRef<InputRef>(null) }

  // Where typing starts: the first field that is not filled in yet.
  const [first] = useState(() => (['server', 'login'] as const).find((name) => !values[name]) ?? 'password')

  const refuse = (next: Partial<Record<SignInField, string>>) => {
    setWrong(next)
    const at = (['server', 'login', 'password'] as const).find((field) => next[field])
    if (at) fields[at].current?.focus()
  }
  const submit = async () => {
    if (busy) return
    setProblem(null)
    const empty = missing(values, word)
    if (Object.keys(empty).length > 0) return refuse(empty)
    setBusy(true)
    setWrong({})
    const answer = await signIn({ ...values, server: values.server.trim(), login: values.login.trim() }).catch(noAnswer)
    setBusy(false)
    if (answer.ok) return onSignedIn(answer.body)
    const found = problemOf(answer.error, { server: values.server.trim(), language, again, word })
    if (found.place === 'form') setProblem(found)
    else refuse({ [found.place]: found.text })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event)) return
    event.preventDefault()
    void submit()
  }
  const field = (name: SignInField) => ({
    ref: fields[name],
    autoFocus: name === first,
    value: values[name],
    error: wrong[name],
    onKeyDown,
    onText: (text: string) => {
      setValues((v) => ({ ...v, [name]: text }))
      setWrong((before) => ({ ...before, [name]: undefined }))
    }
  })

  return (
    <div className={css.form} role="form" aria-label={t('title')}>
      {problem && (
        <div className={css.problem} role="alert">
          <ExclamationCircleFilled aria-hidden className={css.sign} />
          <div>
            <p>{problem.text}</p>
            {problem.portal && openBrowser && (
              <Button onClick={() => openBrowser(values.server)}>{t('openBrowser')}</Button>
            )}
          </div>
        </div>
      )}
      <TextField
        {...field('server')}
        label={t('server')}
        hint={values.server ? undefined : t('serverHint')}
        inputMode="url"
        readOnly={again}
      />
      <TextField {...field('login')} label={t('login')} autoComplete="username" readOnly={again && !!props.login} />
      <TextField
        {...field('password')}
        label={t('password')}
        type={shown ? 'text' : 'password'}
        autoComplete="current-password"
        suffix={
          <button
            type="button"
            className={css.show}
            aria-pressed={shown}
            aria-label={t(shown ? 'hidePassword' : 'showPassword')}
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'hide' : 'show')}
          </button>
        }
      />
      <Button type="primary" size="large" block loading={busy} onClick={() => void submit()}>
        {t(busy ? 'submitting' : 'submit')}
      </Button>
      {demo && !again && (
        <DemoPeople language={language} onPick={(login, password) => setValues((v) => ({ ...v, login, password }))} />
      )}
    </div>
  )
}

interface TextFieldProps extends Pick<
  React.ComponentProps<typeof Input>,
  'type' | 'autoFocus' | 'autoComplete' | 'inputMode' | 'suffix' | 'readOnly' | 'onKeyDown'
> {
  ref: React.Ref<InputRef>
  label: string
  hint?: string
  value: string
  error?: string
  onText: (text: string) => void
}

function TextField({ label, hint, error, onText, ref, ...input }: TextFieldProps) {
  const id = useId()
  const below = error ?? hint
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <Input
        {...input}
        ref={ref}
        id={id}
        size="large"
        spellCheck={false}
        autoCapitalize="off"
        status={error ? 'error' : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={below ? `${id}-below` : undefined}
        onChange={(event) => onText(event.target.value)}
      />
      {below && (
        <div id={`${id}-below`} className={error ? css.error : css.hint} role={error ? 'alert' : undefined}>
          {error && <ExclamationCircleFilled aria-hidden />}
          {below}
        </div>
      )}
    </div>
  )
}

/** The first screen: a language, a server, a name, a password. */
export function SignInScreen({
  notice,
  revoked,
  onLanguage,
  ...form
}: SignInFormProps & { notice?: string; revoked?: string; onLanguage: (language: Settings['language']) => void }) {
  const { t } = useTranslation('session')
  return (
    <main className={css.screen}>
      <div className={css.languages} role="group" aria-label={t('language')}>
        {(['zh-CN', 'en'] as const).map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            className={css.language}
            aria-pressed={form.language === language}
            onClick={() => onLanguage(language)}
          >
            {language === 'en' ? 'English' : '中文'}
          </button>
        ))}
      </div>
      <section className={css.panel}>
        <div className={css.brand}>
          <Mark />
          <span>Fieldfile</span>
        </div>
        <h1 className={css.title}>{t('title')}</h1>
        {notice && (
          <p className={css.notice} role="status">
            <CheckCircleFilled aria-hidden className={css.ok} />
            {notice}
          </p>
        )}
        {revoked && (
          <p className={`${css.notice} ${css.bad}`} role="alert">
            <ExclamationCircleFilled aria-hidden className={css.sign} />
            {revoked}
          </p>
        )}
        <SignInForm {...form} />
      </section>
    </main>
  )
}

const Mark = () => (
  <svg width="32" height="32" viewBox="0 0 26 26" aria-hidden>
    <rect width="26" height="26" rx="6" fill="var(--primary)" />
    <path d="M8 6h10v3h-6.5v3H17v3h-5.5v5H8z" fill="#fff" />
    <circle cx="17.5" cy="18.3" r="1.8" fill="#fff" />
  </svg>
)
