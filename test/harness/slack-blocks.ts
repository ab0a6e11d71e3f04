/** What Slack documents of blocks, and refuses when it does not hold; the first complaint, in its words. */
export function blocksComplaint(blocks: unknown, most: number): string | undefined {
  if (!Array.isArray(blocks)) return 'must be an array [json-pointer:/blocks]';
  if (blocks.length > most) return `no more than ${most} items allowed [json-pointer:/blocks]`;
  const blockIds = new Set<string>();
  for (const [i, block] of blocks.entries()) {
    const at = `[json-pointer:/blocks/${i}`;
    if (block.block_id !== undefined) {
      if (String(block.block_id).length > 255) return `must be less than 256 characters ${at}/block_id]`;
      if (blockIds.has(block.block_id)) return `\`block_id\` already exists ${at}/block_id]`;
      blockIds.add(block.block_id);
    }
    const complaint = blockComplaint(block);
    if (complaint) return `${complaint} ${at}]`;
  }
  return undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

function blockComplaint(block: Json): string | undefined {
  switch (block.type) {
    case 'section':
      return block.text ? textComplaint(block.text, 3_000) : 'missing required field: text';
    case 'context':
      return listComplaint(block.elements, 10, (element) => textComplaint(element, 3_000));
    case 'actions':
      return listComplaint(block.elements, 25, buttonComplaint) ?? duplicateAction(block.elements);
    case 'input':
      return textComplaint(block.label, 2_000, 'plain_text') ?? inputComplaint(block.element);
    case 'divider':
      return undefined;
    default:
      return `unsupported type: ${block.type}`;
  }
}

function textComplaint(text: Json, most: number, type?: string): string | undefined {
  if (!text || !['mrkdwn', 'plain_text'].includes(text.type)) return 'unsupported type of text';
  if (type && text.type !== type) return `must be ${type}`;
  if (type === undefined && text.type === 'plain_text' && text.verbatim !== undefined)
    return 'unsupported field: verbatim';
  if (typeof text.text !== 'string' || text.text.length < 1) return 'must be more than 0 characters';
  if (text.text.length > most) return `must be less than ${most + 1} characters`;
  return undefined;
}

function buttonComplaint(button: Json): string | undefined {
  if (button.type !== 'button') return `unsupported type: ${button.type}`;
  if (!button.action_id || button.action_id.length > 255) return 'action_id must be 1 to 255 characters';
  if (button.value !== undefined && button.value.length > 2_000)
    return 'value must be less than 2001 characters';
  if (button.style !== undefined && !['primary', 'danger'].includes(button.style)) return 'invalid style';
  const { confirm } = button;
  return (
    textComplaint(button.text, 75, 'plain_text') ??
    (confirm &&
      (textComplaint(confirm.title, 100, 'plain_text') ??
        textComplaint(confirm.text, 300) ??
        textComplaint(confirm.confirm, 30, 'plain_text') ??
        textComplaint(confirm.deny, 30, 'plain_text')))
  );
}

function inputComplaint(element: Json): string | undefined {
  if (!element?.action_id || element.action_id.length > 255) return 'action_id must be 1 to 255 characters';
  if (element.type === 'static_select') return selectComplaint(element);
  if (element.type !== 'plain_text_input') return 'unsupported element';
  if ((element.max_length ?? 1) > 3_000) return 'max_length must be at most 3000';
  if ((element.initial_value ?? '').length > (element.max_length ?? 3_000))
    return 'initial_value is too long';
  return undefined;
}

function selectComplaint({ options, initial_option: initial }: Json): string | undefined {
  const same = (one: Json) => JSON.stringify(one) === JSON.stringify(initial);
  if (initial && !options?.some(same)) return 'initial_option must be one of the options';
  return listComplaint(options, 100, ({ text, value }) => {
    if (typeof value !== 'string' || value.length < 1) return 'value must be more than 0 characters';
    if (value.length > 150) return 'value must be less than 151 characters';
    return textComplaint(text, 75, 'plain_text');
  });
}

function listComplaint(
  list: Json,
  most: number,
  complaint: (item: Json) => string | undefined,
): string | undefined {
  if (!Array.isArray(list) || list.length < 1) return 'no fewer than 1 items allowed';
  if (list.length > most) return `no more than ${most} items allowed`;
  return list.map(complaint).find(Boolean);
}

function duplicateAction(buttons: Json[]): string | undefined {
  const names = buttons.map((button) => button.action_id);
  return new Set(names).size < names.length ? '`action_id` already exists' : undefined;
}

/** Of a modal. */
export function viewComplaint(view: Json): string | undefined {
  if (view?.type !== 'modal') return 'unsupported type of view';
  if (JSON.stringify(view).length > 250_000) return 'view_too_large';
  if ((view.private_metadata ?? '').length > 3_000)
    return 'must be less than 3001 characters [json-pointer:/view/private_metadata]';
  if ((view.callback_id ?? '').length > 255)
    return 'must be less than 256 characters [json-pointer:/view/callback_id]';
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block: Json) => block.type === 'input');
  if (hasInput && !view.submit) return 'missing required field: submit [json-pointer:/view]';
  return (
    textComplaint(view.title, 24, 'plain_text') ??
    (view.submit && textComplaint(view.submit, 24, 'plain_text')) ??
    (view.close && textComplaint(view.close, 24, 'plain_text')) ??
    blocksComplaint(view.blocks, 100)
  );
}

/** Of a message's metadata. */
export function metadataComplaint(metadata: Json): string | undefined {
  const { event_type, event_payload } = metadata;
  if (typeof event_type !== 'string' || !/^[\w.-]{1,255}$/.test(event_type)) return 'invalid_metadata_format';
  if (event_payload === null || typeof event_payload !== 'object') return 'invalid_metadata_format';
  const flat = Object.values(event_payload).every((value) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  if (!flat) return 'invalid_metadata_schema';
  return JSON.stringify(metadata).length > 8_000 ? 'metadata_too_large' : undefined;
}
