// The same app in Chinese, once through: in, found, edited, planned, without a network and back.
import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { plugIn, type Cable } from '../harness/cable.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, password, startTestServer, type TestServer } from '../harness/server.ts'

const accountId = newId()
let server: TestServer
let cable: Cable
let desk: Desk
let app: AppDriver
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
  const { ids } = server
  await server.write([
    { type: 'account', id: accountId, values: accountValues('岚屿化工有限公司', ids.east, ids.users.anna) }
  ])
  cable = await plugIn(server.url)
  desk = await newDesk({ server: cable.url })
  app = await desk.start()
})
afterAll(async () => {
  await desk?.remove()
  await cable?.close()
  await server?.close()
  await stopSharedPostgres()
})

test('中文：登录、查找、修改、约访，断网照常，恢复后自动同步', async () => {
  const { page, button } = app
  await button('中文').click()
  await page.getByLabel('账号').fill('anna')
  await page.getByLabel('密码', { exact: true }).fill('错的')
  await button(/^登\s*录$/).click()
  await page.getByText('账号或密码不对。检查后再输入。').waitFor()
  await page.getByLabel('密码', { exact: true }).fill(password)
  await button(/^登\s*录$/).click()
  await button(/^已同步/).waitFor()

  await cable.pull()
  await app.openByPalette('lyhg', '岚屿化工有限公司')
  await page.getByRole('tab', { name: '资料' }).click()
  await app
    .panel('基本信息')
    .getByRole('button', { name: /^补充 \d+ 项/ })
    .click()
  await page.getByRole('menuitem', { name: '市', exact: true }).click()
  await page.getByRole('textbox', { name: '市', exact: true }).fill('苏州')
  await page.keyboard.press('Enter')
  await button(/^苏州.*修改市$/).waitFor()
  await button(/^离线.*1 项待发/).waitFor()

  await button('约访').first().click()
  await app.dialog().getByLabel('日期').fill('明天')
  await app.dialog().getByLabel('开始').fill('9点30')
  await app
    .dialog()
    .getByRole('button', { name: /^计\s*划$/ })
    .click()
  await app.toast(/^岚屿化工有限公司：已排 .* 09:30$/)

  await cable.putBack()
  await button(/^已同步/).waitFor()
  const rows = await server.context.db.session((session) =>
    session.query<{ type: string; city: string | null; state: string | null }>(
      `select type, body->>'city' as city, body->>'state' as state from record
       where tenant = $1 and root_id = $2 and type in ('account', 'visit') order by type`,
      [server.context.tenant, accountId]
    )
  )
  expect(rows).toEqual([
    { type: 'account', city: '苏州', state: null },
    { type: 'visit', city: null, state: 'planned' }
  ])
})
