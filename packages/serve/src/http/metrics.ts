import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Counts an answered request. `seconds` is from its arrival to its answer. */
  answered(model: string, route: string, status: number, seconds: number): void;
  /** Counts a run of the engine. */
  ran(model: string, images: number): void;
  /** All of it in Prometheus's text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** @param waiting How many images wait for each model. */
export function createMetrics(waiting: () => ReadonlyMap<string, number>): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: 'convzoo_requests_total',
    help: 'Answered requests',
    labelNames: ['model', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'convzoo_request_duration_seconds',
    help: 'Time from the arrival of a request to its answer',
    labelNames: ['model', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const batch = new Histogram({
    name: 'convzoo_batch_images',
    help: 'Images of one run of the engine',
    labelNames: ['model'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  });
  new Gauge({
    name: 'convzoo_waiting_images',
    help: 'Images that wait for a run',
    labelNames: ['model'],
    registers,
    collect() {
      for (const [model, images] of waiting()) this.set({ model }, images);
    },
  });
  return {
    answered: (model, route, status, seconds) => {
      requests.inc({ model, route, status });
      duration.observe({ model, route }, seconds);
    },
    ran: (model, images) => batch.observe({ model }, images),
    text: () => register.metrics(),
    contentType: register.contentType,
  };
}
