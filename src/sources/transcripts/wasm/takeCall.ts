// Takes the call in the record into the tables; what is not as nearly every call is left to `JSON.parse`.

import { addCall, setCell, setPlaceCell } from './calls';
import {
	branchCell,
	cwdCell,
	flagsCell,
	inferenceGeoCell,
	inputCell,
	instantCell,
	modelCell,
	outputCell,
	partialFlag,
	readsCell,
	searchesCell,
	serviceTierCell,
	sessionCell,
	speedCell,
	subagentFlag,
	versionCell,
	writes1hCell,
	writes5mCell,
} from './cells';
import { backslash } from './json';
import { isAt } from './lineKind';
import {
	branchText,
	countsFlag,
	cwdText,
	entrypointText,
	inferenceGeoText,
	inputAt,
	instantAt,
	messageIdText,
	modelText,
	newTextLine,
	noLine,
	outputAt,
	readsAt,
	searchesAt,
	serviceTierText,
	sessionIdText,
	sidechainFlag,
	speedText,
	stopReasonText,
	unusualLine,
	versionText,
	writes1hAt,
	writes5mAt,
	writesAt,
} from './record';
import { hasFlag, numberAt, textFrom, textTo } from './recordWriter';
import { seeSession } from './sessions';
import { isPlain, placeOfText } from './texts';

const percent: u8 = 0x25;

/** Number of the session that the file's path names, and of the text that stands for no model. */
let homeSession: i32 = 0;
let unknownModel: i32 = 0;
let isSubagentFile: bool = false;
let synthetic: i32 = 0;

/** Says what is known of the lines to come; `modelPlace` is the number of the text that stands for no model. */
export function beginTask(homePlace: i32, modelPlace: i32, isSubagent: bool): void {
	homeSession = homePlace;
	unknownModel = modelPlace;
	isSubagentFile = isSubagent;
}

/** Answers that Claude Code made itself, since they were last forgotten. */
export function syntheticCount(): i32 {
	return synthetic;
}
export function forgetSynthetic(): void {
	synthetic = 0;
}

/** True for printable ASCII without `%` and backslash: such an id is its own key. */
function isPlainKey(from: i32, to: i32): bool {
	for (let at = from; at < to; at++) {
		const byte = load<u8>(at);
		if (byte <= 0x20 || byte >= 0x7f || byte === percent || byte === backslash) return false;
	}
	return from < to;
}

/** Puts a shared text's number in its cell; false when the text has none yet. */
function takeText(text: i32, cell: i32): bool {
	const place = placeOfText(text);
	setPlaceCell(cell, place);
	return place >= 0;
}

/** Takes in the call; says why not when it is left to the other side. */
export function takeCall(): i32 {
	const modelFrom = textFrom(modelText);
	const modelTo = textTo(modelText);
	if (!isPlain(modelFrom, modelTo)) return unusualLine;
	if (modelTo - modelFrom === 11 && isAt(modelFrom, '<synthetic>')) {
		synthetic += 1;
		return noLine;
	}
	const idFrom = textFrom(messageIdText);
	const idTo = textTo(messageIdText);
	const atMs = numberAt(instantAt);
	if (!hasFlag(countsFlag) || !isPlainKey(idFrom, idTo) || isNaN(atMs)) return unusualLine;
	let session = isSubagentFile ? homeSession : placeOfText(sessionIdText);
	if (session === 0) session = homeSession;
	const entrypoint = placeOfText(entrypointText);
	if (session < 0 || entrypoint < 0) return newTextLine;
	const folder = placeOfText(cwdText);
	if (folder < 0 || !takeText(branchText, branchCell) || !takeText(versionText, versionCell))
		return newTextLine;
	if (!takeText(speedText, speedCell) || !takeText(serviceTierText, serviceTierCell)) return newTextLine;
	if (!takeText(inferenceGeoText, inferenceGeoCell)) return newTextLine;
	setPlaceCell(cwdCell, folder);
	setPlaceCell(sessionCell, session);
	setPlaceCell(modelCell, modelFrom === modelTo ? unknownModel : placeOfText(modelText));
	takeCounts();
	setCell(instantCell, atMs);
	const isPartial = textFrom(stopReasonText) === textTo(stopReasonText);
	const isSubagent = isSubagentFile || hasFlag(sidechainFlag);
	setPlaceCell(flagsCell, (isPartial ? partialFlag : 0) + (isSubagent ? subagentFlag : 0));
	addCall(idFrom, idTo);
	seeSession(session, atMs, entrypoint, folder);
	return noLine;
}

function takeCounts(): void {
	const writes = numberAt(writesAt);
	const writes1h = numberAt(writes1hAt);
	setCell(inputCell, numberAt(inputAt));
	setCell(outputCell, numberAt(outputAt));
	setCell(writes5mCell, writes === 0 ? numberAt(writes5mAt) : max<f64>(0, writes - writes1h));
	setCell(writes1hCell, writes1h);
	setCell(readsCell, numberAt(readsAt));
	setCell(searchesCell, numberAt(searchesAt));
}
