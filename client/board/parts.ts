import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import type { Shelf } from '../../archive/shelf.ts';
import type { Catalogue } from '../../systems/catalogue.ts';
import type { Reader } from './reader.ts';
import type { BoardSettings } from './settings.ts';

/** What the pages of the board are made with. */
export interface BoardParts {
  settings: BoardSettings;
  client: Client;
  catalogue: Catalogue;
  reader: Reader;
  /** Of the archive in `settings`. */
  shelf: Shelf;
  /** For the values that the catalogue names, as `${NAME}`. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Epoch ms. */
  clock: () => number;
}

/** A part of the board: adds its pages, which only visitors with a session see. */
export type Pages = (app: FastifyInstance, parts: BoardParts) => void;
