import { clientCertificateFeatures } from './client-certificates.ts';
import { closingFeatures } from './closing.ts';
import type { Feature } from './feature.ts';
import { keyUpdateFeatures } from './key-update.ts';
import { negotiationFeatures } from './negotiation.ts';
import { omissionFeatures } from './omissions.ts';
import { refusalFeatures } from './refusals.ts';
import { renegotiationFeatures } from './renegotiation.ts';
import { resumptionFeatures } from './resumption.ts';

/** All features, in the order of the report. */
export const features: readonly Feature[] = [
  ...negotiationFeatures,
  ...clientCertificateFeatures,
  ...resumptionFeatures,
  ...renegotiationFeatures,
  ...keyUpdateFeatures,
  ...closingFeatures,
  ...omissionFeatures,
  ...refusalFeatures,
];
