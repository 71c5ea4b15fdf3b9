/**
 * The palette. Contrasts are computed: rendered text at least 4.7:1, control edges at least 3.1:1.
 * `tokens.css` carries the same values as custom properties; a test compares the two.
 */
export const light = {
  page: '#f2f4f7',
  panel: '#ffffff',
  sunk: '#f7f8fa',
  elevated: '#ffffff',
  text: '#131a24',
  text2: '#475264',
  text3: '#5f6b7d',
  line: '#e3e8ee',
  edge: '#8792a3',
  hatch: '#d5dce5',
  primary: '#1b56b8',
  link: '#1b56b8',
  danger: '#b3261e',
  'danger-bg': '#fdecea',
  warn: '#8a5300',
  'warn-bg': '#fff3db',
  ok: '#1a6e3c',
  'ok-bg': '#e6f4ea',
  info: '#1b56b8',
  'info-bg': '#eaf1fd',
  conflict: '#6a3ab2',
  'conflict-bg': '#f2ecfb',
  teal: '#0e7c7b',
  ochre: '#a8660a'
} as const

export type ColorToken = keyof typeof light

export const dark: Readonly<Record<ColorToken, string>> = {
  page: '#0d1217',
  panel: '#151b22',
  sunk: '#10161c',
  elevated: '#1c242d',
  text: '#e7ecf2',
  text2: '#abb6c4',
  text3: '#8e9aaa',
  line: '#2a343f',
  edge: '#6b7888',
  hatch: '#33404d',
  primary: '#2e6bd3',
  link: '#82b1ff',
  danger: '#ff8a80',
  'danger-bg': '#3a1a1a',
  warn: '#f5b94d',
  'warn-bg': '#33260d',
  ok: '#6fcf8e',
  'ok-bg': '#12301e',
  info: '#82b1ff',
  'info-bg': '#14243f',
  conflict: '#c4a5ff',
  'conflict-bg': '#291e3f',
  teal: '#4fc3c0',
  ochre: '#e0a94a'
}

export type ThemeMode = 'light' | 'dark'
export type Density = 'desk' | 'touch'
export const palette: Readonly<Record<ThemeMode, Readonly<Record<ColorToken, string>>>> = { light, dark }
export const fontFamily = "'Inter Variable', 'Noto Sans SC Variable', sans-serif"
