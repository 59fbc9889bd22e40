import { machineText } from './machineText.js';

/** Transcripts write `claude-code`, the vendor's report `claude_code`. */
const products: Readonly<Record<string, string>> = {
	'claude-code': 'Claude Code',
	claude_code: 'Claude Code',
};

/** A product under the name that its vendor gives it, in every finance file alike. */
export const serviceName = (product: string): string => products[product] ?? machineText(product);
