import type { Report } from '../report/report.js';
import { renderText } from '../report/text.js';

/** The report as a page. */
export function renderPage(report: Report): string {
  return `<!doctype html><title>convzoo benchmark</title><pre>${renderText(report)}</pre>`;
}
