import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, requiredAccount } from './helpers.ts'
import { capacityUnits } from './vocabulary.ts'

const clock = /^([01]\d|2[0-3]):[0-5]\d$/
const minutes = { zh: '分钟', en: 'min' }

export const site = defineEntity({
  type: 'site',
  code: 'E-04',
  label: { zh: '厂区/网点', en: 'Site' },
  root: 'account',
  title: ['name'],
  importable: true,
  groups: {
    place: { zh: '位置', en: 'Place' },
    access: { zh: '门禁安全', en: 'Access rules' },
    hours: { zh: '时间', en: 'Hours' },
    warehouse: { zh: '仓库', en: 'Warehouse' }
  },
  fields: {
    ...inGroup('place', {
      accountId: requiredAccount([
        '公司名称',
        '客户名称',
        '客户编号',
        '单位名称',
        '企业名称',
        'Company',
        'Company name',
        'Customer',
        'Store',
        'BusinessEntityID'
      ]),
      name: f.string('名称', 'Name', {
        required: true,
        index: true,
        search: true,
        alias: ['厂区名称', '网点名称', '厂区', '网点', '门店', 'Site', 'Site name', 'Branch name', 'Location']
      }),
      kind: f.enum(
        '类型',
        'Kind',
        {
          plant: ['工厂', 'Plant'],
          hq: ['总部', 'Headquarters'],
          warehouse: ['仓库', 'Warehouse'],
          branch: ['分公司', 'Branch'],
          shop: ['门店', 'Shop'],
          projectSite: ['项目现场', 'Project site']
        },
        { index: true, alias: ['厂区类型', 'AddressType', 'Site type'] }
      ),
      address: f.text('地址', 'Address', {
        max: 400,
        search: true,
        alias: ['厂区地址', '详细地址', '收货地址', 'AddressLine1', 'Street']
      }),
      postcode: f.string('邮编', 'Postcode', {
        max: 12,
        index: true,
        alias: ['邮政编码', 'PostalCode', 'Postal code', 'Zip', 'Zip code']
      }),
      province: f.string('省', 'Province', {
        max: 40,
        index: true,
        alias: ['省份', '地区', 'State', 'StateProvinceName']
      }),
      city: f.string('市', 'City', { max: 40, index: true, search: true, alias: ['城市', '所在城市', 'Town'] }),
      // WGS-84. Chinese map tiles use GCJ-02: converted for display only.
      position: f.geo('厂区坐标', 'Position', { noImport: true, hint: { zh: 'WGS-84 经纬度', en: 'WGS-84 degrees' } }),
      gates: f.list('门岗', 'Gates', {
        gateName: f.string('门岗名称', 'Gate', { max: 60, required: true }),
        position: f.geo('坐标', 'Position'),
        use: f.enum('用途', 'Use', { visitor: ['访客', 'Visitors'], truck: ['货车', 'Trucks'] }),
        hours: f.string('开放时间', 'Hours', { max: 80 })
      })
    }),
    ...inGroup('access', {
      preRegHours: f.integer('预约提前量', 'Pre-registration lead', { max: 2000, unit: { zh: '小时', en: 'h' } }),
      idRequired: f.flags('证件', 'Identity papers', {
        idCard: ['身份证', 'Identity card'],
        driverLicence: ['驾驶证', 'Driving licence'],
        inviteLetter: ['邀请函', 'Invitation letter']
      }),
      hostRequired: f.boolean('需被访人到门岗接', 'Host must meet at the gate'),
      ppe: f.flags('劳保', 'Protective equipment', {
        helmet: ['安全帽', 'Helmet'],
        safetyShoes: ['安全鞋', 'Safety shoes'],
        goggles: ['护目镜', 'Goggles'],
        flameSuit: ['阻燃服', 'Flame-resistant suit'],
        gasDetector: ['气体检测仪', 'Gas detector'],
        earPlug: ['耳塞', 'Ear plugs']
      }),
      inductionRequired: f.boolean('入厂培训', 'Induction required'),
      inductionValidDays: f.integer('培训有效期', 'Induction valid for', { max: 3650, unit: { zh: '天', en: 'days' } }),
      gateMinutes: f.integer('入门耗时', 'Time at the gate', { max: 600, unit: minutes }),
      vehicleRule: f.text('车辆规定', 'Vehicle rules', { max: 1000 }),
      cameraBanned: f.boolean('禁止拍照', 'Cameras banned'),
      // An explosive-atmosphere zone: the briefing is printed, capture happens after leaving.
      deviceBannedZone: f.enum('禁带电子设备', 'Devices banned', {
        none: ['无', 'None'],
        partial: ['部分区域', 'Part of the site'],
        whole: ['全厂', 'Whole site']
      }),
      networkQuality: f.enum('信号', 'Network', { none: ['无', 'None'], weak: ['弱', 'Weak'], good: ['好', 'Good'] }),
      parkingNote: f.text('停车', 'Parking', { max: 1000 })
    }),
    ...inGroup('hours', {
      visitingHours: f.list('可访时段', 'Visiting hours', {
        // 1 is Monday (ISO 8601).
        weekday: f.integer('星期', 'Weekday', { min: 1, max: 7, required: true }),
        from: f.string('从', 'From', { max: 5, pattern: clock, required: true }),
        to: f.string('到', 'To', { max: 5, pattern: clock, required: true }),
        gateName: f.string('门岗', 'Gate', { max: 60 })
      }),
      closedPeriods: f.list('停访期', 'Closed periods', {
        from: f.date('从', 'From', { required: true }),
        to: f.date('到', 'To', { required: true }),
        reason: f.enum('原因', 'Reason', {
          shutdown: ['停产', 'Shutdown'],
          holiday: ['假期', 'Holiday'],
          audit: ['审核', 'Audit'],
          overhaul: ['检修', 'Overhaul']
        })
      }),
      shiftPattern: f.string('班次', 'Shifts', { max: 120 })
    }),
    ...inGroup('warehouse', {
      warehouseCapacity: f.decimal('仓库容量', 'Warehouse capacity'),
      capacityUnit: f.enum('容量单位', 'Unit of capacity', capacityUnits),
      storageCondition: f.string('存储条件', 'Storage conditions', { max: 300 })
    })
  },
  rights: { REP: 'Wo Rt', MGR: 'Wt', DSK: 'Wo Rt', MKT: 'Ra', SVC: 'Wa', CC: 'Ra', EXE: 'Ra' }
})
export type Site = BodyOf<typeof site>
