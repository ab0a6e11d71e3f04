import { asAdmin, type World } from './world.ts';

/** Does something as the superuser in the database `shop`. */
export function inDatabase({ server }: Pick<World, 'server'>, database = 'shop') {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return (...statements: string[]) =>
    asAdmin(url.href, async (admin) => {
      for (const statement of statements) await admin.query(statement);
    });
}
