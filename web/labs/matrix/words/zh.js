// The matrix' texts in Chinese; fetched with the lab.
//
// Guarantees: exactly the keys of the English file; the type checker compares them.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  title: '总体上哪种 map 最好',
  'presets.count': '已选 {count} 个',
  'presets.more': '另有 {count} 个',

  'plan.estimate': '约 {time}',
  'plan.what': '{maps} 种 map × {presets} 个预设 × {rounds} 轮，每轮 {ms} ms',
  'say.started': '矩阵运行已开始。',

  'threads.title': '矩阵需要真实线程',
  'threads.text':
    '本页未获得共享内存，线程只能轮流执行，其速度没有意义。在单独的标签页中可得到真实线程。',

  'empty.lead': '运行会在每个选定的预设下测量每种选定的 map，并逐格把中位数填入一张表。',
  'empty.marks': '每列标出最快的 map 以及没有显著更慢的 map；最后一列是与基准之比的几何平均。',
  'empty.stop': '停止会保留已完成的部分，之后还可追加轮次。',
  'empty.presets': '本矩阵的预设',

  'outcome.title': '结果',
  'outcome.soFar': '目前为止',
  'outcome.stopped': '提前停止；只计已完成的试验',
  'outcome.failed': '运行失败；只计已完成的试验',
  'outcome.end': '在全部已完成的预设上',
  'outcome.wait': '第一列几秒后完成。',
  'outcome.none': '没有完成任何预设。',
  'outcome.single': '只有一种 map 有均值，涵盖 {presets} 个预设。',
  'outcome.wins': '在 {presets} 个预设上 {best} 的几何平均最高：是 {baseline} 的 {ratio} 倍。',
  'outcome.baselineWins':
    '在 {presets} 个预设上，基准 {best} 的几何平均最高；其次是 {next}，为其 {ratio} 倍。',
  'outcome.tied': '在 {presets} 个预设上，{maps} 的均值没有显著差异。',
  'outcome.failedMaps': '{maps} 未通过检查，因此不作总体排名。',

  'results.title': '矩阵',
  'results.soFar': '目前的矩阵',
  'results.caption': '{threads} 个线程时每秒操作数：中位数与 95 % 区间',
  'results.changed': '测得此矩阵之后，设置已有改动。',
  'results.restore': '改回去',
  'share.instead': '链接带有 map 与预设。数据放不进链接：请用“导出”保存，该文件可在此重新打开。',

  groups: '按读取比例分组',
  'group.all': '全部',
  'group.reads': '以读为主（90 % 以上）',
  'group.mixed': '混合',
  'group.writes': '以写为主',
  more: '继续运行',
  'more.help': '追加轮次，直到每个预设都有定论，或由您停止。',

  'table.title': 'map × 预设',
  'table.caption': '★ 该列最快，或没有显著更慢',
  'table.mean': '几何平均',
  'table.groupMean': '均值',
  'table.open': '在“对比”中打开 {preset}',
  'table.best': '最佳之列：',
  'table.failed': '✗ 未通过',
  'table.now': '进行中……',
  'table.rounds': '{rounds} 轮',
  'table.interval': '{low} – {high}',
  'table.help':
    '点列标题按其排序；点其名称在“对比”中打开该预设。各列分别判断，因此一百列中约有五列可能标错 map。',
};
