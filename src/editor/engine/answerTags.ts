import { OutlayError } from '../../core/errors.js';
import type { TagPreview } from './engineProtocol.js';

const missing = (): OutlayError => new OutlayError('environment', 'This build cannot record evidence yet.');

/** What could be recorded on the commits of a range. */
export function answerPreviews(): Promise<TagPreview[]> {
	return Promise.reject(missing());
}

/** Records the evidence on one commit. */
export function answerTag(): Promise<{ where: string }> {
	return Promise.reject(missing());
}
