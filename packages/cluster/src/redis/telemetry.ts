import { ConvzooError } from '@convzoo/core';
import type { Telemetry } from 'bullmq';

/**
 * OpenTelemetry's traces and metrics of BullMQ, which go where the program's OpenTelemetry SDK sends them.
 *
 * @throws ConvzooError `missing-package`
 */
export async function openTelemetry(): Promise<Telemetry> {
  try {
    const { BullMQOtel } = await import('bullmq-otel');
    return new BullMQOtel({
      tracerName: 'convzoo-cluster',
      meterName: 'convzoo-cluster',
      enableMetrics: true,
    });
  } catch (cause) {
    throw new ConvzooError('missing-package', {
      subject: 'telemetry',
      expected: 'the package bullmq-otel',
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: 'npm install bullmq-otel',
      cause,
    });
  }
}
