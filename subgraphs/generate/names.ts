import type { Random } from './random.ts';

/* Every word here is invented or generic; no real company, place or person is meant. */

const PLACES = ['云汐市', '岚溪市', '青墨县', '星屿市', '苍梧湾区', '砚海市'] as const;
const WORDS = [
  '澄岚',
  '栖川',
  '鹿鸣原',
  '拾光岸',
  '墨舟',
  '霁野',
  '禾渡',
  '朔桥',
  '沐屿',
  '芷汀',
] as const;
const TRADES = [
  '建材',
  '食品',
  '信息技术',
  '物流',
  '环保工程',
  '医疗器械',
  '餐饮服务',
  '贸易',
] as const;
const FORMS = ['有限公司', '股份有限公司', '有限责任公司'] as const;
const FAMILY = ['云', '岚', '栖', '霁', '沐', '芷', '砚', '澄', '墨', '禾'] as const;
const GIVEN = [
  '知远',
  '若溪',
  '景行',
  '清和',
  '思齐',
  '予安',
  '怀瑾',
  '望舒',
  '既明',
  '静言',
] as const;
const STREETS = ['示例路', '样本大道', '虚构街', '演示巷'] as const;

export const AUTHORITIES = {
  'market-regulation': '云汐市市场监督管理局（虚构）',
  tax: '云汐市税务局（虚构）',
  court: '云汐市人民法院（虚构）',
  'social-security': '云汐市人力资源和社会保障局（虚构）',
} as const;

export function companyName(random: Random, n: number): string {
  const word = random.pick(WORDS);
  return `${random.pick(PLACES)}${word}${n}号${random.pick(TRADES)}${random.pick(FORMS)}`;
}

export function personName(random: Random): string {
  return random.pick(FAMILY) + random.pick(GIVEN);
}

export function addressOf(random: Random): string {
  return `${random.pick(PLACES)}${random.pick(STREETS)}${random.int(1, 999)}号`;
}

/** Numbers that begin with 100 are given to no subscriber. */
export function phoneOf(random: Random): string {
  return `100${String(random.int(0, 99_999_999)).padStart(8, '0')}`;
}

/** Free text that, like the real thing, names a third party. */
export function factsOf(random: Random, matter: string): string {
  return `当事人${matter}，经办人${personName(random)}（电话${phoneOf(random)}）到场确认。`;
}
