import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress'

export type SiteLanguage = 'en' | 'zh'

interface Entry {
  /** Path below the language's folder, without an extension. */
  readonly page: string
  readonly en: string
  readonly zh: string
}

interface Section {
  readonly en: string
  readonly zh: string
  readonly entries: readonly Entry[]
}

/** Every page but the home page, in the order in which it is read. */
export const sections: readonly Section[] = [
  {
    en: 'Start',
    zh: '入门',
    entries: [
      { page: 'getting-started', en: 'Getting started', zh: '快速上手' },
      { page: 'coming-from', en: 'From scikit-learn, mclust, PyTorch', zh: '从 scikit-learn、mclust、PyTorch 来' },
      { page: 'different-numbers', en: 'Why do my numbers differ?', zh: '为什么我的数字不同？' },
    ],
  },
  {
    en: 'Studio',
    zh: 'Studio 手册',
    entries: [
      { page: 'studio/data', en: 'Open a table', zh: '打开表格' },
      { page: 'studio/models', en: 'Choose and train a model', zh: '选择并训练模型' },
      { page: 'studio/results', en: 'Read the results', zh: '阅读结果' },
      { page: 'studio/networks', en: 'Networks and images', zh: '神经网络与图像' },
      { page: 'studio/export', en: 'Export and script', zh: '导出与脚本' },
      { page: 'studio/large', en: 'Large tables', zh: '大型表格' },
      { page: 'studio/files', en: 'Files and keyboard', zh: '文件与键盘' },
      { page: 'studio/walks', en: 'Five walks', zh: '五条路线' },
    ],
  },
  {
    en: 'Explore',
    zh: '动手看懂',
    entries: [
      { page: 'explore/em', en: 'EM, step by step', zh: '逐步看 EM' },
      { page: 'explore/covariances', en: 'Shapes of groups', zh: '群组的形状' },
      { page: 'explore/components', en: 'Choosing K', zh: '选择 K' },
      { page: 'explore/latent', en: 'Latent space of a GMM-VAE', zh: 'GMM-VAE 的潜空间' },
    ],
  },
  {
    en: 'Mixtures',
    zh: '混合模型',
    entries: [
      { page: 'guides/mixtures', en: 'Gaussian mixtures', zh: '高斯混合模型' },
      { page: 'guides/choosing', en: 'Choosing K and structure', zh: '选择 K 与结构' },
      { page: 'guides/missing', en: 'Missing cells and weights', zh: '缺失单元格与权重' },
      { page: 'guides/mixed', en: 'Mixed data: latent classes', zh: '混合类型数据：潜在类别' },
      { page: 'guides/robust', en: 'Robust and Bayesian', zh: '稳健与贝叶斯' },
      { page: 'guides/streaming', en: 'Streams and large data', zh: '数据流与大数据' },
      { page: 'guides/clickhouse', en: 'A ClickHouse cluster', zh: 'ClickHouse 集群' },
      { page: 'guides/anomalies', en: 'Anomalies', zh: '异常检测' },
    ],
  },
  {
    en: 'Applied',
    zh: '应用',
    entries: [
      { page: 'guides/segmentation', en: 'Image segmentation', zh: '图像分割' },
      { page: 'guides/recommendation', en: 'Recommendation', zh: '推荐' },
      { page: 'guides/regimes', en: 'Regimes in returns', zh: '收益中的状态' },
      { page: 'guides/speech', en: 'Speech', zh: '语音' },
    ],
  },
  {
    en: 'With networks',
    zh: '与神经网络结合',
    entries: [
      { page: 'guides/clustering', en: 'Deep clustering', zh: '深度聚类' },
      { page: 'guides/vae', en: 'Autoencoders with a mixture', zh: '混合先验自编码器' },
      { page: 'guides/gan', en: 'Adversarial networks', zh: '对抗网络' },
      { page: 'guides/layers', en: 'Layers and losses', zh: '层与损失' },
      { page: 'guides/augmentation', en: 'Augmentation', zh: '数据增强' },
      { page: 'guides/meta', en: 'Meta-learning', zh: '元学习' },
    ],
  },
  {
    en: 'Reference',
    zh: '参考',
    entries: [
      { page: 'reference', en: 'API reference', zh: 'API 参考' },
      { page: 'options', en: 'Options of every family', zh: '各模型族的选项' },
      { page: 'formulas', en: 'Formulas, set right', zh: '订正的公式' },
      { page: 'benchmarks', en: 'Benchmarks', zh: '基准测试' },
    ],
  },
]

const root = (language: SiteLanguage): string => (language === 'en' ? '/' : '/zh/')

const sidebar = (language: SiteLanguage): DefaultTheme.SidebarItem[] =>
  sections.map(section => ({
    text: section[language],
    items: section.entries.map(entry => ({ text: entry[language], link: `${root(language)}${entry.page}` })),
  }))

const nav = (language: SiteLanguage): DefaultTheme.NavItem[] => {
  const link = (page: string): string => `${root(language)}${page}`
  return language === 'en'
    ? [
        { text: 'Getting started', link: link('getting-started') },
        { text: 'Studio', link: link('studio/data'), activeMatch: '/studio/' },
        { text: 'Explore', link: link('explore/em'), activeMatch: '/explore/' },
        { text: 'Guides', link: link('guides/mixtures'), activeMatch: '/guides/' },
        { text: 'Options', link: link('options') },
        { text: 'API', link: link('reference') },
      ]
    : [
        { text: '快速上手', link: link('getting-started') },
        { text: 'Studio', link: link('studio/data'), activeMatch: '/studio/' },
        { text: '动手看懂', link: link('explore/em'), activeMatch: '/explore/' },
        { text: '指南', link: link('guides/mixtures'), activeMatch: '/guides/' },
        { text: '选项', link: link('options') },
        { text: 'API', link: link('reference') },
      ]
}

/** One language of the site. */
export function localeOf(language: SiteLanguage): LocaleSpecificConfig<DefaultTheme.Config> & { label: string; lang: string; link?: string } {
  const shared = { nav: nav(language), sidebar: sidebar(language) }
  if (language === 'en') {
    return {
      label: 'English',
      lang: 'en',
      description: 'Gaussian mixture models joined with deep learning, in TypeScript.',
      themeConfig: { ...shared, outline: { level: [2, 3] } },
    }
  }
  return {
    label: '简体中文',
    lang: 'zh-CN',
    link: '/zh/',
    description: '高斯混合模型与深度学习的结合，使用 TypeScript。',
    themeConfig: {
      ...shared,
      outline: { level: [2, 3], label: '本页内容' },
      docFooter: { prev: '上一页', next: '下一页' },
      sidebarMenuLabel: '目录',
      returnToTopLabel: '回到顶部',
      darkModeSwitchLabel: '主题',
      lightModeSwitchTitle: '切换到浅色',
      darkModeSwitchTitle: '切换到深色',
      langMenuLabel: '语言',
      skipToContentLabel: '跳到正文',
      notFound: { title: '没有这个页面', quote: '地址可能改变了。', linkLabel: '回到首页', linkText: '回到首页' },
    },
  }
}
