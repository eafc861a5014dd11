// The gallery's own words in both languages, and figures as each language writes them.
//
// Guarantees: both languages have the same entries; what metadata has words for is never said again.

import { createNumbers } from '../../../web/strings/numbers.js';
import { markup } from './markup.mjs';

export const LANGUAGES = ['en', 'zh'];

const en = {
  language: 'English',
  percent: (text) => `${text}\u00a0%`,
  join: (parts) => parts.join(', '),
  galleryTitle: 'Workloads to compare concurrent maps with',
  galleryLead:
    'Named workloads from the literature and from the suites that others measure with. ' +
    'Each opens in Contend and runs on your own machine.',
  all: 'All workloads',
  title: ({ label }) => `${label}: a workload for concurrent maps`,
  description: ({ summary }) =>
    `${summary} A workload that Contend runs on your own machine’s threads, in a browser tab.`,
  open: 'Open in Contend',
  tagline: 'Which concurrent map, and what does contention cost?',
  previous: 'Previous',
  next: 'Next',
  neighbours: 'Other workloads',
  mix: 'Operations',
  mixPicture: (mix) => `The mix as a bar: ${mix}.`,
  distribution: 'Keys',
  keysUniform: ({ keys, share }) =>
    `Each operation picks one of ${keys} keys, all equally likely: ${share} each.`,
  keysZipf: ({ keys, theta, formula }) =>
    markup`Each operation picks one of ${keys} keys by Zipf’s law with exponent ${theta}: the key of rank k is chosen in proportion to ${formula}.`,
  keysOther: ({ keys, form }) => `Each operation picks one of ${keys} keys; distribution: ${form}.`,
  hottestOne: 'the hottest key',
  hottest: ({ keys }) => `the ${keys} hottest keys`,
  hottestHead: 'Keys',
  shareHead: 'Share of all operations',
  curvePicture: ({ shares }) => `Share of operations on the hottest keys: ${shares}.`,
  curveCaption: 'How the operations gather on the hottest keys, computed from the definition.',
  curveDashed: 'Dashed: all keys equally likely.',
  axisKeys: 'hottest keys',
  axisShare: 'share of operations',
  prefill: 'At the start',
  prefillNone: () => 'The map is empty.',
  prefillAll: ({ entries }) => `Every key is in the map: ${entries} entries.`,
  prefillSome: ({ percent, entries }) =>
    `${percent} of the keys are in the map: ${entries} entries.`,
  prefillSettled: ({ percent, entries }) =>
    `${percent} of the keys are in the map, ${entries} entries: ` +
    'the point where this mix adds as many as it removes.',
  run: 'A run',
  runText: ({ threads, rounds, ms, maps }) =>
    `${maps} maps, ${threads} threads, ${rounds} interleaved rounds of ${ms} ms. ` +
    'Everything can be changed on the page, and the link then carries it.',
  commandLine: 'On the command line',
  live: 'Run it here',
  liveText: 'On your machine’s own threads; nothing runs before you press Run.',
  fallback: 'The experiment runs on Contend’s own page:',
  pictureText: 'Contend: which concurrent map, and what does contention cost?',
};

/** @type {typeof en} */
const zh = {
  language: '中文',
  percent: (text) => `${text}%`,
  join: (parts) => parts.join('，'),
  galleryTitle: '用于比较并发 map的工作负载',
  galleryLead:
    '来自文献和常用基准套件的工作负载。每一个都可以在 Contend 中打开，在你自己的机器上运行。',
  all: '全部工作负载',
  title: ({ label }) => `${label}：并发 map的工作负载`,
  description: ({ summary }) =>
    `${summary}Contend 在浏览器标签页里用你机器的线程运行这一工作负载。`,
  open: '在 Contend 中打开',
  tagline: '用哪种并发 map？竞争的代价是多少？',
  previous: '上一个',
  next: '下一个',
  neighbours: '其他工作负载',
  mix: '操作',
  mixPicture: (mix) => `操作比例条形图：${mix}。`,
  distribution: '键',
  keysUniform: ({ keys, share }) => `每次操作从 ${keys} 个键中选一个，机会均等：各 ${share}。`,
  keysZipf: ({ keys, theta, formula }) =>
    markup`每次操作按指数为 ${theta} 的齐夫定律从 ${keys} 个键中选一个：第 k 热的键被选中的概率与 ${formula} 成正比。`,
  keysOther: ({ keys, form }) => `每次操作从 ${keys} 个键中选一个；分布：${form}。`,
  hottestOne: '最热的键',
  hottest: ({ keys }) => `最热的 ${keys} 个键`,
  hottestHead: '键',
  shareHead: '占全部操作的比例',
  curvePicture: ({ shares }) => `最热的键所占的操作比例：${shares}。`,
  curveCaption: '操作如何集中在最热的键上，由定义算出。',
  curveDashed: '虚线：所有键机会均等。',
  axisKeys: '最热的键数',
  axisShare: '操作比例',
  prefill: '开始时',
  prefillNone: () => '映射为空。',
  prefillAll: ({ entries }) => `所有键都在映射中：${entries} 个条目。`,
  prefillSome: ({ percent, entries }) => `${percent} 的键在映射中：${entries} 个条目。`,
  prefillSettled: ({ percent, entries }) =>
    `${percent} 的键在映射中，共 ${entries} 个条目：此操作比例下增加与删除恰好平衡。`,
  run: '一次运行',
  runText: ({ threads, rounds, ms, maps }) =>
    `${maps} 种映射，${threads} 个线程，交错进行 ${rounds} 轮，每轮 ${ms} 毫秒。` +
    '一切都可以在页面上修改，修改会写进链接。',
  commandLine: '命令行',
  live: '在这里运行',
  liveText: '使用你机器上真正的线程；按下运行之前什么都不会执行。',
  fallback: '实验可在 Contend 自己的页面上运行：',
  pictureText: 'Contend：用哪种并发 map？竞争的代价是多少？',
};

const WORDS = { en, zh };

export function wordsOf(language) {
  const words = WORDS[language];
  const two = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const { integer } = createNumbers(language);
  return {
    ...words,
    code: language,
    integer,
    /** @param {number} share of 1, in two digits */
    share: (share) => words.percent(two.format(share * 100)),
    /** @param {{ label: Record<string, string>, share: number }[]} mix */
    mixText: (mix) =>
      words.join(mix.map((op) => `${words.percent(two.format(op.share))} ${op.label[language]}`)),
  };
}

/** For the test that none is missing. */
export const entries = { en: Object.keys(en), zh: Object.keys(zh) };
