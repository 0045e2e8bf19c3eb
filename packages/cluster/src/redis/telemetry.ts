import { missingPackage } from '@convzoo/core/errors';
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
    throw missingPackage('telemetry', 'bullmq-otel', cause);
  }
}
