import type { Label } from './fields.ts'

/** When the same request may be sent again. */
export type Retry = 'never' | 'edit' | 'later' | 'sign-in' | 'online' | 'update'

interface ErrorEntry extends Label {
  readonly retry: Retry
  /** Status of an HTTP answer that carries it. */
  readonly http?: number
}
const e = (http: number | undefined, retry: Retry, zh: string, en: string): ErrorEntry => ({ http, retry, zh, en })

/** Every error a person or a program can meet: a stable code, what it means and what to do, in both languages. */
export const errors = {
  // Sign-in and session
  BAD_CREDENTIALS: e(
    401,
    'edit',
    '账号或密码不对。检查后再输入。',
    'The name or the password is wrong. Check both and try again.'
  ),
  USER_DISABLED: e(403, 'never', '这个账号已停用。找管理员开通。', 'This user is disabled. Ask your administrator.'),
  TOO_MANY_ATTEMPTS: e(429, 'later', '试得太多次了。过几分钟再试。', 'Too many attempts. Wait a few minutes.'),
  TOKEN_EXPIRED: e(401, 'later', '登录已过期，正在续期。', 'The session has expired and is being renewed.'),
  TOKEN_INVALID: e(
    401,
    'sign-in',
    '登录已失效。重新登录，未发送的记录都还在。',
    'The session is no longer valid. Sign in again; what is unsent is kept.'
  ),
  SESSION_REVOKED: e(
    401,
    'sign-in',
    '这台设备的登录已被收回。重新登录，未发送的记录都还在。',
    'The session of this device was revoked. Sign in again; what is unsent is kept.'
  ),
  DEVICE_REVOKED: e(
    403,
    'never',
    '这台设备已被停用：本机的数据已删除，包括还没有发送的记录。联系管理员。',
    'This device was revoked: its data is deleted, with what it had not sent. Contact your administrator.'
  ),
  KEYCHAIN_PLAIN: e(
    undefined,
    'never',
    '系统钥匙串不可用，登录不会保存：下次启动要重新登录。',
    'The system keychain is not available, so the sign-in is not stored: you will sign in at every start.'
  ),
  // Network
  SERVER_UNREACHABLE: e(
    undefined,
    'later',
    '连不上服务器。可以照常工作，恢复后自动同步。',
    'The server cannot be reached. Keep working; it syncs by itself later.'
  ),
  SERVER_ADDRESS_WRONG: e(
    undefined,
    'edit',
    '这个地址不是 Fieldfile 服务器。检查地址，例：https://crm.example.com',
    'This address is not a Fieldfile server. Check it, e.g. https://crm.example.com'
  ),
  SERVER_ADDRESS_INSECURE: e(
    undefined,
    'edit',
    '只有本机可用 http，其他服务器用 https:// 开头的地址。',
    'Plain http is allowed on this computer only. Enter an address that starts with https://'
  ),
  CAPTIVE_PORTAL: e(
    undefined,
    'later',
    '这个网络要先登录（酒店、机场、厂区访客网）。在浏览器里登录后会自动同步。',
    'This network wants you to sign in first (hotel, airport, guest Wi-Fi). Do so in a browser; sync goes on by itself.'
  ),
  OFFLINE: e(undefined, 'later', '没有网络。可以照常工作。', 'No network. Keep working.'),
  ONLINE_ONLY: e(
    undefined,
    'online',
    '这一步要联网。连上网络后再做。',
    'This step needs the network. Do it when you are online.'
  ),
  APP_TOO_OLD: e(
    426,
    'update',
    '应用版本太旧，更新后继续。未发送的记录都还在。',
    'This version of the app is too old. Update it; what is unsent is kept.'
  ),
  SERVER_TOO_OLD: e(
    426,
    'later',
    '服务器版本比应用旧。告诉管理员升级服务器。',
    'The server is older than the app. Ask your administrator to upgrade it.'
  ),
  CLOCK_OFF: e(
    undefined,
    'later',
    '电脑时钟与服务器相差较大。检查日期和时区，记录不会丢。',
    'This computer’s clock differs from the server’s. Check date and zone; nothing is lost.'
  ),
  // Requests
  BAD_REQUEST: e(
    400,
    'never',
    '请求的格式不对。更新应用后再试。',
    'The request is malformed. Update the app, then try again.'
  ),
  TOO_LARGE: e(413, 'never', '一次的内容太多。分几次保存。', 'This is too much at once. Save it in parts.'),
  RATE_LIMITED: e(429, 'later', '请求太多，稍后自动再试。', 'Too many requests; it tries again by itself.'),
  NOT_FOUND: e(404, 'never', '找不到这条记录，或无权查看。', 'Not found, or not yours to see.'),
  FORBIDDEN: e(
    403,
    'never',
    '没有做这件事的权限。请有权限的同事来做。',
    'You may not do this. Ask a colleague who may.'
  ),
  SERVER_ERROR: e(500, 'later', '服务器出错，稍后再试。', 'The server failed. Try again later.'),
  SERVER_BUSY: e(503, 'later', '服务器正忙，稍后自动再试。', 'The server is busy; it tries again by itself.'),
  NOT_READY: e(503, 'later', '服务器正在启动，稍后再试。', 'The server is starting. Try again shortly.'),
  // Ops
  UNKNOWN_TYPE: e(
    undefined,
    'update',
    '服务器不认识这类记录。更新应用后再发。',
    'The server does not know this kind of record. Update the app, then send it again.'
  ),
  UNKNOWN_FIELD: e(
    undefined,
    'update',
    '服务器不认识这个字段。更新应用后再发。',
    'The server does not know this field. Update the app, then send it again.'
  ),
  UNKNOWN_RECORD: e(
    undefined,
    'never',
    '这条记录不在服务器上，或已不归您看。',
    'This record is not on the server, or no longer yours to see.'
  ),
  FIELD_READ_ONLY: e(
    undefined,
    'never',
    '这一项由系统计算或由 ERP 维护，不能直接改。',
    'This field is computed or kept by the ERP; it cannot be edited.'
  ),
  FIELD_FORBIDDEN: e(
    undefined,
    'never',
    '您的角色不能改这一项。原值已保留，可转给有权限的同事。',
    'Your role may not change this field. Your value is kept; pass it to a colleague who may.'
  ),
  BAD_VALUE: e(
    undefined,
    'edit',
    '这个值的格式不对。改好再发。',
    'This value has the wrong form. Correct it and send again.'
  ),
  REQUIRED: e(undefined, 'edit', '这一项必须填写。', 'This field must be filled in.'),
  APPEND_ONLY: e(
    undefined,
    'never',
    '这类记录只增不改。更正时新加一条。',
    'Records of this kind are never changed. Add a correction instead.'
  ),
  TRANSITION_FORBIDDEN: e(
    undefined,
    'never',
    '您不能做这个动作。请有权限的同事来做。',
    'This step is not yours to take. Ask a colleague who may.'
  ),
  VISIT_ENDS_BEFORE_START: e(
    undefined,
    'edit',
    '结束时间早于开始时间。改一下时间。',
    'It ends before it starts. Change the time.'
  ),
  REPORT_TOO_THIN: e(
    undefined,
    'edit',
    '报告还缺：摘要、在场的人、是否询问不满、下一步。',
    'The report still needs: a summary, who was met, the open question, the next step.'
  ),
  BAD_CHECK_DIGIT: e(
    undefined,
    'edit',
    '统一社会信用代码的校验位不对。核对 18 位代码。',
    'The check digit of the unified social credit code is wrong. Compare all 18 characters.'
  ),
  GROUP_FAILED: e(
    undefined,
    'edit',
    '同一组里有一项没被接受，整组都未生效。',
    'Another change of the same group was refused, so none took effect.'
  ),
  DSEQ_GAP: e(
    409,
    'later',
    '发送顺序有缺口，正在补发。',
    'A change is missing in the sequence; it is being sent again.'
  ),
  DSEQ_REUSED: e(
    409,
    'later',
    '设备编号重复，正在重新编号。',
    'This device’s counter was used twice; it is being renumbered.'
  ),
  SNAPSHOT_STALE: e(
    409,
    'later',
    '首次下载期间服务器有变动，正在从头下载。未发送的记录都还在。',
    'The server changed during the first download; it starts again from the beginning. What is unsent is kept.'
  ),
  // Import
  FILE_EMPTY: e(400, 'edit', '文件是空的。选另一个文件。', 'The file is empty. Choose another one.'),
  FILE_NO_ROWS: e(400, 'edit', '只有表头，没有数据行。', 'There is a header but no rows.'),
  FILE_NO_HEADER: e(
    400,
    'edit',
    '第一行看起来是数据，不是列名。给文件加一行列名，或选“没有表头”。',
    'The first row looks like data, not column names. Add a header row, or choose “no header”.'
  ),
  FILE_TOO_LARGE: e(
    413,
    'edit',
    '文件超过 50 MB 或 50,000 行。拆成几个文件。',
    'The file is over 50 MB or 50,000 rows. Split it.'
  ),
  FILE_NOT_TEXT: e(
    400,
    'edit',
    '这不是文本表格。另存为 CSV 再导入。',
    'This is not a text table. Save it as CSV and import that.'
  ),
  MAPPING_INCOMPLETE: e(400, 'edit', '还有必填的列没有对应。', 'A required column is not mapped yet.'),
  ROW_CELL_COUNT: e(
    undefined,
    'edit',
    '这一行的列数与表头不同。',
    'This row has a different number of cells than the header.'
  ),
  ROW_CELL_TOO_LONG: e(undefined, 'edit', '单元格太长。缩短后再导入。', 'The cell is too long. Shorten it.'),
  ROW_BAD_PHONE: e(undefined, 'edit', '电话里有字母或位数不对。', 'The phone number has letters or the wrong length.'),
  ROW_NO_TERRITORY: e(
    undefined,
    'edit',
    '没有对应的销售区域。在“区域”一步里选。',
    'No territory fits. Choose one in the territory step.'
  ),
  IMPORT_STATE: e(
    409,
    'never',
    '这一批已经不在这一步了。重新打开看它到了哪里。',
    'This import has moved on. Open it again to see where it is.'
  ),
  // The app itself
  IPC_REFUSED: e(
    undefined,
    'never',
    '调用被拒绝。重新打开应用再试。',
    'The call was refused. Restart the app and try again.'
  ),
  STORAGE_FAILED: e(
    undefined,
    'later',
    '没能存到本机。检查磁盘空间，页面上的内容还在。',
    'It could not be saved on this computer. Check the free space; what you typed is still here.'
  ),
  DISK_FULL: e(
    undefined,
    'later',
    '磁盘满了，现在只能查看。腾出空间后继续，未发送的记录都还在。',
    'The disk is full, so you can only read. Free some space to go on; what is unsent is kept.'
  ),
  // Keys and lock
  KEYCHAIN_LOCKED: e(
    undefined,
    'later',
    '系统钥匙串打不开。解锁系统钥匙串后再试，数据都还在。',
    'The system keychain does not open. Unlock it and try again; your data is kept.'
  ),
  KEYCHAIN_CHANGED: e(
    undefined,
    'sign-in',
    '系统钥匙串换过了，打不开本机的数据。换回原来的钥匙串，或重新登录后从服务器取回。旧数据不会删除。',
    'The system keychain was replaced and no longer opens this data. Bring the old one back, or sign in again to fetch it from the server. Nothing is erased.'
  ),
  KEY_UNKNOWN: e(
    undefined,
    'never',
    '本机的一部分数据是用另一把密钥加密的，这把密钥不在这里。什么都没有删除，也不会被改写。找管理员，从这台电脑的备份取回 key.json。',
    'Part of the data on this computer was sealed with a key that is not here. Nothing was deleted or written over. Ask your administrator to bring key.json back from a backup of this computer.'
  ),
  PIN_WRONG: e(undefined, 'edit', 'PIN 不对。再输入一次。', 'The PIN is wrong. Type it again.'),
  PIN_WAIT: e(
    undefined,
    'later',
    'PIN 错的次数太多。等倒计时结束再试。',
    'Too many wrong PINs. Wait until the time shown is over, then try again.'
  ),
  BLOB_DAMAGED: e(
    undefined,
    'never',
    '本机的这个文件已损坏。联网后再取一次，或重新添加。',
    'This file on the computer is damaged. Fetch it again when online, or add it again.'
  ),
  // Backup
  BACKUP_CHANGED: e(
    undefined,
    'never',
    '这个备份被改动过或已损坏，没有恢复任何内容。换一个备份。',
    'This backup was changed or is damaged, so nothing was restored. Choose another one.'
  ),
  BACKUP_FOREIGN: e(
    undefined,
    'never',
    '这个备份属于别的用户或别的设备，没有恢复任何内容。在原来的设备上恢复。',
    'This backup belongs to another person or device, so nothing was restored. Restore it on the device that made it.'
  ),
  CODE_WRONG: e(
    undefined,
    'edit',
    '这个码打不开文件。对照导出时记下的 16 位码再输入。',
    'This code does not open the file. Compare it with the 16 characters noted at the export.'
  ),
  UNSENT_FOREIGN: e(
    undefined,
    'never',
    '文件里是另一个人的未发送修改，没有收进来。用那个人的账号登录后再收。',
    'The file holds the unsent changes of another person, so nothing was taken in. Sign in as that person first.'
  ),
  BACKUP_NEWER: e(
    undefined,
    'update',
    '这个备份来自更新的版本，没有恢复任何内容。更新应用后再恢复。',
    'This backup comes from a newer version, so nothing was restored. Update the app, then restore it.'
  )
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors
export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errors, code)

/** An error with a stable code. `detail` is for the log, never for a person. */
export class FieldfileError extends Error {
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined
  constructor(code: ErrorCode, detail?: { field?: string; message?: string; retryAfterMs?: number }) {
    super(detail?.message ? `${code}: ${detail.message}` : code)
    this.name = 'FieldfileError'
    this.code = code
    this.field = detail?.field
    this.retryAfterMs = detail?.retryAfterMs
  }
}
