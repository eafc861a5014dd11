// What is said of a result, its conclusion and what stands below its figures, in Chinese; fetched with
// the first run.
//
// Guarantees: exactly the keys of the English file.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  'outcome.rounds': '{rounds} 轮',
  'outcome.roundsAdded': '共 {rounds} 轮，其中追加 {added} 轮',
  'outcome.over':
    '这台机器同时只能运行 {parallelism} 个线程，这里用了 {threads} 个：线程轮流执行，结果包含等待时间。',
  'outcome.refused': '{map}：有 {count} 次操作被拒绝，不计入任何结果。',
  'outcome.fewer': '改用 {parallelism} 个线程运行',
  'outcome.keepGoing': '继续运行',
  'outcome.keepGoingWhat': '在已有的 {rounds} 轮之后追加轮次，直到分出高下，或由您停止',
  'outcome.scale': '查看这些 map 随线程数的扩展性',
  'outcome.verify': '深度检查这些 map',
  'outcome.share': '分享此结果',
  'conclusion.wait': '每个 map 都运行一次之后才有第一批结果。',
  'conclusion.none': '没有 map 完成一轮，无法得出结论。',
  'conclusion.single': '{best} 达到 {rate}（{rounds} 轮的中位数）。再添加一个 map 即可比较。',
  'conclusion.wins':
    '{best} 最快，达到 {rate}，显著领先其他所有 map：吞吐量是第二名 {other} 的 {ratio} 倍（95% 区间 {low} 到 {high}）。',
  'conclusion.winsOne':
    '{best} 最快，达到 {rate}，显著领先 {other}：吞吐量是后者的 {ratio} 倍（95% 区间 {low} 到 {high}）。',
  'conclusion.winsPlain': '{best} 最快，达到 {rate}。',
  'conclusion.equal': '{equal} 实际上一样快（相差 5% 以内），约 {rate}。',
  'conclusion.equalAhead':
    '{equal} 实际上一样快（相差 5% 以内），约 {rate}，并显著领先其他所有 map。',
  'conclusion.tied': '{best} 的中位数最高（{rate}），但 {rounds} 轮之后仍没有显著快于 {tied}。',
  'conclusion.few':
    '{best} 的中位数最高（{rate}），但只有 {rounds} 轮，无法排除偶然。至少 6 轮才有区间。',
  'conclusion.early': '{best} 目前的中位数最高（{rate}），但只有 {rounds} 轮，还无法排除偶然。',
  'conclusion.broken': '{broken} 未通过正确性检查，其速度不算数。',
  'conclusion.simulated': '模拟中所有检查均通过。不比较速度，因为没有两个线程真正同时运行。',
  'standing.title': '最佳 map 与其他各 map 的对比',
  'standing.line': '是 {map} 的 {ratio} 倍（{low} 到 {high}）：{answer}',
  'standing.plain': '是 {map} 的 {ratio} 倍：{answer}',
  'standing.slower': '显著领先',
  'standing.equal': '实际持平（5% 以内）',
  'standing.undecided': '尚无定论',

  'rounds.title': '每一轮与每个线程',
  'rounds.round': '轮次',
  'rounds.rate': 'ops/s',
  'rounds.ops': '操作数',
  'rounds.seconds': '秒',
  'rounds.threads': '各线程操作数',
  'rounds.passed': '通过',
  'rounds.failed': '未通过',

  'costs.title': '延迟、内存与等待',
  'costs.service':
    '闭环中单次操作的服务时间，不含思考时间，来自单独的一遍；被延误的线程此时不发出操作。',
  'costs.response':
    '合计每秒 {rate} 次操作的开环中的响应时间：从操作的预定开始到结束。到期而始终未开始的操作按试验结束时的延误计入。',
  'costs.clock': '此浏览器的时钟步长为 {step}：低于 {step} 的延迟无法分辨，每个数字也只精确到此。',
  'costs.memory':
    '内存：在单独的一遍结束时，map 已分配且尚未释放的部分；分配次数与字节数按每次操作计。',
  'costs.waits': '锁等待',
  'costs.waited': '等待 {share}',
  'costs.uncounted': '未计数',
  'costs.waiting':
    '锁等待：每次操作遇到锁被占用的次数，以及线程等待锁的时间比例，来自锁会计数的单独一遍；第三方库内部的锁不计数，有些 map 没有锁。',
  'costs.over': '超过 {limit} 毫秒',
  'costs.max': '最长',
  'costs.held': '占用内存',
  'costs.perEntry': '每条目 {bytes}',
  'costs.allocations': '分配次数',
  'costs.below': '< {step}',

  'course.title': '试验过程中的变化',
  'course.what':
    '各轮的中位数：测量开始时以及之后每十分之一；曲线范围为 0 到 100%。下方为最小值与最大值。',
  'course.path': '{from} 至 {to}',
  'course.range': '{low} 到 {high}',

  'runs.mean': '比值的几何平均',
  'runs.across': '本标签页的 {count} 个实验合计',
  'runs.acrossHelp':
    '各 map 相对基准的比值的几何平均，取每个使用该基准的实验的最近一次运行；只含所有实验都有的 map。',

  'warnings.title': '警告',
  'warning.oversubscribed':
    '在能同时运行 {parallelism} 个线程的机器上用了 {threads} 个线程：线程轮流运行，结果包含等待。',
  'warning.few-rounds': '只有 {rounds} 轮，仅是快速一览。少于 {needed} 轮没有区间，也不判断差异。',
  'warning.simulated': '模拟：线程在一个 worker 里轮流运行，没有测量速度。',
  'warning.not-presized': '{maps} 不能预留容量，从空开始增长。',
  'warning.noisy':
    '机器并不空闲：运行前一刻，固定循环的速度波动了 {percent}%。关闭其他繁忙的程序，以及在其他浏览器或其他网站内进行测量的页面，可得到更可靠的结果。',
  'warning.unsettled':
    '{maps} 在预热期间没有达到稳态：没有连续三个 100 ms 时间片的速度相差在 5% 以内，各轮速度可能不一致。',
  'warning.rate-not-reached':
    '{maps} 没有达到预定速率：每秒 {rate} 次操作（最低为 {reached} 次）。到期而始终未开始的操作按已有的延误计入延迟，因此试验越长，延迟越大。',
  'warning.repeated':
    '{trials} 次试验受到干扰，已重新进行：其中页面被隐藏 {hidden} 次，被冻结 {frozen} 次，时钟变化 {clock} 次。',
  'warning.drift':
    '测试框架本身在各轮之间的波动达到 {percent}%：这台机器上还有其他程序在运行，或其时钟频率有变化。按轮配对的比值比速度更可信。',
  'warning.memory-grew': '运行期间内存增长了 {bytes} 字节，可能干扰结果。',
  'warning.short-interval': '{ms} ms 的试验短于本浏览器时钟步长的 100 倍；更长的试验会更可靠。',

  'env.title': '测量环境',
  'env.cores': '报告的核数',
  'env.parallelism': '实测并行度',
  'env.tried': '{found}（试了 {tested} 个，{time}）',
  'env.calibration': '校准波动',
  'env.mode': '模式',
  'env.mode.threads': '真实线程',
  'env.mode.simulated': '模拟',
  'env.isolation': '隔离方式',
  'env.isolation.headers': '服务器响应头',
  'env.isolation.service-worker': 'Service worker',
  'env.isolation.inherited': '外层页面',
  'env.isolation.none': '无',
  'env.clock': '时钟步长',
  'env.allocator': '分配器',
  'env.hasher': '哈希函数',
  'env.build': '构建',
  'env.seed': '随机种子',
  'env.streams': '操作流校验和',
};
