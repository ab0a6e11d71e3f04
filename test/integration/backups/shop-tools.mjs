// What the scripts of the tests do: `dump FILE` writes the products of the shop, `restore FILE` puts those in their place.
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';

const [what, file] = process.argv.slice(2);
const client = new pg.Client({ connectionString: process.env.SHOP_DATABASE });
await client.connect();
if (what === 'dump') {
  const { rows } = await client.query('SELECT id, title FROM products ORDER BY id');
  writeFileSync(file, JSON.stringify(rows));
  console.log(`${rows.length} products into ${file}`);
} else {
  const rows = JSON.parse(readFileSync(file, 'utf8'));
  await client.query('BEGIN');
  await client.query('TRUNCATE products');
  for (const { id, title } of rows) await client.query('INSERT INTO products VALUES ($1, $2)', [id, title]);
  await client.query('COMMIT');
  console.log(`${rows.length} products from ${file}`);
}
await client.end();
