import type { NestedCall, TokenCounts } from '../../core/usage/call.js';
import { unknownModel, type CallCopy } from '../../core/usage/callCopies.js';
import type { CallRemark } from '../../core/usage/callRemarks.js';
import type { ClientCost } from '../../core/usage/session.js';
import { microsOfDollars } from '../../core/money.js';
import { kindOfLine } from './lineHead.js';

/** Where a line stands; decides its session and origin where the line itself does not say. */
export interface LineHome {
	/** Session that the path names: the file's stem, or the folder above `subagents/`. */
	readonly sessionId: string;
	/** True under `<session>/subagents/`: the folder decides the session, and every call is a subagent's. */
	readonly isSubagentFile: boolean;
}

/** What one transcript line says about usage. */
export type UsageLine =
	| {
			readonly kind: 'call';
			readonly copy: CallCopy;
			readonly entrypoint: string | null;
			/** Counts that were negative or no numbers, and were taken as 0. */
			readonly clampedFields: number;
			/** What the line says beside; null for nearly every line. */
			readonly remark: CallRemark | null;
	  }
	| { readonly kind: 'synthetic' }
	| {
			readonly kind: 'client-cost';
			readonly sessionId: string;
			readonly startedAtMs: number | null;
			readonly clientCost: ClientCost;
	  }
	| { readonly kind: 'rejected'; readonly why: string }
	/** No usage on it. */
	| { readonly kind: 'none' };

type JsonObject = Readonly<Record<string, unknown>>;

const none: UsageLine = { kind: 'none' };
/** A line that could not be used. */
export const rejected = (why: string): UsageLine => ({ kind: 'rejected', why });

const objectIn = (value: unknown): JsonObject | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Counts tokens, and how many of the counts were unusable. Absent and null mean 0. */
class Counter {
	clamped = 0;

	tokens(value: unknown): number {
		if (value === undefined || value === null) return 0;
		if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Math.round(value);
		this.clamped += 1;
		return 0;
	}

	/**
	 * Cache writes: what is not a one-hour write is a five-minute one. Versions before 2.1.152 could leave the
	 * total at 0 beside a right breakdown; then the breakdown counts.
	 */
	counts(usage: JsonObject): TokenCounts {
		const breakdown = objectIn(usage['cache_creation']) ?? {};
		const writes = this.tokens(usage['cache_creation_input_tokens']);
		const writes5m = this.tokens(breakdown['ephemeral_5m_input_tokens']);
		const cacheWrite1hTokens = this.tokens(breakdown['ephemeral_1h_input_tokens']);
		return {
			inputTokens: this.tokens(usage['input_tokens']),
			outputTokens: this.tokens(usage['output_tokens']),
			cacheWrite5mTokens: writes === 0 ? writes5m : Math.max(0, writes - cacheWrite1hTokens),
			cacheWrite1hTokens,
			cacheReadTokens: this.tokens(usage['cache_read_input_tokens']),
			webSearches: this.tokens(objectIn(usage['server_tool_use'])?.['web_search_requests']),
		};
	}

	/** Runs inside the call that its own counts leave out: an advisor's under its model, a compaction's. */
	nested(usage: JsonObject, model: string): NestedCall[] {
		const iterations = usage['iterations'];
		if (!Array.isArray(iterations)) return [];
		return iterations.flatMap((iteration: unknown): NestedCall[] => {
			const run = objectIn(iteration);
			if (run === null) return [];
			const own = run['type'] === 'compaction' ? (textIn(run['model']) ?? model) : textIn(run['model']);
			if (run['type'] !== 'advisor_message' && run['type'] !== 'compaction') return [];
			return [{ model: own ?? unknownModel, ...this.counts(run) }];
		});
	}
}

/** The message of an assistant line or of an `agent_progress` line, with what the envelope of it says. */
function messageIn(
	line: JsonObject,
): { message: JsonObject; envelope: JsonObject; isProgress: boolean } | null {
	const type = line['type'];
	if (type === 'assistant' || type === undefined || type === null) {
		const message = objectIn(line['message']);
		return message === null ? null : { message, envelope: line, isProgress: false };
	}
	if (type !== 'progress') return null;
	const inner = objectIn(objectIn(line['data'])?.['message']);
	const message = objectIn(inner?.['message']);
	return inner === null || message === null ? null : { message, envelope: inner, isProgress: true };
}

