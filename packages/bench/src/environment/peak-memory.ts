import { readFileSync } from 'node:fs';

/**
 * The most memory this process has held at once, in bytes. Linux is asked for the high-water mark of
 * the process's own pages: what `resourceUsage` gives there starts at the size of the parent process.
 */
export function peakMemoryBytes(): number {
  if (process.platform === 'linux') {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
