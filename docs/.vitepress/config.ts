import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { repositoryLinks } from './links.ts';
import { rewrites, root } from './pages.ts';

type Item = DefaultTheme.SidebarItem;

const heading = (path: string): string =>
  readFileSync(join(root, path), 'utf8').match(/^# (.+)$/m)?.[1] ?? path;

/** One entry for each document of a folder of docs/, in the order of their names. */
const documents = (folder: string): Item[] =>
  readdirSync(join(root, 'docs', folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => ({
      text: heading(`docs/${folder}/${name}`),
      link: `/${folder}/${name.slice(0, -'.md'.length)}`,
    }));

const packages: Item[] = readdirSync(join(root, 'packages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ text: name, link: `/packages/${name}` }));

const guides: Item[] = [
  'choose-a-head',
  'fine-tune',
  'multi-label',
  'explain-a-prediction',
  'weights',
  'gpu',
  'in-a-page',
  'quantize',
  'many-machines',
  'your-own-architecture',
  'coming-from',
].map((name) => ({ text: heading(`docs/guides/${name}.md`), link: `/guides/${name}` }));

export default defineConfig({
  title: 'convzoo',
  description: 'Convolutional image classifiers for TypeScript: AlexNet, VGG, ResNet, Grad-CAM',
  srcDir: root,
  srcExclude: [
    '**/{node_modules,dist,CHANGELOG.md}',
    '.changeset/**',
    'README.md',
    'packages/*/!(README).md',
    '{apps,tools,.github}/**',
    'examples/*/**',
    'packages/*/*/**',
  ],
  outDir: join(root, 'docs/dist'),
  vite: {
    publicDir: join(root, 'docs/pictures'),
    // Pages outside docs/ find Vue here.
    resolve: { alias: { vue: join(root, 'docs/node_modules/vue') } },
  },
  cacheDir: join(root, 'docs/node_modules/.vitepress'),
  rewrites,
  cleanUrls: true,
  lastUpdated: false,
  markdown: { config: repositoryLinks },
  locales: {
    root: { label: 'English', lang: 'en' },
    ko: { label: '한국어', lang: 'ko', link: '/ko/' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/guides/choose-a-head' },
      { text: 'How it works', link: '/how-it-works/' },
      { text: 'Packages', link: '/packages/convzoo' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      { text: 'Guides', items: guides },
      {
        text: 'How it works',
        items: [
          { text: 'The house', link: '/how-it-works/' },
          ...documents('how-it-works').filter(({ link }) => link !== '/how-it-works/index'),
        ],
      },
      { text: 'Packages', collapsed: true, items: packages },
      {
        text: 'Studies',
        collapsed: true,
        items: [{ text: 'Overview', link: '/studies/' }, ...documents('studies')],
      },
      {
        text: 'Decisions',
        collapsed: true,
        items: [{ text: 'Overview', link: '/decisions/' }, ...documents('decisions')],
      },
      {
        text: 'Project',
        items: [
          { text: 'API reference', link: '/api/' },
          { text: 'Contributing', link: '/contributing' },
          { text: 'Security', link: '/security' },
        ],
      },
    ],
    socialLinks: [{ icon: 'github', link: 'https://github.com/convzoo/convzoo' }],
  },
});
