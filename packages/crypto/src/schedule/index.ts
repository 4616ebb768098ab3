/**
 * The key schedules of TLS: HKDF labels and stages of TLS 1.3, the PRF of TLS 1.2, exporters of both, and lines for
 * a key log.
 *
 * @packageDocumentation
 */
export { type KeyLogLabel, keyLogLine } from './key-log.js';
export * from './tls12.js';
export {
  exportTls13,
  finishedVerifyData,
  hkdfExpandLabel,
  nextTrafficSecret,
  resumptionPsk,
  type TrafficKeys,
  trafficKeys,
} from './tls13.js';
export { type BinderKind, Tls13KeySchedule } from './tls13-schedule.js';
