import type { Evidence } from './evidence.js';
import { toolOfBranchPrefix } from './tools.js';

/** Branch name without `refs/heads/`, a remote's `refs/remotes/<remote>/` or a fork's `owner:`. */
export function plainBranch(branch: string): string {
	// Most names are plain already, and there is one a pull request.
	const name = branch.startsWith('refs/') ? branch.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '') : branch;
	return name.includes(':') ? name.replace(/^[^:/]+:/, '') : name;
}

/** Evidence in a head branch that a tool names itself into, e.g. `claude/fix-retry`. Strength medium. */
export function evidenceOfBranch(branch: string): Evidence[] {
	const plain = plainBranch(branch);
	const slash = plain.indexOf('/');
	const tool = slash > 0 ? toolOfBranchPrefix(plain.slice(0, slash)) : null;
	if (tool === null) return [];
	return [{ kind: 'branch', tool, model: null, strength: 'medium', where: `branch ${plain}` }];
}

/**
 * Evidence in a pull request's labels: Anthropic's `claude-code-assisted` (its own line matching, high), and plain
 * statements such as `ai-generated` (medium).
 */
export function evidenceOfLabels(labels: readonly string[]): Evidence[] {
	const found: Evidence[] = [];
	for (const label of labels) {
		const name = label.trim().toLowerCase();
		const where = `label ${label}`;
		if (name === 'claude-code-assisted') {
			found.push({ kind: 'label', tool: 'claude-code', model: null, strength: 'high', where });
		} else if (/^(?:ai|llm|agent)[-_ :/]*(?:assisted|generated|authored|written)$/.test(name)) {
			found.push({ kind: 'label', tool: 'unknown-ai', model: null, strength: 'medium', where });
		} else if (name === 'codex' || name === 'devin-ai' || name === 'claude-code') {
			const tool = name === 'devin-ai' ? 'devin' : name;
			found.push({ kind: 'label', tool, model: null, strength: 'medium', where });
		}
	}
	return found;
}
