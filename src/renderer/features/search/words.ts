export const words = {
  zh: {
    placeholder: '公司、联系人、厂区、电话、拼音，或命令',
    recent: '最近打开',
    goTo: '前往',
    create: '新建',
    commands: '命令',
    found: '本机',
    fromServer: '来自服务器',
    serverHint: '来自服务器 · {{hint}}',
    syncNow: '立即同步',
    keys: '快捷键列表',
    language: 'Switch to English',
    newAccount: '新建客户'
  },
  en: {
    placeholder: 'Company, person, plant, phone, pinyin, or a command',
    recent: 'Opened recently',
    goTo: 'Go to',
    create: 'New',
    commands: 'Commands',
    found: 'On this computer',
    fromServer: 'From the server',
    serverHint: 'from the server · {{hint}}',
    syncNow: 'Sync now',
    keys: 'List of keys',
    language: '切换到中文',
    newAccount: 'New account'
  }
} as const
