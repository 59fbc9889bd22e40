import type { CoverageFormat } from '../../core/outcomes/coverageReport.js';
import { RefusedReport } from './coverageCollector.js';

/** So much of a report decides its format. */
export const sniffCharacters = 256 * 1024;

const nameStart = '[A-Za-z_:]';

function xmlFormat(head: string): CoverageFormat | null {
	const body = head.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>/g, '');
	const root = new RegExp(`<(${nameStart}[\\w:.-]*)([^>]*)>`).exec(body);
	if (root === null) return null;
	const [whole, name = '', attributes = ''] = root;
	if (name === 'report') return 'jacoco';
	if (name !== 'coverage') return null;
	const inside = body.slice(root.index + whole.length);
	if (/\bline-rate\s*=/.test(attributes) || /<(?:packages|sources?|class)[\s>/]/.test(inside)) return 'cobertura';
	if (/\b(?:clover|generated)\s*=/.test(attributes) || /<(?:project|testproject)[\s>/]/.test(inside)) return 'clover';
	return null;
}

function jsonFormat(head: string): CoverageFormat | null {
	if (/"type"\s*:\s*"llvm\.coverage\.json\.export"/.test(head) || /^\s*\{\s*"data"\s*:\s*\[/.test(head)) return 'llvm-cov';
	if (/"simplecov_version"\s*:/.test(head)) return 'simplecov';
	if (/"(?:executed_lines|missing_lines)"\s*:/.test(head)) return 'coverage.py';
	if (/^\s*\{\s*"meta"\s*:\s*\{[^{}]*"(?:branch_coverage|show_contexts|timestamp)"/.test(head)) return 'coverage.py';
	if (/"statementMap"\s*:/.test(head)) return 'istanbul';
	if (/"lines"\s*:\s*\{[^{}]*"total"\s*:/.test(head)) return 'istanbul-summary';
	if (/^\s*\{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*\{\s*)?"coverage"\s*:\s*\{/.test(head)) return 'simplecov';
	return null;
}

/** Tells the format of a report by its beginning, never by its name. Refuses what is none of the ten. */
export function coverageFormatOf(head: string): CoverageFormat {
	const text = head.trimStart();
	if (text === '') throw new RefusedReport('it is empty');
	if (text.startsWith('\u001f\u008b') || text.startsWith('\u001f\ufffd') || text.startsWith('PK\u0003')) {
		throw new RefusedReport('it is compressed');
	}
	const format = text.startsWith('<')
		? xmlFormat(text)
		: text.startsWith('{')
			? jsonFormat(text)
			: /^mode: (?:set|count|atomic)\s/.test(text)
				? 'go'
				: /^(?:TN|SF|DA|VER|FN|FNDA):/m.test(text)
					? 'lcov'
					: null;
	if (format !== null) return format;
	throw new RefusedReport('its content is none of the known formats');
}
