import type { Plugin } from 'vite';

/** Where published networks come from; nothing else is ever asked for. */
const hub = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';

const policy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self'",
  'media-src': "'self' blob:",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'connect-src': `'self' ${hub}`,
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** Writes into the page what it may load and whom it may talk to. Vite's development server needs more. */
export function contentSecurityPolicy(): Plugin {
  const content = Object.entries(policy)
    .map((directive) => directive.join(' '))
    .join('; ');
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content },
        injectTo: 'head-prepend',
      },
    ],
  };
}
