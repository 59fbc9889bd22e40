// Reads an assistant line, looking only at the fields that count and stepping over the rest while checking that it is
// JSON. What it leaves in the record is exactly what `readUsageLine` finds, or it says that the line is unusual.

import { instantOf } from './instant';
import {
	backslash,
	closeBrace,
	colon,
	comma,
	notJson,
	openBrace,
	openBracket,
	quote,
	skipSpace,
	skipString,
	skipValue,
	unusual,
} from './json';
import { isAt } from './lineKind';
import {
	countsFlag,
	cwdText,
	branchText,
	entrypointText,
	inferenceGeoText,
	inputAt,
	messageIdText,
	modelText,
	outputAt,
	readsAt,
	searchesAt,
	serviceTierText,
	sessionIdText,
	sidechainFlag,
	speedText,
	stopReasonText,
	timestampText,
	uuidText,
	versionText,
	writes1hAt,
	writes5mAt,
	writesAt,
} from './record';
import { instantAt } from './record';
import { beginRecord, countOf, setFlag, setNumber, setText, textFrom, textTo } from './recordWriter';

/** The object ended; `after` is the position behind it. */
const ended: i32 = -3;
const mostDigits: i32 = 15;
const letterN: u8 = 0x6e;
const letterT: u8 = 0x74;

let end: i32 = 0;
let keyFrom: i32 = 0;
let keyTo: i32 = 0;
let after: i32 = 0;
let hasMessage: bool = false;
let hasUsage: bool = false;
let hasBreakdown: bool = false;
let hasServerTools: bool = false;

/** From behind `{` or behind a value to the next value; `ended` at the object's end. */
function nextMember(from: i32, isFirst: bool): i32 {
	let at = skipSpace(from, end);
	if (at >= end) return notJson;
	if (load<u8>(at) === closeBrace) {
		after = at + 1;
		return ended;
	}
	if (!isFirst) {
		if (load<u8>(at) !== comma) return notJson;
		at = skipSpace(at + 1, end);
	}
	if (at >= end || load<u8>(at) !== quote) return notJson;
	keyFrom = at + 1;
	at = skipString(keyFrom, end);
	if (at < 0) return at;
	keyTo = at - 1;
	at = skipSpace(at, end);
	if (at >= end || load<u8>(at) !== colon) return notJson;
	return skipSpace(at + 1, end);
}

/** Steps through an object, giving each member's value to `member`, which gives the position behind it. */
function readObject(open: i32, member: (at: i32) => i32): i32 {
	let at = nextMember(open + 1, true);
	while (at >= 0) {
		at = member(at);
		if (at >= 0) at = nextMember(at, false);
	}
	return at === ended ? after : at;
}

function isKey(name: string): bool {
	return keyTo - keyFrom === name.length && isAt(keyFrom, name);
}

/** Steps over a value of no interest. A key that is written with escapes may be any key. */
function skipOther(at: i32): i32 {
	for (let index = keyFrom; index < keyTo; index++) if (load<u8>(index) === backslash) return unusual;
	return skipValue(at, end, 0);
}

function readText(at: i32, text: i32): i32 {
	const behind = skipValue(at, end, 0);
	if (behind >= 0) {
		if (load<u8>(at) === quote && behind - at > 2) setText(text, at + 1, behind - 1);
		else setText(text, 0, 0);
	}
	return behind;
}

/** A count written as plain digits, or null for 0; anything else is unusual. */
function readCount(at: i32, number: i32): i32 {
	const behind = skipValue(at, end, 0);
	if (behind < 0) return behind;
	if (load<u8>(at) === letterN) {
		setNumber(number, 0);
		return behind;
	}
	const count = behind - at > mostDigits ? -1 : countOf(at, behind);
	if (count < 0) return unusual;
	setNumber(number, <f64>count);
	return behind;
}

function readLineMember(at: i32): i32 {
	switch (keyTo - keyFrom) {
		case 3:
			if (isKey('cwd')) return readText(at, cwdText);
			break;
		case 4:
			if (isKey('uuid')) return readText(at, uuidText);
			// Only assistant lines are read here.
			if (isKey('type')) return isAt(at, '"assistant"') ? at + 11 : unusual;
			break;
		case 7:
			if (isKey('version')) return readText(at, versionText);
			// Old versions wrote a cost; it is remarked.
			if (isKey('costUSD')) return load<u8>(at) === letterN ? skipOther(at) : unusual;
			if (isKey('message')) return readMessage(at);
			break;
		case 9:
			if (isKey('sessionId')) return readText(at, sessionIdText);
			if (isKey('timestamp')) return readText(at, timestampText);
			if (isKey('gitBranch')) return readText(at, branchText);
			break;
		case 10:
			if (isKey('entrypoint')) return readText(at, entrypointText);
			break;
		case 11:
			if (isKey('isSidechain')) {
				setFlag(sidechainFlag, load<u8>(at) === letterT);
				return skipValue(at, end, 0);
			}
			break;
		case 17:
			// An error that carries usage is remarked.
			if (isKey('isApiErrorMessage') && load<u8>(at) === letterT) return unusual;
			break;
	}
	return skipOther(at);
}

