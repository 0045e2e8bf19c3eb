import { expect, test } from 'vitest';
import { hasDesktop } from './open-page.js';

test('a page opens on a desktop, and neither in CI, over SSH nor in a pipe', () => {
  expect(hasDesktop({}, 'darwin', true)).toBe(true);
  expect(hasDesktop({ DISPLAY: ':0' }, 'linux', true)).toBe(true);
  expect(hasDesktop({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true)).toBe(true);
  expect(hasDesktop({}, 'linux', true)).toBe(false);
  expect(hasDesktop({}, 'win32', false)).toBe(false);
  expect(hasDesktop({ CI: 'true' }, 'darwin', true)).toBe(false);
  expect(hasDesktop({ SSH_CONNECTION: '1' }, 'darwin', true)).toBe(false);
});
