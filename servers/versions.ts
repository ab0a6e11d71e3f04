/** The pinned version of every server that this folder can get; it is part of the key in the cache. */
export const versions = {
  temporalCli: '1.5.1',
  temporalServer: '1.29.1',
  temporalUi: '2.42.1',
  temporalTestServer: '1.38.0',
  kubernetes: '1.34.4',
  /** Of the Go modules k8s.io/api and its like that belong to it. */
  kubernetesModules: '0.34.4',
  etcd: '3.6.16',
  kwok: '0.8.0',
  kustomize: '5.8.3',
  keda: '2.21.0',
  certManager: '1.21.2',
  metricsServer: '0.9.0',
  /** The oldest that serves: packages of distributions are newer. */
  prometheus: '2.40',
  alertmanager: '0.27.0',
  /** The oldest that serves, of Redis and of Valkey. */
  redis: '6.2',
  /** The oldest that serves. */
  podman: '4.3',
  /** The oldest that serves. */
  chromium: '120',
  /** Of the Python wheel that brings a Valkey along. */
  valkeyEmbedded: '0.1.0',
  kafka: '4.3.1',
  opensearch: '2.19.3',
  /** Of its logger; the one that this OpenSearch is written against. */
  log4j: '2.21.0',
  /** Of its logger; the one that this Kafka is written against. */
  slf4j: '1.7.36',
  mavenDependencyPlugin: '3.8.1',
} as const;
