import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of one server; its process is watched by `watchProcess`. */
export function createMetrics() {
  const registry = new Registry();
  return {
    registry,
    requests: new Histogram({
      name: 'zhike_request_seconds',
      help: 'Time to answer, by endpoint and status.',
      labelNames: ['endpoint', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    refusals: new Counter({ name: 'zhike_refusals_total', help: 'Refusals, by endpoint and code.', labelNames: ['endpoint', 'code'], registers: [registry] }),
    notifications: new Counter({
      name: 'zhike_pay_notifications_total',
      help: 'WeChat Pay notifications, by outcome.',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    liveClients: new Gauge({ name: 'zhike_live_clients', help: 'Open live streams.', registers: [registry] }),
  };
}

/** Adds the process to the metrics: memory, CPU, event loop. For programs only, once: what it starts cannot be stopped and keeps the registry alive. */
export function watchProcess(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}

export type Metrics = ReturnType<typeof createMetrics>;
