import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const repository = 'https://github.com/convzoo/convzoo';

/** The Markdown files of the repository that are pages, and where each of them lies on the site. */
export const rewrites = {
  'README.ko.md': 'ko/index.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
  'examples/README.md': 'examples.md',
  'packages/:name/README.md': 'packages/:name.md',
  'docs/decisions/README.md': 'decisions/index.md',
  'docs/studies/README.md': 'studies/index.md',
  'docs/:path*': ':path*',
};

const exact = new Map(Object.entries(rewrites).filter(([source]) => !source.includes(':')));

/** Address of a repository file on the site, without extension; undefined if it is not a page. */
function pageOf(path: string): string | undefined {
  const named = exact.get(path);
  const readme = path.match(/^packages\/([^/]+)\/README\.md$/);
  const document = path.match(/^docs\/(.+\.md)$/);
  const page = named ?? (readme ? `packages/${readme[1]}.md` : document?.[1]);
  return page === undefined ? undefined : `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;
}

/**
 * Where a relative link of a repository file leads on the site: to a page, or to the file on GitHub.
 * Throws an Error for a link to a file that is not there.
 */
export function resolveLink(from: string, href: string): string {
  const [target = '', anchor] = href.split('#');
  let path = posix.join(posix.dirname(from), decodeURI(target));
  if (path === 'README.md' || path === '.' || path === './') return anchor ? `/#${anchor}` : '/';
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`${from} links to ${href}, which does not exist`);
  const directory = statSync(file).isDirectory();
  if (directory && existsSync(join(file, 'README.md'))) path = posix.join(path, 'README.md');
  const page =
    pageOf(path) ?? `${repository}/${directory ? 'tree' : 'blob'}/main/${path.replace(/\/README\.md$/, '')}`;
  return anchor ? `${page}#${anchor}` : page;
}
