import type { CliTexts } from './vocabulary.js'

const list = (names: readonly string[]): string => names.join(', ')
const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
const meant = (near: string | undefined, otherwise: string): string => (near ? `Did you mean ${near}?` : otherwise)

export const en: CliTexts = {
  commands: {
    families: {
      summary: 'Lists the families of models, or the options of one.',
      examples: [
        ['families', 'all families'],
        ['families KIND', 'the options of one family, with their defaults'],
      ],
    },
    describe: {
      summary: 'Shows the columns of a table and how its file was read.',
      examples: [
        ['describe old-faithful.csv', 'the columns'],
        ['describe --json < old-faithful.csv', 'the same as JSON, of a table from a pipe'],
      ],
    },
    fit: {
      summary: 'Fits a model to a table.',
      examples: [
        ['fit old-faithful.csv --components 2 --model geyser.mixtura', 'fits a model and saves it'],
        ['fit old-faithful.csv --components 2 --out groups.csv', 'writes the table with the group of each row'],
        ['fit clickhouse://shard1,shard2/default/eruptions --columns duration,waiting --components 2 --model geyser.mixtura', 'fits a model where the rows are: at two shards of ClickHouse'],
        ['fit iris.csv --family KIND --label species --model species.mixtura', 'learns known classes'],
      ],
    },
    predict: {
      summary: 'Adds the group of each row to a table.',
      examples: [['predict old-faithful.csv --model geyser.mixtura --probabilities', 'groups and their probabilities, as CSV']],
    },
    score: {
      summary: 'Adds the log-density and the anomaly score of each row to a table.',
      examples: [['score old-faithful.csv --model geyser.mixtura --out scores.parquet', 'log-densities and anomaly scores']],
    },
    explain: {
      summary: 'Says of each row why it belongs to its group, and what is strange about it, column by column.',
      examples: [['explain old-faithful.csv --model geyser.mixtura', 'log-odds against the runner-up and distances, and the part of each column in them']],
    },
    impute: {
      summary: 'Fills the missing cells of a table.',
      examples: [
        ['impute holes.csv --model geyser.mixtura --out filled.csv', 'with means given the known cells of each row'],
        ['impute holes.csv --model geyser.mixtura --draw --seed 1', 'with draws, which vary as much as true cells'],
      ],
    },
    encode: {
      summary: 'Adds the code of each row to a table.',
      examples: [['encode images.parquet --model digits.mixtura --out codes.csv', 'codes of a model that has them']],
    },
    sample: {
      summary: 'Draws new rows from a model.',
      examples: [['sample --model geyser.mixtura --count 5 --seed 1', 'five rows, always the same']],
    },
    select: {
      summary: 'Fits several models to a table and keeps the best by a criterion.',
      examples: [['select old-faithful.csv --components 1..4 --criterion bic --table', 'one to four groups, and how good each is']],
    },
    report: {
      summary: 'Writes a page about a saved model: results, curves, groups, a figure, and how to repeat the fit.',
      examples: [
        ['report geyser.mixtura old-faithful.csv --html geyser.html', 'with the groups of a table'],
        ['report geyser.mixtura --html geyser.html', 'of the model alone'],
      ],
    },
    compare: {
      summary: 'Shows the results of several saved models side by side.',
      examples: [['compare geyser.mixtura robust.mixtura', 'two models']],
    },
    studio: {
      summary: 'Opens Mixtura Studio in the browser, with a table if one is named. Ctrl-C ends it.',
      examples: [['studio old-faithful.csv', 'with a table']],
    },
    completions: {
      summary: 'Prints the completions of commands, options, families and values for bash, zsh or fish.',
      examples: [
        ['completions bash > ~/.local/share/bash-completion/completions/mixtura', 'for bash'],
        ['completions zsh > "${fpath[1]}/_mixtura"', 'for zsh'],
        ['completions fish > ~/.config/fish/completions/mixtura.fish', 'for fish'],
      ],
    },
  },

  flags: {
    family: 'kind of the model; mixtura families lists them',
    model: 'file of the model',
    out: 'file for the table with the results: .csv, .parquet, .json, .ndjson',
    html: 'file for the page',
    columns: 'columns to use, with commas between them; the features by default',
    label: 'column that holds the known class of each row',
    'image-shape': 'each row is an image of this height, width and number of channels, such as 28x28 or 32x32x3; that of IDX files is known',
    standardize: 'give each column mean 0 and variance 1 for the fit; the model keeps the scaling and takes the columns as they are',
    'omit-missing': 'leave out rows with missing cells',
    encoding: 'encoding of the file, such as utf-8 or gb18030; detected by default, as are the settings below',
    delimiter: 'sign between cells: a character, tab, or whitespace',
    decimal: 'decimal sign: a point or a comma',
    thousands: 'sign between thousands',
    'na-values': 'words that mean a missing cell, with commas between them; they take the place of NA, null and the like',
    'skip-rows': 'lines to skip before the names of the columns',
    'no-header': 'the first line is a row, not the names of the columns',
    table: 'also print the tables of results, such as the candidates',
    strict: 'end with exit code 4 if the fit did not converge',
    resume: 'go on from the checkpoint of an interrupted fit',
    backend: 'what models on TensorFlow.js compute with; the best of this machine by default',
    threads: 'largest number of threads; as many as the machine runs at once by default',
    key: 'of a table of ClickHouse: columns that tell its rows apart; starts are drawn by them, and results are written beside them',
    mode: 'how ClickHouse computes: sql (default), kernel (functions in WebAssembly, which are installed) or auto',
    probabilities: 'also write the probability of each group',
    draw: 'fill cells with draws under --seed instead of means',
    count: 'number of rows to draw; 100 by default',
    seed: 'the same seed draws the same; 0 by default',
    group: 'draw from this group alone',
    port: 'port of the address; any free one by default',
    'no-open': 'print the address and do not open the browser',
    json: 'print JSON lines instead of text',
    quiet: 'print no progress, reports and notices',
    lang: 'language of the texts: en or zh; that of the environment by default',
    help: 'print this help',
    version: 'print the version',
  },

  help: {
    summary: 'Fits Gaussian mixtures and related models to tables in files and pipes.',
    usage: 'Usage',
    commands: 'Commands',
    options: 'Options',
    optionsOf: family => `Options of the family ${family}`,
    examples: 'Examples',
    exitCodes: 'Exit codes',
    exitCodeList: '0 done, 2 wrong usage, 3 unusable data, 4 not converged (with --strict), 130 interrupted',
    more: 'mixtura COMMAND --help shows the options of a command, with examples.',
  },

  values: {
    count: (minimum, maximum, automatic) => `a whole number from ${minimum} to ${maximum}${automatic ? ', or automatic' : ''}`,
    number: (minimum, maximum, { above, automatic }) =>
      `a number ${above ? 'above' : 'from'} ${minimum} ${above ? 'and at most' : 'to'} ${maximum}${automatic ? ', or automatic' : ''}`,
    choice: values => `one of ${list(values)}`,
    choices: values => `some of ${list(values)}, with commas between them`,
    range: (minimum, maximum) => `a whole number or a range such as 1..9, from ${minimum} to ${maximum}`,
    counts: (minimum, maximum, most) => `at most ${most} whole numbers from ${minimum} to ${maximum}, with commas between them`,
    flag: 'true or false',
  },

  families: {
    optionText: (name, explanation, facts) => `${name}. ${explanation} ${facts}`,
    optionFacts: ({ expected, unit, standard, when }) => `(${expected}${unit && `, in ${unit}`}; default ${standard}${when ? `; only with ${when}` : ''})`,
    synonyms: names => `Also known as ${list(names)}.`,
    abilities: names => `Models give: ${list(names)}.`,
    engine: { core: 'runs without TensorFlow.js', tensorflow: 'runs on TensorFlow.js' },
  },

  describe: {
    size: (name, rows, columns) => `${name}: ${counted(rows, 'row')}, ${counted(columns, 'column')}`,
    layout: (encoding, delimiter) => `read as ${encoding}${delimiter ? `, cells separated by ${delimiter}` : ''}`,
    headings: ['column', 'type', 'role', 'missing', 'distinct', 'minimum', 'mean', 'maximum'],
    types: { number: 'number', category: 'category', text: 'text', date: 'date', boolean: 'boolean' },
    roles: { feature: 'feature', identifier: 'identifier', constant: 'constant', category: 'category' },
    noted: (column, note) => `${column}: ${note}`,
  },

  place: (line, row) => (line === undefined ? `row ${row}` : `line ${line}`),
  notes: {
    'decimal-or-thousands': ({ cell, sign, asThousands, asDecimal }, place) =>
      `"${cell}" (${place}) is ${asThousands} if "${sign}" sets off thousands, and ${asDecimal} if it sets off decimals. Say which: --thousands "${sign}" or --decimal "${sign}".`,
    'decimal-by-column': ({ cell, witness }, place) => `"${cell}" (${place}) has decimals, by the signs of column "${witness}".`,
    'thousands-by-column': ({ cell, witness }, place) => `"${cell}" (${place}) has thousands set off, by the signs of column "${witness}".`,
    'decimal-by-delimiter': ({ cell }, place) => `"${cell}" (${place}) has decimals, because commas separate the cells.`,
    'leading-zeros': ({ cell }, place) => `"${cell}" (${place}) begins with zeros, so the column is text. Write such numbers without them.`,
    'long-integers': ({ cell }, place) => `"${cell}" (${place}) has more digits than a number holds, so the column is text. Leave out digits, or leave it so.`,
    'time-or-version': ({ cell }, place) => `"${cell}" (${place}) may be a time, a version or a decimal. --decimal . makes it a number.`,
    'code-or-exponent': ({ cell }, place) => `"${cell}" (${place}) may be a code or ${Number(cell)}. Write ${Number(cell)} if it is a number.`,
    'mixed-signs': ({ cell, second, secondLine }, place) => `"${cell}" (${place}) and "${second}" (line ${secondLine}) write numbers in different ways. Correct one of them in the file.`,
    'words-among-numbers': ({ cell, words, numbers }, place) =>
      `${words} of ${Number(words) + Number(numbers)} cells ${words === 1 ? 'is no number' : 'are no numbers'}, first "${cell}" (${place}). Correct the file, or say that they are missing: --na-values "${cell}".`,
    'signs-around': ({ cell }, place) => `"${cell}" (${place}) has signs around its number. Take them out of the file.`,
  },

  fit: {
    fitted: (family, rows, columns) => `${family}, fitted to ${counted(rows, 'row')} of ${list(columns)}`,
    omitted: rows => `${counted(rows, 'row')} with missing cells left out.`,
    leftOut: (column, note) => `The column "${column}" is not used. ${note}`,
    saved: path => `Model saved: ${path}`,
    written: (path, rows) => `Table written: ${path} (${counted(rows, 'row')})`,
    notConverged: 'The fit did not converge. Allow more iterations, or a larger tolerance.',
    interrupted: (folder, command) => `Interrupted. What was learned so far is kept in ${folder}. Go on with:\n  ${command}`,
    nothingKept: 'Interrupted. Nothing was kept: the fit had no checkpoint yet, or neither --model nor --out names a file beside which to keep one.',
    resumed: folder => `Resuming from ${folder}`,
    yes: 'yes',
    no: 'no',
  },

  clickhouse: {
    headings: ['column', 'type', 'missing', 'minimum', 'mean', 'maximum'],
    written: table => `Table written: ${table}`,
    columnsExpected: 'a table of ClickHouse does not say which of its columns are features; mixtura describe lists them',
    outExpected: 'a new table at the same servers, for the results',
    passwordInAddress: 'The address of a table must not contain a password, because others could read it. Put it into the environment variable CLICKHOUSE_PASSWORD.',
    wrongAddress: given => `${given} is no address of a table of ClickHouse. Write for example clickhouse://localhost/default/eruptions, or clickhouse://shard1,shard2/default/eruptions.`,
    otherPlace: given => `Results of a table of ClickHouse stay at its servers, but --out names ${given}. Name a new table with the same servers.`,
    noMixture: family => `Models of the family ${family} have no Gaussian mixture that ClickHouse could compute. Fit a model of the family mixture.`,
    familyNeedsRows: family => `Fits of the family ${family} need the rows, but those of a table of ClickHouse stay there. Use the family mixture, or export a sample.`,
    doesNotApply: option => `${option} does not apply to a table of ClickHouse, whose rows stay there. Leave it out.`,
    wrongCommand: command => `mixtura ${command} does not read tables of ClickHouse. describe, fit and predict do; export a sample for the others.`,
  },

  report: {
    facts: 'Results',
    groups: 'Groups',
    group: 'Group',
    rows: 'Rows',
    noise: 'noise',
    intervalNote: 'Means of the rows of each group, with 95 % intervals: 1.96 standard errors to each side. The groups were made from the same rows, so their differences look larger than they are.',
    scatter: 'Rows',
    scatterOfData: name => `Rows of ${name}. Ellipses hold 90 % of a component.`,
    scatterOfDraws: rows => `${counted(rows, 'row')} drawn from the model. Ellipses hold 90 % of a component.`,
    curves: 'Course of the fit',
    options: 'Options',
    script: 'Script',
    scriptNote: 'This program repeats the fit on the table of the fit.',
    origin: 'Origin',
    model: 'Model',
    fittedTo: 'Fitted to',
    fittedRows: (rows, columns, missingCells) => `${counted(rows, 'row')} of ${list(columns)}${missingCells > 0 ? `, ${counted(missingCells, 'missing cell')}` : ''}`,
    seed: 'Seed',
    data: 'Data shown',
    dataRows: (name, rows, omitted) => `${name}, ${counted(rows, 'row')}${omitted > 0 ? `, ${omitted} left out` : ''}`,
    date: 'Written',
    written: path => `Report written: ${path}`,
  },

  compare: {
    model: 'Model',
    family: 'Family',
    rows: 'Rows of the fit',
    columns: 'Columns of the fit',
    otherTables: 'The models were fitted to different tables, so their likelihoods and criteria cannot be compared.',
  },

  usage: {
    unknownCommand: (given, near, all) => `There is no command ${given}. ${meant(near, `The commands are ${list(all)}.`)}`,
    unknownOption: (given, near) => `There is no option ${given} here. ${meant(near, 'Leave it out, or see --help.')}`,
    ambiguousOption: (given, all) => `${given} may be short for ${list(all)}. Write one of them out.`,
    repeatedOption: given => `${given} was given twice. Leave one out.`,
    valueExpected: (option, word) => `${option} needs a value. Write ${option} ${word}.`,
    noValueExpected: option => `${option} takes no value. Write it alone.`,
    wrongValue: (option, expected, actual, standard) => `${option} must be ${expected}, but it is ${actual || 'empty'}. The default is ${standard}.`,
    severalValues: wrong => `${wrong} To try several values, use mixtura select.`,
    wrongNumber: (option, actual, minimum) => `${option} must be a whole number of at least ${minimum}, but it is ${actual || 'empty'}. Write for example ${option} 10.`,
    unknownFamily: (given, near, all) => `There is no family ${given}. ${meant(near, `The families are ${list(all)}.`)}`,
    familyCannotChoose: (given, able) => `The family ${given} does not choose by a criterion. Use mixtura fit, or one of ${list(able)}.`,
    unknownLanguage: given => `There are no texts in the language ${given}. Write --lang en or --lang zh.`,
    operands: (command, expected, given) => `mixtura ${command} takes ${expected || 'no file'}, but it got ${counted(given, 'name')}. Put names with spaces in quotes.`,
    optionNeeded: (option, purpose) => `${option} is missing: ${purpose}.`,
    noInput: command => `No table was given. Name a file, or send CSV or NDJSON: mixtura ${command} < data.csv`,
    unknownFormat: path => `${path} has no known format. Let its name end in .csv, .parquet, .json or .ndjson.`,
    nothingToWrite: family => `With these options, models of the family ${family} give nothing to write to --out. Leave it out.`,
    unfinishedFit: folder => `There is a checkpoint of an interrupted fit in ${folder}. Go on with --resume, or delete the folder to begin anew.`,
    nothingToResume: folder => `There is no checkpoint in ${folder}. Leave out --resume to begin anew.`,
    resumeNeedsFile: '--resume finds the checkpoint beside the file of --model or --out. Give the same as before.',
    noBackend: family => `The family ${family} runs without TensorFlow.js, on the processor, so there is no backend to choose. Leave out --backend.`,
    noThreads: family => `Fits of the family ${family} take no number of threads. Leave out --threads.`,
    noThreadsOnBackend: backend => `The backend ${backend} decides its threads itself. Leave out --threads, or choose --backend wasm.`,
    unknownBackend: (given, near, all) => `There is no backend ${given}. ${meant(near, `The backends are ${list(all)}.`)}`,
    wrongImageShape: given => `--image-shape must be a height, a width and perhaps a number of channels, but it is ${given || 'empty'}. Write for example --image-shape 28x28 or --image-shape 32x32x3.`,
    unknownShell: (given, near, all) => `There are no completions for ${given}. ${meant(near, `The shells are ${list(all)}.`)}`,
    unknownGroup: (given, groups) => `There is no group ${given}. The groups are ${list(groups)}.`,
  },

  data: {
    missingCells: (column, cells, row) =>
      `The column "${column}" has ${counted(cells, 'missing cell')}, first in row ${row}. Fill the cells, choose other --columns, or leave out such rows with --omit-missing.`,
    notNumeric: (column, note) => `The column "${column}" is no column of numbers. ${note}`,
    wrongImageShape: (shape, pixels, columns) => `Images of ${shape} have ${counted(pixels, 'pixel')} and channels together, but ${counted(columns, 'column')} of numbers were chosen. Choose the columns of the pixels with --columns, or another --image-shape.`,
    noStudio: 'Studio is not installed beside this command. Run npm start in the repository of Mixtura, or set MIXTURA_STUDIO to the folder of Studio that holds dist/web/main.js.',
    missingLabel: (column, row) => `The column "${column}" has no class in row ${row}. Fill the cell, or leave out the row.`,
    labelIsFeature: column => `The column "${column}" cannot be a feature and the class at once. Leave it out of --columns or of --label.`,
    noModelFile: path => `There is no file ${path}. Fit a model with mixtura fit … --model ${path}.`,
    wrongModelFile: (path, reason) => `${path} cannot be read as a model: ${reason}`,
    notWritable: path => `${path} cannot be written: its folder does not exist. Choose a folder that exists.`,
    cannot: (path, family, ability, able) => `${path} is a model of the family ${family} and has no ${ability}. It can be used with: ${list(able)}.`,
    refusalHints: {
      noLabels: 'Name it: --label COLUMN.',
      tooManyColumns: 'Choose them with --columns.',
    },
    unexpected: message => `Unexpected fault of mixtura: ${message}`,
  },
}
