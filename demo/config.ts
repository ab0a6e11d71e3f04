/** What the demo shop takes from its environment. */
export interface ShopConfig {
  connectionString: string;
  port: number;
}

export function readShopConfig(env: NodeJS.ProcessEnv = process.env): ShopConfig {
  return { connectionString: env.SHOP_DATABASE_URL ?? '', port: Number(env.SHOP_PORT ?? 0) };
}

/** What the front of the demo's cluster takes from its environment: where the API server is, and who asks. */
export interface FrontConfig {
  port: number;
  url: string;
  token: string;
  /** PEM */
  ca: string;
}

export function readFrontConfig(env: NodeJS.ProcessEnv = process.env): FrontConfig {
  const { FRONT_PORT = '0', FRONT_API_URL = '', FRONT_API_TOKEN = '', FRONT_API_CA = '' } = env;
  return { port: Number(FRONT_PORT), url: FRONT_API_URL, token: FRONT_API_TOKEN, ca: FRONT_API_CA };
}
