import type { EpochSummary, StepReport } from './events.js';

/** Where progress is shown, such as `process.stderr`. */
export interface ProgressStream {
  /** Whether a person watches, so that a line may be overwritten. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLine {
  step(report: StepReport): void;
  epoch(summary: EpochSummary): void;
  /** A message on a line of its own. */
  note(message: string): void;
  /** Leaves the line as it is and goes to the next one. */
  end(): void;
}

/** Milliseconds between updates. */
const terminalInterval = 100;
const pipeInterval = 10_000;

/**
 * Shows how a training run goes: on a terminal one line that is overwritten, in a pipe a plain line every ten
 * seconds; and a line for each epoch that stays.
 */
export function progressLine(
  stream: ProgressStream,
  { epochs, now = () => performance.now() }: { readonly epochs: number; readonly now?: () => number },
): ProgressLine {
  const terminal = stream.isTTY === true;
  let shown = terminal ? Number.NEGATIVE_INFINITY : now();
  let secondsPerStep: number | undefined;
  const clear = terminal ? '\r\x1b[2K' : '';
  return {
    step: (report) => {
      // The first steps compile and warm up; the newest ones count most.
      secondsPerStep =
        secondsPerStep === undefined ? report.seconds : 0.9 * secondsPerStep + 0.1 * report.seconds;
      if (now() - shown < (terminal ? terminalInterval : pipeInterval)) return;
      shown = now();
      const line = describeStep(report, epochs, secondsPerStep);
      stream.write(terminal ? `${clear}${line.slice(0, (stream.columns ?? 80) - 1)}` : `${line}\n`);
    },
    epoch: (summary) => stream.write(`${clear}${describeEpoch(summary, epochs)}\n`),
    note: (message) => stream.write(`${clear}${message}\n`),
    end: () => stream.write(clear),
  };
}

function describeStep(report: StepReport, epochs: number, secondsPerStep: number): string {
  const { epoch, step, totalSteps, loss, learningRate, images } = report;
  const share = Math.floor((100 * step) / totalSteps);
  return [
    `epoch ${epoch + 1}/${epochs}`,
    `${share}%`,
    `loss ${loss.toFixed(4)}`,
    `lr ${learningRate.toPrecision(3)}`,
    `${(images / secondsPerStep).toFixed(1)} images/s`,
    `${formatSeconds((totalSteps - step) * secondsPerStep)} left`,
  ].join('  ');
}

function describeEpoch({ epoch, loss, validation }: EpochSummary, epochs: number): string {
  const parts = [`epoch ${epoch + 1}/${epochs}`, `loss ${loss.toFixed(4)}`];
  if (validation !== undefined) {
    parts.push(`validation loss ${validation.loss.toFixed(4)}`);
    const [name, value] = Object.entries(validation.metrics)[0] ?? [];
    if (name !== undefined && value !== undefined) parts.push(`${name} ${value.toFixed(4)}`);
  }
  return parts.join('  ');
}

function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const pad = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
