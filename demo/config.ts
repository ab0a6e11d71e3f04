/** What the demo shop takes from its environment. */
export interface ShopConfig {
  connectionString: string;
  port: number;
}

export function readShopConfig(env: NodeJS.ProcessEnv = process.env): ShopConfig {
  return { connectionString: env.SHOP_DATABASE_URL ?? '', port: Number(env.SHOP_PORT ?? 0) };
}