function clientCostIn(line: JsonObject, home: LineHome): UsageLine {
	const dollars = line['totalCostUSD'];
	if (typeof dollars !== 'number' || !(dollars >= 0) || dollars > 1e9) {
		return rejected('cost-state without a usable totalCostUSD');
	}
	const startedAtMs = line['startTime'];
	return {
		kind: 'client-cost',
		sessionId: textIn(line['sessionId']) ?? home.sessionId,
		startedAtMs: typeof startedAtMs === 'number' && startedAtMs > 0 ? startedAtMs : null,
		clientCost: {
			costMicros: microsOfDollars(dollars),
			hasUnknownModel: line['hasUnknownModelCost'] === true,
		},
	};
}

/** What a line says about a call beside its tokens; null when it says nothing. */
function remarkIn(envelope: JsonObject, callId: string): CallRemark | null {
	const isApiError = envelope['isApiErrorMessage'] === true;
	const dollars = envelope['costUSD'];
	const isCost = typeof dollars === 'number' && dollars >= 0 && dollars <= 1e9;
	if (!isApiError && !isCost) return null;
	return { callId, isApiError, ownCostMicros: isCost ? microsOfDollars(dollars) : null };
}

function callIn(
	line: JsonObject,
	found: { message: JsonObject; envelope: JsonObject; isProgress: boolean },
	home: LineHome,
): UsageLine {
	const { message, envelope, isProgress } = found;
	const usage = objectIn(message['usage']);
	if (usage === null) return none;
	const model = textIn(message['model']) ?? unknownModel;
	if (model === '<synthetic>') return { kind: 'synthetic' };
	if (usage['input_tokens'] === undefined && usage['output_tokens'] === undefined) {
		return rejected('usage without token counts');
	}
	const callId = textIn(message['id']) ?? textIn(envelope['uuid']) ?? textIn(line['uuid']);
	if (callId === null) return rejected('neither a message id nor a uuid');
	const atMs = Date.parse(textIn(envelope['timestamp']) ?? textIn(line['timestamp']) ?? '');
	if (Number.isNaN(atMs)) return rejected('no readable timestamp');
	const counter = new Counter();
	const isSubagent = home.isSubagentFile || isProgress || line['isSidechain'] === true;
	const copy: CallCopy = {
		callId,
		sessionId: home.isSubagentFile ? home.sessionId : (textIn(line['sessionId']) ?? home.sessionId),
		origin: isSubagent ? 'subagent' : 'main',
		atMs,
		model,
		speed: textIn(usage['speed']),
		serviceTier: textIn(usage['service_tier']),
		inferenceGeo: textIn(usage['inference_geo']),
		...counter.counts(usage),
		nested: counter.nested(usage, model),
		outputIsPartial: textIn(message['stop_reason']) === null,
		version: textIn(line['version']),
		cwd: textIn(line['cwd']),
		branch: textIn(line['gitBranch']),
	};
	const remark = remarkIn(envelope, callId);
	return {
		kind: 'call',
		copy,
		entrypoint: textIn(line['entrypoint']),
		clampedFields: counter.clamped,
		remark,
	};
}

/**
 * Reads one line as text. This is the plain reading that defines the result; the scanner must agree with it on
 * every line. A line is rejected when it is no JSON object (seen from its ends only, when its head already says that
 * it tells nothing about usage) or when its usage cannot be counted.
 */
export function readUsageLine(text: string, home: LineHome): UsageLine {
	const trimmed = text.trim();
	if (trimmed === '') return none;
	if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return rejected('not a JSON object');
	const bytes = Buffer.from(trimmed);
	const kind = kindOfLine(bytes, 0, bytes.length);
	if (kind === 'other' || (kind === 'progress' && !trimmed.includes('"usage"'))) return none;
	let line: JsonObject | null;
	try {
		line = objectIn(JSON.parse(trimmed));
	} catch (error) {
		return rejected(error instanceof SyntaxError ? 'not valid JSON' : String(error));
	}
	if (line === null) return rejected('not a JSON object');
	if (line['type'] === 'cost-state') return clientCostIn(line, home);
	const found = messageIn(line);
	return found === null ? none : callIn(line, found, home);
}
