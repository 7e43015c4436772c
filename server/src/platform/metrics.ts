import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of one server. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
export type Metrics = ReturnType<typeof createMetrics>;
