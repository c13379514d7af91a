import type { CliTexts } from './vocabulary.js'

const list = (names: readonly string[]): string => names.join('、')
const meant = (near: string | undefined, otherwise: string): string => (near ? `您是否想写 ${near}？` : otherwise)

export const zh: CliTexts = {
  commands: {
    families: {
      summary: '列出模型族，或一个模型族的选项。',
      examples: [
        ['families', '所有模型族'],
        ['families KIND', '一个模型族的选项及默认值'],
      ],
    },
    describe: {
      summary: '显示表的各列，以及文件的读取方式。',
      examples: [
        ['describe old-faithful.csv', '各列'],
        ['describe --json < old-faithful.csv', '以 JSON 显示来自管道的表'],
      ],
    },
    fit: {
      summary: '用表拟合一个模型。',
      examples: [
        ['fit old-faithful.csv --components 2 --model geyser.mixtura', '拟合并保存模型'],
        ['fit old-faithful.csv --components 2 --out groups.csv', '写出带有每行群组的表'],
        ['fit iris.csv --family KIND --label species --model species.mixtura', '学习已知的类别'],
      ],
    },
    predict: {
      summary: '给表的每一行加上所属的群组。',
      examples: [['predict old-faithful.csv --model geyser.mixtura --probabilities', '群组及其概率，以 CSV 输出']],
    },
    score: {
      summary: '给表的每一行加上对数密度，以及与拟合所用行的差异程度。',
      examples: [['score old-faithful.csv --model geyser.mixtura --out scores.parquet', '对数密度和异常分数']],
    },
    explain: {
      summary: '逐列说明每一行为何属于其群组，以及它有何异常。',
      examples: [['explain old-faithful.csv --model geyser.mixtura', '相对于次优群组的对数几率和距离，以及各列在其中的份额']],
    },
    impute: {
      summary: '填补表中缺失的单元格。',
      examples: [
        ['impute holes.csv --model geyser.mixtura --out filled.csv', '用给定该行已知单元格时的均值'],
        ['impute holes.csv --model geyser.mixtura --draw --seed 1', '用随机抽取的值，其波动与真实值相同'],
      ],
    },
    encode: {
      summary: '给表的每一行加上模型的编码。',
      examples: [['encode images.parquet --model digits.mixtura --out codes.csv', '有编码的模型给出的编码']],
    },
    sample: {
      summary: '从模型抽取新的行。',
      examples: [['sample --model geyser.mixtura --count 5 --seed 1', '五行，每次相同']],
    },
    select: {
      summary: '用表拟合多个模型，按准则保留最好的一个。',
      examples: [['select old-faithful.csv --components 1..4 --criterion bic --table', '一到四个群组，以及各自的优劣']],
    },
    report: {
      summary: '写出关于一个已保存模型的页面：结果、曲线、群组、图，以及如何重复拟合。',
      examples: [
        ['report geyser.mixtura old-faithful.csv --html geyser.html', '包括一个表的各群组'],
        ['report geyser.mixtura --html geyser.html', '只有模型本身'],
      ],
    },
    compare: {
      summary: '并排显示几个已保存模型的结果。',
      examples: [['compare geyser.mixtura robust.mixtura', '两个模型']],
    },
    studio: {
      summary: '在浏览器中打开 Mixtura Studio，可指定一个表。按 Ctrl-C 结束。',
      examples: [['studio old-faithful.csv', '打开一个表']],
    },
    completions: {
      summary: '输出 bash、zsh 或 fish 的补全：命令、选项、模型族和选项值。',
      examples: [
        ['completions bash > ~/.local/share/bash-completion/completions/mixtura', '用于 bash'],
        ['completions zsh > "${fpath[1]}/_mixtura"', '用于 zsh'],
        ['completions fish > ~/.config/fish/completions/mixtura.fish', '用于 fish'],
      ],
    },
  },

  flags: {
    family: '模型族；用 mixtura families 列出',
    model: '模型文件',
    out: '写出结果表的文件：.csv、.parquet、.json、.ndjson',
    html: '写出页面的文件',
    columns: '要使用的列，以逗号分隔；默认为所有特征列',
    label: '给出每行已知类别的列',
    'image-shape': '每一行是此高度、宽度和通道数的图像，例如 28x28 或 32x32x3；IDX 文件的形状是已知的',
    standardize: '拟合时使各列均值为 0、方差为 1；模型保存缩放，使用时仍给原来的列',
    'omit-missing': '去掉有缺失单元格的行',
    encoding: '文件的编码，例如 utf-8 或 gb18030；与以下各项一样，默认自动识别',
    delimiter: '单元格之间的分隔符：一个字符、tab 或 whitespace',
    decimal: '小数点：点或逗号',
    thousands: '千位分隔符',
    'skip-rows': '列名之前要跳过的行数',
    'no-header': '第一行是数据，不是列名',
    table: '同时输出结果表，例如各个候选',
    strict: '拟合未收敛时以退出码 4 结束',
    resume: '从被中断的拟合的检查点继续',
    backend: '使用 TensorFlow.js 的模型的计算后端；默认为本机最好的',
    threads: '最多的线程数；默认为本机能同时运行的线程数',
    probabilities: '同时写出各群组的概率',
    draw: '用 --seed 下抽取的值而不是均值填补单元格',
    count: '要抽取的行数；默认 100',
    seed: '相同的种子抽取相同的结果；默认 0',
    group: '只从此群组抽取',
    port: '地址的端口；默认任一空闲端口',
    'no-open': '只显示地址，不打开浏览器',
    json: '输出 JSON 行而不是文字',
    quiet: '不输出进度、报告和提示',
    lang: '文字的语言：en 或 zh；默认取自环境',
    help: '显示此帮助',
    version: '显示版本',
  },

  help: {
    summary: '用文件和管道中的表拟合高斯混合模型，以及与其结合的模型。',
    usage: '用法',
    commands: '命令',
    options: '选项',
    optionsOf: family => `模型族 ${family} 的选项`,
    examples: '示例',
    exitCodes: '退出码',
    exitCodeList: '0 完成，2 用法错误，3 数据不可用，4 未收敛（使用 --strict 时），130 被中断',
    more: 'mixtura 命令 --help 显示该命令的选项和示例。',
  },

  values: {
    count: (minimum, maximum, automatic) => `${minimum} 到 ${maximum} 的整数${automatic ? '，或 automatic' : ''}`,
    number: (minimum, maximum, { above, automatic }) =>
      above ? `大于 ${minimum} 且不超过 ${maximum} 的数${automatic ? '，或 automatic' : ''}` : `${minimum} 到 ${maximum} 的数${automatic ? '，或 automatic' : ''}`,
    choice: values => `${list(values)} 之一`,
    choices: values => `${list(values)} 中的若干个，以逗号分隔`,
    range: (minimum, maximum) => `${minimum} 到 ${maximum} 的整数，或 1..9 这样的范围`,
    counts: (minimum, maximum, most) => `最多 ${most} 个 ${minimum} 到 ${maximum} 的整数，以逗号分隔`,
    flag: '是或否',
  },

  families: {
    optionText: (name, explanation, facts) => `${name}。${explanation}${facts}`,
    optionFacts: ({ expected, unit, standard, when }) => `（${expected}${unit && `，单位 ${unit}`}；默认 ${standard}${when ? `；仅用于 ${when}` : ''}）`,
    synonyms: names => `又称 ${list(names)}。`,
    abilities: names => `模型可给出：${list(names)}。`,
    engine: { core: '不需要 TensorFlow.js', tensorflow: '使用 TensorFlow.js' },
  },

  describe: {
    size: (name, rows, columns) => `${name}：${rows} 行，${columns} 列`,
    layout: (encoding, delimiter) => `按 ${encoding} 读取${delimiter ? `，单元格以 ${delimiter} 分隔` : ''}`,
    headings: ['列', '类型', '角色', '缺失', '不同值', '最小值', '均值', '最大值'],
    types: { number: '数', category: '类别', text: '文本', date: '日期', boolean: '布尔' },
    roles: { feature: '特征', identifier: '标识', constant: '常量', category: '类别' },
  },

  fit: {
    fitted: (family, rows, columns) => `${family}，用 ${list(columns)} 的 ${rows} 行拟合`,
    omitted: rows => `去掉了有缺失单元格的 ${rows} 行。`,
    saved: path => `模型已保存：${path}`,
    written: (path, rows) => `表已写出：${path}（${rows} 行）`,
    notConverged: '拟合未收敛。请允许更多的迭代次数，或使用更大的容差。',
    interrupted: (folder, command) => `已中断。已学到的内容保存在 ${folder}。继续请运行：\n  ${command}`,
    nothingKept: '已中断。没有保存任何内容：拟合还没有检查点，或者 --model 和 --out 都没有指定文件。',
    resumed: folder => `从 ${folder} 继续`,
    yes: '是',
    no: '否',
  },

  report: {
    facts: '结果',
    groups: '各群组',
    group: '群组',
    rows: '行数',
    noise: '噪声',
    intervalNote: '各群组的行的均值及 95 % 区间（两侧各 1.96 个标准误）。群组由同样的行得出，因此其差异看起来大于实际。',
    scatter: '各行',
    scatterOfData: name => `${name} 的各行。椭圆包含一个分量的 90 %。`,
    scatterOfDraws: rows => `从模型抽取的 ${rows} 行。椭圆包含一个分量的 90 %。`,
    curves: '拟合过程',
    options: '选项',
    script: '脚本',
    scriptNote: '此程序在拟合所用的表格上重复该拟合。',
    origin: '来源',
    model: '模型文件',
    fittedTo: '拟合所用的表',
    fittedRows: (rows, columns, missingCells) => `${list(columns)} 的 ${rows} 行${missingCells > 0 ? `，${missingCells} 个缺失的单元格` : ''}`,
    seed: '种子',
    data: '所示数据',
    dataRows: (name, rows, omitted) => `${name}，${rows} 行${omitted > 0 ? `，去掉 ${omitted} 行` : ''}`,
    date: '写出时间',
    written: path => `报告已写出：${path}`,
  },

  compare: {
    model: '模型',
    family: '模型族',
    rows: '拟合所用的行数',
    columns: '拟合所用的列',
    otherTables: '这些模型是用不同的表拟合的，因此似然和准则不能比较。',
  },

  usage: {
    unknownCommand: (given, near, all) => `没有命令 ${given}。${meant(near, `命令有 ${list(all)}。`)}`,
    unknownOption: (given, near) => `这里没有选项 ${given}。${meant(near, '请去掉它，或查看 --help。')}`,
    ambiguousOption: (given, all) => `${given} 可能是 ${list(all)} 的缩写。请写出全名。`,
    repeatedOption: given => `${given} 给出了两次。请去掉一个。`,
    valueExpected: (option, word) => `${option} 需要一个值。请写 ${option} ${word}。`,
    noValueExpected: option => `${option} 不带值。请单独写。`,
    wrongValue: (option, expected, actual, standard) => `${option} 应为${expected}，但给出的是 ${actual || '空'}。默认值为 ${standard}。`,
    wrongNumber: (option, actual, minimum) => `${option} 应为不小于 ${minimum} 的整数，但给出的是 ${actual || '空'}。例如请写 ${option} 10。`,
    unknownFamily: (given, near, all) => `没有模型族 ${given}。${meant(near, `模型族有 ${list(all)}。`)}`,
    familyCannotChoose: (given, able) => `模型族 ${given} 不按准则选择。请使用 mixtura fit，或 ${list(able)} 之一。`,
    unknownLanguage: given => `没有语言 ${given} 的文字。请写 --lang en 或 --lang zh。`,
    operands: (command, expected, given) => `mixtura ${command} ${expected ? `需要 ${expected}` : '不需要文件'}，但给出了 ${given} 个名称。名称中有空格时请加引号。`,
    optionNeeded: (option, purpose) => `缺少 ${option}：${purpose}。`,
    noInput: command => `没有给出表。请指定文件，或送入 CSV 或 NDJSON：mixtura ${command} < data.csv`,
    unknownFormat: path => `${path} 没有已知的格式。请使文件名以 .csv、.parquet、.json 或 .ndjson 结尾。`,
    nothingToWrite: family => `使用这些选项时，模型族 ${family} 的模型没有可写到 --out 的结果。请去掉它。`,
    unfinishedFit: folder => `${folder} 中有被中断的拟合的检查点。请用 --resume 继续，或删除该文件夹重新开始。`,
    nothingToResume: folder => `${folder} 中没有检查点。请去掉 --resume 重新开始。`,
    resumeNeedsFile: '--resume 在 --model 或 --out 的文件旁查找检查点。请给出与之前相同的文件。',
    noBackend: family => `模型族 ${family} 不使用 TensorFlow.js，在处理器上运行，没有可选的后端。请去掉 --backend。`,
    noThreads: family => `模型族 ${family} 的拟合不接受线程数。请去掉 --threads。`,
    noThreadsOnBackend: backend => `后端 ${backend} 自行决定线程数。请去掉 --threads，或使用 --backend wasm。`,
    unknownBackend: (given, near, all) => `没有后端 ${given}。${meant(near, `后端有 ${list(all)}。`)}`,
    wrongImageShape: given => `--image-shape 应为高度、宽度，以及可选的通道数，但给出的是 ${given || '空'}。例如请写 --image-shape 28x28 或 --image-shape 32x32x3。`,
    unknownShell: (given, near, all) => `没有 ${given} 的补全。${meant(near, `可用的 shell 有 ${list(all)}。`)}`,
    unknownGroup: (given, groups) => `没有群组 ${given}。群组有 ${list(groups)}。`,
  },

  data: {
    missingCells: (column, cells, row) => `列“${column}”有 ${cells} 个缺失的单元格，第一个在第 ${row} 行。请填补单元格，用 --columns 选择其他列，或用 --omit-missing 去掉这些行。`,
    wrongImageShape: (shape, pixels, columns) => `${shape} 的图像共有 ${pixels} 个像素和通道的值，但选择了 ${columns} 个数列。请用 --columns 选择像素的列，或使用其他 --image-shape。`,
    noStudio: '此命令旁没有安装 Studio。请在 Mixtura 的代码库中运行 npm start，或将 MIXTURA_STUDIO 设为包含 dist/web/main.js 的 Studio 文件夹。',
    missingLabel: (column, row) => `列“${column}”的第 ${row} 行没有类别。请填补单元格，或去掉这一行。`,
    labelIsFeature: column => `列“${column}”不能同时是特征和类别。请从 --columns 或 --label 中去掉它。`,
    noModelFile: path => `没有文件 ${path}。请用 mixtura fit … --model ${path} 拟合一个模型。`,
    wrongModelFile: (path, reason) => `${path} 不能作为模型读取：${reason}`,
    notWritable: path => `不能写入 ${path}：其文件夹不存在。请选择存在的文件夹。`,
    cannot: (path, family, ability, able) => `${path} 是模型族 ${family} 的模型，没有${ability}。它可用于：${list(able)}。`,
    refusalHints: {
      noLabels: '请用 --label 指定该列。',
      tooManyColumns: '请用 --columns 选择列。',
    },
    unexpected: message => `mixtura 的意外错误：${message}`,
  },
}
