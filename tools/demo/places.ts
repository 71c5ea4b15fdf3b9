/** The eight patches of East China with real city positions (WGS-84). Companies in them are invented. */
export interface City {
  readonly zh: string
  readonly en: string
  readonly province: string
  readonly lat: number
  readonly lon: number
  readonly postcode: string
  /** Area code without the trunk 0. */
  readonly phone: string
}
export interface Patch {
  readonly code: string
  readonly zh: string
  readonly en: string
  /** Provinces and cities an import assigns to this patch. */
  readonly covers: readonly string[]
  readonly cities: readonly City[]
}

const city = (
  zh: string,
  en: string,
  province: string,
  lat: number,
  lon: number,
  postcode: string,
  phone: string
): City => ({
  zh,
  en,
  province,
  lat,
  lon,
  postcode,
  phone
})

export const patches: readonly Patch[] = [
  {
    code: 'P1',
    zh: '苏南',
    en: 'South Jiangsu',
    covers: ['无锡', '常州', '苏州', '常熟', '昆山', '江阴'],
    cities: [
      city('无锡', 'Wuxi', '江苏', 31.491, 120.312, '214000', '510'),
      city('常州', 'Changzhou', '江苏', 31.811, 119.974, '213000', '519'),
      city('苏州', 'Suzhou', '江苏', 31.299, 120.585, '215000', '512'),
      city('常熟', 'Changshu', '江苏', 31.654, 120.752, '215500', '512')
    ]
  },
  {
    code: 'P2',
    zh: '宁镇扬',
    en: 'Nanjing',
    covers: ['江苏', '南京', '镇江', '扬州'],
    cities: [
      city('南京', 'Nanjing', '江苏', 32.06, 118.797, '210000', '25'),
      city('镇江', 'Zhenjiang', '江苏', 32.188, 119.425, '212000', '511'),
      city('扬州', 'Yangzhou', '江苏', 32.394, 119.413, '225000', '514')
    ]
  },
  {
    code: 'P3',
    zh: '上海',
    en: 'Shanghai',
    covers: ['上海'],
    cities: [
      city('上海', 'Shanghai', '上海', 31.23, 121.474, '200000', '21'),
      city('嘉定', 'Jiading', '上海', 31.375, 121.266, '201800', '21')
    ]
  },
  {
    code: 'P4',
    zh: '苏北',
    en: 'North Jiangsu',
    covers: ['南通', '泰州', '盐城', '徐州', '淮安'],
    cities: [
      city('南通', 'Nantong', '江苏', 31.98, 120.894, '226000', '513'),
      city('泰州', 'Taizhou JS', '江苏', 32.456, 119.923, '225300', '523'),
      city('盐城', 'Yancheng', '江苏', 33.348, 120.163, '224000', '515'),
      city('徐州', 'Xuzhou', '江苏', 34.205, 117.284, '221000', '516')
    ]
  },
  {
    code: 'P5',
    zh: '浙北',
    en: 'North Zhejiang',
    covers: ['浙江', '杭州', '嘉兴', '湖州'],
    cities: [
      city('杭州', 'Hangzhou', '浙江', 30.274, 120.155, '310000', '571'),
      city('嘉兴', 'Jiaxing', '浙江', 30.746, 120.755, '314000', '573'),
      city('湖州', 'Huzhou', '浙江', 30.894, 120.087, '313000', '572')
    ]
  },
  {
    code: 'P6',
    zh: '浙东',
    en: 'East Zhejiang',
    covers: ['宁波', '绍兴', '台州', '舟山', '温州'],
    cities: [
      city('宁波', 'Ningbo', '浙江', 29.868, 121.544, '315000', '574'),
      city('绍兴', 'Shaoxing', '浙江', 30.03, 120.58, '312000', '575'),
      city('舟山', 'Zhoushan', '浙江', 29.985, 122.207, '316000', '580'),
      city('台州', 'Taizhou', '浙江', 28.656, 121.421, '318000', '576')
    ]
  },
  {
    code: 'P7',
    zh: '安徽',
    en: 'Anhui',
    covers: ['安徽', '合肥', '芜湖', '马鞍山'],
    cities: [
      city('合肥', 'Hefei', '安徽', 31.82, 117.227, '230000', '551'),
      city('芜湖', 'Wuhu', '安徽', 31.353, 118.433, '241000', '553'),
      city('马鞍山', "Ma'anshan", '安徽', 31.67, 118.507, '243000', '555')
    ]
  },
  {
    code: 'P8',
    zh: '山东',
    en: 'Shandong',
    covers: ['山东', '济南', '青岛', '淄博', '烟台'],
    cities: [
      city('济南', 'Jinan', '山东', 36.651, 117.12, '250000', '531'),
      city('青岛', 'Qingdao', '山东', 36.067, 120.383, '266000', '532'),
      city('淄博', 'Zibo', '山东', 36.813, 118.055, '255000', '533'),
      city('烟台', 'Yantai', '山东', 37.464, 121.448, '264000', '535')
    ]
  }
]
