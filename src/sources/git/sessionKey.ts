import { createHash } from 'node:crypto';

/** git-ai's key of a Claude Code session: `s_` and the first 14 hex digits of SHA-256 of `claude:<sessionId>`. */
export function sessionKey(sessionId: string): string {
	return `s_${createHash('sha256').update(`claude:${sessionId}`).digest('hex').slice(0, 14)}`;
}
