// The Scale lab's texts in Chinese; fetched with the lab.
//
// Guarantees: exactly the keys of the English file.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  'axis.title': '改变什么',
  'axis.values': '取值',
  'axis.typed': '{axis}的取值，以逗号分隔：{min} 到 {max} 个，从 {low} 到 {high}',
  'axis.few': '至少需要 {min} 个不同的取值。',
  'axis.many': '最多 {max} 个取值；现有 {count} 个。',
  'axis.whole': '“{piece}”不是 {low} 到 {high} 之间的整数。',
  'axis.number': '“{piece}”不是 {low} 到 {high} 之间的数。',
  'axis.bounds': '“{piece}”不在 {low} 和 {high} 之间。',

  'at.threads': '{value} 个线程',
  'at.reads': '{value}% 读取',
  'at.shards': '{value} 个分片',
  'at.theta': 'theta {value}',
  'at.keys': '{value} 个键',
  'at.value': '{value} 字节的值',
  'at.think': '{value} ns 思考时间',
  'per.threads': '每增加一个线程',
  'per.reads': '读取比例每增加一个百分点',
  'per.shards': '每增加一个分片',
  'per.keys': '每增加一个键',
  'per.value': '值每增加一字节',
  'per.think': '思考时间每增加 1 ns',
  'per.other': '{axis}每增加 1',

  'plan.estimate': '约 {time}',
  'plan.what': '{maps} 个 map × {values} 个取值 × {rounds} 轮，每次 {ms} ms',
  'progress.at': '{at}：',

  'empty.title': '如何扩展',
  'empty.lead': '运行会在其他条件不变时，让一项设置取遍各值，测量每个 map，并把吞吐量画成曲线。',
  'empty.turns': '每一轮都以新的随机顺序把每个取值访问一次，因此机器的漂移对曲线各处影响相同。',
  'empty.says':
    '随后对曲线作出描述：直线及其拟合优度、扩展定律（USL）或没有它的原因，以及一个 map 在何处超过另一个。',
  'empty.cells': '每个取值都是一个独立的实验，可以在“对比”中打开。',

  'threads.title': '扩展实验需要真实线程',
  'threads.text':
    '本页没有得到共享内存，线程在这里只能轮流运行，由此画出的曲线没有意义。在单独的标签页中，页面可以得到真实线程。',

  'outcome.title': '结果',
  'outcome.soFar': '目前为止',
  'outcome.stopped': '提前停止；只计已完成的试验',
  'outcome.failed': '运行失败；只计已完成的试验',
  'outcome.end': '在两端',
  'outcome.wait': '每完成一次试验，曲线就增长一点。',
  'outcome.none': '没有完成任何试验。',
  'outcome.wins': '{at}时，{best} 显著领先于其他所有 map。',
  'outcome.tied': '{at}时，{level}没有显著差异。',
  'outcome.few': '{at}时，{best} 测得最高，但轮数太少，不能排名。',
  'outcome.broken': '{at}时，{broken} 未通过检查，因此不作排名。',
  'outcome.single': '{at}时，{best} 达到 {rate}。',

  'results.title': '曲线',
  'results.soFar': '目前的曲线',
  'share.instead': '链接携带实验本身。曲线放不进链接：请用“导出”保存，该文件可以在这里再次打开。',
  'results.changed': '测得这些曲线之后，设置已有改动。',
  'results.restore': '改回去',
  'chart.title': '吞吐量随{axis}的变化',
  'chart.key': '中位数、95% 区间、各轮数值',
  'chart.keyMany': '中位数与 95% 区间',
  'chart.alt': '吞吐量随{axis}变化的折线图，共 {maps} 个 map，每个一条线。下方表格列有相同的数据。',
  'chart.log': '对数吞吐量',
  'chart.axisY': '每秒操作数',
  'chart.oversubscribed': '超出并行度',
  'chart.oversubscribedHelp':
    '阴影部分：线程多于这台机器能同时运行的数目（实测 {parallelism}）；那里同时测量了调度器。',
  'chart.law': '拟合的扩展定律',
  'chart.point': '{map}，{at}：{rate}',
  'chart.pointInterval': '{map}，{at}：{rate}（{low} 到 {high}）',

  'table.title': '中位数与 95% 区间，每秒操作数',
  'table.map': 'map',
  'table.sort': '排序',
  'table.open': '在“对比”中打开 {at}',
  'table.rounds': '{done} / {rounds}',
  'table.now': '运行中',
  'table.failed': '未通过检查',
  'table.openHelp': '每个取值都可以作为独立的实验在“对比”中打开。',

  'says.title': '曲线说明了什么',
  'says.none': '完成的取值太少，无法说明什么。',
  'says.failed': '在 {at}时未通过检查：这些数据来自一个给出错误答案的 map。',
  'says.span': '从 {from}时的 {first} 到 {to}时的 {last}；在 {top}时最高。',
  'says.level': '中位数持平：没有斜率。',
  'says.line': '直线：{per} {slope}，R² {r2}。',
  'says.linePlain': '直线：{per} {slope}。',
  'says.linePoor': '直线：{per} {slope}，但 R² 为 {r2}：直线对它描述得不好。',
  'says.law':
    '扩展定律（USL）：争用 α = {alpha} ± {alphaError}，一致性 β = {beta} ± {betaError}，R² {r2}；在 {peak} 个线程时最高，永不超过 {roof}。',
  'says.lawLeftOut': '超过实测并行度的部分只画出，未参与拟合。',
  'says.knee': '拐点在 {at}附近，仅供参考。',
  'refusal.too-few-points': '没有扩展定律：只有 {has} 种线程数，需要 {needs} 种。请增加取值。',
  'refusal.too-few-in-parallel':
    '没有扩展定律：这台机器只能同时运行其中 {has} 种线程数（并行度 {parallelism}），需要 {needs} 种；再往上就同时测量了调度器。',
  'refusal.not-positive': '没有扩展定律：有一个吞吐量为零。',
  'refusal.falls': '没有扩展定律：线程最少时吞吐量最高，没有扩展可言。',
  'refusal.on-bound': '没有扩展定律：最佳拟合落在 {parameter} 的边界 {bound} 上。',
  'refusal.poor-fit': '没有扩展定律：拟合太差，R² 为 {r2}，需要 {needs}。',
  'refusal.other': '没有扩展定律：{reason}。',
  'over.title': '谁超过了谁',
  'over.none': '沿着这个量，没有 map 超过另一个。',
  'over.interval':
    '{map} 在 {from} 与 {to}之间超过 {overtaken}（位于 {at}；95% 区间 {low} 到 {high}）。',
  'over.plain': '{map} 在 {from} 与 {to}之间超过 {overtaken}。',
  'over.doubt': '{map} 与 {overtaken} 的中位数在 {from} 与 {to}之间相交，但在噪声范围内。',
  'over.crossings': '另有 {count} 处中位数相交在噪声范围内。',

  'claims.title': '文章的说法与这台机器',
  'claims.claimed': '文章所说（2.5）',
  'claims.here': '这里',
  'claims.threshold':
    '除一种以外，每种有保护的模型都有 panic 阈值（256 或 1,024 个 goroutine），并随 GOMAXPROCS 线性增长（R² 0.98）。',
  'claims.thresholdHere':
    '有保护的 map 没有这样的阈值。最多 {threads} 个线程的 {trials} 次试验中，{failed} 次未通过检查。',
  'claims.thresholdNone': '有保护的 map 没有这样的阈值。改变线程数即可看到。',
  'claims.line':
    '每增加一个 goroutine 的代价相同：在每秒 12,400 到 28,700 个请求中减少 1.3 到 2.0 个，即 0.005 到 0.016%。',
  'claims.lineHere': '{map}：{per} {share}（以首个取值为准），R² {r2}。',
  'claims.lineNone': '改变线程数（至少三个取值）即可看到。',
  'claims.bend': 'CPU 利用率超过 95% 后，衰减不再是线性的。',
  'claims.bendHere': '网页看不到处理器有多忙。请用命令行：',
};
