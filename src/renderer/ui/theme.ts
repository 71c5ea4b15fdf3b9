import { theme, type ThemeConfig } from 'antd'
import { fontFamily, palette, type Density, type ThemeMode } from './tokens.ts'

/** The Ant Design theme for a mode and a density. */
export function themeConfig(mode: ThemeMode, density: Density): ThemeConfig {
  const c = palette[mode]
  const touch = density === 'touch'
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily,
      fontSize: 14,
      fontSizeSM: 12,
      fontSizeLG: 16,
      fontSizeHeading3: 20,
      fontSizeHeading4: 16,
      fontWeightStrong: 600,
      borderRadius: 6,
      borderRadiusSM: 4,
      borderRadiusLG: 8,
      controlHeight: touch ? 44 : 32,
      controlHeightSM: touch ? 36 : 24,
      controlHeightLG: touch ? 56 : 40,
      // An animation cut to nothing by a style sheet never ends for Ant Design; told not to move, it does not wait.
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      boxShadow: 'none',
      boxShadowSecondary: 'none',
      boxShadowTertiary: 'none',
      colorPrimary: c.primary,
      colorPrimaryText: c.link,
      colorLink: c.link,
      colorLinkHover: c.link,
      colorError: c.danger,
      colorErrorText: c.danger,
      colorErrorBg: c['danger-bg'],
      colorWarning: c.warn,
      colorWarningText: c.warn,
      colorWarningBg: c['warn-bg'],
      colorSuccess: c.ok,
      colorSuccessText: c.ok,
      colorSuccessBg: c['ok-bg'],
      colorInfo: c.info,
      colorInfoBg: c['info-bg'],
      colorText: c.text,
      colorTextSecondary: c.text2,
      colorTextTertiary: c.text3,
      colorTextQuaternary: c.text3,
      colorTextPlaceholder: c.text3,
      colorTextDescription: c.text3,
      colorIcon: c.text2,
      colorBgLayout: c.page,
      colorBgContainer: c.panel,
      colorBgElevated: c.elevated,
      colorBorder: c.edge,
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      controlItemBgActive: c['info-bg']
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      Table: {
        headerBg: c.sunk,
        headerColor: c.text2,
        headerSplitColor: 'transparent',
        cellPaddingBlockSM: touch ? 14 : 7,
        cellFontSizeSM: 13,
        rowSelectedBg: c['info-bg'],
        rowSelectedHoverBg: c['info-bg'],
        rowHoverBg: c.sunk,
        headerSortActiveBg: c.line,
        bodySortBg: c.sunk,
        borderColor: c.line
      },
      Tabs: {
        itemColor: c.text2,
        itemSelectedColor: c.link,
        itemHoverColor: c.link,
        inkBarColor: c.link,
        horizontalItemPadding: touch ? '11px 0' : '8px 0',
        horizontalItemGutter: 20,
        horizontalMargin: '0'
      },
      Segmented: { trackBg: c.line, itemColor: c.text2, itemSelectedBg: c.panel },
      Select: { optionSelectedColor: c.text }
    }
  }
}
