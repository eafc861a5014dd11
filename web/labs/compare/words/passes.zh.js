// What deep checks and looks inside say, in Chinese; fetched with the first of them.
//
// Guarantees: exactly the keys of the English file.

/** @type {Record<keyof typeof import('./passes.en.js').en, string>} */
export const zh = {
  'checks.title': '深度检查',
  'checks.stop': '停止检查',
  'checks.progress': '深度检查进度',
  'checks.now': '正在检查 {map}',
  'checks.stopped': '尚未检查完所有 map 就已停止。',
  'checks.waiting': '等待中',
  'checks.not': '未检查',
  'checks.ok': '{histories} 段历史、{operations} 次操作均可线性化',
  'checks.failed':
    '未通过：在 {histories} 段历史、{operations} 次操作之后，有一段历史无法用任何顺序解释',
  'checks.inapplicable': '未检查：它并不保证这一点',
  'checks.storeless': '未检查：它不存储任何条目',
  'checks.undecided':
    '未检查完：{histories} 段历史中没有发现问题，但有 {undecided} 段太大，无法判定',
  'checks.panicked': '未通过：在 {histories} 段历史、{operations} 次操作之后，有线程发生 panic',

  'history.title': '{map} 的失败历史，键 {key}',
  'history.none': '这 {count} 次操作的任何顺序都无法解释所有结果。',
  'history.table': '同样内容的表格',
  'history.thread': '线程 {thread}',
  'history.time': '时间：调用与返回的次序',
  'history.threadColumn': '线程',
  'history.operation': '操作',
  'history.result': '结果',
  'history.call': '调用',
  'history.return': '返回',
  'history.pending': '尚未返回',
  'history.absent': '不存在',
  'history.exchanged': '已交换',
  'history.refused': '被拒绝',
  'history.unknown': '未知',
  'history.place': '位置',
  'history.noPlace': '无',
  'history.starts': '开始时该键的值为 {value}。',
  'history.startsAbsent': '开始时该键不存在。',
  'history.leftOver': '粗边框标出无处可放的操作；其余操作构成最长的可行顺序。',

  'inside.title': '{map} 内部',
  'inside.what':
    '在此负载上单独运行 {seconds} 秒，并打开 map 的计数。计数要花时间，因此这里的数据不作比较，也不排名。',
  'inside.again': '再来一次',
  'inside.set': '是',
  'inside.unset': '否',
  'inside.share': '采样中为“是”的比例：',
  'inside.rate': '客户线程的操作',
  'inside.uncounted': '计数打开时；不是测量结果',
  'inside.plotAlt': '折线图：{gauge} 随时间的变化；数据见表格',
  'inside.perPart': '每个{part}的{gauge}',
  'inside.spread': '最大/平均',
  'inside.largest': '最大',
  'inside.barsAlt': '柱状图：每个{part}的{gauge}及平均值；数据见表格',
  'inside.table': '所有数据的表格',
  'inside.partTable': '各部分的数据',
  'inside.gauge': '项目',
  'inside.now': '最近',
  'inside.least': '最小',
  'inside.most': '最大',
};
