import open from 'open';

/** Whether somebody sits before a desktop on which a page can open. */
export function hasDesktop(env: NodeJS.ProcessEnv, platform: string, isTerminal: boolean): boolean {
  if (!isTerminal || env.CI || env.SSH_CONNECTION) return false;
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens a page in the user's browser. A failure is no failure of the benchmark: its path has been printed. */
export async function openPage(file: string): Promise<void> {
  const viewer = await open(file).catch(() => undefined);
  viewer?.on('error', () => {});
}
