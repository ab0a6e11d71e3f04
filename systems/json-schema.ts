import { z } from 'zod';
import { fieldDescriptions } from './field-descriptions.ts';
import { systemFile } from './schema.ts';

type Node = z.core.JSONSchema.BaseSchema;

/** The JSON Schema (draft 7, which editors know) of a catalogue file as it is written; names that lead nowhere only the loader sees. */
export function catalogueJsonSchema(): Node {
  const { $schema, ...schema } = z.toJSONSchema(systemFile, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => patternInsteadOfFormat(jsonSchema),
  });
  for (const [path, description] of Object.entries(fieldDescriptions)) {
    const places = nodesAt(schema, path.split('.'));
    if (places.length === 0) throw new Error(`A catalogue file has no ${path}, but a description of it`);
    for (const place of places) {
      place.description = place.description ? `${description} Write ${place.description}.` : description;
    }
  }
  return {
    $schema,
    title: 'A system of Mayday',
    description: 'systems/<id>.yaml; "mayday validate" says also what this schema cannot see.',
    ...schema,
  };
}

/** As `systems/schema.json` holds it. */
export function catalogueJsonSchemaText(): string {
  return `${JSON.stringify(catalogueJsonSchema(), null, 2)}\n`;
}

/** Editors and validators disagree on formats, or know none; patterns they all read alike. */
function patternInsteadOfFormat(node: Node): void {
  if (node.format === 'uri') node.pattern = '^\\s*[A-Za-z][A-Za-z0-9+.-]*:';
  if (node.pattern !== undefined) delete node.format;
}

/** Every node that a path of keys leads to, in all alternatives. */
function nodesAt(node: Node, [part, ...rest]: string[]): Node[] {
  const alternatives = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].filter((each) => isNode(each));
  if (part === undefined) return [node];
  const own = part === '*' ? [node.additionalProperties, node.items] : [node.properties?.[part]];
  return [
    ...own.filter((each) => isNode(each)).flatMap((each) => nodesAt(each, rest)),
    ...alternatives.flatMap((each) => nodesAt(each, [part, ...rest])),
  ];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
