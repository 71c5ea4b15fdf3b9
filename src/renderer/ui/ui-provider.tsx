import '@fontsource-variable/inter'
import '@fontsource-variable/noto-sans-sc'
import './tokens.css'
import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useLayoutEffect, useMemo, type ReactNode } from 'react'
import { themeConfig } from './theme.ts'
import type { Density, ThemeMode } from './tokens.ts'
import { useLocale } from './words.ts'

/** Lists open inside the page or the dialog they belong to: they scroll with it, and a dialog makes all else inert. */
const popupContainer = (trigger?: HTMLElement): HTMLElement =>
  trigger?.closest<HTMLElement>('main, dialog') ?? document.body

export interface UiProviderProps {
  mode: ThemeMode
  density: Density
  /** Of the content security policy: Ant Design writes style elements. */
  nonce?: string
  children: ReactNode
}

/** Theme, density and language for everything inside, and for what Ant Design opens on the body. */
export function UiProvider({ mode, density, nonce, children }: UiProviderProps) {
  const locale = useLocale()
  const theme = useMemo(() => themeConfig(mode, density), [mode, density])
  useLayoutEffect(() => {
    const root = document.documentElement
    root.lang = locale
    root.dataset['theme'] = mode
    root.dataset['density'] = density
  }, [locale, mode, density])
  return (
    <ConfigProvider
      theme={theme}
      locale={locale === 'en' ? enUS : zhCN}
      csp={nonce ? { nonce } : undefined}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      getPopupContainer={popupContainer}
    >
      {children}
    </ConfigProvider>
  )
}
