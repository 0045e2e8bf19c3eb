import { relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { resolveLink, root } from './pages.ts';

const elsewhere = /^([a-z]+:|#|\/)/;

/** Lets documents link to each other as files of the repository, so that links work on GitHub and on the site. */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    const from = relative(root, env.realPath ?? env.path).replaceAll('\\', '/');
    if (from.startsWith('docs/api/')) return;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href !== null && !elsewhere.test(href)) token.attrSet('href', resolveLink(from, href));
    }
  });
}