function readMessage(at: i32): i32 {
	if (hasMessage || load<u8>(at) !== openBrace) return unusual;
	hasMessage = true;
	return readObject(at, readMessageMember);
}

function readMessageMember(at: i32): i32 {
	switch (keyTo - keyFrom) {
		case 2:
			if (isKey('id')) return readText(at, messageIdText);
			break;
		case 5:
			if (isKey('model')) return readText(at, modelText);
			if (isKey('usage')) {
				if (hasUsage || load<u8>(at) !== openBrace) return unusual;
				hasUsage = true;
				return readObject(at, readUsageMember);
			}
			break;
		case 11:
			if (isKey('stop_reason')) return readText(at, stopReasonText);
			break;
	}
	return skipOther(at);
}

function readUsageMember(at: i32): i32 {
	switch (keyTo - keyFrom) {
		case 5:
			if (isKey('speed')) return readText(at, speedText);
			break;
		case 10:
			if (isKey('iterations')) return readIterations(at);
			break;
		case 12:
			if (isKey('input_tokens')) {
				setFlag(countsFlag, true);
				return readCount(at, inputAt);
			}
			if (isKey('service_tier')) return readText(at, serviceTierText);
			break;
		case 13:
			if (isKey('output_tokens')) {
				setFlag(countsFlag, true);
				return readCount(at, outputAt);
			}
			if (isKey('inference_geo')) return readText(at, inferenceGeoText);
			break;
		case 14:
			if (isKey('cache_creation')) return readBreakdown(at);
			break;
		case 15:
			if (isKey('server_tool_use')) return readServerTools(at);
			break;
		case 23:
			if (isKey('cache_read_input_tokens')) return readCount(at, readsAt);
			break;
		case 27:
			if (isKey('cache_creation_input_tokens')) return readCount(at, writesAt);
			break;
	}
	return skipOther(at);
}

/** Iterations without a nested run add nothing; any other is unusual. */
function readIterations(at: i32): i32 {
	const behind = skipValue(at, end, 0);
	if (behind < 0 || load<u8>(at) !== openBracket) return behind;
	for (let index = at; index < behind; index++) {
		const byte = load<u8>(index);
		if (byte === backslash) return unusual;
		// An `advisor_message` or a `compaction`.
		if (byte === 0x61 && isAt(index, 'advisor')) return unusual;
		if (byte === 0x63 && isAt(index, 'compaction')) return unusual;
	}
	return behind;
}

function readBreakdown(at: i32): i32 {
	if (hasBreakdown) return unusual;
	hasBreakdown = true;
	if (load<u8>(at) === letterN) return skipValue(at, end, 0);
	return load<u8>(at) === openBrace ? readObject(at, readBreakdownMember) : unusual;
}

function readBreakdownMember(at: i32): i32 {
	if (isKey('ephemeral_5m_input_tokens')) return readCount(at, writes5mAt);
	if (isKey('ephemeral_1h_input_tokens')) return readCount(at, writes1hAt);
	return skipOther(at);
}

function readServerTools(at: i32): i32 {
	if (hasServerTools) return unusual;
	hasServerTools = true;
	if (load<u8>(at) === letterN) return skipValue(at, end, 0);
	return load<u8>(at) === openBrace ? readObject(at, readServerToolMember) : unusual;
}

function readServerToolMember(at: i32): i32 {
	return isKey('web_search_requests') ? readCount(at, searchesAt) : skipOther(at);
}

/**
 * Reads the line from `from`, a `{`, to before `to` into the next record. Gives 1 for a call, 0 for a line without
 * usage, `notJson` or `unusual`.
 */
export function readCallLine(from: i32, to: i32): i32 {
	end = to;
	hasMessage = false;
	hasUsage = false;
	hasBreakdown = false;
	hasServerTools = false;
	beginRecord();
	const behind = readObject(from, readLineMember);
	if (behind === unusual) return unusual;
	if (behind !== to) return notJson;
	if (!hasMessage || !hasUsage) return 0;
	setNumber(instantAt, instantOf(textFrom(timestampText), textTo(timestampText)));
	return 1;
}
