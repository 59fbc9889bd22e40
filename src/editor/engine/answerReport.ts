import { OutlayError } from '../../core/errors.js';
import type { RenderedReport } from './engineProtocol.js';

const missing = (): OutlayError =>
	new OutlayError('environment', 'This build has no report in the editor yet.');

/** The report of a choice, rendered. */
export function answerReport(): Promise<RenderedReport> {
	return Promise.reject(missing());
}

/** The report of a choice as a file's text. */
export function answerReportFile(): Promise<string> {
	return Promise.reject(missing());
}
